/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/words.h"

bool any_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    if (!node_args(node, 0, 0, "any", load->errs) || !node_no_block(node, load->errs)) {
        return false;
    }
    plugin_add_step(load, block, STAGE_ADMIT, STEP_ANY, 0);
    return true;
}
