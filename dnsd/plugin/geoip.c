/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/geoip.h"

#include "base/text.h"
#include "geo/country.h"
#include "geo/database.h"
#include "image/geo.h"
#include "image/hosts.h"
#include "image/map_build.h"
#include "image/segment.h"
#include "plugin/labels.h"
#include "plugin/words.h"

#include <string.h>

enum { TTL_DEFAULT_S = 60, TTL_MAX_S = 86400 };

static bool same_code(const char *a, const char *b)
{
    return a[0] == b[0] && a[1] == b[1];
}

/* Both readings of EU: the continent, and the Union wherever it lies (corefile.md §1). */
static bool is_in_eu(const struct place *place)
{
    return place->in_eu || country_in_eu(place->country);
}

static bool continent_matches(const struct geoip_entry *entry, const struct place *place)
{
    if (same_code(entry->code, place->continent)) {
        return true;
    }
    return entry->kind == GEOIP_ANY_CODE && same_code(entry->code, "EU") && is_in_eu(place);
}

/* The entry for a place, from 1; 0 = none. arg is a struct geoip (a database_class function). */
static uint32_t classify(const struct place *place, void *arg)
{
    struct geoip *geoip = arg;
    uint32_t fallback = 0;
    geoip->saw_place |= place->country[0] != '\0' || place->continent[0] != '\0';
    for (uint32_t i = 0; i < geoip->nentries && place->country[0] != '\0'; i++) {
        const struct geoip_entry *entry = &geoip->entries[i];
        if (entry->kind <= GEOIP_COUNTRY && same_code(entry->code, place->country)) {
            return i + 1;
        }
    }
    for (uint32_t i = 0; i < geoip->nentries; i++) {
        const struct geoip_entry *entry = &geoip->entries[i];
        bool by_continent = entry->kind == GEOIP_ANY_CODE || entry->kind == GEOIP_CONTINENT;
        if (by_continent && !place->is_anycast && continent_matches(entry, place)) {
            return i + 1;
        }
        fallback = entry->kind == GEOIP_DEFAULT ? i + 1 : fallback;
    }
    return fallback;
}

/* Codes that people write and ISO 3166 does not know. */
static const char *usual_mistake(const char *code)
{
    static const char *const pairs[][2] = {{"UK", "GB"}, {"EL", "GR"}, {"USA", "US"}};
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        if (strcmp(code, pairs[i][0]) == 0) {
            return pairs[i][1];
        }
    }
    return NULL;
}

static bool wrong_code(struct plugin_load *load, const struct node *line, const char *code,
                       const char *what)
{
    const char *meant = usual_mistake(code);
    if (meant != NULL) {
        return node_err(line, 0, load->errs, "'%s' is no code of ISO 3166; write %s", code, meant);
    }
    return node_err(line, 0, load->errs,
                    "'%s' is no %s; write a code such as NL (ISO 3166, two capitals), a continent "
                    "(AF AN AS EU NA OC SA), country:CODE, continent:CODE or default",
                    code, what);
}

/* Words about a bare code that means more than one thing. */
static void tell_readings(struct plugin_load *load, const struct node *line, const char *code)
{
    if (same_code(code, "EU")) {
        err_note(load->errs, line->words[0].at,
                 "EU means the continent Europe and the European Union wherever it lies; for a "
                 "precise rule write a residency policy, or continent:EU");
    } else if (country_is(code) && country_is_continent(code)) {
        err_warn(load->errs, line->words[0].at,
                 "'%s' is a country and a continent, and takes clients of both; write country:%s "
                 "or continent:%s",
                 code, code, code);
    }
}

