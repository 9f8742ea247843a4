/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `cache` is checked and has no effect: answers come from memory with their full TTL, as CoreDNS's
 * `keepttl` gives them, and nothing is ever kept across client subnets.
 */
#include "base/attr.h"
#include "base/text.h"
#include "plugin/words.h"

#include <string.h>

enum { DAY_MS = 24 * 3600 * 1000 };

/* "success|denial CAPACITY [TTL] [MINTTL]" */
static bool read_capacity(struct plugin_load *load, const struct node *line)
{
    uint32_t ignored;
    bool ok = node_args(line, 1, 3, "success|denial CAPACITY [TTL] [MINTTL]", load->errs);
    for (size_t i = 1; ok && i < line->nwords; i++) {
        ok = node_u32(line, i, 0, UINT32_MAX, &ignored, load->errs);
    }
    return ok;
}

/* "prefetch AMOUNT [[DURATION] [PERCENTAGE%]]" */
static bool read_prefetch(struct plugin_load *load, const struct node *line)
{
    uint32_t ignored;
    if (!node_args(line, 1, 3, "prefetch AMOUNT [[DURATION] [PERCENTAGE%]]", load->errs) ||
        !node_u32(line, 1, 0, UINT32_MAX, &ignored, load->errs)) {
        return false;
    }
    if (line->nwords > 2 && !node_duration(line, 2, 0, DAY_MS, &ignored, load->errs)) {
        return false;
    }
    if (line->nwords < 4) {
        return true;
    }
    const struct word *word = &line->words[3];
    char *digits = arena_text(load->arena, word->text, word->len == 0 ? 0 : word->len - 1u);
    if (word->len < 2 || word->text[word->len - 1] != '%' || !text_u32(digits, &ignored) ||
        ignored < 10 || ignored > 90) {
        return node_err(line, 3, load->errs, "'%s' is no percentage; write 10%% to 90%%",
                        word->text);
    }
    return true;
}

/* "serve_stale [DURATION] [immediate|verify]" */
static bool read_stale(struct plugin_load *load, const struct node *line)
{
    static const char *const ways[] = {"immediate", "verify"};
    uint32_t ignored;
    size_t way;
    if (!node_args(line, 0, 2, "serve_stale [DURATION] [immediate|verify]", load->errs)) {
        return false;
    }
    if (line->nwords > 1 && !node_duration(line, 1, 0, UINT32_MAX, &ignored, load->errs)) {
        return false;
    }
    return line->nwords < 3 || node_choice(line, 2, ways, ARRAY_LEN(ways), &way, load->errs);
}

/* "disable success|denial [ZONES...]" */
static bool read_disable(struct plugin_load *load, const struct node *line)
{
    static const char *const kinds[] = {"success", "denial"};
    struct range_ref zones;
    size_t kind;
    return node_args(line, 1, SIZE_MAX, "disable success|denial [ZONES...]", load->errs) &&
           node_choice(line, 1, kinds, ARRAY_LEN(kinds), &kind, load->errs) &&
           plugin_names(load, line, 2, &zones);
}

static bool read_line(struct plugin_load *load, const struct node *line)
{
    static const char *const words[] = {"success",  "denial",  "prefetch", "serve_stale",
                                        "servfail", "disable", "keepttl",  "serve_stale_policy"};
    uint32_t ignored;
    size_t which;
    if (!node_choice(line, 0, words, ARRAY_LEN(words), &which, load->errs)) {
        return false;
    }
    switch (which) {
    case 0:
    case 1:
        return read_capacity(load, line);
    case 2:
        return read_prefetch(load, line);
    case 3:
        return read_stale(load, line);
    case 4:
        return node_args(line, 1, 1, "servfail DURATION", load->errs) &&
               node_duration(line, 1, 0, 5 * 60 * 1000, &ignored, load->errs);
    case 5:
        return read_disable(load, line);
    case 6:
        return node_args(line, 0, 0, "keepttl", load->errs);
    default:
        return node_args(line, 1, 1, "serve_stale_policy prefer_positive", load->errs);
    }
}

bool cache_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    uint32_t ttl;
    struct range_ref zones;
    bool has_ttl = node->nwords > 1 && text_u32(node->words[1].text, &ttl);
    bool ok = plugin_names(load, node, has_ttl ? 2 : 1, &zones);
    (void)block;
    for (size_t i = 0; i < node->nchildren; i++) {
        ok = read_line(load, &node->children[i]) && ok;
    }
    if (ok) {
        err_note(load->errs, node->words[0].at,
                 "'cache' has no effect here; answers come from memory with their full TTL");
    }
    return ok;
}
