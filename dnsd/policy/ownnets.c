/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/ownnets.h"

#include "base/hash.h"
#include "policy/overlay.h"

#include <stdlib.h>
#include <string.h>

/* A network stands in a list; lists are numbered as they come. */
struct stand {
    uint32_t net;
    uint32_t list;
};

/* Lists, ascending: those that the networks of a set stand in. */
struct lists {
    const uint32_t *at;
    size_t count;
};

struct making {
    struct ownnets *own;
    struct arena *arena;
    struct stand *stands; /* by network, then list */
    size_t nstands;
    size_t room;
    uint32_t nlists;
    bool alone;          /* each network of the list at hand is a list of its own */
    size_t *first;       /* by network: of its stands; one more ends the last */
    struct lists *lists; /* by set - 1 */
    size_t lists_room;
    uint32_t *slots; /* set numbers, by their lists */
    size_t nslots;
};

static void add_stand(struct making *m, uint32_t net, uint32_t list)
{
    m->stands = arena_grow(m->arena, m->stands, m->nstands, &m->room, sizeof(*m->stands));
    m->stands[m->nstands++] = (struct stand){.net = net, .list = list};
}

static void add_terms(struct making *m, const struct policy_terms *terms)
{
    for (size_t i = 0; i < terms->count; i++) {
        if (terms->list[i].kind == TERM_NETWORK) {
            m->nlists += m->alone;
            add_stand(m, terms->list[i].number, m->nlists);
        }
    }
    m->nlists++;
}

static void add_who(struct making *m, const struct policy_who *who, bool alone)
{
    m->alone = alone;
    add_terms(m, &who->any_of);
    m->alone = false;
    add_terms(m, &who->none_of);
    m->alone = true; /* all-of asks for each */
    add_terms(m, &who->all_of);
    m->alone = false;
}

static int compare_stands(const void *a, const void *b)
{
    const struct stand *x = a;
    const struct stand *y = b;
    if (x->net != y->net) {
        return x->net < y->net ? -1 : 1;
    }
    return (x->list > y->list) - (x->list < y->list);
}

/* By network, the lists that it stands in. */
static void list_stands(struct making *m)
{
    const struct policy *policy = m->own->policy;
    for (size_t i = 0; i < policy->ngroups; i++) {
        add_who(m, &policy->groups[i].who, false);
    }
    for (size_t i = 0; i < policy->nrules; i++) {
        add_who(m, &policy->rules[i].who, false);
    }
    for (size_t i = 0; i < policy->nroutes; i++) {
        for (size_t e = 0; e < policy->routes[i].nentries; e++) {
            add_who(m, &policy->routes[i].entries[e].who, true);
        }
    }
    for (size_t i = 0; i < policy->nexpects; i++) {
        add_terms(m, &policy->expects[i].from);
    }
    if (m->nstands > 0) {
        qsort(m->stands, m->nstands, sizeof(*m->stands), compare_stands);
    }
    m->first = arena_alloc(m->arena, (policy->nprefixes + 1) * sizeof(*m->first));
    size_t at = 0;
    for (size_t n = 0; n < policy->nprefixes; n++) {
        m->first[n] = at;
        while (at < m->nstands && m->stands[at].net == n) {
            at++;
        }
    }
    m->first[policy->nprefixes] = at;
}

/* The lists of a set and one more network. */
static struct lists join(struct making *m, struct lists outer, uint32_t net)
{
    const struct stand *stands = m->stands + m->first[net];
    size_t nstands = m->first[net + 1] - m->first[net];
    uint32_t *at = arena_alloc(m->arena, (outer.count + nstands + 1) * sizeof(*at));
    size_t count = 0;
    for (size_t i = 0, j = 0; i < outer.count || j < nstands;) {
        bool inner = i == outer.count || (j < nstands && stands[j].list <= outer.at[i]);
        uint32_t list = inner ? stands[j++].list : outer.at[i++];
        if (count == 0 || at[count - 1] != list) {
            at[count++] = list;
        }
    }
    return (struct lists){.at = at, .count = count};
}

static uint64_t hash_of(const struct lists *lists)
{
    return hash_octets(lists->count, lists->at, lists->count * sizeof(*lists->at));
}

