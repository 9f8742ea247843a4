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

static bool compile_file(struct plugin_load *load, const char *path, const struct name *apex,
                         struct pos from, struct image_zone *out)
{
    struct records records = {0};
    bool ok = zonefile_read(path, apex, from, &records, load->errs) &&
              compile_zone(load->build, &records, load->facts.name_seed, out, load->errs);
    records_done(&records);
    return ok;
}

static const struct cached *load_file(struct plugin_load *load, const char *path,
                                      const struct name *apex, struct pos from)
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
    cached->ok = compile_file(load, path, apex, from, &cached->zone);
    *bucket = cached;
    return cached;
}

/* Note a zone of a set; false when the set has it already. */
static bool add_member(struct plugin_load *load, uint32_t set, uint32_t apex)
{
    struct member **bucket = &cache_of(load)->members[hash_mix(hash_root(set), apex) % BUCKETS];
    for (const struct member *at = *bucket; at != NULL; at = at->next) {
        if (at->set == set && at->apex == apex) {
            return false;
        }
    }
    struct member *member = arena_alloc(load->arena, sizeof(*member));
    *member = (struct member){.next = *bucket, .set = set, .apex = apex};
    *bucket = member;
    return true;
}

bool zones_add_file(struct plugin_load *load, struct plugin_block *block, const char *path,
                    const struct name *apex, struct pos from, uint32_t flags,
                    struct range_ref fallthrough)
{
    char text[NAME_TEXT_SIZE];
    const struct cached *cached = load_file(load, path, apex, from);
    if (!cached->ok) {
        return false;
    }
    if (block->zone_set == REF_NONE) {
        block->zone_set = load->facts.nzone_sets++;
        plugin_add_step(load, block, STAGE_ANSWER, STEP_ZONE, block->zone_set);
    }
    if (!add_member(load, block->zone_set, cached->zone.apex.at)) {
        return err_add(load->errs, from,
                       "zone '%s' has a file already in this server block; keep one of them",
                       name_format(apex->octets, text));
    }
    struct image_zone zone = cached->zone;
    zone.set = block->zone_set;
    zone.flags = flags;
    zone.fallthrough = fallthrough;
    build_add(load->build, SECTION_ZONE, &zone, 1);
    unsigned labels = name_labels(apex->octets);
    if (labels > load->facts.zone_depth) {
        load->facts.zone_depth = labels;
    }
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
