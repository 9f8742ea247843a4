/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/zones.h"

#include "base/hash.h"
#include "image/find.h"
#include "zone/compile.h"
#include "zone/zonefile.h"

#include <stdlib.h>
#include <string.h>

/* A compiled file, for others that serve it under the same origin. */
struct cached {
    struct cached *next;
    const char *path;
    struct image_zone zone;
    bool ok;
};

/* A zone of a set. */
struct member {
    struct member *next;
    uint32_t set;
    uint32_t apex; /* blob_ref.at: equal names stand once in the blob */
};

enum { BUCKETS = 16384 }; /* short chains with 100,000 zones */

struct zone_cache {
    struct errs *faults;             /* of a lenient file; empty between files; NULL = none yet */
    struct cached *files[BUCKETS];   /* by path and apex */
    struct member *members[BUCKETS]; /* by set and apex */
};

static struct zone_cache *cache_of(struct plugin_load *load)
{
    if (load->zones == NULL) {
        load->zones = arena_alloc(load->arena, sizeof(*load->zones));
    }
    return load->zones;
}

/* The zone that the running image has in a block's set; NULL = none to compare with. */
static const struct image_zone *running_zone(const struct plugin_load *load, uint32_t set,
                                             const struct name *apex)
{
    struct find_room room;
    struct find_name name;
    unsigned label;
    const struct image *old = load->old;
    if (old == NULL || old->local.config != load->config ||
        image_facts(old)->name_seed != load->facts.name_seed) {
        return NULL;
    }
    find_prepare(apex->octets, load->facts.name_seed, &room, &name);
    const struct image_zone *zone = find_zone(old, set, &name, false, &label);
    return zone != NULL && label == 0 ? zone : NULL;
}

/* Serial arithmetic: whether a is before b. Source: RFC 1982 §3.2. */
static bool serial_is_before(uint32_t a, uint32_t b)
{
    return a != b && (uint32_t)(b - a) < 0x80000000u;
}

/* Put the running zone's segment in place of the one just compiled. */
static void keep_running(struct plugin_load *load, const struct segment *running,
                         struct image_zone *zone)
{
    build_cut(load->build, SECTION_ZONE_DATA, zone->at);
    zone->size = running->size;
    zone->at = build_octets(load->build, SECTION_ZONE_DATA, running, running->size, 8);
}

/* Decide between the file and the running zone, and say what the zone's owner should know. */
static void compare_serials(struct plugin_load *load, const char *path,
                            const struct image_zone *old, struct image_zone *zone, bool by_mtime)
{
    const struct segment *running = image_segment(load->old, old);
    const struct segment *read = build_at(load->build, SECTION_ZONE_DATA, zone->at);
    uint32_t serial = read->serial;
    struct pos at = {.file = path};
    if (running->size == read->size && memcmp(running, read, read->size) == 0) {
        return;
    }
    if (serial_is_before(serial, running->serial)) {
        err_warn(load->errs, at,
                 "its serial went back from %u to %u, so secondaries will not take it; write a "
                 "serial above %u",
                 running->serial, serial, running->serial);
    } else if (serial == running->serial && !by_mtime) {
        bool keep = !load->force;
        err_warn(load->errs, at,
                 "it changed and its serial %u did not, so %s; raise the serial with every change",
                 serial, keep ? "the running zone stays" : "secondaries will not take it");
        if (keep) {
            keep_running(load, running, zone);
        }
    }
}

/* Pass on what was said of a file that may be left out: its faults are warnings then. */
static void soften(struct plugin_load *load)
{
    struct zone_cache *cache = cache_of(load);
    const struct err *err;
    for (size_t i = 0; (err = errs_at(cache->faults, i)) != NULL; i++) {
        if (err->level == ERR_NOTICE) {
            err_note(load->errs, err->at, "%s", err->text);
        } else {
            err_warn(load->errs, err->at, "%s", err->text);
        }
    }
    if (errs_at(cache->faults, 0) != NULL) {
        errs_free(cache->faults);
        cache->faults = NULL;
    }
}

