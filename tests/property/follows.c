/* SPDX-License-Identifier: Apache-2.0 */
#include "follows.h"

#include "image/rulebook.h"

#include <string.h>

enum { ADDRESSES_MAX = 3 * TRIAL_CLIENTS_MAX };

/* Two policies, and who asks both. */
struct pair {
    struct trial *trial;
    struct made *a;
    struct made *b;
    struct made_query query;
};

/* What must hold of two answers to one query. */
typedef bool pair_holds(struct pair *pair, const struct made_answer *a,
                        const struct made_answer *b);

static bool ask_both(struct pair *pair, pair_holds *holds)
{
    struct made_answer a;
    struct made_answer b;
    if (!made_ask(pair->a, &pair->query, &a) || !made_ask(pair->b, &pair->query, &b)) {
        return trial_refute(pair->trial, "an image has no decision: %s",
                            trial_query_text(pair->trial, pair->a, &pair->query));
    }
    return holds(pair, &a, &b);
}

/* All clients, names and times of the trial. */
static bool for_all(struct pair *pair, pair_holds *holds)
{
    struct trial *trial = pair->trial;
    bool ok = true;
    pair->query = (struct made_query){.resolver = &trial->resolver,
                                      .states = states_initial(pair->a->image.policy)};
    for (size_t t = 0; t < trial->ntimes; t++) {
        pair->query.time_s = trial->times[t];
        for (pair->query.name = 0; pair->query.name < trial_names(trial); pair->query.name++) {
            for (size_t c = 0; c <= trial->nclients && ok; c++) {
                pair->query.client = c == trial->nclients ? NULL : &trial->clients[c];
                ok = ask_both(pair, holds);
            }
        }
    }
    return ok;
}

/* Make two policies and compare them, if both load. */
static bool compare_texts(struct trial *trial, const char *first, const char *second,
                          pair_holds *holds)
{
    struct made a;
    struct made b;
    struct pair pair = {.trial = trial, .a = &a, .b = &b};
    made_make(&a, first, trial->times[0]);
    made_make(&b, second, trial->times[0]);
    bool ok = true;
    if (a.policy == NULL || b.policy == NULL) {
        ok = trial_refute(trial, "a policy of the same parts cannot be read");
    } else if (a.loads && b.loads) {
        ok = for_all(&pair, holds);
    }
    made_done(&a);
    made_done(&b);
    return ok;
}

static bool compare(struct trial *trial, const struct scene_text *first,
                    const struct scene_text *second, pair_holds *holds)
{
    const char *a = scene_write(&trial->scene, first);
    return compare_texts(trial, a, scene_write(&trial->scene, second), holds);
}

static bool second_has_no_more(struct pair *pair, const struct made_answer *a,
                               const struct made_answer *b, enum trial_claim claim,
                               const char *what)
{
    if ((b->reach & ~a->reach) != 0) {
        return trial_refute(pair->trial, "%s: %s: %llx before, %llx after", what,
                            trial_query_text(pair->trial, pair->a, &pair->query),
                            (unsigned long long)a->reach, (unsigned long long)b->reach);
    }
    pair->trial->tally->shown[claim]++;
    return true;
}

/* ---- adding a rule */

static bool only_removes(struct pair *pair, const struct made_answer *a,
                         const struct made_answer *b)
{
    return second_has_no_more(pair, a, b, TRIAL_ADDING, "a rule more adds a cluster");
}

bool follows_adding(struct trial *trial)
{
    size_t count = trial->scene.rule_lines.count;
    if (count == 0) {
        return true;
    }
    size_t before = draw_below(&trial->scene.draw, (uint32_t)count);
    const struct scene_text without = {.rules = before, .law_alone = true};
    const struct scene_text with = {.rules = before + 1, .law_alone = true};
    return compare(trial, &without, &with, only_removes);
}

/* ---- unknown */

static bool is_no_better_off(struct pair *pair, const struct made_answer *a,
                             const struct made_answer *b)
{
    return second_has_no_more(pair, a, b, TRIAL_UNKNOWN, "unknown is better off than known");
}

bool follows_unknown(struct trial *trial)
{
    const struct scene_text known = {.rules = SCENE_PARTS_MAX, .law_alone = true};
    const struct scene_text nowhere = {
        .rules = SCENE_PARTS_MAX, .law_alone = true, .nowhere = true, .empty_fd = trial->empty_fd};
    return trial->scene.unprotected || compare(trial, &known, &nowhere, is_no_better_off);
}

/* ---- order */

static uint32_t same_cluster(const struct policy *from, uint32_t cluster, const struct policy *to)
{
    uint32_t other = 0;
    while (strcmp(from->clusters[cluster].name, to->clusters[other].name) != 0) {
        other++;
    }
    return other;
}

static uint64_t same_clusters(const struct policy *from, uint64_t mask, const struct policy *to)
{
    uint64_t out = 0;
    for (uint32_t i = 0; i < from->nclusters; i++) {
        out |= (mask >> i & 1) << same_cluster(from, i, to);
    }
    return out;
}