static uint32_t *find_slot(struct making *m, const struct lists *lists)
{
    uint64_t at = hash_of(lists);
    uint32_t *slot;
    while (*(slot = &m->slots[at & (m->nslots - 1)]) != 0) {
        const struct lists *other = &m->lists[*slot - 1];
        if (other->count == lists->count &&
            (lists->count == 0 ||
             memcmp(other->at, lists->at, lists->count * sizeof(*lists->at)) == 0)) {
            break;
        }
        at++;
    }
    return slot;
}

static int compare_nets(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The networks of a set, ascending. */
static void list_nets(struct ownnets *own, struct ownnets_set *set)
{
    size_t outer = set->outer == 0 ? 0 : own->sets[set->outer - 1].nnets;
    uint32_t *nets = arena_alloc(own->arena, (outer + 1) * sizeof(*nets));
    if (outer > 0) {
        memcpy(nets, own->sets[set->outer - 1].nets, outer * sizeof(*nets));
    }
    nets[outer] = set->net;
    qsort(nets, outer + 1, sizeof(*nets), compare_nets);
    set->nets = nets;
    set->nnets = outer + 1;
}

static uint32_t add_set(uint32_t index, uint32_t outer, void *arg)
{
    struct making *m = arg;
    struct ownnets *own = m->own;
    struct ownnets_set set = {.outer = outer, .net = index};
    list_nets(own, &set);
    own->sets = arena_grow(own->arena, own->sets, own->nsets, &own->room, sizeof(set));
    uint32_t number = (uint32_t)own->nsets + 1;
    set.alike = number;
    if (m->nslots > 0) {
        struct lists none = {.count = 0};
        struct lists lists = join(m, outer == 0 ? none : m->lists[outer - 1], index);
        m->lists = arena_grow(m->arena, m->lists, own->nsets, &m->lists_room, sizeof(lists));
        m->lists[own->nsets] = lists;
        uint32_t *slot = find_slot(m, &lists);
        *slot = *slot == 0 ? number : *slot;
        set.alike = *slot;
    }
    own->sets[own->nsets++] = set;
    return number;
}

void ownnets_make(const struct policy *policy, struct arena *arena, struct ownnets *out)
{
    enum { CHUNK = 64 * 1024 };
    struct making m = {.own = out, .arena = arena_new(CHUNK)};
    *out = (struct ownnets){.policy = policy, .arena = arena};
    if (policy->nprefixes > OWNNETS_TOLD) {
        list_stands(&m);
        m.nslots = 1;
        while (m.nslots < 2 * policy->nprefixes) {
            m.nslots *= 2;
        }
        m.slots = arena_alloc(m.arena, m.nslots * sizeof(*m.slots));
    }
    struct overlay_net *nets =
        arena_alloc(m.arena, (policy->nprefixes + 1) * sizeof(struct overlay_net));
    for (size_t i = 0; i < policy->nprefixes; i++) {
        nets[i] = (struct overlay_net){.prefix = policy->prefixes[i], .index = (uint32_t)i};
    }
    overlay_flatten(nets, policy->nprefixes, FAMILY_IPV4, add_set, &m, &out->v4);
    overlay_flatten(nets, policy->nprefixes, FAMILY_IPV6, add_set, &m, &out->v6);
    arena_free(m.arena);
}

void ownnets_done(struct ownnets *own)
{
    map_build_free(&own->v4);
    map_build_free(&own->v6);
}

uint32_t ownnets_around(const struct ownnets *own, uint32_t set, unsigned bits)
{
    while (set != 0 && own->policy->prefixes[own->sets[set - 1].net].bits > bits) {
        set = own->sets[set - 1].outer;
    }
    return set;
}

uint32_t ownnets_of(const struct ownnets *own, const struct prefix *network)
{
    bool v4 = network->addr.family == FAMILY_IPV4;
    const struct map_ranges *ranges = v4 ? &own->v4 : &own->v6;
    struct map_address address = map_build_address(&network->addr);
    if (own->nsets == 0) {
        return 0;
    }
    for (size_t i = 0; i < ADDR_V4_BLOCKS && !v4; i++) {
        if (prefix_covers(network, &addr_v4_blocks[i])) {
            return 0; /* all of IPv4 is in it, which no IPv6 network holds */
        }
    }
    return ownnets_around(own, ranges->at[map_build_find(ranges, address)].value, network->bits);
}
