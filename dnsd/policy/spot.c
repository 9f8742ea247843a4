/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/spot.h"

#include <string.h>

struct spot spot_shared(const struct spot *a, const struct spot *b)
{
    struct spot common = {.asn = a->asn == b->asn ? a->asn : 0};
    if (strcmp(a->country, b->country) == 0) {
        memcpy(common.country, a->country, sizeof(common.country));
        if (strcmp(a->subdivisions, b->subdivisions) == 0) {
            memcpy(common.subdivisions, a->subdivisions, sizeof(common.subdivisions));
        }
    }
    return common;
}

void spot_common(const struct spot *a, const struct spot *b, uint32_t *nets, struct spot *out)
{
    struct spot common = spot_shared(a, b);
    common.nets = nets;
    for (size_t i = 0, j = 0; i < a->nnets && j < b->nnets;) {
        if (a->nets[i] == b->nets[j]) {
            nets[common.nnets++] = a->nets[i++];
            j++;
        } else if (a->nets[i] < b->nets[j]) {
            i++;
        } else {
            j++;
        }
    }
    *out = common;
}

bool spot_equal(const struct spot *a, const struct spot *b)
{
    return strcmp(a->country, b->country) == 0 && strcmp(a->subdivisions, b->subdivisions) == 0 &&
           a->asn == b->asn && a->nnets == b->nnets &&
           (a->nnets == 0 || memcmp(a->nets, b->nets, a->nnets * sizeof(*a->nets)) == 0);
}
