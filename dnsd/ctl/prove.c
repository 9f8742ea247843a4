/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/prove.h"

#include "policy/phrase.h"

#include <string.h>

/* Last resorts up to the first word, which ends them: SERVFAIL is the implicit one. */
enum { LASTS_MAX = POLICY_CLUSTERS_MAX + 2 };

struct lasts {
    uint32_t kinds[LASTS_MAX]; /* enum image_policy_last_kind */
    uint32_t clusters[LASTS_MAX];
    size_t count;
};

void prove_decide(const struct prove *prove, uint32_t name, const struct prefix *client,
                  uint64_t down, struct decided *out)
{
    static const struct prefix nobody = {.addr = {.family = FAMILY_IPV4}, .bits = 32};
    const struct image *image = &prove->image->image;
    struct decide_case ask = {
        .image = image,
        .policy = prove->image->policy,
        .binding = (const struct image_policy_binding *)image->at[SECTION_POLICY_BINDING] + name,
        .client = client,
        .network = client == NULL ? &nobody : client,
        .now_s = prove->time_s < 0 ? 0 : (uint64_t)prove->time_s,
        .states = states_initial(prove->image->policy),
    };
    ask.states.up &= ~down;
    decide(&ask, out);
}

static const struct image_policy_part *
part_at(const struct prove *prove, const struct image_policy_decision *decision, uint32_t i)
{
    return (const struct image_policy_part *)prove->image->image.at[SECTION_POLICY_PART] +
           decision->parts.first + i;
}

static const uint64_t *tiers_of(const struct prove *prove, const struct image_policy_part *part)
{
    return (const uint64_t *)prove->image->image.at[SECTION_POLICY_TIER] + part->tiers.first;
}

static bool add_last(struct lasts *lasts, uint32_t kind, uint32_t cluster)
{
    if (lasts->count == LASTS_MAX) {
        return false;
    }
    lasts->kinds[lasts->count] = kind;
    lasts->clusters[lasts->count++] = kind == POLICY_LAST_CLUSTER ? cluster : 0;
    return kind == POLICY_LAST_CLUSTER || kind == POLICY_LAST_TRY_ANYWAY;
}

static struct lasts lasts_of_image(const struct prove *prove,
                                   const struct image_policy_decision *decision)
{
    const struct image_policy_last *rows =
        (const struct image_policy_last *)prove->image->image.at[SECTION_POLICY_LAST] +
        decision->lasts.first;
    struct lasts lasts = {.count = 0};
    bool more = true;
    for (uint32_t i = 0; more && i < decision->lasts.count; i++) {
        more = add_last(&lasts, rows[i].kind, rows[i].cluster);
    }
    if (more) {
        add_last(&lasts, POLICY_LAST_SERVFAIL, 0);
    }
    return lasts;
}

static struct lasts lasts_of_taste(const struct naivetaste *taste)
{
    static const uint32_t kinds[] = {[LAST_CLUSTER] = POLICY_LAST_CLUSTER,
                                     [LAST_TRY_ANYWAY] = POLICY_LAST_TRY_ANYWAY,
                                     [LAST_SERVFAIL] = POLICY_LAST_SERVFAIL,
                                     [LAST_REFUSED] = POLICY_LAST_REFUSED,
                                     [LAST_NODATA] = POLICY_LAST_NODATA};
    struct lasts lasts = {.count = 0};
    bool more = true;
    for (size_t i = 0; more && i < taste->nlasts; i++) {
        more = add_last(&lasts, kinds[taste->lasts[i].kind], taste->lasts[i].cluster);
    }
    if (more) {
        add_last(&lasts, POLICY_LAST_SERVFAIL, 0);
    }
    return lasts;
}

static bool same_lasts(const struct lasts *a, const struct lasts *b)
{
    return a->count == b->count && memcmp(a->kinds, b->kinds, a->count * sizeof(*a->kinds)) == 0 &&
           memcmp(a->clusters, b->clusters, a->count * sizeof(*a->clusters)) == 0;
}

bool prove_same_decision(const struct prove *prove, const struct image_policy_decision *decision,
                         const struct naivetaste *taste)
{
    if (decision == NULL || taste->refused != ((decision->flags & POLICY_REFUSED) != 0)) {
        return false;
    }
    if (taste->refused) {
        return true;
    }
    bool same = decision->parts.count == taste->nparts &&
                naivetaste_spreads(taste) == ((decision->flags & POLICY_HASHED) != 0);
    for (uint32_t i = 0; same && i < decision->parts.count; i++) {
        const struct image_policy_part *part = part_at(prove, decision, i);
        const struct naivetaste_part *other = &taste->parts[i];
        same = part->share == other->share && part->tiers.count == other->ntiers;
        for (uint32_t t = 0; same && t < part->tiers.count; t++) {
            same = tiers_of(prove, part)[t] == other->tiers[t];
        }
    }
    struct lasts ours = lasts_of_image(prove, decision);
    struct lasts theirs = lasts_of_taste(taste);
    return same && same_lasts(&ours, &theirs);
}

