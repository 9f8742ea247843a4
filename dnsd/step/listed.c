/* SPDX-License-Identifier: Apache-2.0 */
#include "step/listed.h"

#include "image/hosts.h"

bool listed_below(const struct query *q, const uint8_t *name, struct range_ref above)
{
    const struct blob_ref *names = (const struct blob_ref *)q->image->at[SECTION_NAME];
    for (uint32_t i = 0; i < above.count; i++) {
        if (name_is_below(name, image_blob(q->image, names[above.first + i]))) {
            return true;
        }
    }
    return false;
}

static const struct segment_node *find_in(const struct query *q, const struct image_hosts *hosts,
                                          const struct find_name *name)
{
    unsigned label;
    const struct image_zone *zone = find_zone(q->image, hosts->set, name, false, &label);
    if (zone == NULL || !listed_below(q, name->octets, hosts->zones)) {
        return NULL;
    }
    struct found found =
        find_in_segment(image_segment(q->image, zone), name, name->nlabels - label, false);
    return found.kind != FIND_NXDOMAIN && found.node->ntypes > 0 ? found.node : NULL;
}

const struct segment_node *listed_find(const struct query *q, const struct image_block *block,
                                       const struct find_name *name)
{
    const struct image_step *steps = q->image->at[SECTION_STEP];
    const struct image_hosts *hosts = q->image->at[SECTION_HOSTS];
    for (uint32_t i = block->steps[STAGE_ANSWER]; i < block->steps[STAGE_ANSWER + 1]; i++) {
        const struct segment_node *node =
            steps[i].kind == STEP_HOSTS ? find_in(q, &hosts[steps[i].arg], name) : NULL;
        if (node != NULL) {
            return node;
        }
    }
    return NULL;
}
