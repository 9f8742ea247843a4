/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/words.h"

enum { MULTISOCKET_MAX = 1024 };

bool multisocket_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    if (!node_args(node, 0, 1, "multisocket [NUMBER]", load->errs) ||
        !node_no_block(node, load->errs)) {
        return false;
    }
    if (node->nwords == 1) {
        return true; /* one per CPU, as without the word */
    }
    return node_u32(node, 1, 1, MULTISOCKET_MAX, &block->workers, load->errs);
}
