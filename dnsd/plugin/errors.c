/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "image/errorrule.h"
#include "image/patterns.h"
#include "plugin/words.h"

#include <string.h>

enum { DAY_MS = 24 * 60 * 60 * 1000 };

/* Put the pattern into the image when it is one. */
static bool read_pattern(struct plugin_load *load, const struct node *line, uint32_t *out)
{
    char why[PATTERNS_WHY_SIZE];
    size_t at;
    const struct word *word = &line->words[2];
    struct bytes text = {.at = (const uint8_t *)word->text, .len = word->len};
    if (!patterns_check(text, &at, why)) {
        return node_err(line, 2, load->errs,
                        "'%.80s' is no pattern: %.100s (at octet %zu); write a regular expression",
                        word->text, why, at + 1);
    }
    struct blob_ref ref = build_blob(load->build, word->text, word->len);
    *out = build_add(load->build, SECTION_PATTERN, &ref, 1);
    return true;
}

/* "consolidate DURATION REGEXP [LEVEL] [show_first]" */
static bool read_consolidate(struct plugin_load *load, const struct node *line)
{
    static const char *const words[] = {"debug", "info", "warning", "error", "show_first"};
    struct image_error_rule rule = {.level = ERRORRULE_ERROR};
    uint32_t period_ms = 0;
    size_t which;
    if (!node_args(line, 2, 4, "consolidate DURATION REGEXP [LEVEL] [show_first]", load->errs)) {
        return false;
    }
    bool ok = node_duration(line, 1, 1, DAY_MS, &period_ms, load->errs);
    ok = read_pattern(load, line, &rule.pattern) && ok;
    for (size_t i = 3; i < line->nwords; i++) {
        if (!node_choice(line, i, words, ARRAY_LEN(words), &which, load->errs)) {
            ok = false;
        } else if (which < ERRORRULE_LEVELS) {
            rule.level = (uint32_t)which;
        } else {
            rule.show_first = 1;
        }
    }
    rule.period_s = (period_ms + 999) / 1000;
    rule.period = build_text(load->build, line->words[1].text);
    if (build_count(load->build, SECTION_ERROR_RULE) == ERRORRULES_MAX) {
        return node_err(line, 0, load->errs,
                        "a Corefile has at most %d consolidate lines; write patterns that hold "
                        "more",
                        ERRORRULES_MAX);
    }
    build_add(load->build, SECTION_ERROR_RULE, &rule, 1);
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
    uint32_t first = (uint32_t)build_count(load->build, SECTION_ERROR_RULE);
    for (size_t i = 0; i < node->nchildren; i++) {
        ok = read_line(load, &node->children[i]) && ok;
    }
    uint32_t count = (uint32_t)build_count(load->build, SECTION_ERROR_RULE) - first;
    struct image_errors errors = {.rules = {.first = first, .count = count}};
    uint32_t index = build_add(load->build, SECTION_ERRORS, &errors, 1);
    plugin_add_step(load, block, STAGE_ACCOUNT, STEP_ERRORS, index);
    return ok;
}
