/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/words.h"
#include "wire/message.h"

/* "set FLAG..." or "clear FLAG..." from word `first` on. */
static bool read_flags(struct plugin_load *load, const struct node *line, size_t first,
                       struct image_header_rule *rule)
{
    static const char *const ways[] = {"set", "clear"};
    static const char *const names[] = {"aa", "ra", "rd"};
    static const uint16_t bits[] = {FLAG_AA, FLAG_RA, FLAG_RD};
    size_t way;
    bool ok = true;
    if (!node_choice(line, first, ways, 2, &way, load->errs)) {
        return false;
    }
    if (line->nwords == first + 1) {
        return node_err(line, first + 1, load->errs, "a flag is missing; write aa, ra or rd");
    }
    for (size_t i = first + 1; i < line->nwords; i++) {
        size_t flag;
        if (!node_choice(line, i, names, 3, &flag, load->errs)) {
            ok = false;
            continue;
        }
        uint16_t *target = way == 0 ? &rule->set : &rule->clear;
        *target = (uint16_t)(*target | bits[flag]);
    }
    return ok;
}

bool header_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    static const char *const sides[] = {"query", "response"};
    bool ok = node_args(node, 0, 0, "header { query|response set|clear FLAG... }", load->errs);
    if (node->nchildren == 0) {
        return node_err(node, 0, load->errs,
                        "header has no rules; write a block with lines such as `response set ra`");
    }
    for (size_t i = 0; i < node->nchildren; i++) {
        const struct node *line = &node->children[i];
        struct image_header_rule rule = {0};
        size_t side;
        if (!node_choice(line, 0, sides, 2, &side, load->errs) ||
            !read_flags(load, line, 1, &rule)) {
            ok = false;
            continue;
        }
        uint32_t index = build_add(load->build, SECTION_HEADER, &rule, 1);
        plugin_add_step(load, block, side == 0 ? STAGE_ADMIT : STAGE_SHAPE,
                        side == 0 ? STEP_HEADER_QUERY : STEP_HEADER_RESPONSE, index);
    }
    return ok;
}
