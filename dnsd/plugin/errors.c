/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/words.h"

#include <string.h>

static bool read_line(struct plugin_load *load, const struct node *line)
{
    static const char *const words[] = {"stacktrace", "consolidate"};
    size_t which;
    if (!node_choice(line, 0, words, 2, &which, load->errs)) {
        return false;
    }
    if (which == 0) {
        err_note(load->errs, line->words[0].at,
                 "'stacktrace' has no effect here; a crash is the supervisor's to report");
        return true;
    }
    return node_err(line, 0, load->errs,
                    "'consolidate' is not built yet; remove the line, and count lines of the log");
}

bool errors_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    bool ok = node_args(node, 0, 1, "errors [stdout]", load->errs);
    if (ok && node->nwords > 1 && strcmp(node->words[1].text, "stdout") != 0) {
        ok = node_err(node, 1, load->errs, "'%s' is no place for errors; write stdout or nothing",
                      node->words[1].text);
    }
    for (size_t i = 0; i < node->nchildren; i++) {
        ok = read_line(load, &node->children[i]) && ok;
    }
    plugin_add_step(load, block, STAGE_ACCOUNT, STEP_ERRORS, 0);
    return ok;
}
