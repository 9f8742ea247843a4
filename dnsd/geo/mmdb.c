/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/mmdb.h"

#include "base/must.h"
#include "geo/mmcopy.h"
#include "geo/mmdata.h"

#include <maxminddb.h>
#include <stdlib.h>
#include <string.h>

enum {
    SEPARATOR = 16,         /* zero octets between the search tree and the data */
    METADATA_MAX = 131072,  /* octets from the end of the file in which the marker is */
    BUDGET_FLOOR = 1000000, /* values that a file of any size may have checked */
    BUDGET_PER_OCTET = 4,   /* and more of them for each of its octets */
    SLOTS_FLOOR = 1024,     /* of the table of known records */
    DEPTH_MAX = 128
};

#define MARKER "\xab\xcd\xefMaxMind.com"

/* The end of the year 9999. */
#define BUILT_MAX_S UINT64_C(253402300799)

struct mmdb {
    struct pos at;
    char *path;
    struct mmcopy copy;
    bool is_open; /* lib is */
    MMDB_s lib;
    struct mmdb_facts facts;
    const uint8_t *tree;
    struct bytes data;
    uint64_t budget;
    uint32_t *places; /* of the records by number: places[0] is unused */
    uint32_t record_count;
    uint32_t room;
    uint32_t *slots; /* open addressing by place; 0 = free, else a record's number */
    uint32_t slot_mask;
    uint32_t v4_root; /* what ::/96 leads to: a node, or what a record can be */
    uint8_t v4_depth; /* 96, or less when the tree ends before */
};

/* Say what is wrong with the database; returns false. */
static bool refuse(const struct mmdb *db, const char *what, struct errs *errs)
{
    return err_add(errs, db->at,
                   "'%s' is no usable MaxMind database: %s; bring a whole copy of one "
                   "(scripts/geodb fetches a country database)",
                   db->path, what);
}

static uint32_t read_record(const struct mmdb *db, uint32_t node, unsigned side)
{
    const uint8_t *at = db->tree + (size_t)node * (db->facts.record_bits / 4);
    switch (db->facts.record_bits) {
    case 24:
        at += 3 * side;
        return ((uint32_t)at[0] << 16) | ((uint32_t)at[1] << 8) | at[2];
    case 28:
        if (side == 0) {
            return ((uint32_t)(at[3] & 0xf0) << 20) | ((uint32_t)at[0] << 16) |
                   ((uint32_t)at[1] << 8) | at[2];
        }
        return ((uint32_t)(at[3] & 0x0f) << 24) | ((uint32_t)at[4] << 16) | ((uint32_t)at[5] << 8) |
               at[6];
    default:
        return get_u32(at + 4 * side);
    }
}

/* The last marker in the file's last METADATA_MAX octets; the metadata begins after it. */
static const uint8_t *find_metadata(const struct bytes *file)
{
    size_t room = file->len < METADATA_MAX ? file->len : METADATA_MAX;
    const uint8_t *found = NULL;
    const uint8_t *at = file->at + file->len - room;
    while (room >= sizeof(MARKER) - 1) {
        const uint8_t *next = memmem(at, room, MARKER, sizeof(MARKER) - 1);
        if (next == NULL) {
            break;
        }
        found = next + sizeof(MARKER) - 1;
        room -= (size_t)(found - at);
        at = found;
    }
    return found;
}

/* What libmaxminddb opened is a tree and data of the sizes that the metadata says. */
static const char *check_layout(struct mmdb *db, const uint8_t *metadata)
{
    const struct mmdb_facts *facts = &db->facts;
    const struct bytes *file = &db->copy.octets;
    if (facts->record_bits != 24 && facts->record_bits != 28 && facts->record_bits != 32) {
        return "its records are not of 24, 28 or 32 bits";
    }
    if (facts->ip_version != 4 && facts->ip_version != 6) {
        return "it is neither of IPv4 nor of IPv6";
    }
    if (facts->node_count == 0) {
        return "its search tree is empty";
    }
    if (facts->built_s > BUILT_MAX_S) {
        return "it says that it was built after the year 9999";
    }
    uint64_t tree = (uint64_t)facts->node_count * (facts->record_bits / 4);
    uint64_t room = (uint64_t)(metadata - (sizeof(MARKER) - 1) - file->at);
    static const uint8_t zero[SEPARATOR];
    if (tree + SEPARATOR > room) {
        return "it ends inside its search tree";
    }
    if (memcmp(file->at + tree, zero, SEPARATOR) != 0) {
        return "its search tree is not of the size that it says";
    }
    db->tree = file->at;
    db->data = (struct bytes){file->at + tree + SEPARATOR, (size_t)(room - tree - SEPARATOR)};
    return NULL;
}

