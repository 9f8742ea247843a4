/* SPDX-License-Identifier: Apache-2.0 */
#include "load/routes.h"

#include "base/hash.h"
#include "plugin/plate.h"
#include "wire/name.h"

#include <stdlib.h>
#include <string.h>

/* One key of one block, to be sorted by zone; order in the Corefile breaks ties. */
struct entry {
    const struct corefile_key *key;
    struct image_candidate candidate;
};

static int compare(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    int order = name_compare(a->key->zone.octets, b->key->zone.octets);
    if (order != 0) {
        return order;
    }
    return (a->candidate.block > b->candidate.block) - (a->candidate.block < b->candidate.block);
}

static struct entry *list_entries(struct plugin_load *load, struct listens *listens, size_t *count)
{
    size_t total = 0;
    for (uint32_t b = 0; b < load->nblocks; b++) {
        total += load->blocks[b].conf->nkeys;
    }
    struct entry *entries = arena_alloc(load->arena, (total + 1) * sizeof(*entries));
    *count = 0;
    for (uint32_t b = 0; b < load->nblocks; b++) {
        const struct plugin_block *block = &load->blocks[b];
        for (uint32_t k = 0; k < block->conf->nkeys; k++) {
            uint64_t groups = listens_groups(listens, b, k);
            entries[(*count)++] =
                (struct entry){.key = &block->conf->keys[k],
                               .candidate = {.groups = groups, .block = b, .view = block->view}};
            plate_listens(load, b, groups);
        }
    }
    qsort(entries, *count, sizeof(*entries), compare);
    return entries;
}

/* A zone on every address and on single ones: which would answer depends on the kernel. */
static bool check_unbound(struct plugin_load *load, const struct entry *entries, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            const struct plugin_block *a = &load->blocks[entries[i].candidate.block];
            const struct plugin_block *b = &load->blocks[entries[j].candidate.block];
            if (entries[i].key->port == entries[j].key->port &&
                (a->nbinds == 0) != (b->nbinds == 0)) {
                char zone[NAME_TEXT_SIZE];
                return err_add(load->errs, entries[i].key->at,
                               "zone '%s' on port %u is bound to addresses in one server block and "
                               "to all in another (%s:%u); write bind in both",
                               name_format(entries[i].key->zone.octets, zone), entries[i].key->port,
                               entries[j].key->at.file, entries[j].key->at.line);
            }
        }
    }
    return true;
}

/* Two blocks without view for the same zone on the same listeners: only the first would answer. */
static bool check_twice(struct plugin_load *load, const struct entry *entries, size_t count)
{
    char zone[NAME_TEXT_SIZE];
    uint64_t taken = 0;
    bool ok = true;
    for (size_t i = 0; i < count; i++) {
        const struct image_candidate *candidate = &entries[i].candidate;
        if (candidate->view != REF_NONE) {
            continue;
        }
        if (taken & candidate->groups) {
            ok = err_add(load->errs, entries[i].key->at,
                         "zone '%s' on port %u is defined already at %s:%u; merge the two server "
                         "blocks, bind them to different addresses, or give one a view",
                         name_format(entries[i].key->zone.octets, zone), entries[i].key->port,
                         entries[0].key->at.file, entries[0].key->at.line);
        }
        taken |= candidate->groups;
    }
    return ok;
}

static void add_route(struct plugin_load *load, const struct entry *entries, size_t count)
{
    const struct name *zone = &entries[0].key->zone;
    struct image_route route = {
        .zone = build_blob(load->build, zone->octets, zone->len),
        .candidates = {.first = (uint32_t)build_count(load->build, SECTION_CANDIDATE),
                       .count = (uint32_t)count}};
    for (size_t i = 0; i < count; i++) {
        build_add(load->build, SECTION_CANDIDATE, &entries[i].candidate, 1);
    }
    build_add(load->build, SECTION_ROUTE, &route, 1);
    unsigned labels = name_labels(zone->octets);
    if (labels > load->facts.route_depth) {
        load->facts.route_depth = labels;
    }
}

bool routes_make(struct plugin_load *load, struct listens *listens)
{
    size_t count;
    struct entry *entries = list_entries(load, listens, &count);
    uint64_t *hashes = arena_alloc(load->arena, (count + 1) * sizeof(*hashes));
    size_t nroutes = 0;
    bool ok = true;
    for (size_t first = 0; first < count;) {
        const struct name *zone = &entries[first].key->zone;
        size_t next = first + 1;
        while (next < count && name_equal(entries[next].key->zone.octets, zone->octets)) {
            next++;
        }
        ok = check_twice(load, &entries[first], next - first) && ok;
        ok = check_unbound(load, &entries[first], next - first) && ok;
        add_route(load, &entries[first], next - first);
        hashes[nroutes++] = name_hash(load->facts.name_seed, zone->octets);
        first = next;
    }
    load->facts.route_slot_mask = build_slots(load->build, SECTION_ROUTE_SLOT, hashes, nroutes);
    return ok;
}
