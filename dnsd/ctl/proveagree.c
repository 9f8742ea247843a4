/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/proveagree.h"

#include <string.h>

struct walk {
    const struct prove *prove;
    struct proveagree *out;
    uint32_t name;
    struct naive_state state;
    size_t asked;
};

static void refute(struct walk *w, const struct prefix *client, const char *given,
                   const char *wanted)
{
    if (w->out->fault.what == NULL) {
        w->out->fault =
            (struct prove_fault){.what = prove_case_text(w->prove, w->name, client, NULL, 0),
                                 .given = given,
                                 .wanted = wanted};
    }
}

/* Returns whether the client has several decisions. */
static bool ask(struct walk *w, const struct prefix *client)
{
    const struct naive_query query = {.name = w->name, .client = client};
    struct arena *arena = w->prove->arena;
    struct naive_answer answer;
    struct decided decided;
    if (w->out->fault.what != NULL) {
        return false; /* one is enough */
    }
    naive_ask(w->prove->naive, &query, &w->state, &answer);
    prove_decide(w->prove, w->name, client, 0, &decided);
    bool same = prove_same_answer(&decided.choice, &answer) &&
                decided.scope_bits == answer.scope_bits && decided.ttl_s == answer.ttl_s;
    if (!same) {
        refute(w, client,
               arena_printf(arena, "%s, scope /%u, ttl %u",
                            prove_choice_text(w->prove, &decided.choice), decided.scope_bits,
                            decided.ttl_s),
               arena_printf(arena, "%s, scope /%u, ttl %u", prove_answer_text(w->prove, &answer),
                            answer.scope_bits, answer.ttl_s));
    } else if (answer.mixed && (prove_reach(w->prove, decided.decision) != answer.reach ||
                                (answer.reach & ~answer.eligible) != 0)) {
        refute(w, client, prove_decision_text(w->prove, decided.decision),
               "what the law of all its places leaves");
    }
    return answer.mixed;
}

/* An IPv4 address as a block carries it; each time another block. */
static struct prefix carried(struct walk *w, const struct addr *addr)
{
    const struct prefix *block = &addr_v4_blocks[w->asked++ % ADDR_V4_BLOCKS];
    struct addr inside = block->addr;
    memcpy(&inside.octets[block->bits / 8], addr->octets, 4);
    return prefix_of(&inside, block->bits + 32u);
}

static void ask_network(struct walk *w, const struct prefix *network)
{
    unsigned bits = family_bits(network->addr.family);
    struct addr last = naivemap_last(network);
    struct prefix ends[] = {prefix_of(&network->addr, bits), prefix_of(&last, bits)};
    ask(w, &ends[0]);
    ask(w, &ends[1]);
    if (network->addr.family == FAMILY_IPV4) {
        struct prefix other = carried(w, &network->addr);
        ask(w, &other);
    }
}

/* All wider networks that begin with this one: of the whole family each is asked for once. */
static void ask_around(struct walk *w, const struct prefix *network)
{
    for (unsigned bits = network->bits; bits > 0; bits--) {
        struct prefix around = prefix_of(&network->addr, bits - 1);
        if (!addr_equal(&around.addr, &network->addr)) {
            return;
        }
        bool mixed = ask(w, &around);
        w->out->mixed += mixed && w->name == 0;
    }
}

static void walk_family(struct walk *w, const struct naivemap_family *family)
{
    for (size_t i = 0; i < family->nranges; i++) {
        struct addr at = family->ranges[i].first;
        struct addr last = naivemap_range_last(family, i);
        for (bool more = true; more;) {
            struct prefix network = prove_network(&at, &last);
            struct addr end = naivemap_last(&network);
            if (family->ranges[i].place != NAIVEMAP_BLOCK) {
                ask_network(w, &network);
            }
            ask_around(w, &network);
            at = naivemap_after(&end);
            more = naivemap_compare(&end, &last) < 0;
        }
    }
}

/* The networks that expectations and claims are about. */
static void ask_listed(struct walk *w, const struct policy_expect *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].from_prefix) {
            ask(w, &list[i].prefix);
        }
    }
}

void proveagree_walk(const struct prove *prove, struct proveagree *out)
{
    const struct naivemap *map = naive_map(prove->naive);
    struct walk w = {.prove = prove, .out = out, .state = naive_start(prove->policy)};
    *out = (struct proveagree){.mixed = 0};
    for (w.name = 0; w.name < prove->policy->nnames; w.name++) {
        ask(&w, NULL);
        ask_listed(&w, prove->policy->expects, prove->policy->nexpects);
        ask_listed(&w, prove->policy->claims, prove->policy->nclaims);
        if (prove->twins[w.name] == w.name) {
            walk_family(&w, &map->v4);
            walk_family(&w, &map->v6);
        }
    }
}
