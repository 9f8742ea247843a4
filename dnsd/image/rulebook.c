/* SPDX-License-Identifier: Apache-2.0 */
#include "image/rulebook.h"

enum { LEAST_V4 = 24, LEAST_V6 = 48 };

unsigned rulebook_least_scope(const struct prefix *client)
{
    struct prefix inside;
    if (client->addr.family == FAMILY_IPV4) {
        return LEAST_V4;
    }
    unsigned bits = prefix_unmap(client, &inside);
    if (bits != 0) {
        return bits + LEAST_V4;
    }
    bits = LEAST_V6;
    for (size_t i = 0; i < ADDR_V4_BLOCKS; i++) {
        const struct prefix *block = &addr_v4_blocks[i];
        struct prefix shared = prefix_of(&block->addr, bits);
        while (bits < block->bits && prefix_holds(&shared, &client->addr)) {
            shared = prefix_of(&block->addr, ++bits);
        }
    }
    return bits;
}
