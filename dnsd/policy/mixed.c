/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/mixed.h"

#include "base/hash.h"
#include "base/must.h"
#include "image/rulebook.h"

#include <stdlib.h>
#include <string.h>

/* A network while the trie is made. */
struct part {
    uint32_t node;      /* REF_NONE = of one signature */
    uint32_t signature; /* when node is REF_NONE */
    uint32_t summary;
};

struct making {
    struct build *build;
    const struct mixed_in *in;
    const struct map_ranges *ranges; /* of the family */
    size_t at;                       /* the range that was met last: networks come in order */
    const struct map_ranges *nets;   /* own networks of the family */
    size_t net_at;                   /* their range that was met last */
    struct part all_v4;
    uint32_t first;  /* SECTION_POLICY_NODE: of this trie */
    uint32_t *slots; /* its nodes by what they say: index - first + 1 */
    size_t nslots;   /* a power of two */
};

static uint32_t *find_slot(const struct making *m, const struct image_policy_node *node)
{
    const struct image_policy_node *nodes = build_at(m->build, SECTION_POLICY_NODE, m->first);
    uint64_t children = (uint64_t)node->child[0] << 32 | node->child[1];
    uint64_t at = hash_mix(hash_root(node->mixed), children);
    uint32_t *slot;
    while (*(slot = &m->slots[at & (m->nslots - 1)]) != 0 &&
           memcmp(&nodes[*slot - 1], node, sizeof(*node)) != 0) {
        at++;
    }
    return slot;
}

static void grow_slots(struct making *m, size_t count)
{
    enum { SLOTS_FIRST = 4096 };
    free(m->slots);
    m->nslots = m->nslots == 0 ? SLOTS_FIRST : 2 * m->nslots;
    m->slots = must(calloc(m->nslots, sizeof(*m->slots)));
    for (size_t i = 0; i < count; i++) {
        const struct image_policy_node *node =
            build_at(m->build, SECTION_POLICY_NODE, m->first + i);
        *find_slot(m, node) = (uint32_t)i + 1;
    }
}

/* A node that says this: networks that are divided alike share one, so it is no tree. */
static uint32_t add_node(struct making *m, const struct image_policy_node *node)
{
    size_t count = build_count(m->build, SECTION_POLICY_NODE) - m->first;
    if (2 * (count + 1) > m->nslots) {
        grow_slots(m, count);
    }
    uint32_t *slot = find_slot(m, node);
    if (*slot == 0) {
        build_add(m->build, SECTION_POLICY_NODE, node, 1);
        *slot = (uint32_t)count + 1;
    }
    return m->first + *slot - 1;
}

/* The own networks that hold all of a network, which begins where the last range was met. */
static struct summary_nets nets_around(struct making *m, struct map_address start, unsigned bits)
{
    const struct ownnets *own = &m->in->atlas->own;
    if (own->nsets == 0) {
        return (struct summary_nets){.set = 0};
    }
    while (m->net_at + 1 < m->nets->count &&
           !map_build_before(start, m->nets->at[m->net_at + 1].start)) {
        m->net_at++;
    }
    uint32_t set = ownnets_around(own, m->nets->at[m->net_at].value, bits);
    set = set == 0 ? 0 : own->sets[set - 1].alike;
    return set == 0 ? (struct summary_nets){.set = 0}
                    : (struct summary_nets){.list = own->sets[set - 1].nets,
                                            .count = own->sets[set - 1].nnets,
                                            .set = set};
}

/* Put two halves together. */
static struct part join(struct making *m, const struct part halves[2],
                        const struct summary_nets *nets)
{
    struct part part = {.node = REF_NONE, .signature = halves[0].signature};
    part.summary = summary_join(m->in->all, halves[0].summary, halves[1].summary, nets);
    if (halves[0].node == REF_NONE && halves[1].node == REF_NONE &&
        halves[0].signature == halves[1].signature) {
        return part;
    }
    struct image_policy_node node = {.child = {halves[0].node, halves[1].node},
                                     .mixed = part.summary};
    part.node = add_node(m, &node);
    return part;
}

/* Whether the network is a block that carries IPv4 (0), holds one (1), or neither (-1). */
static int meets_block(const struct prefix *network)
{
    for (size_t i = 0; i < ADDR_V4_BLOCKS; i++) {
        if (prefix_covers(network, &addr_v4_blocks[i])) {
            return network->bits == addr_v4_blocks[i].bits ? 0 : 1;
        }
    }
    return -1;
}

/*
 * Make the part of a network; recursion is as deep as an address has bits.
 *
 * beside  no block that carries IPv4 is near: none is for the halves of what meets none
 */
static struct part make(struct making *m, const struct prefix *network, bool beside)
{
    const struct map_start *ranges = m->ranges->at;
    int block = beside ? -1 : meets_block(network);
    if (block == 0) {
        return m->all_v4;
    }
    struct map_address start = map_build_address(&network->addr);
    struct map_address last = map_build_last(network);
    while (m->at + 1 < m->ranges->count && !map_build_before(start, ranges[m->at + 1].start)) {
        m->at++;
    }
    bool alone = m->at + 1 == m->ranges->count || map_build_before(last, ranges[m->at + 1].start);
    if (alone && block < 0) {
        uint32_t spot = ranges[m->at].value;
        return (struct part){.node = REF_NONE,
                             .signature = m->in->signatures[spot],
                             .summary = m->in->summaries[spot]};
    }
    struct summary_nets nets = {.set = 0}; /* what holds IPv4 is in no own network of IPv6 */
    if (block < 0) {
        nets = nets_around(m, start, network->bits);
    }
    struct part halves[2];
    for (unsigned side = 0; side < 2; side++) {
        struct prefix half = *network;
        half.addr.octets[network->bits / 8] |= (uint8_t)(side << (7 - network->bits % 8));
        half.bits++;
        halves[side] = make(m, &half, block < 0);
    }
    return join(m, halves, &nets);
}

void mixed_make(struct build *build, const struct mixed_in *in, uint32_t roots[2])
{
    struct making m = {
        .build = build, .in = in, .ranges = &in->atlas->v4, .nets = &in->atlas->own.v4};
    struct prefix all_v4 = {.addr = {.family = FAMILY_IPV4}};
    struct prefix all_v6 = {.addr = {.family = FAMILY_IPV6}};
    m.first = (uint32_t)build_count(build, SECTION_POLICY_NODE);
    m.all_v4 = make(&m, &all_v4, true);
    m.ranges = &in->atlas->v6;
    m.nets = &in->atlas->own.v6;
    m.at = 0;
    m.net_at = 0;
    roots[0] = m.all_v4.node;
    roots[1] = make(&m, &all_v6, false).node;
    free(m.slots);
}
