/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of small sections that belong to one word of the Corefile each. */
#include "image/acl.h"
#include "image/block.h"
#include "image/verify.h"

bool verify_acl(const struct image *image, uint32_t i, char *why)
{
    const struct image_acl *acl = (const struct image_acl *)image->at[SECTION_ACL] + i;
    return verify_range(image, SECTION_ACL_RULE, acl->rules) ||
           verify_fails(why, "acl %u: no such rules", i);
}

bool verify_acl_rule(const struct image *image, uint32_t i, char *why)
{
    const struct image_acl_rule *rule =
        (const struct image_acl_rule *)image->at[SECTION_ACL_RULE] + i;
    if (rule->action > ACL_DROP) {
        return verify_fails(why, "acl rule %u: action %u is not known", i, rule->action);
    }
    if (!verify_names(image, rule->zones)) {
        return verify_fails(why, "acl rule %u: no such names", i);
    }
    if (!verify_range(image, SECTION_TYPE, rule->types) ||
        !verify_range(image, SECTION_PREFIX, rule->prefixes)) {
        return verify_fails(why, "acl rule %u: no such types or prefixes", i);
    }
    return true;
}

bool verify_chaos(const struct image *image, uint32_t i, char *why)
{
    const struct image_chaos *chaos = (const struct image_chaos *)image->at[SECTION_CHAOS] + i;
    if (!verify_blob(image, chaos->version) || !verify_range(image, SECTION_NAME, chaos->authors)) {
        return verify_fails(why, "chaos %u: its texts are not in the image", i);
    }
    return true;
}
