/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "image/logrule.h"
#include "query/label.h"
#include "query/line.h"
#include "step/steps.h"
#include "wire/expand.h"
#include "wire/rcode.h"
#include "wire/rrtype.h"

#include <time.h>

enum { NS_PER_S = 1000000000 };

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

enum verdict log_begin(struct query *q, uint32_t unused)
{
    (void)unused;
    q->started_ns = now_ns();
    return VERDICT_NEXT;
}

/* The class of the reply. Source: CoreDNS's response.Typify and Classify. */
static uint32_t class_of(const struct query *q)
{
    if (q->rcode == RCODE_NXDOMAIN) {
        return LOGRULE_DENIAL;
    }
    if (q->rcode != RCODE_NOERROR) {
        return LOGRULE_ERROR;
    }
    bool referral = q->nscount > 0 && (q->flags & FLAG_AA) == 0;
    return q->ancount > 0 || referral ? LOGRULE_SUCCESS : LOGRULE_DENIAL;
}

/* "0.000122228s": seconds since log_begin(). */
static void add_duration(struct line *line, const struct query *q)
{
    uint64_t ns = now_ns() - q->started_ns;
    char fraction[9];
    line_number(line, ns / NS_PER_S);
    ns %= NS_PER_S;
    for (int i = 8; i >= 0; i--) {
        fraction[i] = (char)('0' + ns % 10);
        ns /= 10;
    }
    line_word(line, ".");
    line_add(line, fraction, sizeof(fraction));
    line_word(line, "s");
}

static void add_flags(struct line *line, const struct query *q)
{
    static const struct {
        uint16_t bit;
        char text[3];
    } flags[] = {{FLAG_QR, "qr"}, {FLAG_AA, "aa"}, {FLAG_TC, "tc"}, {FLAG_RD, "rd"},
                 {FLAG_RA, "ra"}, {FLAG_Z, "z"},   {FLAG_AD, "ad"}, {FLAG_CD, "cd"}};
    uint16_t word = q->reply_len < 4 ? 0 : get_u16(q->out.at + 2);
    bool first = true;
    for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
        if (word & flags[i].bit) {
            line_word(line, first ? "" : ",");
            line_word(line, flags[i].text);
            first = false;
        }
    }
}

static void add_question(struct line *line, const struct query *q, uint32_t kind)
{
    char text[RRTYPE_TEXT_SIZE];
    switch (kind) {
    case LOG_PART_TYPE:
        line_word(line, rrtype_format(q->msg.qtype, text));
        break;
    case LOG_PART_CLASS:
        line_word(line, rrtype_format_class(q->msg.qclass, text));
        break;
    default:
        line_name(line, q->name.octets);
    }
}

static void add_client(struct line *line, const struct query *q, uint32_t kind, bool whole)
{
    switch (kind) {
    case LOG_PART_REMOTE:
        line_addr(line, &q->peer->client, whole);
        break;
    case LOG_PART_LOCAL:
        line_addr(line, &q->peer->server, true);
        break;
    default:
        line_number(line, whole ? q->peer->client_port : 0);
    }
}

static void add_reply(struct line *line, const struct query *q, uint32_t kind)
{
    switch (kind) {
    case LOG_PART_RCODE:
        line_word(line, rcode_text(q->rcode));
        break;
    case LOG_PART_RSIZE:
        line_number(line, expand_size((struct bytes){.at = q->out.at, .len = q->reply_len}));
        break;
    case LOG_PART_RFLAGS:
        add_flags(line, q);
        break;
    default:
        add_duration(line, q);
    }
}

static void add_query(struct line *line, const struct query *q, uint32_t kind)
{
    switch (kind) {
    case LOG_PART_PROTO:
        line_word(line, q->peer->tcp ? "tcp" : "udp");
        break;
    case LOG_PART_SIZE:
        line_number(line, q->msg.len);
        break;
    case LOG_PART_BUFSIZE:
        line_number(line, q->peer->tcp ? MESSAGE_MAX_SIZE : q->msg.udp_size);
        break;
    case LOG_PART_DO:
        line_word(line, q->msg.dnssec_ok ? "true" : "false");
        break;
    case LOG_PART_ID:
        line_number(line, q->msg.id);
        break;
    default:
        line_number(line, q->msg.opcode);
    }
}

static void add_part(struct line *line, const struct query *q, const struct image_log_part *part,
                     bool whole)
{
    struct bytes text;
    switch (part->kind) {
    case LOG_PART_TEXT:
        line_add(line, image_blob(q->image, part->text), part->text.len);
        break;
    case LOG_PART_LABEL:
        text = label_find(q, part->label);
        if (text.at == NULL) {
            line_word(line, "-"); /* nothing sets it */
        }
        line_add(line, text.at, text.len);
        break;
    case LOG_PART_TYPE:
    case LOG_PART_CLASS:
    case LOG_PART_NAME:
        add_question(line, q, part->kind);
        break;
    case LOG_PART_REMOTE:
    case LOG_PART_LOCAL:
    case LOG_PART_PORT:
        add_client(line, q, part->kind, whole);
        break;
    case LOG_PART_RCODE:
    case LOG_PART_RSIZE:
    case LOG_PART_RFLAGS:
    case LOG_PART_DURATION:
        add_reply(line, q, part->kind);
        break;
    default:
        add_query(line, q, part->kind);
    }
}

static const struct image_log_rule *rule_for(const struct query *q, const struct image_log *log)
{
    const struct image_log_rule *rules = q->image->at[SECTION_LOG_RULE];
    const struct blob_ref *names = q->image->at[SECTION_NAME];
    for (uint32_t i = 0; i < log->rules.count; i++) {
        const struct image_log_rule *rule = &rules[log->rules.first + i];
        if (rule->names.count == 0) {
            return rule;
        }
        for (uint32_t n = 0; n < rule->names.count; n++) {
            const uint8_t *name = image_blob(q->image, names[rule->names.first + n]);
            if (name_is_below(q->name.octets, name)) {
                return rule;
            }
        }
    }
    return NULL;
}

enum verdict log_account(struct query *q, uint32_t arg)
{
    const struct image_log *log = (const struct image_log *)q->image->at[SECTION_LOG] + arg;
    const struct image_log_rule *rule = rule_for(q, log);
    if (rule == NULL || (rule->classes & class_of(q)) == 0) {
        return VERDICT_NEXT;
    }
    const struct image_log_part *parts = q->image->at[SECTION_LOG_PART];
    struct line line;
    line.len = 0;
    line_word(&line, "[INFO] ");
    for (uint32_t i = 0; i < rule->format.count; i++) {
        add_part(&line, q, &parts[rule->format.first + i], rule->flags & LOGRULE_CLIENT_FULL);
    }
    line_put(&line, q);
    return VERDICT_NEXT;
}