static const char *open_copy(struct mmdb *db)
{
    const struct bytes *file = &db->copy.octets;
    const uint8_t *metadata = find_metadata(file);
    if (metadata == NULL) {
        return "it has no metadata; the file is of another kind, or its end is missing";
    }
    struct bytes section = {metadata, (size_t)(file->at + file->len - metadata)};
    db->budget = BUDGET_FLOOR + BUDGET_PER_OCTET * (uint64_t)file->len;
    if (section.len == 0 || mmdata_check(section, 0, &db->budget) != NULL) {
        return "its metadata is corrupt";
    }
    if (section.at[0] >> 5 != MMDB_DATA_TYPE_MAP) {
        return "its metadata is no map";
    }
    int status = MMDB_open(db->copy.path, MMDB_MODE_MMAP, &db->lib);
    if (status == MMDB_FILE_OPEN_ERROR) {
        return "its copy in memory cannot be opened, which goes through /proc/self/fd";
    }
    if (status != MMDB_SUCCESS) {
        return MMDB_strerror(status);
    }
    db->is_open = true;
    db->facts = (struct mmdb_facts){
        .path = db->path,
        .type = db->lib.metadata.database_type,
        .built_s = db->lib.metadata.build_epoch,
        .node_count = db->lib.metadata.node_count,
        .record_bits = db->lib.metadata.record_size,
        .ip_version = db->lib.metadata.ip_version,
    };
    return check_layout(db, metadata);
}

static void find_v4_root(struct mmdb *db)
{
    while (db->facts.ip_version == 6 && db->v4_depth < 96 && db->v4_root < db->facts.node_count) {
        db->v4_root = read_record(db, db->v4_root, 0);
        db->v4_depth++;
    }
}

struct mmdb *mmdb_open(const char *path, struct pos at, struct errs *errs)
{
    struct mmdb *db = must(calloc(1, sizeof(*db)));
    db->at = at;
    db->path = must(strdup(path));
    if (!mmcopy_open(path, at, &db->copy, errs)) {
        mmdb_close(db);
        return NULL;
    }
    const char *wrong = open_copy(db);
    if (wrong != NULL) {
        refuse(db, wrong, errs);
        mmdb_close(db);
        return NULL;
    }
    find_v4_root(db);
    return db;
}

void mmdb_close(struct mmdb *db)
{
    if (db == NULL) {
        return;
    }
    if (db->is_open) {
        MMDB_close(&db->lib);
    }
    mmcopy_close(&db->copy);
    free(db->places);
    free(db->slots);
    free(db->path);
    free(db);
}

const struct mmdb_facts *mmdb_facts(const struct mmdb *db)
{
    return &db->facts;
}

struct bytes mmdb_octets(const struct mmdb *db)
{
    return db->copy.octets;
}

uint32_t mmdb_record_count(const struct mmdb *db)
{
    return db->record_count;
}

static uint32_t *find_slot(const struct mmdb *db, uint32_t place)
{
    uint32_t slot = (place * UINT32_C(2654435769)) >> 7;
    while (db->slots[slot & db->slot_mask] != 0 &&
           db->places[db->slots[slot & db->slot_mask]] != place) {
        slot++;
    }
    return &db->slots[slot & db->slot_mask];
}

static void grow_slots(struct mmdb *db)
{
    uint32_t slots = db->slots == NULL ? SLOTS_FLOOR : 2 * (db->slot_mask + 1);
    free(db->slots);
    db->slots = must(calloc(slots, sizeof(*db->slots)));
    db->slot_mask = slots - 1;
    db->room = slots / 2;
    db->places = must(realloc(db->places, (db->room + 1) * sizeof(*db->places)));
    for (uint32_t i = 1; i <= db->record_count; i++) {
        *find_slot(db, db->places[i]) = i;
    }
}

/* The number of the record at a place in the data; NULL, or what is wrong with it. */
static const char *number_record(struct mmdb *db, uint32_t place, uint32_t *out)
{
    if (db->record_count == db->room) {
        grow_slots(db);
    }
    uint32_t *slot = find_slot(db, place);
    if (*slot == 0) {
        const char *wrong = mmdata_check(db->data, place, &db->budget);
        if (wrong != NULL) {
            return wrong;
        }
        db->places[++db->record_count] = place;
        *slot = db->record_count;
    }
    *out = *slot;
    return NULL;
}

/* What a record that is no node means. */
static const char *end_of_path(struct mmdb *db, uint32_t value, uint32_t *record)
{
    uint32_t nodes = db->facts.node_count;
    if (value == nodes) {
        *record = 0;
        return NULL;
    }
    if (value < nodes) {
        return "its search tree is deeper than an address is long, or goes in a circle";
    }
    if (value - nodes < SEPARATOR) {
        return "its search tree points between itself and the data";
    }
    return number_record(db, value - nodes - SEPARATOR, record);
}

