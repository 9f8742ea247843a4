/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polwide.h"

#include "base/attr.h"
#include "ctl/polanswer.h"
#include "ctl/polorder.h"
#include "wire/name.h"

#include <string.h>

enum { SIDES = 2 };

/* What is known of two decisions, one of each image: bits. */
enum { SEEN = 1, ORDER = 2, ANSWER = 4, LOST = 8 };

struct walk {
    const struct polmoves_ask *ask;
    struct arena *arena;
    struct polwide *out;
    const struct polmoves_name *name;
    const struct polpeople *sides[SIDES];
    uint8_t *verdicts; /* by decision of the first image, then of the second */
    size_t ndecisions[SIDES];
};

/* The number of a decision; one past the last for none. */
static size_t number_of(const struct walk *w, int side,
                        const struct image_policy_decision *decision)
{
    const struct image_policy_decision *all =
        w->sides[side]->image.image.at[SECTION_POLICY_DECISION];
    return decision == NULL ? w->ndecisions[side] : (size_t)(decision - all);
}

static struct polanswer answer_of(const struct walk *w, int side,
                                  const struct image_policy_decision *decision)
{
    const struct policy_states *states[] = {&w->ask->states_before, &w->ask->states_after};
    return polanswer_of(w->sides[side], decision, states[side], w->arena);
}

static uint8_t judge(const struct walk *w, const struct image_policy_decision *const decisions[])
{
    struct polanswer before = answer_of(w, 0, decisions[0]);
    struct polanswer after = answer_of(w, 1, decisions[1]);
    bool same = strcmp(polorder_text(w->sides[0], decisions[0], w->arena),
                       polorder_text(w->sides[1], decisions[1], w->arena)) == 0;
    return (uint8_t)(SEEN | (same ? 0 : ORDER) | (polanswer_equal(&before, &after) ? 0 : ANSWER) |
                     (after.fails && !before.fails ? LOST : 0));
}

/* Whether a network is more like what resolvers send: nearer to a /24, or a /48 where there is no
 * IPv4. */
static bool is_likelier(const struct prefix *network, const struct prefix *example)
{
    unsigned usual = network->addr.family == FAMILY_IPV4 ? 24 : 48;
    return network->addr.family == example->addr.family && network->bits > example->bits &&
           network->bits <= usual;
}

/* Count a network; the likeliest one becomes the example. */
static void count(const struct walk *w, struct polwide_some *some, const struct prefix *network,
                  const struct image_policy_decision *const decisions[])
{
    if (some->count++ > 0 && !is_likelier(network, &some->example)) {
        return;
    }
    some->example = *network;
    some->name = w->name->before;
    if (some == &w->out->order) {
        some->before = polorder_text(w->sides[0], decisions[0], w->arena);
        some->after = polorder_text(w->sides[1], decisions[1], w->arena);
    } else {
        struct polanswer before = answer_of(w, 0, decisions[0]);
        struct polanswer after = answer_of(w, 1, decisions[1]);
        some->before = polanswer_text(&before, w->arena);
        some->after = polanswer_text(&after, w->arena);
    }
}

/* Compare what both sides give a network that at least one has in its trie. */
static void compare(struct walk *w, const struct prefix *network)
{
    const uint32_t names[] = {w->name->before, w->name->after};
    struct polwide_some *some[] = {&w->out->order, &w->out->answer, &w->out->lost};
    const uint8_t bits[] = {ORDER, ANSWER, LOST};
    const struct image_policy_decision *decisions[SIDES];
    size_t at = 0;
    for (int i = 0; i < SIDES; i++) {
        decisions[i] = polpeople_decision(w->sides[i], names[i], network);
        at = at * (w->ndecisions[i] + 1) + number_of(w, i, decisions[i]);
    }
    if (w->verdicts[at] == 0) {
        w->verdicts[at] = judge(w, decisions);
    }
    w->out->total++;
    for (size_t i = 0; i < ARRAY_LEN(some); i++) {
        if (w->verdicts[at] & bits[i]) {
            count(w, some[i], network, decisions);
        }
    }
}

