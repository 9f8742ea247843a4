/* SPDX-License-Identifier: Apache-2.0 */
#include "query/consolidate.h"
#include "query/line.h"
#include "step/steps.h"
#include "wire/rrtype.h"

#include <string.h>

/* What went wrong on our side, or NULL: a client's mistakes and refusals by rule are no errors. */
static const char *error_of(const struct query *q)
{
    if (q->rcode == RCODE_SERVFAIL) {
        return q->ede_text == NULL ? "the server failed" : q->ede_text;
    }
    if (q->unanswered) {
        return q->refusal_text == NULL ? "no plugin has an answer" : q->refusal_text;
    }
    return NULL;
}

/* "[ERROR] plugin/errors: 5 example.org. A: text", as CoreDNS writes them. */
enum verdict errors_account(struct query *q, uint32_t arg)
{
    const char *error = error_of(q);
    char text[RRTYPE_TEXT_SIZE];
    struct line line;
    if (error == NULL) {
        return VERDICT_NEXT;
    }
    const struct image_errors *rules = (const struct image_errors *)q->image->at[SECTION_ERRORS];
    struct bytes told = {.at = (const uint8_t *)error, .len = strlen(error)};
    uint32_t level;
    if (consolidate_take(q, rules[arg].rules, told, &level)) {
        return VERDICT_NEXT;
    }
    line.len = 0;
    line_word(&line, consolidate_level(level));
    line_word(&line, "plugin/errors: ");
    line_number(&line, q->rcode);
    line_word(&line, " ");
    line_name(&line, q->name.octets);
    line_word(&line, " ");
    line_word(&line, rrtype_format(q->msg.qtype, text));
    line_word(&line, ": ");
    line_word(&line, error);
    line_put(&line, q);
    return VERDICT_NEXT;
}
