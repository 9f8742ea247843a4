/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/words.h"

bool debug_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    (void)block;
    if (!node_args(node, 0, 0, "debug", load->errs) || !node_no_block(node, load->errs)) {
        return false;
    }
    load->facts.flags |= FACTS_DEBUG;
    return true;
}
