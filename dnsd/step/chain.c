/* SPDX-License-Identifier: Apache-2.0 */
#include "step/chain.h"

#include "base/attr.h"
#include "image/find.h"
#include "query/body.h"
#include "step/listed.h"
#include "step/residency.h"
#include "step/target.h"
#include "step/zoneset.h"
#include "wire/expand.h"
#include "wire/rrtype.h"
#include "wire/writer.h"

#include <string.h>

/* A chain being followed. */
struct chain {
    struct query *q;
    struct writer writer;
    struct name current; /* the name that is asked for now, as it is spelled */
    struct name lower;   /* the same in lower case */
    struct find_room room;
    struct find_name name; /* over `lower` */
    struct expand expand;
    uint32_t ttl_max_s;           /* no record that is written lives longer */
    uint64_t seen[CHAIN_MAX + 1]; /* hashes of the names so far: a loop ends the chain */
    unsigned nseen;
    const struct segment_node *dnames[CHAIN_MAX]; /* written so far */
    unsigned ndnames;
};

static void set_current(struct chain *chain, const struct name *name)
{
    chain->current = *name;
    chain->lower = *name;
    name_lower(&chain->lower);
    find_prepare(chain->lower.octets, image_facts(chain->q->image)->name_seed, &chain->room,
                 &chain->name);
}

/* Make a name the current one; false when the chain was there before. */
static bool go_on(struct chain *chain, const struct name *name)
{
    set_current(chain, name);
    uint64_t hash = chain->name.hash[0];
    for (unsigned i = 0; i < chain->nseen; i++) {
        if (chain->seen[i] == hash) {
            return false;
        }
    }
    chain->seen[chain->nseen++] = hash;
    return true;
}

/*
 * Write `count` records of a rendering from number `first` on. With `owner`, the records that the
 * rendering has for its question's name become this name's.
 */
static bool put_section(struct chain *chain, const struct rendering *rendering,
                        const uint8_t *made_for, unsigned first, unsigned count,
                        enum writer_section section, const uint8_t *owner)
{
    struct expand *expand = &chain->expand;
    struct writer_mark mark = writer_mark(&chain->writer);
    struct rr rr;
    expand_init(expand, (struct bytes){.at = made_for, .len = rendering->name_len},
                (struct bytes){.at = rendering_octets(rendering), .len = rendering->total_len});
    for (unsigned i = 0; i < first + count && expand_next(expand, &rr); i++) {
        if (i < first) {
            continue;
        }
        if (owner != NULL && name_equal(rr.owner, made_for)) {
            rr.owner = owner;
        }
        rr.ttl = rr.ttl < chain->ttl_max_s ? rr.ttl : chain->ttl_max_s;
        if (!writer_add(&chain->writer, section, &rr)) {
            writer_undo(&chain->writer, mark);
            return false;
        }
    }
    if (section == WRITER_ANSWER) {
        chain->q->answer_end = chain->writer.len;
    }
    return true;
}

/* Write the answer section of a rendering, for the current name; TC when it does not fit. */
static void put_rrset(struct chain *chain, const struct rendering *rendering,
                      const uint8_t *made_for)
{
    if (!put_section(chain, rendering, made_for, 0, rendering->ancount, WRITER_ANSWER,
                     chain->current.octets)) {
        chain->q->flags |= FLAG_TC;
    }
}

static void put_denial(struct chain *chain, const struct image_zone *zone)
{
    const struct segment *segment = image_segment(chain->q->image, zone);
    const struct rendering *soa = segment_denial(segment);
    if (soa == NULL) {
        return;
    }
    const uint8_t *apex = image_blob(chain->q->image, zone->apex);
    if (!put_section(chain, soa, apex, 0, 1, WRITER_AUTHORITY, NULL)) {
        chain->q->flags |= FLAG_TC;
    }
}

static void put_referral(struct chain *chain, const struct segment_node *cut)
{
    const struct rendering *referral = zoneset_referral(chain->q, cut);
    const uint8_t *name = segment_name(cut);
    if (referral == NULL) {
        return;
    }
    unsigned ns = referral->nscount;
    if (!put_section(chain, referral, name, 0, ns, WRITER_AUTHORITY, NULL) ||
        !put_section(chain, referral, name, ns, referral->arcount, WRITER_ADDITIONAL, NULL)) {
        chain->q->flags |= FLAG_TC;
    }
}

