/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/landing.h"

#include "base/bytes.h"
#include "plugin/geoip.h"
#include "policy/advice.h"
#include "policy/reach.h"
#include "wire/expand.h"
#include "wire/rrtype.h"

#include <string.h>

enum { ALIASES_MAX = 8, ADDRESSES_MAX = 64 };

/* Where a name leads, alias by alias. */
struct landing {
    struct name host;               /* the last name on the way */
    const struct segment_node *end; /* what is there; NULL = nothing that is served here */
    struct addr addresses[ADDRESSES_MAX];
    size_t naddresses;
    struct expand expand;
};

struct looking {
    struct plugin_load *load;
    const struct plugin_block *block;
    const struct policy *policy;
    int64_t now_s;
    struct errs *errs;
    struct landing landing;
};

static void begin_records(struct landing *landing, const struct segment_node *node,
                          const struct rendering *rendering)
{
    expand_init(&landing->expand,
                (struct bytes){.at = segment_name(node), .len = rendering->name_len},
                (struct bytes){.at = rendering_octets(rendering), .len = rendering->answer_len});
}

/* Whether a wildcard of the policy covers a host that the zones do not have. */
static bool is_covered(const struct looking *l, const uint8_t *name, const struct name *host)
{
    bool wildcard = name[0] == 1 && name[1] == '*';
    return wildcard && name_is_below(host->octets, name + 2) &&
           !name_equal(host->octets, name + 2) && targets_find(l->load, l->block, host) == NULL;
}

static bool is_bound(const struct looking *l, const struct name *host)
{
    for (size_t i = 0; i < l->policy->nnames; i++) {
        const uint8_t *name = l->policy->names[i].name.octets;
        if (name_equal(name, host->octets) || is_covered(l, name, host)) {
            return true;
        }
    }
    return false;
}

/* What is served for a host; nothing for one that the policy answers: its own way has no end. */
static const struct segment_node *find(const struct looking *l, const struct name *host)
{
    return is_bound(l, host) ? NULL : targets_find(l->load, l->block, host);
}

/* Go on to what a node is an alias of; false when it is none. */
static bool follow(struct looking *l)
{
    struct landing *landing = &l->landing;
    struct rr rr;
    if ((landing->end->flags & NODE_CNAME) == 0) {
        return false;
    }
    begin_records(landing, landing->end, segment_answer(landing->end, RRTYPE_CNAME));
    if (!expand_next(&landing->expand, &rr) ||
        !name_from_wire(rr.rdata.at, rr.rdata.len, &landing->host)) {
        return false;
    }
    name_lower(&landing->host);
    landing->end = find(l, &landing->host);
    return landing->end != NULL;
}

static void add_addresses(struct landing *landing, uint16_t type, enum family family)
{
    const struct rendering *rendering = segment_answer(landing->end, type);
    size_t size = family_bits((uint8_t)family) / 8;
    struct rr rr;
    if (rendering == NULL) {
        return;
    }
    begin_records(landing, landing->end, rendering);
    while (landing->naddresses < ADDRESSES_MAX && expand_next(&landing->expand, &rr)) {
        if (rr.type == type && rr.rdata.len == size) {
            struct addr *addr = &landing->addresses[landing->naddresses++];
            *addr = (struct addr){.family = (uint8_t)family};
            memcpy(addr->octets, rr.rdata.at, size);
        }
    }
}

/* Find where a target leads; false when that is not served here. */
static bool land(struct looking *l, const struct name *target)
{
    struct landing *landing = &l->landing;
    landing->host = *target;
    landing->naddresses = 0;
    landing->end = find(l, target);
    for (int i = 0; landing->end != NULL && i < ALIASES_MAX && follow(l); i++) {
    }
    if (landing->end == NULL || (landing->end->flags & NODE_CNAME) != 0) {
        return false;
    }
    add_addresses(landing, RRTYPE_A, FAMILY_IPV4);
    add_addresses(landing, RRTYPE_AAAA, FAMILY_IPV6);
    return true;
}

/* The clusters that names with `answer: cname` can give. */
static uint64_t given_by_name(const struct policy *policy)
{
    uint64_t mask = 0;
    for (size_t n = 0; n < policy->nnames; n++) {
        const struct policy_name *name = &policy->names[n];
        mask |= name->answer == ANSWER_CNAME ? reach_of_name(policy, name) : 0;
    }
    return mask;
}

