/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/reality.h"

#include "policy/advice.h"
#include "policy/builtin.h"
#include "policy/law.h"

#include <stdio.h>
#include <string.h>

struct checking {
    const struct policy *policy;
    const struct atlas_data *data;
    int64_t now_s;
    struct errs *errs;
};

/* The correction that holds for an address: of the longest prefix; NULL = none. */
static const struct policy_network *correction_of(const struct checking *c, const struct addr *addr)
{
    const struct policy_network *found = NULL;
    for (size_t i = 0; i < c->policy->nnetworks; i++) {
        const struct policy_network *network = &c->policy->networks[i];
        if (law_is_open(&network->window, c->now_s) && prefix_holds(&network->prefix, addr) &&
            (found == NULL || network->prefix.bits > found->prefix.bits)) {
            found = network;
        }
    }
    return found;
}

/* "192.0.2.0/24 is NL": the network that the data knows around an address. */
static void tell_witness(const struct checking *c, const struct addr *addr, unsigned bits,
                         const char *what)
{
    char text[PREFIX_TEXT_SIZE];
    const struct prefix prefix = prefix_of(addr, bits);
    err_detail(c->errs, "witness", "%s is %s", prefix_format(&prefix, text), what);
}

/* F1: the address of a cluster is somewhere else than the cluster. */
static void check_place(const struct checking *c, const struct policy_cluster *cluster,
                        const struct addr *addr)
{
    struct place place;
    unsigned leaf;
    char text[ADDR_TEXT_SIZE];
    if (!database_find(c->data->country, addr, &place, &leaf, c->errs)) {
        return;
    }
    const struct policy_network *correction = correction_of(c, addr);
    const char *country = correction == NULL ? place.country : correction->country;
    if (country[0] == '\0' || memcmp(country, cluster->location, 2) == 0 ||
        advice_is_allowed(c->policy, "F1", cluster->name, c->now_s)) {
        return;
    }
    err_find(c->errs, ERR_WARNING, "F1", cluster->at, (uint32_t)strlen(cluster->name),
             "%s is said to stand in %s, but its address %s is in %s by %s; mend the location or "
             "the address, or correct the map under networks",
             cluster->name, cluster->location, addr_format(addr, text), country,
             correction == NULL ? "the database" : "networks");
    tell_witness(c, addr, correction == NULL ? leaf : correction->prefix.bits, country);
}

static bool is_held_by(const struct policy_cluster *cluster, uint32_t operator_index)
{
    for (size_t i = 0; i < cluster->noperators; i++) {
        if (cluster->operators[i] == operator_index) {
            return true;
        }
    }
    return false;
}

/* The operator whose AS it is; POLICY_NONE = nobody's, or one's that holds the cluster. */
static uint32_t stranger_of(const struct policy *policy, const struct policy_cluster *cluster,
                            uint32_t asn)
{
    uint32_t stranger = POLICY_NONE;
    for (uint32_t i = 0; i < policy->noperators; i++) {
        for (size_t n = 0; n < policy->operators[i].nasns; n++) {
            if (policy->operators[i].asns[n] != asn) {
                continue;
            }
            if (is_held_by(cluster, i)) {
                return POLICY_NONE;
            }
            stranger = i;
        }
    }
    return stranger;
}

/* F2: the address is announced by somebody who is not said to control the cluster. */
static void check_origin(const struct checking *c, const struct policy_cluster *cluster,
                         const struct addr *addr)
{
    struct place place;
    unsigned leaf;
    char text[ADDR_TEXT_SIZE];
    if (c->data->asn == NULL || !database_find(c->data->asn, addr, &place, &leaf, c->errs) ||
        place.asn == 0) {
        return;
    }
    uint32_t stranger = stranger_of(c->policy, cluster, place.asn);
    if (stranger == POLICY_NONE || advice_is_allowed(c->policy, "F2", cluster->name, c->now_s)) {
        return;
    }
    const char *name = c->policy->operators[stranger].name;
    err_find(
        c->errs, ERR_WARNING, "F2", cluster->at, (uint32_t)strlen(cluster->name),
        "the address %s of %s is announced by AS%u of %s, who is not in its controlled-by; add "
        "%s there, or mend the address",
        addr_format(addr, text), cluster->name, place.asn, name, name);
    char asn[16];
    snprintf(asn, sizeof(asn), "AS%u", place.asn);
    tell_witness(c, addr, leaf, asn);
}

/* Countries whose membership of the Union the database and the edition see differently. */
struct membership {
    uint32_t group;
    bool flags;     /* the database has the flag at all */
    char list[256]; /* "GB RE" */
};

static uint32_t note_membership(const struct place *place, void *arg)
{
    struct membership *m = arg;
    size_t len = strlen(m->list);
    m->flags = m->flags || place->in_eu;
    if (place->country[0] != '\0' && place->in_eu != builtin_holds(m->group, place->country) &&
        strstr(m->list, place->country) == NULL && len + 4 < sizeof(m->list)) {
        memcpy(m->list + len, len == 0 ? "" : " ", len == 0 ? 0 : 1);
        memcpy(m->list + len + (len != 0), place->country, 3);
    }
    return 0;
}

/* G1: the edition and the database disagree about who is in the Union. */
static void check_union(const struct checking *c)
{
    struct membership m = {.group = builtin_find("eu")};
    struct map_ranges v4 = {.count = 0};
    struct map_ranges v6 = {.count = 0};
    bool ok = database_compile(c->data->country, note_membership, &m, &v4, &v6, c->errs);
    map_build_free(&v4);
    map_build_free(&v6);
    const char first[3] = {m.list[0], m.list[0] == '\0' ? '\0' : m.list[1], '\0'};
    if (ok && m.flags && m.list[0] != '\0' && !advice_is_allowed(c->policy, "G1", "eu", c->now_s)) {
        err_find(c->errs, ERR_WARNING, "G1", c->policy->data_at, 1,
                 "the database and edition %s of eu differ about: %s; the policy goes by the "
                 "edition, so see which of them is out of date",
                 builtin_edition(), m.list);
        err_detail(c->errs, "witness", "%.2s is %s eu by edition %s", m.list,
                   builtin_holds(m.group, first) ? "in" : "not in", builtin_edition());
    }
}

void reality_check(const struct policy *policy, const struct atlas_data *data, int64_t now_s,
                   struct errs *errs)
{
    const struct checking c = {.policy = policy, .data = data, .now_s = now_s, .errs = errs};
    for (size_t i = 0; i < policy->nclusters; i++) {
        const struct policy_cluster *cluster = &policy->clusters[i];
        for (size_t a = 0; a < cluster->naddresses; a++) {
            check_place(&c, cluster, &cluster->addresses[a]);
            check_origin(&c, cluster, &cluster->addresses[a]);
        }
    }
    check_union(&c);
}
