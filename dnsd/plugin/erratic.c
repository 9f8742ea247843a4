/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/words.h"

enum { EVERY_DEFAULT = 2 };

static bool read_line(struct plugin_load *load, const struct node *line,
                      struct image_erratic *erratic, bool *drop_said)
{
    static const char *const words[] = {"drop", "truncate", "large", "delay"};
    size_t which;
    if (!node_choice(line, 0, words, 4, &which, load->errs)) {
        return false;
    }
    if (which == 3) {
        return node_err(line, 0, load->errs,
                        "delay is not served: a thread that waits would hold up everybody; take "
                        "the line away and delay packets with `tc qdisc add dev lo root netem`");
    }
    if (which == 2) {
        erratic->large = 1;
        return node_args(line, 0, 0, "large", load->errs);
    }
    uint32_t *every = which == 0 ? &erratic->drop : &erratic->truncate;
    *drop_said |= which == 0;
    *every = EVERY_DEFAULT;
    return node_args(line, 0, 1, which == 0 ? "drop [NUMBER]" : "truncate [NUMBER]", load->errs) &&
           (line->nwords == 1 || node_u32(line, 1, 0, INT32_MAX, every, load->errs));
}

bool erratic_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    struct image_erratic erratic = {.drop = EVERY_DEFAULT};
    bool drop_said = false;
    bool ok = node_args(node, 0, 0, "erratic", load->errs);
    for (size_t i = 0; i < node->nchildren; i++) {
        ok = read_line(load, &node->children[i], &erratic, &drop_said) && ok;
    }
    if (erratic.truncate > 0 && !drop_said) {
        erratic.drop = 0;
    }
    uint32_t index = build_add(load->build, SECTION_ERRATIC, &erratic, 1);
    plugin_add_step(load, block, STAGE_ANSWER, STEP_ERRATIC, index);
    return ok;
}
