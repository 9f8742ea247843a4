/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/node.h"

#include "base/addr.h"
#include "base/text.h"
#include "wire/name.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LIST_SIZE = 200, DURATION_SIZE = 48 };

/* Where a word is missing: behind the last one. */
static struct pos behind(const struct node *node)
{
    const struct word *last = &node->words[node->nwords - 1];
    struct pos at = last->at;
    at.col += last->source_len;
    return node->has_block ? at : node->end;
}

bool node_err(const struct node *node, size_t i, struct errs *errs, const char *format, ...)
{
    char text[ERR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (i >= node->nwords) {
        return err_add(errs, behind(node), "%s", text);
    }
    return err_add_mark(errs, node->words[i].at, node->words[i].source_len, "%s", text);
}

static const char *name_of(const struct node *node)
{
    return node->words[0].text;
}

bool node_args(const struct node *node, size_t min, size_t max, const char *usage,
               struct errs *errs)
{
    size_t nargs = node->nwords - 1;
    if (nargs < min) {
        return node_err(node, node->nwords, errs, "%s lacks an argument; write %s", name_of(node),
                        usage);
    }
    if (nargs > max) {
        return node_err(node, max + 1, errs, "'%.100s' is one argument too many for %s; write %s",
                        node->words[max + 1].text, name_of(node), usage);
    }
    return true;
}

bool node_no_block(const struct node *node, struct errs *errs)
{
    if (!node->has_block) {
        return true;
    }
    const struct node *first = node->nchildren > 0 ? &node->children[0] : NULL;
    if (first != NULL) {
        return node_err(first, 0, errs,
                        "'%.100s' stands in a block, but %s takes none; take the '{ }' "
                        "away",
                        name_of(first), name_of(node));
    }
    return err_add(errs, node->end, "%s takes no block; take the '{ }' away", name_of(node));
}

/* Report that word i is not there. */
static bool lacks(const struct node *node, size_t i, const char *what, struct errs *errs)
{
    if (i < node->nwords) {
        return false;
    }
    node_err(node, i, errs, "%s lacks an argument; write %s", name_of(node), what);
    return true;
}

bool node_u32(const struct node *node, size_t i, uint32_t min, uint32_t max, uint32_t *out,
              struct errs *errs)
{
    uint32_t value;
    if (lacks(node, i, "a number", errs)) {
        return false;
    }
    const char *text = node->words[i].text;
    if (!text_u32(text, &value)) {
        return node_err(node, i, errs, "'%.100s' is not a number for %s; write one from %u to %u",
                        text, name_of(node), min, max);
    }
    if (value < min || value > max) {
        return node_err(node, i, errs,
                        "'%.100s' is out of range for %s; write a number from %u to %u", text,
                        name_of(node), min, max);
    }
    *out = value;
    return true;
}

/* As Go writes a duration, without parts that are zero: "1h30m", "250ms", "0s". */
static const char *format_duration(uint32_t ms, char *out)
{
    static const struct {
        const char *unit;
        uint32_t ms;
    } units[] = {{"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}};
    size_t len = 0;
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        uint32_t count = ms / units[i].ms;
        ms %= units[i].ms;
        if (count > 0) {
            len += (size_t)snprintf(out + len, DURATION_SIZE - len, "%u%s", count, units[i].unit);
        }
    }
    if (len == 0) {
        snprintf(out, DURATION_SIZE, "0s");
    }
    return out;
}

bool node_duration(const struct node *node, size_t i, uint32_t min_ms, uint32_t max_ms,
                   uint32_t *out_ms, struct errs *errs)
{
    uint32_t value;
    char min[DURATION_SIZE];
    char max[DURATION_SIZE];
    if (lacks(node, i, "a duration, as in 30s or 1m30s", errs)) {
        return false;
    }
    const char *text = node->words[i].text;
    if (text_u32(text, &value) && value != 0) {
        return node_err(node, i, errs, "'%.100s' has no unit for %s; write it as in %us or %um",
                        text, name_of(node), value, value);
    }
    if (!text_duration(text, &value)) {
        return node_err(node, i, errs,
                        "'%.100s' is not a duration for %s; write one as in 30s or 1m30s", text,
                        name_of(node));
    }
    if (value < min_ms || value > max_ms) {
        return node_err(node, i, errs,
                        "'%.100s' is out of range for %s; write a duration from %s to %s", text,
                        name_of(node), format_duration(min_ms, min), format_duration(max_ms, max));
    }
    *out_ms = value;
    return true;
}

/* "a, b or c" */
static const char *list_choices(const char *const *choices, size_t nchoices, char *out)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < nchoices && len < LIST_SIZE; i++) {
        const char *between = i == 0 ? "" : i + 1 == nchoices ? " or " : ", ";
        len += (size_t)snprintf(out + len, LIST_SIZE - len, "%s%s", between, choices[i]);
    }
    return out;
}

bool node_choice(const struct node *node, size_t i, const char *const *choices, size_t nchoices,
                 size_t *out, struct errs *errs)
{
    char list[LIST_SIZE];
    list_choices(choices, nchoices, list);
    if (lacks(node, i, list, errs)) {
        return false;
    }
    const char *text = node->words[i].text;
    for (size_t choice = 0; choice < nchoices; choice++) {
        if (strcmp(text, choices[choice]) == 0) {
            *out = choice;
            return true;
        }
    }
    const char *near = text_nearest(text, choices, nchoices);
    if (near != NULL) {
        return node_err(node, i, errs,
                        "'%.100s' is not known here, perhaps '%.100s' is meant; write %s", text,
                        near, list);
    }
    return node_err(node, i, errs, "'%.100s' is not known here; write %s", text, list);
}

bool node_prefix(const struct node *node, size_t i, struct prefix *out, struct errs *errs)
{
    struct prefix prefix;
    bool host_bits;
    char fixed[PREFIX_TEXT_SIZE];
    if (lacks(node, i, "an address or network, as in 192.0.2.0/24", errs)) {
        return false;
    }
    const char *text = node->words[i].text;
    if (!prefix_parse(text, &prefix, &host_bits)) {
        return node_err(node, i, errs,
                        "'%.100s' is not an address or network; write one as in 192.0.2.0/24 or "
                        "2001:db8::/32",
                        text);
    }
    if (host_bits) {
        return node_err(node, i, errs, "'%.100s' has bits set past its length; write %s", text,
                        prefix_format(&prefix, fixed));
    }
    *out = prefix;
    return true;
}

bool node_name(const struct node *node, size_t i, struct name *out, struct errs *errs)
{
    const char *why;
    if (lacks(node, i, "a domain name", errs)) {
        return false;
    }
    const struct word *word = &node->words[i];
    if (!name_parse(word->text, word->len, NULL, out, &why)) {
        return node_err(node, i, errs,
                        "'%.100s' is not a domain name, %s; write one as in www.example.org",
                        word->text, why);
    }
    return true;
}