static struct errs *errs_of(struct plugin_load *load, const struct zones_file *file)
{
    struct zone_cache *cache = cache_of(load);
    if (!file->lenient) {
        return load->errs;
    }
    cache->faults = cache->faults == NULL ? errs_new() : cache->faults;
    return cache->faults;
}

static bool compile_file(struct plugin_load *load, const char *path, const struct name *apex,
                         const struct zones_file *file, struct image_zone *out)
{
    struct records records = {0};
    struct errs *errs = errs_of(load, file);
    bool ok = zonefile_read(path, apex, file->from, &records, errs) &&
              compile_zone(load->build, &records, load->facts.name_seed, out, errs);
    for (size_t i = 0; (ok || file->lenient) && file->reload_ms > 0 && i < records.nfiles; i++) {
        plugin_watch(load, records.files[i], file->reload_ms,
                     file->by_mtime ? WATCH_MTIME : WATCH_SERIAL);
    }
    records_done(&records);
    if (file->lenient) {
        soften(load);
    }
    return ok;
}

/* A file of a running zone got faults: serve the zone as it was. False when it does not run. */
static bool keep_broken(struct plugin_load *load, const char *path,
                        const struct image_zone *running, struct image_zone *zone)
{
    struct pos at = {.file = path};
    if (running == NULL) {
        err_warn(load->errs, at, "it has faults and is left out; mend it");
        return false;
    }
    err_warn(load->errs, at, "it has faults, and the running zone stays; mend it");
    const struct segment *segment = image_segment(load->old, running);
    zone->size = segment->size;
    zone->at = build_octets(load->build, SECTION_ZONE_DATA, segment, segment->size, 8);
    return true;
}

static const struct cached *load_file(struct plugin_load *load, const char *path,
                                      const struct name *apex, const struct zones_file *file,
                                      uint32_t set)
{
    struct blob_ref name = build_blob(load->build, apex->octets, apex->len);
    struct cached **bucket =
        &cache_of(load)->files[hash_octets(name.at, path, strlen(path)) % BUCKETS];
    for (struct cached *at = *bucket; at != NULL; at = at->next) {
        if (strcmp(at->path, path) == 0 && at->zone.apex.at == name.at) {
            return at;
        }
    }
    struct cached *cached = arena_alloc(load->arena, sizeof(*cached));
    *cached = (struct cached){.next = *bucket, .path = path, .zone = {.apex = name}};
    cached->ok = compile_file(load, path, apex, file, &cached->zone);
    const struct image_zone *running = running_zone(load, set, apex);
    if (!cached->ok && file->lenient) {
        cached->ok = keep_broken(load, path, running, &cached->zone);
    } else if (cached->ok && running != NULL) {
        compare_serials(load, path, running, &cached->zone, file->by_mtime);
    }
    *bucket = cached;
    return cached;
}

static struct member **member_bucket(struct plugin_load *load, uint32_t set, uint32_t apex)
{
    return &cache_of(load)->members[hash_mix(hash_root(set), apex) % BUCKETS];
}

static bool has_member(struct plugin_load *load, uint32_t set, uint32_t apex)
{
    for (const struct member *at = *member_bucket(load, set, apex); at != NULL; at = at->next) {
        if (at->set == set && at->apex == apex) {
            return true;
        }
    }
    return false;
}

static void add_member(struct plugin_load *load, uint32_t set, uint32_t apex)
{
    struct member **bucket = member_bucket(load, set, apex);
    struct member *member = arena_alloc(load->arena, sizeof(*member));
    *member = (struct member){.next = *bucket, .set = set, .apex = apex};
    *bucket = member;
}

static void add_zone(struct plugin_load *load, const struct image_zone *zone,
                     const struct name *apex)
{
    build_add(load->build, SECTION_ZONE, zone, 1);
    unsigned labels = name_labels(apex->octets);
    if (labels > load->facts.zone_depth) {
        load->facts.zone_depth = labels;
    }
}