/* The name that an alias record leads to: its first record's rdata. */
static bool target_of(struct chain *chain, const struct rendering *rendering,
                      const uint8_t *made_for, struct name *out)
{
    struct rr rr;
    expand_init(&chain->expand, (struct bytes){.at = made_for, .len = rendering->name_len},
                (struct bytes){.at = rendering_octets(rendering), .len = rendering->total_len});
    return expand_next(&chain->expand, &rr) && name_from_wire(rr.rdata.at, rr.rdata.len, out);
}

/* Write the CNAME at a node and go on with its target. */
static bool follow_cname(struct chain *chain, const struct segment_node *node)
{
    const struct rendering *cname = segment_answer(node, RRTYPE_CNAME);
    const uint8_t *made_for = segment_name(node);
    struct name target;
    if (!target_of(chain, cname, made_for, &target)) {
        return false;
    }
    put_rrset(chain, cname, made_for);
    return go_on(chain, &target) && (chain->q->flags & FLAG_TC) == 0;
}

/* The current name with the DNAME's owner replaced by its target; false when it gets too long. */
static bool substitute(const struct chain *chain, const struct segment_node *node,
                       const struct name *target, struct name *out)
{
    unsigned kept = (unsigned)chain->current.len - node->name_len;
    if (kept + target->len > NAME_MAX_OCTETS) {
        return false;
    }
    *out = (struct name){.len = (uint8_t)(kept + target->len)};
    memcpy(out->octets, chain->current.octets, kept);
    memcpy(out->octets + kept, target->octets, target->len);
    return true;
}

static uint32_t first_ttl(struct chain *chain, const struct rendering *rendering,
                          const uint8_t *made_for)
{
    struct rr rr = {0};
    expand_init(&chain->expand, (struct bytes){.at = made_for, .len = rendering->name_len},
                (struct bytes){.at = rendering_octets(rendering), .len = rendering->total_len});
    expand_next(&chain->expand, &rr);
    return rr.ttl;
}

/* Remember a DNAME; false when the answer has it: an rrset stands there once (RFC 2181 §5). */
static bool is_first_time(struct chain *chain, const struct segment_node *dname)
{
    for (unsigned i = 0; i < chain->ndnames; i++) {
        if (chain->dnames[i] == dname) {
            return false;
        }
    }
    chain->dnames[chain->ndnames++] = dname;
    return true;
}

/*
 * Write the DNAME and the CNAME made from it, with the DNAME's TTL. Where the same DNAME applies
 * again the chain ends: the client asks on. Source: RFC 6672 §3.1.
 */
static bool follow_dname(struct chain *chain, const struct segment_node *node)
{
    const struct rendering *dname = segment_answer(node, RRTYPE_DNAME);
    const uint8_t *made_for = segment_spelled(node);
    struct name target;
    struct name next;
    if (!is_first_time(chain, node) || !target_of(chain, dname, made_for, &target)) {
        return false;
    }
    if (!put_section(chain, dname, made_for, 0, dname->ancount, WRITER_ANSWER, NULL)) {
        chain->q->flags |= FLAG_TC;
        return false;
    }
    if (!substitute(chain, node, &target, &next)) {
        chain->q->rcode = RCODE_YXDOMAIN;
        return false;
    }
    struct rr cname = {.owner = chain->current.octets,
                       .rdata = {.at = next.octets, .len = next.len},
                       .ttl = first_ttl(chain, dname, made_for),
                       .type = RRTYPE_CNAME,
                       .class = CLASS_IN};
    if (!writer_add(&chain->writer, WRITER_ANSWER, &cname)) {
        chain->q->flags |= FLAG_TC;
        return false;
    }
    chain->q->answer_end = chain->writer.len;
    uint16_t qtype = chain->q->msg.qtype;
    return go_on(chain, &next) && qtype != RRTYPE_CNAME && qtype != RRTYPE_ANY;
}

