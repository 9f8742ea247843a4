/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/authority.h"

#include "base/bytes.h"
#include "plugin/geoip.h"
#include "policy/advice.h"
#include "wire/expand.h"
#include "wire/rrtype.h"

#include <string.h>

static const struct segment_node *apex_of(const struct authority *a)
{
    const struct segment *segment = image_segment(a->view, a->zone);
    return segment_node_at(segment, segment->nodes);
}

static void begin_records(struct expand *expand, const struct segment_node *node,
                          const struct rendering *rendering)
{
    expand_init(expand, (struct bytes){.at = segment_name(node), .len = rendering->name_len},
                (struct bytes){.at = rendering_octets(rendering), .len = rendering->answer_len});
}

/* Whether a host has one of these addresses where we serve it. */
static bool has_address(const struct authority *a, const struct name *host,
                        const struct policy_cluster *ours)
{
    const uint16_t types[] = {RRTYPE_A, RRTYPE_AAAA};
    const struct segment_node *node = targets_find(a->load, a->block, host);
    for (int t = 0; node != NULL && t < 2; t++) {
        const struct rendering *rendering = segment_answer(node, types[t]);
        struct expand expand;
        struct rr rr;
        if (rendering == NULL) {
            continue;
        }
        begin_records(&expand, node, rendering);
        while (expand_next(&expand, &rr)) {
            for (size_t i = 0; i < ours->naddresses; i++) {
                const struct addr *addr = &ours->addresses[i];
                if (rr.type == types[t] && rr.rdata.len == family_bits(addr->family) / 8 &&
                    memcmp(rr.rdata.at, addr->octets, rr.rdata.len) == 0) {
                    return true;
                }
            }
        }
    }
    return false;
}

static bool is_listed(const struct authority *a, const struct name *host)
{
    for (size_t i = 0; i < a->policy->nnameservers; i++) {
        const struct policy_cluster *ours = &a->policy->nameservers[i];
        if ((ours->target.len > 0 && name_equal(ours->target.octets, host->octets)) ||
            has_address(a, host, ours)) {
            return true;
        }
    }
    return false;
}

static void tell_unlisted(const struct authority *a, const struct name *host)
{
    char text[NAME_TEXT_SIZE];
    char zone[NAME_TEXT_SIZE];
    name_format(host->octets, text);
    if (advice_is_allowed(a->policy, "F6", text, a->now_s)) {
        return;
    }
    err_find(a->errs, ERR_WARNING, "F6", a->policy->nameservers[0].at, 1,
             "%s is not under nameservers, so nothing holds it against the law; list it with its "
             "location and controlled-by",
             text);
    err_detail(a->errs, "witness", "%s NS %s",
               name_format(image_blob(a->view, a->zone->apex), zone), text);
}

void authority_servers(const struct authority *a)
{
    const struct segment_node *apex = apex_of(a);
    const struct rendering *rendering = segment_answer(apex, RRTYPE_NS);
    struct expand expand;
    struct rr rr;
    if (rendering == NULL || a->policy->nnameservers == 0) {
        return;
    }
    begin_records(&expand, apex, rendering);
    while (expand_next(&expand, &rr)) {
        struct name host;
        if (rr.type == RRTYPE_NS && name_from_wire(rr.rdata.at, rr.rdata.len, &host)) {
            name_lower(&host);
            if (!is_listed(a, &host)) {
                tell_unlisted(a, &host);
            }
        }
    }
}

void authority_refusal(const struct authority *a, const struct policy_name *name)
{
    char text[NAME_TEXT_SIZE];
    char zone[NAME_TEXT_SIZE];
    if (segment_answer(apex_of(a), RRTYPE_DNSKEY) == NULL) {
        return;
    }
    name_format(name->name.octets, text);
    for (size_t i = 0; i < name->lasts.count; i++) {
        const struct policy_last *last = &name->lasts.list[i];
        if (last->kind != LAST_NODATA || advice_is_allowed(a->policy, "N1", text, a->now_s)) {
            continue;
        }
        err_find(a->errs, ERR_WARNING, "N1", last->at, (uint32_t)strlen("nodata"),
                 "nodata at %s in a signed zone: its proof denies the records that other clients "
                 "are given; write servfail or a last resort",
                 text);
        err_detail(a->errs, "witness", "%s has a DNSKEY",
                   name_format(image_blob(a->view, a->zone->apex), zone));
    }
}
