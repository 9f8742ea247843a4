/* SPDX-License-Identifier: Apache-2.0 */
#include "agree.h"

#include "policy/law.h"
#include "reasoned.h"

#include <string.h>

enum { STATES = 3 };

static struct policy_states draw_states(struct trial *trial, const struct made *made, int i)
{
    struct draw *draw = &trial->scene.draw;
    struct naive_state start = naive_start(made->policy);
    struct policy_states states = {.up = UINT64_MAX, .drained = start.drained, .off = start.off};
    if (i > 0) {
        states.up = draw_bits(draw);
        states.up &= draw_chance(draw, 50) ? draw_bits(draw) : UINT64_MAX;
        states.up &= draw_chance(draw, 25) ? 0 : UINT64_MAX;
    }
    if (i > 1) {
        states.drained = draw_bits(draw);
        states.off = draw_bits(draw) & draw_bits(draw);
    }
    return states;
}

static bool same(const struct made_answer *image, const struct naive_answer *naive)
{
    static const enum choice_kind kinds[] = {[NAIVE_CLUSTER] = CHOICE_CLUSTER,
                                             [NAIVE_SERVFAIL] = CHOICE_SERVFAIL,
                                             [NAIVE_REFUSED] = CHOICE_REFUSED,
                                             [NAIVE_NODATA] = CHOICE_NODATA};
    return image->choice.kind == kinds[naive->kind] &&
           (image->choice.kind != CHOICE_CLUSTER || image->choice.cluster == naive->cluster) &&
           image->scope_bits == naive->scope_bits && image->mixed == naive->mixed &&
           image->reach == naive->reach && image->ttl_s == naive->ttl_s;
}

static bool differ(struct trial *trial, const struct made *made, const struct made_query *query,
                   const struct made_answer *image, const struct naive_answer *naive)
{
    return trial_refute(trial,
                        "image and naive evaluator differ: %s\n"
                        "  image: kind %d cluster %u scope %u %s reach %llx ttl %u\n"
                        "  naive: kind %d cluster %u scope %u %s reach %llx eligible %llx ttl %u",
                        trial_query_text(trial, made, query), image->choice.kind,
                        image->choice.cluster, image->scope_bits, image->mixed ? "mixed" : "clear",
                        (unsigned long long)image->reach, image->ttl_s, naive->kind, naive->cluster,
                        naive->scope_bits, naive->mixed ? "mixed" : "clear",
                        (unsigned long long)naive->reach, (unsigned long long)naive->eligible,
                        naive->ttl_s);
}

static void count(struct trial_tally *tally, const struct made_answer *image,
                  const struct naive_answer *naive)
{
    tally->shown[TRIAL_AGREEMENT]++;
    tally->kinds[image->choice.kind]++;
    tally->mixed += image->mixed;
    tally->sent_apart += image->mixed && naive->eligible == 0;
}

/* One query in several states. */
static bool check_query(struct trial *trial, const struct made *made, struct naive *naive,
                        struct made_query *query)
{
    for (int i = 0; i < STATES; i++) {
        struct made_answer image;
        struct naive_answer plain;
        query->states = draw_states(trial, made, i);
        struct naive_state state = {
            .up = query->states.up, .drained = query->states.drained, .off = query->states.off};
        struct naive_query ask = {
            .name = query->name, .client = query->client, .resolver = query->resolver};
        naive_ask(naive, &ask, &state, &plain);
        if (!made_ask(made, query, &image)) {
            return trial_refute(trial, "the image has no decision: %s",
                                trial_query_text(trial, made, query));
        }
        count(trial->tally, &image, &plain);
        if (!same(&image, &plain)) {
            return differ(trial, made, query, &image, &plain);
        }
        uint64_t given = image.choice.kind == CHOICE_CLUSTER
                             ? image.reach | UINT64_C(1) << image.choice.cluster
                             : image.reach;
        if ((given & ~plain.eligible) != 0) {
            return trial_refute(trial, "out of the fence: %s",
                                trial_query_text(trial, made, query));
        }
        trial->tally->shown[TRIAL_FENCE]++;
        if (i == 0 && !reasoned_check(trial, made, query, &plain)) {
            return false;
        }
    }
    return true;
}

