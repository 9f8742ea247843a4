/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/words.h"

#include <sys/stat.h>

bool root_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    struct stat facts;
    if (!node_args(node, 1, 1, "root PATH", load->errs) || !node_no_block(node, load->errs)) {
        return false;
    }
    block->root = node->words[1].text;
    if (stat(block->root, &facts) != 0 || !S_ISDIR(facts.st_mode)) {
        err_warn(load->errs, node->words[1].at,
                 "'%s' is no directory now; make it, or files below it will be missed",
                 block->root);
    }
    return true;
}
