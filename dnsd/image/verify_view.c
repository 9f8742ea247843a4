/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of what image/viewop.h defines. That operands fit is looked at when a view runs. */
#include "image/verify.h"
#include "image/viewop.h"

bool verify_pattern(const struct image *image, uint32_t i, char *why)
{
    const struct blob_ref *patterns = image->at[SECTION_PATTERN];
    return verify_blob(image, patterns[i]) || verify_fails(why, "pattern %u: not in the blob", i);
}

bool verify_view(const struct image *image, uint32_t i, char *why)
{
    const struct image_view *view = (const struct image_view *)image->at[SECTION_VIEW] + i;
    const struct image_view_op *ops = image->at[SECTION_VIEW_OP];
    if (!verify_blob(image, view->name) || !verify_range(image, SECTION_VIEW_OP, view->ops)) {
        return verify_fails(why, "view %u: no such steps", i);
    }
    if ((view->flags & ~(uint32_t)VIEW_BY_SOURCE) != 0 || view->zero != 0) {
        return verify_fails(why, "view %u: flags %u are not known", i, view->flags);
    }
    for (uint32_t step = 0; step < view->ops.count; step++) {
        if (ops[view->ops.first + step].jump >= view->ops.count - step) {
            return verify_fails(why, "view %u: step %u leaves it", i, step);
        }
    }
    return true;
}

/* How many elements there are of what an op's index names; 0 where it names none. */
static uint64_t count_of(const struct image *image, uint16_t kind)
{
    switch (kind) {
    case VIEW_FIELD:
        return FIELD_COUNT;
    case VIEW_LABEL:
        return image->count[SECTION_LABEL];
    case VIEW_MATCHES:
        return image->count[SECTION_PATTERN];
    case VIEW_IN_NET:
    case VIEW_CLIENT_IN:
    case VIEW_SERVER_IN:
        return image->count[SECTION_PREFIX];
    default:
        return 0;
    }
}

static bool has_index(uint16_t kind)
{
    return kind == VIEW_FIELD || kind == VIEW_LABEL || kind == VIEW_MATCHES ||
           kind == VIEW_IN_NET || kind == VIEW_CLIENT_IN || kind == VIEW_SERVER_IN;
}

bool verify_view_op(const struct image *image, uint32_t i, char *why)
{
    const struct image_view_op *op = (const struct image_view_op *)image->at[SECTION_VIEW_OP] + i;
    if (op->kind >= VIEW_OP_COUNT) {
        return verify_fails(why, "view op %u: kind %u is not known", i, op->kind);
    }
    if (has_index(op->kind) && op->index >= count_of(image, op->kind)) {
        return verify_fails(why, "view op %u of kind %u: no element %u", i, op->kind, op->index);
    }
    if (op->kind == VIEW_TEXT &&
        (op->number < 0 || op->number > UINT32_MAX ||
         !verify_blob(image, (struct blob_ref){op->index, (uint32_t)op->number}))) {
        return verify_fails(why, "view op %u: its text is not in the blob", i);
    }
    return true;
}
