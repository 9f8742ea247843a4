/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/proveclass.h"

#include "policy/phrase.h"

/* A kind of place while it is judged, or nobody: then client and place are NULL. */
struct kind {
    uint32_t name;
    const struct prefix *client;  /* its first address */
    const struct prefix *network; /* its first network */
    const struct naivewho_place *place;
    const struct naivetaste *taste;
    uint64_t eligible;
};

/* Kinds that were compared: of the same decision and law. */
struct met {
    const struct image_policy_decision *decision;
    const struct naivetaste *taste;
    uint64_t eligible;
};

struct walk {
    const struct prove *prove;
    const struct provestates *states;
    struct proveclass *out;
    struct met *met; /* of one name */
    size_t nmet;
    size_t room;
    bool shown; /* the fault of safety names a state in which it happens */
};

static void refute(struct walk *w, struct prove_fault *fault, const struct kind *kind,
                   uint64_t down, const char *given, const char *wanted)
{
    if (fault->what == NULL) {
        *fault = (struct prove_fault){
            .what = prove_case_text(w->prove, kind->name, kind->network, kind->place, down),
            .given = given,
            .wanted = wanted};
    }
}

/* Nothing that the image can ever give is against the law. */
static void check_safety(struct walk *w, const struct kind *kind,
                         const struct image_policy_decision *decision)
{
    const struct policy *policy = w->prove->policy;
    uint64_t forbidden = prove_reach(w->prove, decision) & ~kind->eligible;
    if (forbidden != 0 && w->out->safety.what == NULL) {
        refute(w, &w->out->safety, kind, 0, phrase_clusters(policy, forbidden, w->prove->arena),
               phrase_clusters(policy, kind->eligible, w->prove->arena));
    }
}

static bool names_cluster(const struct policy_lasts *lasts)
{
    bool found = false;
    for (size_t i = 0; i < lasts->count; i++) {
        found = found || lasts->list[i].kind == LAST_CLUSTER;
    }
    return found;
}

/* Somebody eligible, somebody in the tiers of each part, and a legal last resort where one is. */
static void check_liveness(struct walk *w, const struct kind *kind,
                           const struct image_policy_decision *decision)
{
    const struct naivetaste *taste = kind->taste;
    const char *lacks = taste->refused || (decision->flags & POLICY_REFUSED) != 0
                            ? "a cluster that the law allows"
                            : NULL;
    bool last = false;
    for (size_t i = 0; i < taste->nparts && lacks == NULL; i++) {
        lacks = taste->parts[i].ntiers == 0 ? "a cluster in a tier" : NULL;
    }
    for (size_t i = 0; i < taste->nlasts; i++) {
        last = last || taste->lasts[i].kind == LAST_CLUSTER;
    }
    bool wants_last = names_cluster(&w->prove->policy->names[kind->name].lasts);
    w->out->last_resorts = w->out->last_resorts || wants_last;
    if (lacks == NULL && wants_last && !last) {
        lacks = "a last resort that the law allows";
    }
    if (lacks != NULL && w->out->liveness.what == NULL) {
        refute(w, &w->out->liveness, kind, 0, prove_decision_text(w->prove, decision), lacks);
    }
}

/* What both give in one state, to the client at hand. */
static void check_state(struct walk *w, const struct kind *kind, uint64_t down)
{
    const struct naive_query query = {.name = kind->name, .client = kind->client};
    const struct prove *prove = w->prove;
    struct naive_state state = naive_start(prove->policy);
    struct naive_answer answer = {.kind = NAIVE_SERVFAIL};
    struct decided decided;
    state.up &= ~down;
    naive_give(prove->policy, &query, kind->taste, &state, &answer);
    prove_decide(prove, kind->name, kind->client, down, &decided);
    if (!prove_same_answer(&decided.choice, &answer) && w->out->agreement.what == NULL) {
        refute(w, &w->out->agreement, kind, down, prove_choice_text(prove, &decided.choice),
               prove_answer_text(prove, &answer));
    }
    if (decided.choice.kind == CHOICE_CLUSTER && !w->shown &&
        (kind->eligible >> decided.choice.cluster & 1) == 0) {
        w->shown = true;
        w->out->safety.what = NULL; /* a state in which it happens tells more */
        refute(w, &w->out->safety, kind, down, prove_choice_text(prove, &decided.choice),
               phrase_clusters(prove->policy, kind->eligible, prove->arena));
    }
}

