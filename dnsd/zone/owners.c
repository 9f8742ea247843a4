/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/owners.h"

#include "base/hash.h"
#include "base/must.h"

#include <stdlib.h>
#include <string.h>

/*
 * A record with the key that sorts it. The key of a name is its labels from the root down, each
 * ended by a zero octet; octets 0 and 1 are escaped, so that memcmp() gives canonical order.
 */
struct keyed {
    uint64_t head; /* the key's first 8 octets, big-endian: most comparisons end here */
    const uint8_t *key;
    uint32_t key_len;
    uint32_t index; /* into records.list */
};

enum { KEY_MAX = 2 * NAME_MAX_OCTETS };

static uint8_t lower(uint8_t octet)
{
    return octet >= 'A' && octet <= 'Z' ? (uint8_t)(octet + 32) : octet;
}

/* Write the key of the labels of `name` before the origin; returns its length. */
static uint32_t make_key(const uint8_t *name, unsigned origin_labels, uint8_t *key)
{
    uint8_t label_at[NAME_MAX_LABELS + 1];
    unsigned nlabels = 0;
    for (unsigned at = 0; name[at] != 0; at += name[at] + 1u) {
        label_at[nlabels++] = (uint8_t)at;
    }
    uint32_t len = 0;
    for (unsigned i = nlabels - origin_labels; i-- > 0;) {
        const uint8_t *label = name + label_at[i];
        for (unsigned j = 1; j <= label[0]; j++) {
            uint8_t octet = lower(label[j]);
            if (octet <= 1) {
                key[len++] = 1;
                octet++;
            }
            key[len++] = octet;
        }
        key[len++] = 0;
    }
    return len;
}

static uint64_t key_head(const uint8_t *key, uint32_t len)
{
    uint8_t head[8] = {0};
    memcpy(head, key, len < 8 ? len : 8);
    return ((uint64_t)get_u32(head) << 32) | get_u32(head + 4);
}

static int compare_keys(const struct keyed *a, const struct keyed *b)
{
    if (a->head != b->head) {
        return a->head < b->head ? -1 : 1;
    }
    if (a->key == b->key) {
        return 0;
    }
    uint32_t len = a->key_len < b->key_len ? a->key_len : b->key_len;
    int order = memcmp(a->key, b->key, len);
    return order != 0 ? order : (a->key_len > b->key_len) - (a->key_len < b->key_len);
}