/* A name that no zone data answers may be a geoip block's. */
static void put_geo(struct chain *chain, const struct image_block *block)
{
    const struct rendering *rendering = target_for(chain->q, block, &chain->name);
    static const uint8_t root[1] = {0};
    if (rendering != NULL && rendering->ancount > 0) {
        put_rrset(chain, rendering, root);
    }
}

/* A name of the block's `hosts` is answered from there, as a question for it would be. */
static bool put_listed(struct chain *chain, const struct image_block *block)
{
    const struct segment_node *node = listed_find(chain->q, block, &chain->name);
    const struct rendering *rendering =
        node == NULL ? NULL : segment_answer(node, chain->q->msg.qtype);
    if (rendering != NULL) {
        put_rrset(chain, rendering, segment_name(node));
    }
    return node != NULL;
}

static void deny(struct chain *chain, const struct image_zone *zone, enum rcode rcode)
{
    chain->q->rcode = rcode;
    put_denial(chain, zone);
}

/* A name that a residency policy answers is never answered by anything else. */
static bool put_tailored(struct chain *chain, const struct image_block *block,
                         const struct image_zone *zone)
{
    static const uint8_t root[1] = {0};
    struct residency_found found = residency_for(chain->q, block, &chain->name);
    if (found.kind == RESIDENCY_ANSWER) {
        chain->ttl_max_s = found.ttl_max_s;
        put_rrset(chain, found.rendering, root);
    } else if (found.kind == RESIDENCY_NODATA && zone != NULL) {
        deny(chain, zone, RCODE_NOERROR);
    }
    return found.kind != RESIDENCY_UNBOUND; /* elsewhere: the client asks on */
}

/* One name of the chain in its zone. Returns whether there is a next one. */
static bool step(struct chain *chain, const struct image_block *block,
                 const struct image_zone *zone, unsigned label)
{
    uint16_t qtype = chain->q->msg.qtype;
    struct found found = find_in_segment(image_segment(chain->q->image, zone), &chain->name,
                                         chain->name.nlabels - label, qtype == RRTYPE_DS);
    const struct rendering *rendering;
    switch (found.kind) {
    case FIND_REFERRAL:
        put_referral(chain, found.node);
        return false;
    case FIND_DNAME:
        return follow_dname(chain, found.node);
    case FIND_NXDOMAIN:
        if (zone->flags & (ZONE_NEXT | ZONE_FALLTHROUGH)) {
            put_geo(chain, block);
        } else {
            deny(chain, zone, RCODE_NXDOMAIN);
        }
        return false;
    case FIND_ANSWER:
    case FIND_WILDCARD:
    default:
        rendering = segment_answer(found.node, qtype);
        if (rendering != NULL) {
            put_rrset(chain, rendering, segment_name(found.node));
            return false;
        }
        if (found.node->flags & NODE_CNAME) {
            return follow_cname(chain, found.node);
        }
        deny(chain, zone, RCODE_NOERROR);
        return false;
    }
}

ATTR_NOINLINE enum verdict chain_answer(struct query *q, uint32_t set)
{
    struct chain chain = {.q = q, .ttl_max_s = UINT32_MAX};
    struct name question;
    name_from_wire(q->msg.octets + MESSAGE_HEADER_SIZE, q->msg.question_len, &question);
    go_on(&chain, &question);
    writer_init(&chain.writer, q->out, q->out_len, q->opt_reserve);
    q->flags |= FLAG_AA;
    for (int i = 0; i < CHAIN_MAX; i++) {
        const struct image_block *block;
        unsigned label;
        const struct image_zone *zone = zoneset_find(q, set, &chain.name, &block, &label);
        if (i > 0 && block != NULL &&
            (put_tailored(&chain, block, zone) || put_listed(&chain, block))) {
            break;
        }
        if (zone == NULL && block != NULL) {
            put_geo(&chain, block);
        }
        if (zone == NULL || !step(&chain, block, zone, label)) {
            break;
        }
    }
    q->out_len = chain.writer.len;
    q->ancount = chain.writer.counts[WRITER_ANSWER];
    q->nscount = chain.writer.counts[WRITER_AUTHORITY];
    q->arcount = chain.writer.counts[WRITER_ADDITIONAL];
    return VERDICT_DONE;
}