bool agree_check(struct trial *trial, const struct made *made, int64_t time_s)
{
    struct naive *naive = naive_new(made->policy, &made->data, time_s, made->errs);
    bool ok = naive != NULL || trial_refute(trial, "the naive evaluator cannot read the data");
    for (uint32_t n = 0; n < made->policy->nnames && n < TRIAL_NAMES_MAX && ok; n++) {
        for (size_t c = 0; c <= trial->nclients && ok; c++) {
            struct made_query query = {.name = n,
                                       .time_s = time_s,
                                       .client = c == trial->nclients ? NULL : &trial->clients[c],
                                       .resolver = &trial->resolver};
            ok = check_query(trial, made, naive, &query);
        }
    }
    naive_free(naive);
    return ok;
}

/* ---- liveness */

enum hole { HOLE_NONE = 0, HOLE_L2 = 1, HOLE_L3 = 2, HOLE_L4 = 4 };

/* What a place is left without; of several the first that a loader tells. */
static unsigned hole_of(struct naive *naive, const struct policy *policy, uint32_t name,
                        uint32_t place)
{
    uint64_t eligible;
    const struct naivetaste *taste = naive_decision(naive, name, place, &eligible);
    const struct policy_lasts *lasts = &policy->names[name].lasts;
    uint64_t named = 0;
    if (eligible == 0) {
        return HOLE_L3;
    }
    bool lacks = taste->nparts == 0 || taste->parts[taste->nparts - 1].share != 0;
    for (size_t i = 0; i < taste->nparts; i++) {
        lacks |= taste->parts[i].ntiers == 0;
    }
    for (size_t i = 0; i < lasts->count; i++) {
        named |= lasts->list[i].kind == LAST_CLUSTER ? UINT64_C(1) << lasts->list[i].cluster : 0;
    }
    bool lost = named != 0 && (named & eligible) == 0;
    return lacks ? HOLE_L2 : lost ? HOLE_L4 : HOLE_NONE;
}

/* The holes of all places and names at a time. */
static bool find_holes(struct trial *trial, const struct made *made, int64_t time_s, unsigned *out)
{
    struct naive *naive = naive_new(made->policy, &made->data, time_s, made->errs);
    if (naive == NULL) {
        return trial_refute(trial, "the naive evaluator cannot read the data");
    }
    const struct naivemap *map = naive_map(naive);
    for (uint32_t place = 0; place < map->nplaces; place++) {
        for (uint32_t name = 0; name < made->policy->nnames; name++) {
            *out |= hole_of(naive, made->policy, name, place);
        }
    }
    naive_free(naive);
    return true;
}

/* The findings that made the proof fail; others count as no hole at all. */
static unsigned told_holes(const struct errs *errs)
{
    unsigned told = 0;
    const struct err *err;
    for (size_t i = 0; (err = errs_at(errs, i)) != NULL; i++) {
        if (err->level == ERR_ERROR) {
            told |= strcmp(err->code, "L2") == 0   ? HOLE_L2
                    : strcmp(err->code, "L3") == 0 ? HOLE_L3
                    : strcmp(err->code, "L4") == 0 ? HOLE_L4
                                                   : ~0u;
        }
    }
    return told;
}

bool agree_liveness(struct trial *trial, const struct made *made)
{
    unsigned holes = HOLE_NONE;
    int64_t at = trial->times[0];
    for (; at != INT64_MAX && (made->loads || holes == HOLE_NONE);
         at = law_next_edge(made->policy, at)) {
        if (!find_holes(trial, made, at, &holes)) {
            return false;
        }
    }
    unsigned told = told_holes(made->errs);
    if (made->loads ? holes != HOLE_NONE : told == 0 || told != holes) {
        return trial_refute(trial, "it %s, and the naive evaluator finds holes %x of %x",
                            made->loads ? "loads" : "is refused", holes, told);
    }
    trial->tally->shown[made->loads ? TRIAL_LIVENESS : TRIAL_REFUSAL]++;
    return true;
}