static int compare(const void *left, const void *right, void *arg)
{
    const struct record *list = arg;
    const struct keyed *a = left;
    const struct keyed *b = right;
    int order = compare_keys(a, b);
    if (order != 0) {
        return order;
    }
    const struct record *ra = &list[a->index];
    const struct record *rb = &list[b->index];
    if (ra->type != rb->type) {
        return ra->type < rb->type ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

static struct keyed *make_keys(const struct records *records, struct arena *arena)
{
    struct keyed *keys = must(malloc((records->count + 1) * sizeof(*keys)));
    unsigned origin_labels = name_labels(records->origin.octets);
    uint8_t key[KEY_MAX];
    for (size_t i = 0; i < records->count; i++) {
        const struct record *record = &records->list[i];
        if (i > 0 && record->owner == records->list[i - 1].owner) {
            keys[i] = keys[i - 1];
        } else {
            uint32_t len = make_key(record->owner, origin_labels, key);
            uint8_t *kept = arena_octets(arena, len + 1);
            memcpy(kept, key, len);
            keys[i] = (struct keyed){.head = key_head(key, len), .key = kept, .key_len = len};
        }
        keys[i].index = (uint32_t)i;
    }
    return keys;
}

static void sort(struct keyed *keys, const struct records *records)
{
    for (size_t i = 1; i < records->count; i++) {
        if (compare(&keys[i - 1], &keys[i], records->list) > 0) {
            qsort_r(keys, records->count, sizeof(*keys), compare, records->list);
            return;
        }
    }
}

/* The name itself if it has no capitals, as most. */
static const uint8_t *lower_name(struct arena *arena, const uint8_t *name, size_t len)
{
    size_t same = 0;
    while (same < len && name[same] == lower(name[same])) {
        same++;
    }
    if (same == len) {
        return name;
    }
    uint8_t *copy = arena_octets(arena, len + HASH_SLACK);
    for (size_t i = 0; i < len; i++) {
        copy[i] = lower(name[i]); /* length octets are below 64 and stay */
    }
    memset(copy + len, 0, HASH_SLACK);
    return copy;
}

static void group(struct owners *owners, const struct keyed *keys)
{
    const struct records *records = owners->records;
    owners->order = must(malloc((records->count + 1) * sizeof(*owners->order)));
    size_t count = 0;
    for (size_t i = 0; i < records->count; i++) {
        count += i == 0 || compare_keys(&keys[i - 1], &keys[i]) != 0;
    }
    owners->list = must(malloc((count + 1) * sizeof(*owners->list)));
    for (size_t i = 0; i < records->count; i++) {
        owners->order[i] = keys[i].index;
        if (i == 0 || compare_keys(&keys[i - 1], &keys[i]) != 0) {
            const struct record *record = &records->list[keys[i].index];
            owners->list[owners->count++] =
                (struct owner){.name = lower_name(owners->arena, record->owner, record->owner_len),
                               .first = (uint32_t)i};
        }
        owners->list[owners->count - 1].count++;
    }
}

static void index_names(struct owners *owners)
{
    uint32_t size = 4;
    while (size < owners->count * 2) {
        size *= 2;
    }
    owners->slots = must(calloc(size, sizeof(*owners->slots)));
    owners->slot_mask = size - 1;
    for (size_t i = 0; i < owners->count; i++) {
        uint32_t at = (uint32_t)name_hash(owners->seed, owners->list[i].name);
        while (owners->slots[at & owners->slot_mask] != 0) {
            at++;
        }
        owners->slots[at & owners->slot_mask] = (uint32_t)i + 1;
    }
}

void owners_init(struct owners *owners, const struct records *records, uint64_t name_seed)
{
    *owners =
        (struct owners){.records = records, .arena = arena_new(1024 * 1024), .seed = name_seed};
    struct arena *arena = arena_new(1024 * 1024);
    struct keyed *keys = make_keys(records, arena);
    sort(keys, records);
    group(owners, keys);
    free(keys);
    arena_free(arena);
    index_names(owners);
}

void owners_done(struct owners *owners)
{
    arena_free(owners->arena);
    free(owners->order);
    free(owners->list);
    free(owners->slots);
}

const struct owner *owners_find(const struct owners *owners, const uint8_t *name)
{
    struct name key;
    if (!name_from_wire(name, name_wire_len(name, NAME_MAX_OCTETS), &key)) {
        return NULL;
    }
    name_lower(&key);
    uint32_t at = (uint32_t)name_hash(owners->seed, key.octets);
    for (;; at++) {
        uint32_t slot = owners->slots[at & owners->slot_mask];
        if (slot == 0) {
            return NULL;
        }
        if (name_equal(owners->list[slot - 1].name, key.octets)) {
            return &owners->list[slot - 1];
        }
    }
}

const struct record *owner_rrset(const struct owners *owners, const struct owner *owner,
                                 uint16_t type, uint32_t *first, uint32_t *count)
{
    *first = 0;
    *count = 0;
    for (uint32_t i = 0; i < owner->count; i++) {
        if (owner_record(owners, owner, i)->type != type) {
            continue;
        }
        if ((*count)++ == 0) {
            *first = i;
        }
    }
    return *count == 0 ? NULL : owner_record(owners, owner, *first);
}

bool owner_has(const struct owners *owners, const struct owner *owner, uint16_t type)
{
    uint32_t first;
    uint32_t count;
    return owner != NULL && owner_rrset(owners, owner, type, &first, &count) != NULL;
}
