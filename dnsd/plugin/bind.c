/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/words.h"

#include <string.h>

/* The words of all `except` lines of a `bind` block. */
static bool read_except(struct plugin_load *load, const struct node *node, const struct word ***out,
                        size_t *count)
{
    bool ok = true;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    for (size_t i = 0; i < node->nchildren; i++) {
        const struct node *line = &node->children[i];
        if (strcmp(line->words[0].text, "except") != 0) {
            ok = node_err(line, 0, load->errs, "unknown property '%s' of bind; write except",
                          line->words[0].text);
            continue;
        }
        ok = node_args(line, 1, SIZE_MAX, "except ADDRESS|INTERFACE...", load->errs) && ok;
        for (size_t w = 1; w < line->nwords; w++) {
            *out = arena_grow(load->arena, *out, *count, &room, sizeof(**out));
            (*out)[(*count)++] = &line->words[w];
        }
    }
    return ok;
}

bool bind_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    const struct word **except;
    size_t nexcept;
    if (!node_args(node, 1, SIZE_MAX, "bind ADDRESS|INTERFACE...", load->errs) ||
        !read_except(load, node, &except, &nexcept)) {
        return false;
    }
    for (size_t i = 1; i < node->nwords; i++) {
        block->binds = arena_grow(load->arena, block->binds, block->nbinds, &block->binds_room,
                                  sizeof(*block->binds));
        block->binds[block->nbinds++] =
            (struct plugin_bind){.address = &node->words[i], .except = except, .nexcept = nexcept};
    }
    return true;
}
