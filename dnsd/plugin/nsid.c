/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/words.h"

#include <string.h>

bool nsid_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    if (!node_no_block(node, load->errs)) {
        return false;
    }
    const char *text = node->nwords > 1 ? node->words[1].text : "";
    for (size_t i = 2; i < node->nwords; i++) {
        text = arena_printf(load->arena, "%s %s", text, node->words[i].text);
    }
    if (strlen(text) > BLOCK_NSID_MAX) {
        return node_err(node, 1, load->errs,
                        "the identity is longer than %d octets; write a shorter one",
                        BLOCK_NSID_MAX);
    }
    block->image.flags |= BLOCK_NSID;
    block->image.nsid = build_text(load->build, text);
    return true;
}
