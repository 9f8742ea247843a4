/* SPDX-License-Identifier: Apache-2.0 */
#include "step/additional.h"

#include "base/attr.h"
#include "image/find.h"
#include "query/body.h"
#include "step/listed.h"
#include "step/residency.h"
#include "step/zoneset.h"
#include "wire/expand.h"
#include "wire/rrtype.h"
#include "wire/writer.h"

#include <string.h>

enum { HOSTS_MAX = 16 }; /* hosts looked at in one answer */

struct additional {
    struct query *q;
    uint32_t set;
    struct writer writer;
};

static bool is_there(const struct query *q, const struct name *host)
{
    struct expand expand;
    struct rr rr;
    struct bytes message = {.at = q->out.at, .len = q->out_len};
    expand_init(
        &expand, (struct bytes){.at = message.at + MESSAGE_HEADER_SIZE, .len = q->msg.question_len},
        (struct bytes){.at = message.at + body_start(q), .len = message.len - body_start(q)});
    for (unsigned i = 0; expand_next(&expand, &rr); i++) {
        if (i >= q->ancount + q->nscount && name_equal(rr.owner, host->octets)) {
            return true;
        }
    }
    return false;
}

static void put_rrset(struct additional *additional, const struct segment_node *node,
                      const struct name *host, uint16_t type)
{
    const struct rendering *rendering = segment_answer(node, type);
    struct writer_mark mark = writer_mark(&additional->writer);
    struct expand expand;
    struct rr rr;
    if (rendering == NULL || (node->flags & NODE_CNAME)) {
        return;
    }
    expand_init(&expand, (struct bytes){.at = segment_name(node), .len = rendering->name_len},
                (struct bytes){.at = rendering_octets(rendering), .len = rendering->answer_len});
    while (expand_next(&expand, &rr)) {
        rr.owner = host->octets;
        if (!writer_add(&additional->writer, WRITER_ADDITIONAL, &rr)) {
            writer_undo(&additional->writer, mark);
            return;
        }
    }
}

static void put_host(struct additional *additional, const struct name *host)
{
    struct query *q = additional->q;
    struct name lower = *host;
    struct find_room room;
    struct find_name name;
    const struct image_block *block;
    unsigned label;
    name_lower(&lower);
    find_prepare(lower.octets, image_facts(q->image)->name_seed, &room, &name);
    const struct image_zone *zone = zoneset_find(q, additional->set, &name, &block, &label);
    if (block != NULL && residency_binds(q, block, &name)) {
        return; /* whoever wants it asks, and is judged */
    }
    const struct segment_node *node = block == NULL ? NULL : listed_find(q, block, &name);
    if (node == NULL && zone != NULL) {
        struct found found =
            find_in_segment(image_segment(q->image, zone), &name, name.nlabels - label, false);
        bool there = found.kind == FIND_ANSWER || found.kind == FIND_WILDCARD;
        node = there ? found.node : NULL;
    }
    if (node != NULL) {
        put_rrset(additional, node, host, RRTYPE_A);
        put_rrset(additional, node, host, RRTYPE_AAAA);
    }
}

/* The hosts that the answer section, or a referral, names. Returns how many. */
static unsigned list_hosts(const struct query *q, struct name *hosts)
{
    struct expand expand;
    struct rr rr;
    unsigned count = 0;
    size_t end = q->ancount > 0 ? q->answer_end : q->out_len;
    expand_init(&expand,
                (struct bytes){.at = q->out.at + MESSAGE_HEADER_SIZE, .len = q->msg.question_len},
                (struct bytes){.at = q->out.at + body_start(q), .len = end - body_start(q)});
    while (count < HOSTS_MAX && expand_next(&expand, &rr)) {
        int at = rrtype_host_at(rr.type);
        struct bytes rest = {.at = rr.rdata.at + at, .len = rr.rdata.len - (size_t)at};
        size_t len = at < 0 ? 0 : name_wire_len(rest.at, rest.len);
        if (len > 1 && name_from_wire(rest.at, len, &hosts[count])) {
            count++;
        }
    }
    return count;
}

ATTR_NOINLINE void additional_hosts(struct query *q, uint32_t set)
{
    struct name hosts[HOSTS_MAX];
    struct additional additional = {.q = q, .set = set};
    unsigned count = list_hosts(q, hosts);
    writer_init(&additional.writer, q->out, q->out_len, q->opt_reserve);
    for (unsigned i = 0; i < count; i++) {
        bool seen = is_there(q, &hosts[i]);
        for (unsigned j = 0; j < i && !seen; j++) {
            seen = name_equal(hosts[j].octets, hosts[i].octets);
        }
        if (!seen) {
            put_host(&additional, &hosts[i]);
        }
    }
    q->out_len = additional.writer.len;
    q->arcount = (uint16_t)(q->arcount + additional.writer.counts[WRITER_ADDITIONAL]);
}
