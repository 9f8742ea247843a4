/* SPDX-License-Identifier: Apache-2.0 */
#include "image/account.h"
#include "query/body.h"
#include "query/client.h"
#include "step/reasons.h"
#include "step/residency.h"
#include "step/steps.h"
#include "wire/rrtype.h"

#include <stdio.h>
#include <string.h>

enum {
    RECORD_FIXED = 2 + 10,
    STRING_MAX = 255,
    /* Over UDP a sender's address can be forged: what would take longer (0.1 ms) is asked for over
     * TCP. */
    UDP_RANGES_MAX = 16384
};

/* The records while they are written. */
struct writing {
    struct query *q;
    bool fits;
};

/* Append one TXT record, of as many character-strings as it takes. RFC 1035 §3.3.14. */
static void put_text(struct writing *w, const char *text, size_t len)
{
    struct query *q = w->q;
    size_t rdata_len = len + (len + STRING_MAX - 1) / STRING_MAX;
    if (!w->fits || body_room(q) < RECORD_FIXED + rdata_len) {
        w->fits = false;
        return;
    }
    uint8_t *at = q->out.at + q->out_len;
    put_u16(at, 0xc000 | MESSAGE_HEADER_SIZE);
    put_u16(at + 2, RRTYPE_TXT);
    put_u16(at + 4, CLASS_IN);
    put_u32(at + 6, 0); /* the next query may be another client's, or another minute's */
    put_u16(at + 10, (uint16_t)rdata_len);
    at += RECORD_FIXED;
    for (size_t done = 0; done < len; done += STRING_MAX) {
        size_t part = len - done < STRING_MAX ? len - done : STRING_MAX;
        *at = (uint8_t)part;
        memcpy(at + 1, text + done, part);
        at += 1 + part;
    }
    q->out_len += RECORD_FIXED + rdata_len;
    q->answer_end = q->out_len;
    q->ancount++;
}

static void put_line(const struct reasonline *line, void *arg)
{
    char text[REASONLINE_MAX];
    put_text(arg, text, reasonline_format(line, text));
}

static void tell_unbound(struct writing *w, const struct find_name *name)
{
    char text[NAME_TEXT_SIZE + 128];
    char name_text[NAME_TEXT_SIZE];
    int len =
        snprintf(text, sizeof(text),
                 "%s is bound by no policy, and answered as if there were none; where a CNAME "
                 "leads to a bound name, ask for that one",
                 name_format(name->octets, name_text));
    put_text(w, text, (size_t)len);
}

/* One rrset: whole or not at all (RFC 2181 §9). */
static void end_records(struct writing *w)
{
    if (!w->fits) {
        w->q->out_len = w->q->answer_end = body_start(w->q);
        w->q->ancount = 0;
        w->q->flags |= FLAG_TC;
    }
}

/* Why the client is not taken from the query; NULL = it is. */
static const char *no_subnet(const struct query *q)
{
    if (q->client_is_ecs) {
        return NULL;
    }
    return !q->msg.has_ecs ? "no client subnet"
           : q->send_ecs   ? "client subnet of length 0" /* the client opted out */
                           : "client subnet not taken here";
}

static void tell_bound(struct writing *w, const struct image_account *account,
                       const struct image_policy *policy,
                       const struct image_policy_binding *binding)
{
    struct query *q = w->q;
    struct decided decided;
    struct reasons_case ask = {.decide = residency_case(q, policy, binding),
                               .account = account,
                               .no_subnet = no_subnet(q),
                               .ranges_max = q->peer->tcp ? 0 : UDP_RANGES_MAX};
    w->fits = reasons_tell(&ask, &decided, put_line, w) && w->fits;
    if (q->client_is_ecs) {
        client_scope(q, decided.scope_bits);
    }
}

enum verdict explain_answer(struct query *q, uint32_t arg)
{
    static const uint8_t label[] = "\10_explain";
    const size_t label_len = sizeof(label) - 1;
    const struct image_account *account = account_at(q->image, arg);
    if (q->name.len <= label_len || memcmp(q->name.octets, label, label_len) != 0 ||
        !client_is_in(q, account->allowed)) {
        return VERDICT_NEXT; /* to everybody else the name is like any other */
    }
    const struct image_policy *policy = rulebook_at(q->image, account->policy);
    if (q->msg.qtype != RRTYPE_TXT) {
        return residency_deny(q, policy);
    }
    struct find_room room;
    struct find_name name;
    struct writing w = {.q = q, .fits = true};
    find_prepare(q->name.octets + label_len, image_facts(q->image)->name_seed, &room, &name);
    const struct image_policy_binding *binding = residency_binding(q->image, policy, &name);
    q->flags |= FLAG_AA;
    if (binding == NULL) {
        tell_unbound(&w, &name);
    } else {
        tell_bound(&w, account, policy, binding);
    }
    end_records(&w);
    return VERDICT_DONE;
}
