/* SPDX-License-Identifier: Apache-2.0 */
#include "step/steps.h"

static const struct image_header_rule *rule_at(const struct query *q, uint32_t arg)
{
    return (const struct image_header_rule *)q->image->at[SECTION_HEADER] + arg;
}

enum verdict header_query(struct query *q, uint32_t arg)
{
    const struct image_header_rule *rule = rule_at(q, arg);
    q->msg.flags = (uint16_t)((q->msg.flags | rule->set) & ~rule->clear);
    return VERDICT_NEXT;
}

enum verdict header_response(struct query *q, uint32_t arg)
{
    const struct image_header_rule *rule = rule_at(q, arg);
    q->flags_set = (uint16_t)((q->flags_set & ~rule->clear) | rule->set);
    q->flags_clear = (uint16_t)((q->flags_clear & ~rule->set) | rule->clear);
    return VERDICT_NEXT;
}