/* Whether a kind of the same decision was compared; one whose clients differ is not spared. */
static bool was_met(struct walk *w, const struct kind *kind,
                    const struct image_policy_decision *decision)
{
    if ((decision->flags & POLICY_HASHED) != 0 || naivetaste_spreads(kind->taste)) {
        return false;
    }
    for (size_t i = 0; i < w->nmet; i++) {
        const struct met *met = &w->met[i];
        if (met->decision == decision && met->taste == kind->taste &&
            met->eligible == kind->eligible) {
            return true;
        }
    }
    w->met = arena_grow(w->prove->arena, w->met, w->nmet, &w->room, sizeof(*w->met));
    w->met[w->nmet++] = (struct met){decision, kind->taste, kind->eligible};
    return false;
}

static void check_kind(struct walk *w, const struct kind *kind)
{
    struct decided decided;
    prove_decide(w->prove, kind->name, kind->client, 0, &decided);
    if (w->out->agreement.what == NULL &&
        !prove_same_decision(w->prove, decided.decision, kind->taste)) {
        refute(w, &w->out->agreement, kind, 0, prove_decision_text(w->prove, decided.decision),
               prove_taste_text(w->prove, kind->taste));
    }
    if (decided.decision == NULL || was_met(w, kind, decided.decision)) {
        return;
    }
    check_safety(w, kind, decided.decision);
    check_liveness(w, kind, decided.decision);
    for (size_t i = 0; i < w->states->count; i++) {
        check_state(w, kind, w->states->down[i]);
    }
}

/* The place at the first address of the first range of each kind, in the order of the map. */
static void check_family(struct walk *w, uint32_t name, const struct naivemap_family *family,
                         bool *seen)
{
    const struct naivemap *map = naive_map(w->prove->naive);
    for (size_t i = 0; i < family->nranges; i++) {
        uint32_t place = family->ranges[i].place;
        if (place == NAIVEMAP_BLOCK || seen[place]) {
            continue;
        }
        struct addr first = family->ranges[i].first;
        struct addr last = naivemap_range_last(family, i);
        struct prefix network = prove_network(&first, &last);
        struct prefix client = prefix_of(&first, family_bits(first.family));
        struct kind kind = {
            .name = name, .client = &client, .network = &network, .place = &map->places[place]};
        kind.taste = naive_decision(w->prove->naive, w->prove->twins[name], place, &kind.eligible);
        seen[place] = true;
        check_kind(w, &kind);
    }
}

static void check_nobody(struct walk *w, uint32_t name)
{
    const struct naivewho_place unknown = {.asn = 0};
    struct kind kind = {.name = name};
    kind.taste = naive_judge(w->prove->naive, name, &unknown, &kind.eligible);
    check_kind(w, &kind);
}

void proveclass_walk(const struct prove *prove, const struct provestates *states,
                     struct proveclass *out)
{
    const struct naivemap *map = naive_map(prove->naive);
    struct walk w = {.prove = prove, .states = states, .out = out};
    *out = (struct proveclass){.places = map->nplaces,
                               .cases = map->nplaces * states->count * prove->policy->nnames};
    for (uint32_t name = 0; name < prove->policy->nnames; name++) {
        bool *seen = arena_alloc(prove->arena, (map->nplaces + 1) * sizeof(*seen));
        w.nmet = 0;
        check_family(&w, name, &map->v4, seen);
        check_family(&w, name, &map->v6, seen);
        check_nobody(&w, name);
    }
}
