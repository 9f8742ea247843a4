/* SPDX-License-Identifier: Apache-2.0 */
#include "query/label.h"

#include "image/map.h"
#include "image/metadata.h"
#include "query/client.h"

/* Whether the block's `metadata` is for this name. */
static bool is_set_for(const struct query *q, const struct image_label *label,
                       const struct find_name *name)
{
    const struct blob_ref *zones = (const struct blob_ref *)q->image->at[SECTION_NAME];
    for (uint32_t i = 0; i < label->zones.count; i++) {
        if (name_is_below(name->octets, image_blob(q->image, zones[label->zones.first + i]))) {
            return true;
        }
    }
    return label->zones.count == 0;
}

struct bytes label_of(const struct query *q, uint32_t index, const struct find_name *name,
                      const struct prefix *client, uint8_t *scope_bits)
{
    const struct image_label *label = metadata_label(q->image, index);
    const struct blob_ref *texts = (const struct blob_ref *)q->image->at[SECTION_LABEL_TEXT];
    struct map_hit hit = {0};
    *scope_bits = 0;
    if (label->kind == LABEL_ABSENT || !is_set_for(q, label, name)) {
        return (struct bytes){0};
    }
    if (label->kind == LABEL_PLACE) {
        map_find(q->image, label->map, client, &hit);
        *scope_bits = hit.scope_bits;
    }
    struct blob_ref text = texts[label->texts.first + hit.value];
    return (struct bytes){.at = image_blob(q->image, text), .len = text.len};
}

struct bytes label_find(const struct query *q, uint32_t index)
{
    const struct image_label *label = metadata_label(q->image, index);
    struct prefix client;
    uint8_t scope_bits;
    client_read(q, image_block_at(q->image, label->block), &client);
    return label_of(q, index, &q->name, &client, &scope_bits);
}
