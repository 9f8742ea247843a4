/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "image/patterns.h"
#include "plugin/words.h"

#include <string.h>

enum { DAY_MS = 24 * 60 * 60 * 1000 };

static bool check_pattern(struct plugin_load *load, const struct node *line)
{
    char why[PATTERNS_WHY_SIZE];
    size_t at;
    const struct word *word = &line->words[2];
    struct bytes text = {.at = (const uint8_t *)word->text, .len = word->len};
    return patterns_check(text, &at, why) ||
           node_err(line, 2, load->errs,
                    "'%.80s' is no pattern: %.100s (at octet %zu); write a regular expression",
                    word->text, why, at + 1);
}

/* "consolidate DURATION REGEXP [LEVEL] [show_first]" */
static bool read_consolidate(struct plugin_load *load, const struct node *line)
{
    static const char *const words[] = {"warning", "error", "info", "debug", "show_first"};
    uint32_t duration_ms;
    size_t which;
    if (!node_args(line, 2, 4, "consolidate DURATION REGEXP [LEVEL] [show_first]", load->errs)) {
        return false;
    }
    bool ok = node_duration(line, 1, 1, DAY_MS, &duration_ms, load->errs);
    ok = check_pattern(load, line) && ok;
    for (size_t i = 3; i < line->nwords; i++) {
        ok = node_choice(line, i, words, ARRAY_LEN(words), &which, load->errs) && ok;
    }
    err_warn(load->errs, line->words[0].at,
             "errors are not consolidated yet: each one gets its line; remove this one, or count "
             "lines where the log goes");
    return ok;
}

static bool read_line(struct plugin_load *load, const struct node *line)
{
    static const char *const words[] = {"stacktrace", "consolidate"};
    size_t which;
    if (!node_choice(line, 0, words, ARRAY_LEN(words), &which, load->errs)) {
        return false;
    }
    if (which == 1) {
        return read_consolidate(load, line);
    }
    err_note(load->errs, line->words[0].at,
             "'stacktrace' has no effect here; a crash is the supervisor's to report");
    return node_args(line, 0, 0, "stacktrace", load->errs);
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