static bool is_the_same(struct pair *pair, const struct made_answer *unused,
                        const struct made_answer *also_unused)
{
    struct made_answer a;
    struct made_answer b;
    struct trial *trial = pair->trial;
    const struct policy *from = pair->a->policy;
    const struct policy *to = pair->b->policy;
    (void)unused; /* asked with masks that mean other clusters */
    (void)also_unused;
    struct made_query query = pair->query;
    query.states.up = draw_bits(&trial->scene.draw);
    made_ask(pair->a, &query, &a);
    query.states = (struct policy_states){.up = same_clusters(from, query.states.up, to),
                                          .drained = same_clusters(from, query.states.drained, to),
                                          .off = same_clusters(from, query.states.off, to)};
    made_ask(pair->b, &query, &b);
    bool gives = a.choice.kind == CHOICE_CLUSTER;
    if (a.choice.kind != b.choice.kind || a.scope_bits != b.scope_bits || a.mixed != b.mixed ||
        same_clusters(from, a.reach, to) != b.reach ||
        (gives && same_cluster(from, a.choice.cluster, to) != b.choice.cluster)) {
        return trial_refute(trial, "another order changes the answer: %s",
                            trial_query_text(trial, pair->a, &pair->query));
    }
    trial->tally->shown[TRIAL_ORDER]++;
    return true;
}

bool follows_order(struct trial *trial)
{
    uint64_t order = draw_bits(&trial->scene.draw) | 1;
    const struct scene_text as_drawn = {.rules = SCENE_PARTS_MAX};
    const struct scene_text shuffled = {.rules = SCENE_PARTS_MAX, .order = order};
    return compare(trial, &as_drawn, &shuffled, is_the_same);
}

bool follows_text(struct trial *trial, const char *text)
{
    return compare_texts(trial, trial->text, text, is_the_same);
}

/* ---- scopes */

struct scoped {
    struct addr addr;
    struct prefix scope;
    uint32_t decision;
};

static bool find_scope(struct trial *trial, const struct made_query *like, struct scoped *out)
{
    struct made_answer answer;
    struct prefix client = prefix_of(&out->addr, family_bits(out->addr.family));
    struct made_query query = *like;
    query.client = &client;
    if (!made_ask(&trial->made, &query, &answer) || answer.mixed) {
        return trial_refute(trial, "one address is mixed: %s",
                            trial_query_text(trial, &trial->made, &query));
    }
    out->decision = answer.decision;
    out->scope = prefix_of(&out->addr, answer.scope_bits);
    return true;
}

static const char *scope_text(struct trial *trial, const struct scoped *scoped)
{
    char addr[ADDR_TEXT_SIZE];
    char scope[PREFIX_TEXT_SIZE];
    return arena_printf(trial->scene.arena, "%s (scope %s, decision %u)",
                        addr_format(&scoped->addr, addr), prefix_format(&scoped->scope, scope),
                        scoped->decision);
}

/* Whether an address that a scope covers has that scope and decision too. */
static bool is_covered_well(struct trial *trial, const struct made_query *like,
                            const struct scoped *a, const struct scoped *b)
{
    if (!prefix_holds(&a->scope, &b->addr)) {
        return true;
    }
    if (a->decision != b->decision || a->scope.bits != b->scope.bits) {
        return trial_refute(trial, "scopes overlap: name %u: %s and %s", like->name,
                            scope_text(trial, a), scope_text(trial, b));
    }
    trial->tally->shown[TRIAL_SCOPES]++;
    return true;
}

/* The scope as a whole is clear; a prefix one bit wider is not, unless hashing made it narrow. */
static bool is_just_right(struct trial *trial, const struct made_query *like,
                          const struct scoped *scoped)
{
    struct made_answer inner;
    struct made_answer outer;
    struct prefix client = scoped->scope;
    struct made_query query = *like;
    query.client = &client;
    made_ask(&trial->made, &query, &inner);
    bool ok = !inner.mixed && inner.decision == scoped->decision;
    if (client.bits > 0 && ok) {
        client = prefix_of(&scoped->addr, client.bits - 1u);
        made_ask(&trial->made, &query, &outer);
        const struct image_policy_decision *decisions =
            trial->made.image.image.at[SECTION_POLICY_DECISION];
        ok = outer.mixed || (decisions[scoped->decision].flags & POLICY_HASHED) != 0;
    }
    trial->tally->shown[TRIAL_SCOPES]++;
    return ok || trial_refute(trial, "a scope is too wide or too narrow: name %u: %s", like->name,
                              scope_text(trial, scoped));
}

static bool check_scopes(struct trial *trial, const struct made_query *like)
{
    struct scoped list[ADDRESSES_MAX];
    size_t count = 0;
    bool ok = true;
    for (size_t i = 0; i < trial->nclients && ok; i++) {
        for (int k = 0; k < 2 && ok; k++) {
            list[count].addr = nets_address(&trial->clients[i], &trial->scene.draw);
            ok = find_scope(trial, like, &list[count]) && is_just_right(trial, like, &list[count]);
            count++;
        }
        if (ok) { /* one more in the scope of the last */
            list[count].addr = nets_address(&list[count - 1].scope, &trial->scene.draw);
            ok = find_scope(trial, like, &list[count]);
            count++;
        }
    }
    for (size_t i = 0; i < count && ok; i++) {
        for (size_t k = 0; k < count && ok; k++) {
            ok = i == k || is_covered_well(trial, like, &list[i], &list[k]);
        }
    }
    return ok;
}

bool follows_scopes(struct trial *trial)
{
    bool ok = true;
    size_t t = draw_below(&trial->scene.draw, (uint32_t)trial->ntimes);
    struct made_query like = {.time_s = trial->times[t],
                              .resolver = &trial->resolver,
                              .states = states_initial(trial->made.image.policy)};
    for (; like.name < trial_names(trial) && ok; like.name++) {
        ok = check_scopes(trial, &like);
    }
    return ok;
}
