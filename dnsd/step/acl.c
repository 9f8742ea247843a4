/* SPDX-License-Identifier: Apache-2.0 */
#include "image/acl.h"

#include "query/client.h"
#include "step/steps.h"

static bool holds_name(const struct query *q, struct range_ref zones)
{
    const struct blob_ref *names = (const struct blob_ref *)q->image->at[SECTION_NAME];
    for (uint32_t i = 0; i < zones.count; i++) {
        if (name_is_below(q->name.octets, image_blob(q->image, names[zones.first + i]))) {
            return true;
        }
    }
    return zones.count == 0;
}

static bool holds_type(const struct query *q, struct range_ref types)
{
    const uint16_t *list = q->image->at[SECTION_TYPE];
    for (uint32_t i = 0; i < types.count; i++) {
        if (list[types.first + i] == q->msg.qtype) {
            return true;
        }
    }
    return types.count == 0;
}

static enum acl_action decide(const struct query *q, const struct image_acl *acl)
{
    const struct image_acl_rule *rules = q->image->at[SECTION_ACL_RULE];
    for (uint32_t i = 0; i < acl->rules.count; i++) {
        const struct image_acl_rule *rule = &rules[acl->rules.first + i];
        if (holds_type(q, rule->types) && holds_name(q, rule->zones) &&
            (rule->prefixes.count == 0 || client_is_in(q, rule->prefixes))) {
            return rule->action;
        }
    }
    return ACL_ALLOW;
}

enum verdict acl_admit(struct query *q, uint32_t arg)
{
    const struct image_acl *acls = q->image->at[SECTION_ACL];
    switch (decide(q, &acls[arg])) {
    case ACL_BLOCK:
        q->rcode = RCODE_REFUSED;
        q->ede = EDE_BLOCKED;
        q->by_source = true;
        return VERDICT_FAIL;
    case ACL_FILTER:
        q->ede = EDE_FILTERED;
        q->by_source = true;
        return VERDICT_DONE;
    case ACL_DROP:
        return VERDICT_DROP;
    case ACL_ALLOW:
    default:
        return VERDICT_NEXT;
    }
}