static bool read_code(struct plugin_load *load, const struct node *line, struct geoip_entry *out)
{
    const char *text = line->words[0].text;
    const char *code = strchr(text, ':') == NULL ? text : strchr(text, ':') + 1;
    out->kind = GEOIP_ANY_CODE;
    if (strcmp(text, "default") == 0) {
        out->kind = GEOIP_DEFAULT;
        return true;
    }
    if (strncmp(text, "country:", 8) == 0) {
        out->kind = GEOIP_COUNTRY;
    } else if (strncmp(text, "continent:", 10) == 0) {
        out->kind = GEOIP_CONTINENT;
    } else if (code != text) {
        return wrong_code(load, line, text, "kind of code");
    }
    bool is_code = strlen(code) == 2;
    if (out->kind != GEOIP_CONTINENT && is_code && country_is(code)) {
        is_code = true;
    } else {
        is_code = is_code && out->kind != GEOIP_COUNTRY && country_is_continent(code);
    }
    if (!is_code) {
        return wrong_code(load, line, code,
                          out->kind == GEOIP_CONTINENT ? "continent" : "country or continent");
    }
    memcpy(out->code, code, 3);
    if (out->kind == GEOIP_ANY_CODE) {
        tell_readings(load, line, code);
    }
    return true;
}

static bool read_target(struct plugin_load *load, const struct node *line, struct geoip *geoip,
                        struct geoip_entry *out)
{
    struct addr addr;
    out->target_at = line->words[2].at;
    out->target_text = line->words[2].text;
    out->is_name = !addr_parse(line->words[2].text, &addr);
    if (!out->is_name) {
        out->addresses = arena_alloc(load->arena, line->nwords * sizeof(*out->addresses));
        for (size_t i = 2; i < line->nwords; i++) {
            if (!addr_parse(line->words[i].text, &out->addresses[out->naddresses++])) {
                return node_err(line, i, load->errs,
                                "'%s' is no address; write one host name, or addresses only",
                                line->words[i].text);
            }
        }
        return true;
    }
    if (line->nwords > 3) {
        return node_err(line, 3, load->errs,
                        "a target is one host name; write addresses to give several");
    }
    if (!node_name(line, 2, &out->name, load->errs)) {
        return false;
    }
    name_lower(&out->name);
    struct blob_ref ref = build_blob(load->build, out->name.octets, out->name.len);
    build_add(load->build, SECTION_NAME, &ref, 1);
    geoip->own.count++;
    return true;
}

static bool twice(struct plugin_load *load, const struct node *line, const struct geoip *geoip,
                  const struct geoip_entry *entry)
{
    for (size_t i = 0; i < geoip->nentries; i++) {
        const struct geoip_entry *other = &geoip->entries[i];
        if (other->kind == entry->kind && strcmp(other->code, entry->code) == 0) {
            node_err(line, 0, load->errs, "'%s' has a target already at line %u; keep one of them",
                     line->words[0].text, other->at.line);
            return true;
        }
    }
    return false;
}

/* "CODE target NAME|ADDRESS..." */
static bool read_entry(struct plugin_load *load, const struct node *line, struct geoip *geoip)
{
    struct geoip_entry entry = {.at = line->words[0].at, .code_text = line->words[0].text};
    bool is_target = line->nwords > 1 && strcmp(line->words[1].text, "target") == 0;
    if (is_target && line->nwords == 2) {
        return node_err(line, 2, load->errs,
                        "the target of '%s' is missing; write a host name, or addresses",
                        line->words[0].text);
    }
    if (!is_target) {
        return node_err(line, line->nwords > 1 ? 1 : 0, load->errs,
                        "'%s' is no property of geoip; write CODE target NAME, default target "
                        "NAME, names, ttl, ecs-from or edns-subnet",
                        line->words[0].text);
    }
    bool ok = read_code(load, line, &entry);
    ok = read_target(load, line, geoip, &entry) && ok;
    if (!ok || twice(load, line, geoip, &entry)) {
        return false;
    }
    geoip->entries = arena_grow(load->arena, geoip->entries, geoip->nentries, &geoip->room,
                                sizeof(*geoip->entries));
    geoip->entries[geoip->nentries++] = entry;
    return true;
}

static bool read_ecs_from(struct plugin_load *load, struct plugin_block *block,
                          const struct node *line, struct geoip *geoip)
{
    if (geoip->has_ecs_from) {
        return node_err(line, 0, load->errs,
                        "ecs-from stands twice; write all networks on one line");
    }
    geoip->has_ecs_from = true;
    block->image.ecs_from.first = (uint32_t)build_count(load->build, SECTION_PREFIX);
    return node_args(line, 1, SIZE_MAX, "ecs-from NETWORK...", load->errs) &&
           plugin_prefixes(load, line, 1, &block->image.ecs_from);
}