bool prove_same_answer(const struct choice *choice, const struct naive_answer *answer)
{
    static const enum naive_kind kinds[] = {[CHOICE_CLUSTER] = NAIVE_CLUSTER,
                                            [CHOICE_SERVFAIL] = NAIVE_SERVFAIL,
                                            [CHOICE_REFUSED] = NAIVE_REFUSED,
                                            [CHOICE_NODATA] = NAIVE_NODATA};
    return kinds[choice->kind] == answer->kind &&
           (choice->kind != CHOICE_CLUSTER || choice->cluster == answer->cluster);
}

uint64_t prove_reach(const struct prove *prove, const struct image_policy_decision *decision)
{
    uint64_t mask = 0;
    for (uint32_t i = 0; i < decision->parts.count; i++) {
        const struct image_policy_part *part = part_at(prove, decision, i);
        for (uint32_t t = 0; t < part->tiers.count; t++) {
            mask |= tiers_of(prove, part)[t];
        }
    }
    struct lasts lasts = lasts_of_image(prove, decision);
    for (size_t i = 0; i < lasts.count; i++) {
        mask |= lasts.kinds[i] == POLICY_LAST_CLUSTER ? UINT64_C(1) << lasts.clusters[i] : 0;
    }
    return mask;
}

const char *prove_choice_text(const struct prove *prove, const struct choice *choice)
{
    static const char *const texts[] = {
        [CHOICE_SERVFAIL] = "SERVFAIL", [CHOICE_REFUSED] = "REFUSED", [CHOICE_NODATA] = "NODATA"};
    return choice->kind == CHOICE_CLUSTER ? prove->policy->clusters[choice->cluster].name
                                          : texts[choice->kind];
}

const char *prove_answer_text(const struct prove *prove, const struct naive_answer *answer)
{
    static const char *const texts[] = {
        [NAIVE_SERVFAIL] = "SERVFAIL", [NAIVE_REFUSED] = "REFUSED", [NAIVE_NODATA] = "NODATA"};
    return answer->kind == NAIVE_CLUSTER ? prove->policy->clusters[answer->cluster].name
                                         : texts[answer->kind];
}

static const char *lasts_text(const struct prove *prove, const char *text,
                              const struct lasts *lasts)
{
    static const char *const words[] = {[POLICY_LAST_TRY_ANYWAY] = "try-anyway",
                                        [POLICY_LAST_SERVFAIL] = "servfail",
                                        [POLICY_LAST_REFUSED] = "refused",
                                        [POLICY_LAST_NODATA] = "nodata"};
    for (size_t i = 0; i < lasts->count; i++) {
        const char *word = lasts->kinds[i] == POLICY_LAST_CLUSTER
                               ? prove->policy->clusters[lasts->clusters[i]].name
                               : words[lasts->kinds[i]];
        text = arena_printf(prove->arena, "%s%s%s", text, i == 0 ? " else " : ", ", word);
    }
    return text;
}

static const char *part_text(const struct prove *prove, const char *text, uint32_t share,
                             const uint64_t *tiers, size_t ntiers)
{
    if (share != 0) {
        text = arena_printf(prove->arena, "%s %u.%02u%%:", text, share / 100, share % 100);
    }
    for (size_t t = 0; t < ntiers; t++) {
        text = arena_printf(prove->arena, "%s%s[%s]", text, text[0] == '\0' ? "" : " ",
                            phrase_clusters(prove->policy, tiers[t], prove->arena));
    }
    return text;
}

const char *prove_decision_text(const struct prove *prove,
                                const struct image_policy_decision *decision)
{
    const char *text = "";
    if (decision == NULL) {
        return "no decision";
    }
    if ((decision->flags & POLICY_REFUSED) != 0) {
        return "refused by law";
    }
    for (uint32_t i = 0; i < decision->parts.count; i++) {
        const struct image_policy_part *part = part_at(prove, decision, i);
        text = part_text(prove, text, part->share, tiers_of(prove, part), part->tiers.count);
    }
    struct lasts lasts = lasts_of_image(prove, decision);
    return lasts_text(prove, text, &lasts);
}

const char *prove_taste_text(const struct prove *prove, const struct naivetaste *taste)
{
    const char *text = "";
    if (taste->refused) {
        return "refused by law";
    }
    for (size_t i = 0; i < taste->nparts; i++) {
        text = part_text(prove, text, taste->parts[i].share, taste->parts[i].tiers,
                         taste->parts[i].ntiers);
    }
    struct lasts lasts = lasts_of_taste(taste);
    return lasts_text(prove, text, &lasts);
}

