/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/beside.h"

#include "base/attr.h"
#include "base/bytes.h"
#include "image/find.h"
#include "plugin/asked.h"
#include "plugin/authority.h"
#include "plugin/landing.h"
#include "plugin/rival.h"
#include "plugin/zones.h"
#include "policy/custody.h"
#include "wire/expand.h"
#include "wire/rrtype.h"

#include <string.h>

/* Parameters of SVCB and HTTPS. Source: RFC 9460 §14.3.2. */
enum { SVCB_IPV4HINT = 4, SVCB_IPV6HINT = 6 };

/* What is looked at: a policy, and the block whose zones it stands beside. */
struct beside {
    struct plugin_load *load;
    const struct plugin_block *block;
    const struct policy *policy;
    int64_t now_s;
    struct errs *errs;
    struct image view; /* of what is built so far */
};

/* A name of the policy, or the one above its wildcard, in the zone that it is in. */
struct spotted {
    const struct policy_name *name;
    const uint8_t *octets;
    const struct image_zone *zone;
    struct found found;
    bool apex;
};

/* "sysseder.internal. has A TXT at app.sysseder.internal.": what is in the way. */
static void tell_witness(const struct beside *b, const struct spotted *at)
{
    char zone[NAME_TEXT_SIZE];
    char node[NAME_TEXT_SIZE];
    char type[RRTYPE_TEXT_SIZE];
    const char *types = "";
    for (uint16_t i = 0; i < at->found.node->ntypes; i++) {
        uint16_t number = segment_types(at->found.node)[i].type;
        if (number != SEGMENT_REFERRAL && number != SEGMENT_REFERRAL_DS) {
            types = arena_printf(b->load->arena, "%s%s%s", types, types[0] == '\0' ? "" : " ",
                                 rrtype_format(number, type));
        }
    }
    err_detail(b->errs, "witness", "zone %s has %s at %s",
               name_format(image_blob(&b->view, at->zone->apex), zone),
               at->found.kind == FIND_REFERRAL ? "a delegation" : types,
               name_format(segment_name(at->found.node), node));
}

static bool in_the_way(const struct beside *b, const struct spotted *at, const char *code,
                       const char *what)
{
    char text[NAME_TEXT_SIZE];
    err_find(b->errs, ERR_ERROR, code, at->name->at, 1, "%s: %s",
             name_format(at->name->name.octets, text), what);
    tell_witness(b, at);
    return false;
}

/* Whether the policy answers a name itself, so that a record may lead there. */
static bool is_bound(const struct beside *b, const struct name *name)
{
    for (size_t i = 0; i < b->policy->nnames; i++) {
        if (name_equal(b->policy->names[i].name.octets, name->octets)) {
            return true;
        }
    }
    return false;
}

static bool has_hints(struct bytes params)
{
    while (params.len >= 4) {
        uint16_t key = get_u16(params.at);
        size_t len = 4u + get_u16(params.at + 2);
        if (key == SVCB_IPV4HINT || key == SVCB_IPV6HINT) {
            return true;
        }
        len = len < params.len ? len : params.len;
        params = (struct bytes){.at = params.at + len, .len = params.len - len};
    }
    return false;
}

/* What of an SVCB or HTTPS record takes clients past the policy; NULL = nothing. */
static const char *passes_by(const struct beside *b, const struct spotted *at, const struct rr *rr)
{
    struct name target;
    size_t used = rr->rdata.len < 3 ? 0 : name_wire_len(rr->rdata.at + 2, rr->rdata.len - 2);
    if (used == 0 || !name_from_wire(rr->rdata.at + 2, used, &target)) {
        return "the zone has an SVCB or HTTPS record that cannot be read here; remove it";
    }
    used += 2;
    if (has_hints((struct bytes){.at = rr->rdata.at + used, .len = rr->rdata.len - used})) {
        return "the zone has SVCB or HTTPS with address hints here, which would be given past the "
               "law; remove ipv4hint and ipv6hint";
    }
    name_lower(&target);
    if (target.len > 1 && !name_equal(target.octets, at->name->name.octets) &&
        !is_bound(b, &target)) {
        return "the zone has SVCB or HTTPS here that leads to a name which the policy does not "
               "answer, past the law; write '.' as its target";
    }
    return NULL;
}