static uint32_t child_of(const struct polpeople *people, uint32_t node, int half)
{
    const struct image_policy_node *nodes = people->image.image.at[SECTION_POLICY_NODE];
    return node == REF_NONE ? REF_NONE : nodes[node].child[half];
}

/* A block of IPv6 that carries IPv4: a network inside it is one of IPv4, compared there. */
static bool is_carried(const struct prefix *network)
{
    struct prefix inside;
    return network->addr.family == FAMILY_IPV6 && prefix_unmap(network, &inside) != 0;
}

/* The networks at and below a pair of nodes. As deep as addresses are long. */
static void walk_nodes(struct walk *w, const struct prefix *network, const uint32_t nodes[SIDES])
{
    bool ends = nodes[0] == REF_NONE && nodes[1] == REF_NONE;
    if (ends || is_carried(network)) {
        return;
    }
    compare(w, network);
    if (network->bits == family_bits(network->addr.family)) {
        return;
    }
    for (int half = 0; half < 2; half++) {
        struct prefix below = *network;
        uint32_t children[SIDES];
        below.addr.octets[network->bits / 8] |= (uint8_t)(half << (7 - network->bits % 8));
        below.bits++;
        for (int i = 0; i < SIDES; i++) {
            children[i] = child_of(w->sides[i], nodes[i], half);
        }
        walk_nodes(w, &below, children);
    }
}

static void walk_name(struct walk *w)
{
    const uint32_t names[] = {w->name->before, w->name->after};
    const struct prefix all4 = {.addr = {.family = FAMILY_IPV4}};
    const struct prefix all6 = {.addr = {.family = FAMILY_IPV6}};
    uint32_t roots4[SIDES];
    uint32_t roots6[SIDES];
    for (int i = 0; i < SIDES; i++) {
        const struct image_policy_table *table =
            polimage_table(&w->sides[i]->image, names[i], w->sides[i]->at_s);
        roots4[i] = table->root4;
        roots6[i] = table->root6;
    }
    walk_nodes(w, &all4, roots4);
    walk_nodes(w, &all6, roots6);
}

void polwide_compare(const struct polmoves_ask *ask, struct arena *arena, struct polwide *out)
{
    struct walk w = {.ask = ask, .arena = arena, .out = out, .sides = {ask->before, ask->after}};
    size_t size = 1;
    *out = (struct polwide){.total = 0};
    for (int i = 0; i < SIDES; i++) {
        w.ndecisions[i] = w.sides[i]->image.image.count[SECTION_POLICY_DECISION];
        size *= w.ndecisions[i] + 1;
    }
    w.verdicts = arena_alloc(arena, size);
    for (size_t n = 0; n < ask->nnames; n++) {
        w.name = &ask->names[n];
        if (polmoves_first_alike(ask, n) == n) {
            walk_name(&w);
        }
    }
}

void polwide_print(const struct polwide *wide, const struct polwide_some *some, const char *what)
{
    char network[PREFIX_TEXT_SIZE];
    if (some->count > 0) {
        printf("wider      %llu of %llu client networks that hold several places %s\n"
               "           e.g. %s: %s -> %s\n",
               (unsigned long long)some->count, (unsigned long long)wide->total, what,
               prefix_format(&some->example, network), some->before, some->after);
    }
}

static json_t *json_of_some(const struct polmoves_ask *ask, const struct polwide_some *some)
{
    char network[PREFIX_TEXT_SIZE];
    char name[NAME_TEXT_SIZE];
    json_t *json = json_pack("{s:I}", "networks", (json_int_t)some->count);
    if (some->count > 0) {
        const struct policy *policy = ask->before->loaded.policy;
        json_object_set_new(json, "example",
                            json_pack("{s:s, s:s, s:s, s:s}", "network",
                                      prefix_format(&some->example, network), "name",
                                      name_format(policy->names[some->name].name.octets, name),
                                      "before", some->before, "after", some->after));
    }
    return json;
}

json_t *polwide_json(const struct polmoves_ask *ask, const struct polwide *wide)
{
    return json_pack("{s:I, s:o, s:o, s:o}", "networks", (json_int_t)wide->total, "other_order",
                     json_of_some(ask, &wide->order), "other_answer",
                     json_of_some(ask, &wide->answer), "lost", json_of_some(ask, &wide->lost));
}
