/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/expr.h"
#include "plugin/words.h"

#include <string.h>

static bool read_line(struct plugin_load *load, struct plugin_block *block, const struct node *line,
                      struct expr *expr)
{
    if (strcmp(line->words[0].text, "expr") != 0) {
        return node_err(line, 0, load->errs, "'%s' is no property of view; write expr EXPRESSION",
                        line->words[0].text);
    }
    if (line->nwords < 2) {
        return node_err(line, 1, load->errs,
                        "expr lacks an expression; write one such as expr type() == 'A'");
    }
    return node_no_block(line, load->errs) && expr_compile(load, block, line, expr);
}

bool view_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    struct expr expr = {0};
    bool ok = node_args(node, 1, 1, "view NAME { expr EXPRESSION }", load->errs);
    if (ok && node->nchildren == 0) {
        ok = node_err(node, 1, load->errs,
                      "view '%s' has no expression; write a block with lines such as expr type() "
                      "== 'A'",
                      node->words[1].text);
    }
    for (size_t i = 0; i < node->nchildren; i++) {
        ok = read_line(load, block, &node->children[i], &expr) && ok;
    }
    if (!ok) {
        return false;
    }
    struct image_view view = {
        .name = build_text(load->build, node->words[1].text),
        .ops = {.first = build_add(load->build, SECTION_VIEW_OP, expr.ops, expr.nops),
                .count = (uint32_t)expr.nops},
        .flags = expr.flags};
    block->view = build_add(load->build, SECTION_VIEW, &view, 1);
    return true;
}