static bool check_service(const struct beside *b, const struct spotted *at, uint16_t type)
{
    const struct segment_node *node = at->found.node;
    const struct rendering *rendering = segment_answer(node, type);
    struct expand expand;
    struct rr rr;
    if (rendering == NULL) {
        return true;
    }
    expand_init(&expand, (struct bytes){.at = segment_name(node), .len = rendering->name_len},
                (struct bytes){.at = rendering_octets(rendering), .len = rendering->answer_len});
    while (expand_next(&expand, &rr)) {
        const char *what = rr.type == type ? passes_by(b, at, &rr) : NULL;
        if (what != NULL) {
            return in_the_way(b, at, "F4", what);
        }
    }
    return true;
}

static bool has_addresses(const struct segment_node *node)
{
    return segment_answer(node, RRTYPE_A) != NULL || segment_answer(node, RRTYPE_AAAA) != NULL ||
           (node->flags & NODE_CNAME) != 0;
}

/* Whether the records that a zone has at a bound name agree with the policy. Findings F4, N2. */
static bool check_records(const struct beside *b, const struct spotted *at)
{
    const struct segment_node *node = at->found.node;
    if (at->name->answer == ANSWER_CNAME && (at->apex || node->ntypes > 0)) {
        return in_the_way(b, at, "N2",
                          "a CNAME stands alone, and the zone has records here; remove them, or "
                          "write `answer: address`");
    }
    if (has_addresses(node)) {
        return in_the_way(b, at, "F4",
                          "the zone has A, AAAA or CNAME here, which would be given past the law; "
                          "remove them");
    }
    return check_service(b, at, RRTYPE_SVCB) && check_service(b, at, RRTYPE_HTTPS);
}

/* Whether zone data leaves a bound name to the policy. */
static bool check_zone(const struct beside *b, const struct policy_name *name,
                       const uint8_t *octets)
{
    struct find_room room;
    struct find_name find;
    unsigned label;
    struct spotted at = {.name = name, .octets = octets};
    find_prepare(octets, b->load->facts.name_seed, &room, &find);
    at.zone = b->block->zone_set == REF_NONE
                  ? NULL
                  : find_zone(&b->view, b->block->zone_set, &find, false, &label);
    if (at.zone == NULL) {
        return true;
    }
    at.found =
        find_in_segment(image_segment(&b->view, at.zone), &find, find.nlabels - label, false);
    at.apex = label == 0;
    const struct authority authority = {.load = b->load,
                                        .block = b->block,
                                        .view = &b->view,
                                        .zone = at.zone,
                                        .policy = b->policy,
                                        .now_s = b->now_s,
                                        .errs = b->errs};
    authority_servers(&authority);
    authority_refusal(&authority, name);
    if (at.found.kind == FIND_REFERRAL || at.found.kind == FIND_DNAME) {
        return in_the_way(b, &at, "N2", "the zone delegates or renames it; bind another name");
    }
    if (at.found.kind == FIND_WILDCARD && has_addresses(at.found.node)) {
        return in_the_way(b, &at, "F4",
                          "a wildcard of the zone has A, AAAA or CNAME for it, which records that "
                          "name it would bring along; remove them");
    }
    bool itself = octets == name->name.octets;
    return !itself || at.found.kind != FIND_ANSWER || check_records(b, &at);
}

static bool check_name(const struct beside *b, const struct policy_name *name)
{
    const uint8_t *octets = name->name.octets;
    if (!asked_check(b->load, b->block, name, b->errs)) {
        return false;
    }
    bool ok = check_zone(b, name, octets);
    if (octets[0] == 1 && octets[1] == '*') {
        ok = check_zone(b, name, octets + 2) && ok; /* the name it stands below */
    }
    return ok;
}

bool beside_check(struct plugin_load *load, const struct plugin_block *block,
                  const struct policy *policy, int64_t now_s, struct errs *errs)
{
    struct beside b = {
        .load = load, .block = block, .policy = policy, .now_s = now_s, .errs = errs};
    bool ok = true;
    zones_view(load, &b.view);
    for (size_t i = 0; i < policy->nnames; i++) {
        ok = check_name(&b, &policy->names[i]) && ok;
    }
    ok = rival_check(load, &b.view, policy, errs) && ok;
    ok = landing_check(load, block, policy, now_s, errs) && ok;
    custody_check(policy, now_s, errs);
    return ok;
}
