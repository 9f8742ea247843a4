/* SPDX-License-Identifier: Apache-2.0 */
#include "step/zoneset.h"

#include "query/route.h"
#include "wire/rrtype.h"

const struct image_zone *zoneset_find(struct query *q, uint32_t set, const struct find_name *name,
                                      const struct image_block **block, unsigned *label)
{
    bool at_parent = q->msg.qtype == RRTYPE_DS;
    *block = q->block;
    const struct image_zone *zone = find_zone(q->image, set, name, at_parent, label);
    if (zone != NULL) {
        return zone;
    }
    *block = route_other(q, name);
    if (*block == NULL) {
        return NULL;
    }
    const struct image_step *steps = q->image->at[SECTION_STEP];
    for (uint32_t i = (*block)->steps[STAGE_ANSWER]; i < (*block)->steps[STAGE_ANSWER + 1]; i++) {
        if (steps[i].kind != STEP_ZONE) {
            continue;
        }
        zone = find_zone(q->image, steps[i].arg, name, at_parent, label);
        if (zone != NULL) {
            return zone;
        }
    }
    return NULL;
}

const struct rendering *zoneset_referral(const struct query *q, const struct segment_node *cut)
{
    const struct rendering *with_ds =
        q->msg.dnssec_ok ? segment_answer(cut, SEGMENT_REFERRAL_DS) : NULL;
    return with_ds != NULL ? with_ds : segment_answer(cut, SEGMENT_REFERRAL);
}
