/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/proof.h"

#include "wire/name.h"

#include <string.h>

/* The first address of a place, as a network. */
static struct prefix first_network(const struct atlas *atlas, uint32_t spot)
{
    struct atlas_range first = {.family = FAMILY_IPV4};
    if (atlas->first != NULL) {
        return atlas_start(atlas, atlas->first[spot]);
    }
    while (first.index + 1 < atlas->v4.count && atlas->v4.at[first.index].value != spot) {
        first.index++; /* laid out by hand */
    }
    return atlas_start(atlas, first);
}

static bool refute(const struct law_case *ask, const struct atlas *atlas, uint32_t spot,
                   struct errs *errs, const char *code, const char *what)
{
    const struct policy_name *name = &ask->policy->names[ask->name];
    const char *country = atlas->spots[spot].country;
    char text[NAME_TEXT_SIZE];
    char network[ADDR_TEXT_SIZE];
    struct prefix first = first_network(atlas, spot);
    err_find(errs, ERR_ERROR, code, name->at, 0, "%s: %s", name_format(name->name.octets, text),
             what);
    err_detail(errs, "witness", "%s, e.g. %s", country[0] == '\0' ? "unknown" : country,
               addr_format(&first.addr, network));
    return false;
}

/* Whether the name's list has a cluster as last resort, and the decision has none of them. */
static bool lost_last_resorts(const struct law_case *ask, const struct decision *decision)
{
    const struct policy_lasts *lasts = &ask->policy->names[ask->name].lasts;
    bool has = false;
    for (size_t i = 0; i < lasts->count; i++) {
        has |= lasts->list[i].kind == LAST_CLUSTER;
    }
    for (size_t i = 0; i < decision->nlasts; i++) {
        has = has && decision->lasts[i].kind != LAST_CLUSTER;
    }
    return has;
}

bool proof_place(const struct law_case *ask, const struct atlas *atlas, uint32_t spot,
                 uint64_t eligible, const struct decision *decision, struct errs *errs)
{
    if (decision_reach(decision) & ~eligible) {
        return refute(ask, atlas, spot, errs, "L1",
                      "some state of health gives a cluster that the law excludes; this is an "
                      "error of dnsd: report it");
    }
    if (eligible == 0) {
        return refute(ask, atlas, spot, errs, "L3",
                      "the rules that apply leave no cluster at all; change a rule, or add a "
                      "cluster that obeys all of them");
    }
    bool answers = decision->nparts > 0 && decision->parts[decision->nparts - 1].share == 0;
    for (size_t i = 0; i < decision->nparts; i++) {
        answers = answers && decision->parts[i].ntiers > 0;
    }
    if (!answers) {
        return refute(ask, atlas, spot, errs, "L2",
                      "the route's entry has no cluster that the law allows; add one to its `to`");
    }
    if (lost_last_resorts(ask, decision)) {
        return refute(ask, atlas, spot, errs, "L4",
                      "no cluster of when-none-healthy is allowed by the law; add one that is");
    }
    return true;
}
