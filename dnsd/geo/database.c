/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/database.h"

#include "base/attr.h"
#include "base/must.h"

#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 2 };

struct database {
    struct mmdb *files[FILES_MAX]; /* IPv4 and IPv6; the same twice when there is one */
    struct pos at;
    bool has_countries; /* some record of the last compile names a country or continent */
    bool has_asns;      /* some record of the last compile names an AS */
    bool has_anonymous; /* some record of the last compile is anonymous */
};

/* A part of IPv6 that has no entry, whatever the tree says. */
struct blank {
    struct map_address start;
    struct map_address end; /* first address past it */
    uint8_t bits;
};

/* IPv4's place in the tree, and Teredo. */
static const struct blank blanks[] = {
    {{0, 0}, {0, UINT64_C(1) << 32}, 96},
    {{0x2001000000000000, 0}, {0x2001000100000000, 0}, 32},
};

/* One walk: classes[record] of the records met so far. */
struct compile {
    struct database *db;
    struct mmdb *file;
    database_class classify;
    void *arg;
    struct map_ranges *ranges;
    uint32_t *classes;
    uint32_t known; /* records with a class: 0 to known - 1 */
    uint32_t room;
    bool is_v6;
};

static bool check_pair(const struct database *db, struct errs *errs)
{
    const struct mmdb_facts *v4 = mmdb_facts(db->files[0]);
    const struct mmdb_facts *v6 = mmdb_facts(db->files[1]);
    if (v6->ip_version != 4) {
        return true;
    }
    return err_add(errs, db->at,
                   "'%s' holds no IPv6 networks; of two databases name the one for IPv4 first%s",
                   v6->path, v4->ip_version == 6 ? ": turn the two around" : "");
}

struct database *database_open(const char *const *paths, size_t npaths, struct pos at,
                               struct errs *errs)
{
    struct database *db = must(calloc(1, sizeof(*db)));
    db->at = at;
    for (size_t i = 0; i < npaths && i < FILES_MAX; i++) {
        db->files[i] = mmdb_open(paths[i], at, errs);
    }
    bool opened = db->files[0] != NULL && (npaths == 1 || db->files[1] != NULL);
    if (opened && npaths == 1) {
        db->files[1] = db->files[0];
    }
    if (!opened || (npaths > 1 && !check_pair(db, errs))) {
        database_close(db);
        return NULL;
    }
    return db;
}

void database_close(struct database *db)
{
    if (db == NULL) {
        return;
    }
    if (db->files[1] != db->files[0]) {
        mmdb_close(db->files[1]);
    }
    mmdb_close(db->files[0]);
    free(db);
}

const struct mmdb_facts *database_facts(const struct database *db, size_t i)
{
    bool is_there = i == 0 || (i == 1 && db->files[1] != db->files[0]);
    return is_there ? mmdb_facts(db->files[i]) : NULL;
}

struct bytes database_octets(const struct database *db, size_t i)
{
    return mmdb_octets(db->files[i]);
}

static uint32_t class_of(struct compile *compile, uint32_t record)
{
    while (record >= compile->known) {
        struct place place;
        if (compile->known == compile->room) {
            compile->room = compile->room == 0 ? 256 : 2 * compile->room;
            compile->classes =
                must(realloc(compile->classes, compile->room * sizeof(*compile->classes)));
        }
        place_read(compile->file, compile->known, &place);
        compile->db->has_countries |= place.continent[0] != '\0' || place.is_anycast;
        compile->db->has_asns |= place.asn != 0;
        compile->db->has_anonymous |= place.is_anonymous;
        compile->classes[compile->known++] = compile->classify(&place, compile->arg);
    }
    return compile->classes[record];
}

static bool in_blank(const struct mmdb_leaf *leaf, const struct blank *blank)
{
    return leaf->bits >= blank->bits && leaf->start.high >= blank->start.high &&
           (leaf->start.high < blank->end.high ||
            (leaf->start.high == blank->end.high && leaf->start.low < blank->end.low));
}

/* Whether the blank is a part of the leaf; the leaf is at most 95 bits long. */
static bool has_blank(const struct mmdb_leaf *leaf, const struct blank *blank)
{
    if (leaf->bits >= blank->bits) {
        return false;
    }
    uint64_t high = leaf->bits == 0 ? 0 : UINT64_MAX << (leaf->bits < 64 ? 64 - leaf->bits : 0);
    uint64_t low = leaf->bits <= 64 ? 0 : UINT64_MAX << (128 - leaf->bits);
    return (blank->start.high & high) == leaf->start.high &&
           (blank->start.low & low) == leaf->start.low;
}

static void visit(const struct mmdb_leaf *leaf, void *arg)
{
    struct compile *compile = arg;
    uint32_t value = class_of(compile, leaf->record);
    if (!compile->is_v6) {
        map_build_append(compile->ranges, leaf->start, value);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(blanks); i++) {
        if (in_blank(leaf, &blanks[i])) {
            map_build_append(compile->ranges, leaf->start, class_of(compile, 0));
            return;
        }
    }
    map_build_append(compile->ranges, leaf->start, value);
    for (size_t i = 0; i < ARRAY_LEN(blanks); i++) {
        if (has_blank(leaf, &blanks[i])) {
            map_build_append(compile->ranges, blanks[i].start, class_of(compile, 0));
            map_build_append(compile->ranges, blanks[i].end, value);
        }
    }
}

bool database_compile(struct database *db, database_class classify, void *arg,
                      struct map_ranges *v4, struct map_ranges *v6, struct errs *errs)
{
    struct compile compile = {
        .db = db, .file = db->files[0], .classify = classify, .arg = arg, .ranges = v4};
    db->has_countries = false;
    db->has_asns = false;
    db->has_anonymous = false;
    class_of(&compile, 0);
    bool done = mmdb_walk(db->files[0], FAMILY_IPV4, visit, &compile, errs);

    compile.ranges = v6;
    compile.is_v6 = true;
    if (db->files[1] != db->files[0]) {
        compile.file = db->files[1];
        compile.known = 1; /* record 0 is the same in both */
    }
    done = done && mmdb_walk(db->files[1], FAMILY_IPV6, visit, &compile, errs);
    free(compile.classes);
    if (!done) {
        map_build_free(v4);
        map_build_free(v6);
    }
    return done;
}

bool database_has_countries(const struct database *db)
{
    return db->has_countries;
}

bool database_has_asns(const struct database *db)
{
    return db->has_asns;
}

bool database_has_anonymous(const struct database *db)
{
    return db->has_anonymous;
}

bool database_find(struct database *db, const struct addr *addr, struct place *out,
                   unsigned *leaf_bits, struct errs *errs)
{
    struct prefix client = prefix_of(addr, family_bits(addr->family));
    struct prefix inside;
    unsigned block = prefix_unmap(&client, &inside);
    const struct addr *at = block == 0 ? addr : &inside.addr;
    struct mmdb *file = db->files[at->family == FAMILY_IPV4 ? 0 : 1];
    struct mmdb_leaf leaf;
    if (!mmdb_lookup(file, at, &leaf, errs)) {
        return false;
    }
    struct map_address number = map_build_address(at);
    const struct mmdb_leaf host = {.start = number, .bits = 128};
    for (size_t i = 0; i < ARRAY_LEN(blanks) && at->family == FAMILY_IPV6; i++) {
        if (in_blank(&host, &blanks[i])) {
            leaf = (struct mmdb_leaf){.bits = blanks[i].bits};
        }
    }
    place_read(file, leaf.record, out);
    *leaf_bits = leaf.bits + block;
    return true;
}