const char *prove_place_text(const struct prove *prove, const struct naivewho_place *place)
{
    struct spot spot = {.asn = place->asn, .nets = place->nets, .nnets = place->nnets};
    memcpy(spot.country, place->country, sizeof(spot.country));
    memcpy(spot.subdivisions, place->subdivisions, sizeof(spot.subdivisions));
    return phrase_spot(prove->policy, &spot, prove->arena);
}

const char *prove_name_text(const struct prove *prove, uint32_t name)
{
    char text[NAME_TEXT_SIZE];
    name_format(prove->policy->names[name].name.octets, text);
    return arena_text(prove->arena, text, strlen(text));
}

/* "nl, eu and us" */
static const char *down_text(const struct prove *prove, uint64_t down)
{
    const char *text = "";
    for (size_t c = 0; c < prove->policy->nclusters; c++) {
        uint64_t bit = UINT64_C(1) << c;
        if ((down & bit) != 0) {
            const char *between = text[0] == '\0' ? "" : (down & ~bit) == 0 ? " and " : ", ";
            text = arena_printf(prove->arena, "%s%s%s", text, between,
                                prove->policy->clusters[c].name);
            down &= ~bit;
        }
    }
    return text;
}

const char *prove_case_text(const struct prove *prove, uint32_t name, const struct prefix *client,
                            const struct naivewho_place *place, uint64_t down)
{
    char network[PREFIX_TEXT_SIZE] = "no client network";
    const char *place_text = "";
    if (client != NULL) {
        prefix_format(client, network);
    }
    if (place != NULL) {
        place_text = arena_printf(prove->arena, " (%s)", prove_place_text(prove, place));
    }
    const char *text =
        arena_printf(prove->arena, "%s%s, %s", network, place_text, prove_name_text(prove, name));
    return down == 0 ? text
                     : arena_printf(prove->arena, "%s, %s down", text, down_text(prove, down));
}

static bool is_inside(const struct prefix *network, const struct addr *first,
                      const struct addr *last)
{
    struct addr end = naivemap_last(network);
    return addr_equal(&network->addr, first) && naivemap_compare(&end, last) <= 0;
}

struct prefix prove_network(const struct addr *first, const struct addr *last)
{
    unsigned shortest = family_bits(first->family);
    for (unsigned step = shortest / 2; step > 0; step /= 2) { /* those that are longer fit too */
        struct prefix network = prefix_of(first, shortest - step);
        shortest -= is_inside(&network, first, last) ? step : 0;
    }
    struct prefix network = prefix_of(first, shortest - 1u);
    return is_inside(&network, first, last) ? network : prefix_of(first, shortest);
}

static bool same_tables(const struct prove *prove, uint32_t a, uint32_t b)
{
    const struct image_policy_table *x = polimage_table(prove->image, a, prove->time_s);
    const struct image_policy_table *y = polimage_table(prove->image, b, prove->time_s);
    return x->map == y->map && x->unknown == y->unknown && x->root4 == y->root4 &&
           x->root6 == y->root6 && x->mixed.first == y->mixed.first &&
           x->mixed.count == y->mixed.count;
}

static bool is_covered(const struct policy_rule *rule, uint32_t name)
{
    bool found = rule->nnames == 0;
    for (size_t i = 0; i < rule->nnames; i++) {
        found = found || rule->names[i] == name;
    }
    return found;
}

static bool same_last_resorts(const struct policy_lasts *a, const struct policy_lasts *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = a->list[i].kind == b->list[i].kind && a->list[i].cluster == b->list[i].cluster;
    }
    return same;
}

/* All that a decision takes from the name: the route, the last resorts, and the rules about it. */
static bool same_rules(const struct prove *prove, uint32_t a, uint32_t b)
{
    const struct policy_name *x = &prove->policy->names[a];
    const struct policy_name *y = &prove->policy->names[b];
    bool same = x->route == y->route && same_last_resorts(&x->lasts, &y->lasts);
    for (size_t i = 0; same && i < prove->policy->nrules; i++) {
        const struct policy_rule *rule = &prove->policy->rules[i];
        same = is_covered(rule, a) == is_covered(rule, b);
    }
    return same;
}

const uint32_t *prove_twins(const struct prove *prove)
{
    size_t nnames = prove->policy->nnames;
    uint32_t *twins = arena_alloc(prove->arena, (nnames + 1) * sizeof(*twins));
    for (uint32_t i = 0; i < nnames; i++) {
        twins[i] = i;
        for (uint32_t k = 0; k < i && twins[i] == i; k++) {
            bool same = twins[k] == k && same_tables(prove, i, k) && same_rules(prove, i, k);
            twins[i] = same ? k : i;
        }
    }
    return twins;
}
