/* SPDX-License-Identifier: Apache-2.0 */
#include "query/query.h"

#include "base/attr.h"
#include "query/body.h"
#include "query/client.h"
#include "query/reply.h"
#include "query/route.h"
#include "wire/rrtype.h"

#include <string.h>

enum { UDP_SIZE = 1232 }; /* for replies that no block shapes */

static void begin(struct query *q)
{
    q->block = NULL;
    q->route = NULL;
    q->view = REF_NONE;
    q->by_source = false;
    q->by_ecs = false;
    q->send_ecs = false;
    q->client_is_ecs = false;
    q->scope_bits = 0;
    q->ancount = q->nscount = q->arcount = 0;
    q->flags = q->flags_set = q->flags_clear = 0;
    q->rcode = RCODE_NOERROR;
    q->ede = EDE_NONE;
    q->ede_text = NULL;
    q->unanswered = false;
    q->tailored.policy = NULL;
    q->denial = NULL;
    q->at_apex = false;
    q->refusal = EDE_NOT_AUTHORITATIVE;
    q->refusal_text = NULL;
}

/* Run one stage of the block until a step says that it is done. */
static enum verdict run_stage(struct query *q, enum stage stage)
{
    const struct image_step *steps = q->image->at[SECTION_STEP];
    for (uint32_t i = q->block->steps[stage]; i < q->block->steps[stage + 1]; i++) {
        enum verdict verdict = q->steps[steps[i].kind](q, steps[i].arg);
        if (verdict != VERDICT_NEXT) {
            return verdict;
        }
    }
    return VERDICT_NEXT;
}

static enum verdict refuse(struct query *q, enum ede ede)
{
    q->rcode = RCODE_REFUSED;
    q->ede = ede;
    return VERDICT_FAIL;
}

/* No step had an answer. */
static enum verdict refuse_unanswered(struct query *q)
{
    q->unanswered = true;
    if (q->refusal_text != NULL) {
        q->ede_text = q->refusal_text;
        q->ede_text_len = strlen(q->refusal_text);
    }
    return refuse(q, q->refusal);
}

/* Types that no record has. Source: RFC 6895 §3.1, RFC 6891 §6.1.1. */
static bool is_meta(uint16_t type)
{
    return (type >= RRTYPE_NXNAME && type < RRTYPE_ANY) || type == RRTYPE_OPT;
}

/* No data of any name answers them: NODATA would say that some might. Source: RFC 9824 §3.5. */
static enum verdict refuse_meta(struct query *q)
{
    switch (q->msg.qtype) {
    case RRTYPE_AXFR:
    case RRTYPE_IXFR:
        return refuse(q, EDE_PROHIBITED);
    case RRTYPE_TKEY:
    case RRTYPE_MAILA:
    case RRTYPE_MAILB:
        q->rcode = RCODE_NOTIMP;
        return VERDICT_FAIL;
    default:
        q->rcode = RCODE_FORMERR;
        q->ede = EDE_INVALID_TYPE;
        return VERDICT_FAIL;
    }
}

/* Questions that no step has taken and that zone data does not answer. */
static enum verdict check_question(struct query *q)
{
    if (UNLIKELY(q->msg.qclass != CLASS_IN)) {
        return refuse(q, EDE_NOT_SUPPORTED);
    }
    return UNLIKELY(is_meta(q->msg.qtype)) ? refuse_meta(q) : VERDICT_NEXT;
}

static enum verdict answer(struct query *q)
{
    bool understood = client_find(q); /* first: any and chaos answer with the option, too */
    enum verdict verdict = run_stage(q, STAGE_ADMIT);
    if (UNLIKELY(!understood && verdict != VERDICT_DROP)) {
        q->ede = EDE_NONE;
        q->rcode = RCODE_FORMERR;
        return VERDICT_FAIL;
    }
    if (verdict == VERDICT_NEXT) {
        verdict = check_question(q);
    }
    if (verdict == VERDICT_NEXT) {
        verdict = run_stage(q, STAGE_ANSWER);
    }
    return verdict == VERDICT_NEXT ? refuse_unanswered(q) : verdict;
}

/* An error reply has the question and nothing else. */
static void forget_records(struct query *q)
{
    q->out_len = q->msg.has_question ? body_start(q) : MESSAGE_HEADER_SIZE;
    q->ancount = q->nscount = q->arcount = 0;
    q->flags = 0;
}

size_t query_serve(struct query *q, struct bytes in, struct span out)
{
    begin(q);
    enum verdict verdict = message_parse(in, &q->msg, &q->rcode);
    if (verdict == VERDICT_DROP) {
        return 0;
    }
    if (verdict == VERDICT_NEXT) {
        verdict = route_find(q);
    }
    reply_begin(q, out, q->block == NULL ? UDP_SIZE : q->block->udp_size);
    if (verdict == VERDICT_NEXT) {
        verdict = answer(q);
    }
    if (verdict == VERDICT_FAIL) {
        forget_records(q);
    }
    if (verdict != VERDICT_DROP && q->block != NULL) {
        run_stage(q, STAGE_SHAPE);
    }
    q->reply_len = verdict == VERDICT_DROP ? 0 : reply_finish(q);
    if (q->block != NULL) {
        run_stage(q, STAGE_ACCOUNT);
    }
    return q->reply_len;
}