/* F3: nobody here knows what the clients are given after the name. */
static bool tell_outside(const struct looking *l, const struct policy_cluster *cluster)
{
    char target[NAME_TEXT_SIZE];
    char lost[NAME_TEXT_SIZE];
    name_format(cluster->target.octets, target);
    name_format(l->landing.host.octets, lost);
    bool circle = is_bound(l, &l->landing.host);
    bool direct = strcmp(lost, target) == 0;
    bool trusted = cluster->trust_target && !circle;
    if (trusted && advice_is_allowed(l->policy, "F3", cluster->name, l->now_s)) {
        return true;
    }
    err_find(l->errs, trusted ? ERR_WARNING : ERR_ERROR, "F3", cluster->at,
             (uint32_t)strlen(cluster->name),
             "the target %s %s, so where it lands cannot be known; %s", target,
             circle   ? "leads back into this policy"
             : direct ? "is in no zone served here"
                      : "leads out of the zones served here",
             circle ? "name the host of the cluster"
             : trusted
                 ? "the policy trusts it, so see that its owner keeps it where it is said to be"
                 : "serve it from this Corefile, or write `trust-target: true` here");
    err_detail(l->errs, "witness", "%s%s%s%s", circle ? "the policy answers " : "no zone here has ",
               lost, direct ? "" : ", where CNAMEs lead from ", direct ? "" : target);
    return trusted;
}

static bool holds(const struct addr *list, size_t count, const struct addr *addr)
{
    for (size_t i = 0; i < count; i++) {
        if (addr_equal(&list[i], addr)) {
            return true;
        }
    }
    return false;
}

/* The addresses of one list that the other lacks: "192.0.2.1, 192.0.2.2"; NULL = none. */
static const char *lacking(const struct looking *l, const struct addr *list, size_t count,
                           const struct addr *other, size_t nother)
{
    const char *text = NULL;
    char addr[ADDR_TEXT_SIZE];
    for (size_t i = 0; i < count; i++) {
        if (!holds(other, nother, &list[i])) {
            text = arena_printf(l->load->arena, "%s%s%s", text == NULL ? "" : text,
                                text == NULL ? "" : ", ", addr_format(&list[i], addr));
        }
    }
    return text;
}

/* F4: the zone gives other addresses than the policy judges by. */
static bool tell_difference(const struct looking *l, const struct policy_cluster *cluster)
{
    const struct landing *landing = &l->landing;
    const char *there = lacking(l, landing->addresses, landing->naddresses, cluster->addresses,
                                cluster->naddresses);
    const char *here = lacking(l, cluster->addresses, cluster->naddresses, landing->addresses,
                               landing->naddresses);
    char text[NAME_TEXT_SIZE];
    if (there == NULL && here == NULL) {
        return true;
    }
    err_find(l->errs, ERR_ERROR, "F4", cluster->at, (uint32_t)strlen(cluster->name),
             "the zone gives %s other addresses than the policy gives %s; make them the same",
             name_format(landing->host.octets, text), cluster->name);
    if (there != NULL) {
        err_detail(l->errs, "witness", "only in the zone: %s", there);
    }
    if (here != NULL) {
        err_detail(l->errs, "witness", "only in the policy: %s", here);
    }
    return false;
}

static bool look(struct looking *l, const struct policy_cluster *cluster, bool given)
{
    if (cluster->target.len == 0) {
        return true;
    }
    if (!land(l, &cluster->target)) {
        return !given || tell_outside(l, cluster);
    }
    return cluster->naddresses == 0 || tell_difference(l, cluster);
}

bool landing_check(struct plugin_load *load, const struct plugin_block *block,
                   const struct policy *policy, int64_t now_s, struct errs *errs)
{
    struct looking *l = arena_alloc(load->arena, sizeof(*l));
    l->load = load;
    l->block = block;
    l->policy = policy;
    l->now_s = now_s;
    l->errs = errs;
    bool ok = true;
    uint64_t given = given_by_name(policy);
    for (size_t i = 0; i < policy->nclusters; i++) {
        ok = look(l, &policy->clusters[i], (given >> i & 1) != 0) && ok;
    }
    for (size_t i = 0; i < policy->nnameservers; i++) {
        ok = look(l, &policy->nameservers[i], false) && ok;
    }
    return ok;
}