/* A place in the search tree that the walk has still to go to. */
struct stop {
    struct map_address start;
    uint32_t value;
    uint8_t bits;
};

static struct map_address right_of(struct map_address start, unsigned past)
{
    if (past >= 64) {
        start.high |= UINT64_C(1) << (past - 64);
    } else {
        start.low |= UINT64_C(1) << past;
    }
    return start;
}

/* Depth first, left before right; `stops` has room for one per level and one more. */
static const char *walk(struct mmdb *db, struct stop from, unsigned length, uint32_t skip,
                        mmdb_visit visit, void *arg)
{
    struct stop stops[DEPTH_MAX + 2];
    size_t count = 0;
    uint32_t nodes = db->facts.node_count;
    uint32_t visits = 0;
    stops[count++] = from;
    while (count > 0) {
        struct stop at = stops[--count];
        bool is_node = at.value < nodes && !(at.value == skip && at.bits > 0);
        if (is_node && at.bits < length) {
            if (visits++ == nodes) {
                return "its search tree leads to a node in two ways";
            }
            unsigned past = length - 1 - at.bits;
            uint8_t bits = (uint8_t)(at.bits + 1);
            stops[count++] =
                (struct stop){right_of(at.start, past), read_record(db, at.value, 1), bits};
            stops[count++] = (struct stop){at.start, read_record(db, at.value, 0), bits};
            continue;
        }
        struct mmdb_leaf leaf = {.start = at.start, .bits = at.bits};
        const char *wrong = at.value == skip ? NULL : end_of_path(db, at.value, &leaf.record);
        if (wrong != NULL) {
            return wrong;
        }
        visit(&leaf, arg);
    }
    return NULL;
}

bool mmdb_walk(struct mmdb *db, enum family family, mmdb_visit visit, void *arg, struct errs *errs)
{
    const char *wrong;
    uint32_t nodes = db->facts.node_count;
    if (family == FAMILY_IPV4) {
        struct stop root = {.value = db->v4_root};
        wrong = walk(db, root, 32, nodes, visit, arg);
    } else {
        /* In a tree of IPv4 alone, all of IPv6 is "nothing". */
        struct stop root = {.value = db->facts.ip_version == 4 ? nodes : 0};
        uint32_t skip = db->v4_root < nodes ? db->v4_root : nodes;
        wrong = walk(db, root, 128, skip, visit, arg);
    }
    return wrong == NULL || refuse(db, wrong, errs);
}

bool mmdb_lookup(struct mmdb *db, const struct addr *addr, struct mmdb_leaf *out, struct errs *errs)
{
    bool is_v4 = addr->family == FAMILY_IPV4;
    unsigned length = family_bits(addr->family);
    uint32_t value = is_v4 ? db->v4_root : db->facts.ip_version == 4 ? db->facts.node_count : 0;
    unsigned bits = 0;
    while (value < db->facts.node_count && bits < length) {
        value = read_record(db, value, (addr->octets[bits / 8] >> (7 - bits % 8)) & 1);
        bits++;
    }
    struct prefix leaf = prefix_of(addr, bits);
    struct mmdb_leaf found = {.start = map_build_address(&leaf.addr), .bits = (uint8_t)bits};
    const char *wrong = end_of_path(db, value, &found.record);
    if (wrong != NULL) {
        return refuse(db, wrong, errs);
    }
    *out = found;
    return true;
}

static bool find_value(const struct mmdb *db, uint32_t record, const char *const *path,
                       enum mmdata_type type, struct mmdata_value *out)
{
    return record != 0 && mmdata_find(db->data, db->places[record], path, out) && out->type == type;
}

bool mmdb_text(const struct mmdb *db, uint32_t record, const char *const *path, struct bytes *out)
{
    struct mmdata_value value;
    if (!find_value(db, record, path, MMDATA_TEXT, &value) || !mmdata_is_text(value.octets)) {
        return false;
    }
    *out = value.octets;
    return true;
}

bool mmdb_number(const struct mmdb *db, uint32_t record, const char *const *path, uint64_t *out)
{
    struct mmdata_value value;
    if (!find_value(db, record, path, MMDATA_NUMBER, &value)) {
        return false;
    }
    *out = value.number;
    return true;
}

bool mmdb_real(const struct mmdb *db, uint32_t record, const char *const *path, double *out)
{
    struct mmdata_value value;
    if (!find_value(db, record, path, MMDATA_REAL, &value)) {
        return false;
    }
    *out = value.real;
    return true;
}
