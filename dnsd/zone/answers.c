/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/answers.h"

#include "base/attr.h"
#include "base/bytes.h"
#include "wire/rrtype.h"

#include <string.h>

enum { ALIASES_MAX = 8 }; /* CNAMEs in one rendered chain */

/*
 * The host that a record names, whose addresses are worth sending along; NULL = none.
 *
 * SVCB and HTTPS: a target "." means the owner itself. Source: RFC 9460 §2.5.2.
 */
static const uint8_t *target_of(const struct record *record)
{
    int at = rrtype_host_at(record->type);
    const uint8_t *host = at < 0 ? NULL : record->rdata + at;
    bool is_svcb = record->type == RRTYPE_SVCB || record->type == RRTYPE_HTTPS;
    if (host != NULL && host[0] == 0) {
        return is_svcb && get_u16(record->rdata) > 0 ? record->owner : NULL;
    }
    return host;
}

/* Whether a name is at or below a zone cut or below a DNAME of the zone. */
static bool is_hidden(const struct owners *owners, const uint8_t *name)
{
    const uint8_t *origin = owners->records->origin.octets;
    for (const uint8_t *at = name; !name_equal(at, origin); at += *at + 1) {
        const struct owner *owner = owners_find(owners, at);
        if (owner_has(owners, owner, RRTYPE_NS)) {
            return true;
        }
        if (at != name && owner_has(owners, owner, RRTYPE_DNAME)) {
            return true;
        }
        if (*at == 0) {
            break;
        }
    }
    return false;
}

static uint32_t least_ttl(const struct owners *owners, const struct owner *owner, uint32_t first,
                          uint32_t count)
{
    uint32_t ttl = UINT32_MAX;
    for (uint32_t i = first; i < first + count; i++) {
        uint32_t own = owner_record(owners, owner, i)->ttl;
        ttl = own < ttl ? own : ttl;
    }
    return ttl;
}

/* Write an rrset, as far as it fits. own_name: its owner is the question's name. */
static bool put_rrset(struct render *render, const struct owners *owners, const struct owner *owner,
                      uint16_t type, enum render_section section, bool own_name)
{
    uint32_t first;
    uint32_t count;
    if (owner_rrset(owners, owner, type, &first, &count) == NULL) {
        return true;
    }
    uint32_t ttl = least_ttl(owners, owner, first, count);
    for (uint32_t i = first; i < first + count; i++) {
        const struct record *record = owner_record(owners, owner, i);
        const uint8_t *name = own_name ? NULL : record->owner;
        if (!render_record(render, section, name, type, ttl, record->rdata, record->rdlen)) {
            return false;
        }
    }
    return true;
}

/* Whether an earlier record of the rrset names the same host. */
static bool named_before(const struct owners *owners, const struct owner *owner, uint32_t first,
                         uint32_t i, const uint8_t *target)
{
    for (uint32_t j = first; j < i; j++) {
        const uint8_t *other = target_of(owner_record(owners, owner, j));
        if (other != NULL && name_equal(other, target)) {
            return true;
        }
    }
    return false;
}

/*
 * Whether the server should look for a host's addresses that were not found here: other zones may
 * have them, or a wildcard. A referral needs those of its own zone only (RFC 9471 §2).
 */
static bool may_be_elsewhere(const struct owners *owners, const uint8_t *target, bool glue)
{
    return !glue || name_is_below(target, owners->records->origin.octets);
}

/* Addresses of the hosts that an rrset names. A referral takes glue from below cuts too. */
static void put_additional(struct render *render, const struct owners *owners,
                           const struct owner *owner, uint16_t type, bool glue)
{
    uint32_t first = 0;
    uint32_t count;
    owner_rrset(owners, owner, type, &first, &count);
    for (uint32_t i = first; i < first + count; i++) {
        const uint8_t *target = target_of(owner_record(owners, owner, i));
        if (target == NULL || named_before(owners, owner, first, i, target)) {
            continue;
        }
        const struct owner *host = owners_find(owners, target);
        if (host == NULL || (!glue && is_hidden(owners, target))) {
            render->head.flags |= may_be_elsewhere(owners, target, glue) ? RENDERING_HOSTS : 0;
            continue;
        }
        put_rrset(render, owners, host, RRTYPE_A, RENDER_ADDITIONAL, false);
        put_rrset(render, owners, host, RRTYPE_AAAA, RENDER_ADDITIONAL, false);
    }
}

bool answers_rrset(struct render *render, const struct owners *owners, const struct owner *owner,
                   uint16_t type, enum render_for what_for, bool hidden)
{
    render_begin(render, owner->name, what_for, hidden ? 0 : RENDERING_AA);
    if (!put_rrset(render, owners, owner, type, RENDER_ANSWER, true)) {
        return false;
    }
    if (!hidden) {
        put_additional(render, owners, owner, type, false);
    }
    return true;
}

/* The owner that a CNAME names, when the zone has it in plain view. */
static const struct owner *alias_target(const struct owners *owners, const struct owner *owner)
{
    uint32_t first;
    uint32_t count;
    const struct record *cname = owner_rrset(owners, owner, RRTYPE_CNAME, &first, &count);
    if (cname == NULL || !name_is_below(cname->rdata, owners->records->origin.octets) ||
        is_hidden(owners, cname->rdata)) {
        return NULL;
    }
    return owners_find(owners, cname->rdata);
}

const struct owner *answers_alias_end(const struct owners *owners, const struct owner *owner)
{
    for (int i = 0; owner != NULL && owner_has(owners, owner, RRTYPE_CNAME); i++) {
        owner = i < ALIASES_MAX ? alias_target(owners, owner) : NULL;
    }
    return owner;
}

bool answers_chain(struct render *render, const struct owners *owners, const struct owner *owner,
                   uint16_t type, enum render_for what_for)
{
    bool own_name = true;
    render_begin(render, owner->name, what_for, RENDERING_AA);
    while (owner_has(owners, owner, RRTYPE_CNAME)) {
        if (!put_rrset(render, owners, owner, RRTYPE_CNAME, RENDER_ANSWER, own_name)) {
            return false;
        }
        owner = alias_target(owners, owner);
        own_name = false;
    }
    return put_rrset(render, owners, owner, type, RENDER_ANSWER, false);
}

bool answers_referral(struct render *render, const struct owners *owners, const struct owner *owner,
                      bool with_ds)
{
    render_begin(render, owner->name, RENDER_BELOW, 0);
    if (!put_rrset(render, owners, owner, RRTYPE_NS, RENDER_AUTHORITY, true)) {
        return false;
    }
    if (with_ds && !put_rrset(render, owners, owner, RRTYPE_DS, RENDER_AUTHORITY, true)) {
        return false;
    }
    put_additional(render, owners, owner, RRTYPE_NS, true);
    return true;
}

bool answers_denial(struct render *render, const struct owners *owners, const struct record *soa)
{
    uint32_t minimum = get_u32(soa->rdata + soa->rdlen - 4);
    uint32_t ttl = soa->ttl < minimum ? soa->ttl : minimum;
    render_begin(render, owners->records->origin.octets, RENDER_BELOW, RENDERING_AA);
    return render_record(render, RENDER_AUTHORITY, NULL, RRTYPE_SOA, ttl, soa->rdata, soa->rdlen);
}