static bool read_names(struct plugin_load *load, const struct node *line, struct geoip *geoip)
{
    if (geoip->names.count > 0) {
        return node_err(line, 0, load->errs, "names stands twice; write all names on one line");
    }
    return node_args(line, 1, SIZE_MAX, "names NAME...", load->errs) &&
           plugin_names(load, line, 1, &geoip->names);
}

/* Properties that are no entry; entries are read first, so that their names stand together. */
static bool read_property(struct plugin_load *load, struct plugin_block *block,
                          const struct node *line, struct geoip *geoip)
{
    const char *word = line->words[0].text;
    if (strcmp(word, "edns-subnet") == 0) {
        geoip->edns_subnet = true;
        return node_args(line, 0, 0, "edns-subnet", load->errs);
    }
    if (strcmp(word, "ttl") == 0) {
        return node_args(line, 1, 1, "ttl SECONDS", load->errs) &&
               node_u32(line, 1, 0, TTL_MAX_S, &geoip->ttl_s, load->errs);
    }
    if (strcmp(word, "ecs-from") == 0) {
        return read_ecs_from(load, block, line, geoip);
    }
    return read_names(load, line, geoip);
}

static bool is_property(const struct node *line)
{
    static const char *const words[] = {"edns-subnet", "ttl", "ecs-from", "names"};
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(line->words[0].text, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool read_lines(struct plugin_load *load, struct plugin_block *block,
                       const struct node *node, struct geoip *geoip)
{
    bool ok = true;
    geoip->own.first = (uint32_t)build_count(load->build, SECTION_NAME);
    for (size_t i = 0; i < node->nchildren; i++) {
        if (!is_property(&node->children[i])) {
            ok = read_entry(load, &node->children[i], geoip) && ok;
        }
    }
    for (size_t i = 0; i < node->nchildren; i++) {
        if (is_property(&node->children[i])) {
            ok = read_property(load, block, &node->children[i], geoip) && ok;
        }
    }
    return ok;
}

bool geoip_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    if (!node_args(node, 1, 2, "geoip DATABASE [IPV6-DATABASE] { ... }", load->errs)) {
        return false;
    }
    struct geoip *geoip = arena_alloc(load->arena, sizeof(*geoip));
    geoip->ttl_s = TTL_DEFAULT_S;
    geoip->at = node->words[1].at;
    for (size_t i = 1; i < node->nwords; i++) {
        geoip->paths[geoip->npaths++] = plugin_path(load, block, node->words[i].text);
    }
    bool ok = read_lines(load, block, node, geoip);
    block->image.ecs_mode = geoip->nentries > 0 || geoip->edns_subnet ? ECS_USE : ECS_OFF;
    plugin_keep(load, block, geoip);
    return ok;
}

static uint32_t classify_alike(const struct place *place, void *arg)
{
    (void)place;
    (void)arg;
    return 0;
}

/* A database whose labels nobody reads must still be one, to its last record. */
static bool check_database(struct plugin_load *load, const struct geoip *geoip)
{
    struct map_ranges v4 = {0};
    struct map_ranges v6 = {0};
    struct database *db = database_open(geoip->paths, geoip->npaths, geoip->at, load->errs);
    bool ok = db != NULL && database_compile(db, classify_alike, NULL, &v4, &v6, load->errs);
    map_build_free(&v4);
    map_build_free(&v6);
    database_close(db);
    return ok;
}

static bool compile_map(struct plugin_load *load, struct geoip *geoip, uint32_t *map)
{
    struct map_ranges v4 = {0};
    struct map_ranges v6 = {0};
    struct database *db = database_open(geoip->paths, geoip->npaths, geoip->at, load->errs);
    bool ok = db != NULL && database_compile(db, classify, geoip, &v4, &v6, load->errs);
    if (ok && !geoip->saw_place) {
        ok = err_add(load->errs, geoip->at,
                     "'%s' places nobody in a country or continent; write the path of a Country "
                     "or City database",
                     geoip->paths[0]);
    }
    if (ok) {
        *map = map_build_add(load->build, &v4, &v6);
    }
    map_build_free(&v4);
    map_build_free(&v6);
    database_close(db);
    return ok;
}

/* The block's zones pass on what they do not have; their apexes are flattened. */
static void mark_zones(struct plugin_load *load, const struct plugin_block *block)
{
    if (block->hosts != REF_NONE) {
        struct image_hosts *hosts = build_at(load->build, SECTION_HOSTS, block->hosts);
        hosts->flags |= HOSTS_NEXT;
    }
    for (uint64_t i = 0; i < build_count(load->build, SECTION_ZONE); i++) {
        struct image_zone *zone = build_at(load->build, SECTION_ZONE, i);
        if (zone->set == block->zone_set) {
            zone->flags |= ZONE_NEXT;
        }
    }
}

static bool is_apex(struct plugin_load *load, const struct plugin_block *block,
                    struct blob_ref name)
{
    for (size_t i = 0; i < block->conf->nkeys; i++) {
        const struct name *zone = &block->conf->keys[i].zone;
        if (build_blob(load->build, zone->octets, zone->len).at == name.at) {
            return true;
        }
    }
    for (uint64_t i = 0; i < build_count(load->build, SECTION_ZONE); i++) {
        const struct image_zone *zone = build_at(load->build, SECTION_ZONE, i);
        if (zone->set == block->zone_set && zone->apex.at == name.at) {
            return true;
        }
    }
    return false;
}

static struct range_ref add_first_names(struct plugin_load *load, const struct plugin_block *block,
                                        const struct geoip *geoip)
{
    struct range_ref range = {.first = (uint32_t)build_count(load->build, SECTION_GEO_NAME),
                              .count = geoip->names.count};
    for (uint32_t i = 0; i < geoip->names.count; i++) {
        const struct blob_ref *ref = build_at(load->build, SECTION_NAME, geoip->names.first + i);
        struct image_geo_name name = {.name = *ref};
        name.flags = is_apex(load, block, name.name) ? GEO_FLAT : 0;
        build_add(load->build, SECTION_GEO_NAME, &name, 1);
    }
    return range;
}

static void watch_databases(struct plugin_load *load, const struct geoip *geoip)
{
    for (size_t i = 0; i < geoip->npaths; i++) {
        plugin_watch(load, geoip->paths[i], 60 * 1000, WATCH_MTIME);
    }
}

/* Without targets the database is there for labels alone. */
static bool finish_labels(struct plugin_load *load, struct plugin_block *block,
                          const struct geoip *geoip)
{
    if (!labels_want_places(block)) {
        return check_database(load, geoip);
    }
    watch_databases(load, geoip);
    return labels_compile(load, block, geoip->paths, geoip->npaths, geoip->at);
}

bool geoip_finish(struct plugin_load *load, struct plugin_block *block)
{
    struct geoip *geoip = plugin_kept(load, block);
    if (errs_failed(load->errs)) {
        return check_database(load, geoip); /* no image comes of it: only look for more faults */
    }
    if (geoip->nentries == 0) {
        return finish_labels(load, block, geoip);
    }
    struct image_geo geo = {
        .own = geoip->own, .soa = targets_soa(load, true), .negative = targets_soa(load, false)};
    if (!compile_map(load, geoip, &geo.map) ||
        !labels_compile(load, block, geoip->paths, geoip->npaths, geoip->at)) {
        return false;
    }
    for (uint32_t i = 0; i < geoip->nentries; i++) {
        geo.unknown = geoip->entries[i].kind == GEOIP_DEFAULT ? i + 1 : geo.unknown;
    }
    geo.targets = targets_make(load, block, geoip);
    geo.first = add_first_names(load, block, geoip);
    mark_zones(load, block);
    uint32_t index = build_add(load->build, SECTION_GEO, &geo, 1);
    if (geo.first.count > 0) {
        plugin_add_step(load, block, STAGE_ANSWER, STEP_GEO_FIRST, index);
    }
    plugin_add_step_last(load, block, STAGE_ANSWER, STEP_GEO, index);
    watch_databases(load, geoip);
    return true;
}
