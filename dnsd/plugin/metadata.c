/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/labels.h"
#include "plugin/words.h"

bool metadata_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    struct range_ref zones;
    bool ok = node_no_block(node, load->errs);
    ok = plugin_names(load, node, 1, &zones) && ok;
    labels_turn_on(load, block, zones);
    return ok;
}
