/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/words.h"

bool minimal_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    if (!node_args(node, 0, 0, "minimal", load->errs) || !node_no_block(node, load->errs)) {
        return false;
    }
    plugin_add_step(load, block, STAGE_SHAPE, STEP_MINIMAL, 0);
    return true;
}