uint32_t zones_new_set(struct plugin_load *load)
{
    return load->facts.nzone_sets++;
}

uint32_t zones_set_of(struct plugin_load *load, struct plugin_block *block)
{
    if (block->zone_set == REF_NONE) {
        block->zone_set = zones_new_set(load);
        plugin_add_step(load, block, STAGE_ANSWER, STEP_ZONE, block->zone_set);
    }
    return block->zone_set;
}

/* The set has the zone from another file. */
static bool refuse_second(struct plugin_load *load, const char *path, const struct name *apex,
                          const struct zones_file *file)
{
    char text[NAME_TEXT_SIZE];
    if (!file->lenient) {
        return err_add(load->errs, file->from,
                       "zone '%s' has a file already in this server block; keep one of them",
                       name_format(apex->octets, text));
    }
    err_warn(load->errs, (struct pos){.file = path},
             "zone '%s' has a file already in this server block, and this one is left out; keep "
             "one of them",
             name_format(apex->octets, text));
    return true;
}

bool zones_add_file(struct plugin_load *load, struct plugin_block *block, const char *path,
                    const struct name *apex, const struct zones_file *file)
{
    uint32_t set = zones_set_of(load, block);
    struct blob_ref name = build_blob(load->build, apex->octets, apex->len);
    if (has_member(load, set, name.at)) {
        return refuse_second(load, path, apex, file);
    }
    const struct cached *cached = load_file(load, path, apex, file, set);
    if (!cached->ok) {
        return file->lenient;
    }
    add_member(load, set, name.at);
    struct image_zone zone = cached->zone;
    zone.set = block->zone_set;
    zone.flags = file->flags;
    zone.fallthrough = file->fallthrough;
    add_zone(load, &zone, apex);
    return true;
}

bool zones_add_records(struct plugin_load *load, uint32_t set, const struct records *records)
{
    struct image_zone zone = {.set = set};
    if (!compile_zone(load->build, records, load->facts.name_seed, &zone, load->errs)) {
        return false;
    }
    add_zone(load, &zone, &records->origin);
    return true;
}

static uint64_t apex_hash(struct plugin_load *load, struct blob_ref apex)
{
    struct name name = {.len = 0};
    const uint8_t *octets = build_at(load->build, SECTION_BLOB, apex.at);
    memcpy(name.octets, octets, apex.len);
    return name_hash(load->facts.name_seed, name.octets);
}

void zones_finish(struct plugin_load *load)
{
    errs_free(cache_of(load)->faults);
    cache_of(load)->faults = NULL;
    size_t count = build_count(load->build, SECTION_ZONE);
    uint64_t *hashes = calloc(count + 1, sizeof(*hashes));
    for (size_t i = 0; hashes != NULL && i < count; i++) {
        const struct image_zone *zone = build_at(load->build, SECTION_ZONE, i);
        uint32_t set = zone->set;
        hashes[i] = find_zone_hash(apex_hash(load, zone->apex), set);
    }
    load->facts.zone_slot_mask = build_slots(load->build, SECTION_ZONE_SLOT, hashes, count);
    free(hashes);
}

void zones_view(struct plugin_load *load, struct image *out)
{
    *out = (struct image){0};
    out->at[SECTION_FACTS] = &load->facts;
    for (int i = SECTION_FACTS + 1; i < SECTION_COUNT; i++) {
        out->count[i] = build_count(load->build, (enum section)i);
        out->at[i] = out->count[i] == 0 ? NULL : build_at(load->build, (enum section)i, 0);
    }
}

bool zones_are_public(const struct plugin_block *block)
{
    for (size_t i = 0; i < block->conf->ndirectives; i++) {
        const char *word = block->conf->directives[i].words[0].text;
        if (strcmp(word, "view") == 0 || strcmp(word, "acl") == 0) {
            return false;
        }
    }
    return true;
}
