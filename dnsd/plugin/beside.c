/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/beside.h"

#include "base/attr.h"
#include "image/find.h"
#include "image/geo.h"
#include "plugin/zones.h"
#include "policy/law.h"
#include "wire/rrtype.h"

/* What is looked at: a policy, and the block whose zones it stands beside. */
struct beside {
    struct plugin_load *load;
    const struct plugin_block *block;
    const struct policy *policy;
    struct image view; /* of what is built so far */
};

/* Whether zone data has a record of these types at a node; NULL = of any. */
static bool has_types(const struct segment_node *node, const uint16_t *types, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (segment_answer(node, types[i]) != NULL) {
            return true;
        }
    }
    return types == NULL && node->ntypes > 0;
}

static bool in_the_way(struct beside *b, const struct policy_name *name, const char *code,
                       const char *what)
{
    char text[NAME_TEXT_SIZE];
    return err_find(b->load->errs, ERR_ERROR, code, name->at, 1, "%s: %s",
                    name_format(name->name.octets, text), what);
}

/* Whether zone data leaves a bound name to the policy. Findings F4 and N2. */
static bool check_zone(struct beside *b, const struct policy_name *name, const uint8_t *octets)
{
    static const uint16_t addresses[] = {RRTYPE_A, RRTYPE_AAAA, RRTYPE_CNAME, RRTYPE_SVCB,
                                         RRTYPE_HTTPS};
    struct find_room room;
    struct find_name find;
    unsigned label;
    bool itself = octets == name->name.octets;
    find_prepare(octets, b->load->facts.name_seed, &room, &find);
    const struct image_zone *zone =
        b->block->zone_set == REF_NONE
            ? NULL
            : find_zone(&b->view, b->block->zone_set, &find, false, &label);
    if (zone == NULL) {
        return true;
    }
    struct found found =
        find_in_segment(image_segment(&b->view, zone), &find, find.nlabels - label, false);
    bool apex = label == 0;
    if (found.kind == FIND_REFERRAL || found.kind == FIND_DNAME) {
        return in_the_way(b, name, "N2", "the zone delegates or renames it; bind another name");
    }
    if (found.kind == FIND_WILDCARD) {
        return in_the_way(b, name, "F4",
                          "a wildcard of the zone covers it; remove the wildcard, so that only "
                          "the policy answers");
    }
    if (found.kind == FIND_NXDOMAIN || !itself) {
        return true;
    }
    if (name->answer == ANSWER_CNAME && (apex || has_types(found.node, NULL, 0))) {
        return in_the_way(b, name, "N2",
                          "a CNAME stands alone, and the zone has records here; remove them, or "
                          "write `answer: address`");
    }
    if (has_types(found.node, addresses, ARRAY_LEN(addresses))) {
        return in_the_way(b, name, "F4",
                          "the zone has A, AAAA, CNAME, SVCB or HTTPS here, which would be given "
                          "past the law; remove them");
    }
    return true;
}

/* Whether the block is asked for a name at all. */
static bool is_served(const struct beside *b, const struct policy_name *name)
{
    const struct corefile_block *conf = b->block->conf;
    for (size_t i = 0; i < conf->nkeys; i++) {
        if (name_is_below(name->name.octets, conf->keys[i].zone.octets)) {
            return true;
        }
    }
    return false;
}

static bool check_names(struct beside *b)
{
    bool ok = true;
    for (size_t i = 0; i < b->policy->nnames; i++) {
        const struct policy_name *name = &b->policy->names[i];
        const uint8_t *octets = name->name.octets;
        if (!is_served(b, name)) {
            ok = in_the_way(b, name, "S4",
                            "no zone of this server block holds it; name its zone in the Corefile");
            continue;
        }
        ok = check_zone(b, name, octets) && ok;
        if (octets[0] == 1 && octets[1] == '*') {
            ok = check_zone(b, name, octets + 2) && ok; /* the name it stands below */
        }
    }
    return ok;
}

/* The clusters that a route's entries or the last resorts of a name speak of. */
static uint64_t reach_of(const struct policy *policy, const struct policy_name *name)
{
    const struct policy_route *route = &policy->routes[name->route];
    uint64_t mask = 0;
    for (size_t i = 0; i < route->nentries; i++) {
        for (size_t t = 0; t < route->entries[i].ntiers; t++) {
            const struct policy_tier *tier = &route->entries[i].tiers[t];
            mask |= tier->kind == TIER_CLUSTERS ? tier->clusters : law_everyone(policy);
        }
    }
    for (size_t i = 0; i < name->lasts.count; i++) {
        const struct policy_last *last = &name->lasts.list[i];
        mask |= last->kind == LAST_CLUSTER ? UINT64_C(1) << last->cluster : 0;
    }
    return mask;
}

/* A target that is not served here may lead anywhere. Finding F3. */
static bool check_targets(struct beside *b, const struct policy_name *name,
                          struct range_ref targets)
{
    bool ok = true;
    uint64_t reach = reach_of(b->policy, name);
    for (uint32_t c = 0; c < targets.count && name->answer == ANSWER_CNAME; c++) {
        const struct image_target *target =
            build_at(b->load->build, SECTION_TARGET, targets.first + c);
        const struct policy_cluster *cluster = &b->policy->clusters[c];
        if ((reach >> c & 1) && cluster->target.len > 0 && target->served == 0) {
            char text[NAME_TEXT_SIZE];
            ok = err_find(b->load->errs, ERR_ERROR, "F3", cluster->at, 1,
                          "the target %s is outside the zones served here, so where it lands "
                          "cannot be known; serve its zone from this Corefile",
                          name_format(cluster->target.octets, text));
        }
    }
    return ok;
}

bool beside_check(struct plugin_load *load, const struct plugin_block *block,
                  const struct policy *policy, const struct range_ref *targets)
{
    struct beside b = {.load = load, .block = block, .policy = policy};
    zones_view(load, &b.view);
    bool ok = check_names(&b);
    for (size_t i = 0; i < policy->nnames; i++) {
        ok = check_targets(&b, &policy->names[i], targets[i]) && ok;
    }
    return ok;
}
