/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/words.h"

enum { BUFSIZE_MIN = 512, BUFSIZE_MAX = 4096, BUFSIZE_DEFAULT = 1232 };

bool bufsize_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    uint32_t size = BUFSIZE_DEFAULT;
    if (!node_args(node, 0, 1, "bufsize [OCTETS]", load->errs) ||
        !node_no_block(node, load->errs)) {
        return false;
    }
    if (node->nwords > 1 && !node_u32(node, 1, BUFSIZE_MIN, BUFSIZE_MAX, &size, load->errs)) {
        return false;
    }
    block->image.udp_size = (uint16_t)size;
    return true;
}
