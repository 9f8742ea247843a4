/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of what image/balance.h defines. */
#include "base/addr.h"
#include "image/balance.h"
#include "image/verify.h"
#include "wire/name.h"

bool verify_balance(const struct image *image, uint32_t i, char *why)
{
    const struct image_balance *balance =
        (const struct image_balance *)image->at[SECTION_BALANCE] + i;
    if ((balance->flags & ~(uint32_t)BALANCE_WEIGHTED) != 0) {
        return verify_fails(why, "balance %u: flags %u are not known", i, balance->flags);
    }
    if (!verify_range(image, SECTION_PREFIX, balance->prefer) ||
        !verify_range(image, SECTION_WEIGHT_NAME, balance->names)) {
        return verify_fails(why, "balance %u: no such prefixes or names", i);
    }
    return true;
}

bool verify_weight_name(const struct image *image, uint32_t i, char *why)
{
    const struct image_weight_name *name =
        (const struct image_weight_name *)image->at[SECTION_WEIGHT_NAME] + i;
    if (!verify_name(image, name->name)) {
        return verify_fails(why, "weight name %u: it is no name", i);
    }
    return verify_range(image, SECTION_WEIGHT, name->weights) ||
           verify_fails(why, "weight name %u: no such weights", i);
}

bool verify_weight(const struct image *image, uint32_t i, char *why)
{
    const struct image_weight *weight = (const struct image_weight *)image->at[SECTION_WEIGHT] + i;
    if ((weight->family != FAMILY_IPV4 && weight->family != FAMILY_IPV6) || weight->value == 0 ||
        weight->zero[0] != 0 || weight->zero[1] != 0) {
        return verify_fails(why, "weight %u: no address, or it weighs nothing", i);
    }
    return true;
}
