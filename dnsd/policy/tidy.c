/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/tidy.h"

#include "base/attr.h"
#include "conf/yaml.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = YAML_DEPTH_MAX + 1 };

static const char *const order[] = {
    "version",   "builtin",  "include",     "data",   "defaults",
    "operators", "clusters", "nameservers", "groups", "networks",
    "residency", "routes",   "names",       "expect", "allow",
};

/* Lines of the text, from 0. */
struct lines {
    const char **at; /* nlines + 1 of them: the last is the end of the text */
    size_t count;
};

/* A section with the comments above it, or what stands above the first one (rank 0). */
struct chunk {
    size_t rank; /* place in the order, from 1; 0 = above all */
    size_t first;
    size_t end; /* line past its last */
};

/* The text that is made. */
struct made {
    struct arena *arena;
    char *text;
    size_t len;
    size_t room;
};

static void put(struct made *made, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        made->text = arena_grow(made->arena, made->text, made->len, &made->room, 1);
        made->text[made->len++] = text[i];
    }
}

static struct lines split(struct arena *arena, const char *text, size_t len)
{
    struct lines lines = {0};
    size_t room = 0;
    const char *end = text + len;
    for (const char *at = text; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        lines.at = arena_grow(arena, lines.at, lines.count, &room, sizeof(*lines.at));
        lines.at[lines.count++] = at;
        at = newline == NULL ? end : newline + 1;
    }
    lines.at = arena_grow(arena, lines.at, lines.count, &room, sizeof(*lines.at));
    lines.at[lines.count] = end;
    return lines;
}

/* Octets of a line without its newline and the blanks before it. */
static size_t line_len(const struct lines *lines, size_t i)
{
    size_t len = (size_t)(lines->at[i + 1] - lines->at[i]);
    while (len > 0 && strchr(" \t\r\n", lines->at[i][len - 1]) != NULL) {
        len--;
    }
    return len;
}

static bool is_comment(const struct lines *lines, size_t i)
{
    return line_len(lines, i) > 0 && lines->at[i][0] == '#';
}

static size_t rank_of(const char *key)
{
    size_t rank = 0;
    while (rank < ARRAY_LEN(order) && strcmp(order[rank], key) != 0) {
        rank++;
    }
    return rank;
}

/* Cut the lines at the sections; comments right above one are its own. */
static struct chunk *cut(struct arena *arena, const struct yaml *root, const struct lines *lines)
{
    struct chunk *chunks = arena_alloc(arena, (root->count + 1) * sizeof(*chunks));
    for (size_t i = 0; i < root->count; i++) {
        size_t first = root->pairs[i].key->at.line - 1;
        while (first > chunks[i].first && is_comment(lines, first - 1)) {
            first--;
        }
        chunks[i].end = first;
        chunks[i + 1] =
            (struct chunk){.rank = 1 + rank_of(root->pairs[i].key->text), .first = first};
    }
    chunks[root->count].end = lines->count;
    return chunks;
}

/* Stable: there are few sections. */
static void sort_chunks(struct chunk *chunks, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct chunk chunk = chunks[i];
        size_t at = i;
        for (; at > 0 && chunks[at - 1].rank > chunk.rank; at--) {
            chunks[at] = chunks[at - 1];
        }
        chunks[at] = chunk;
    }
}

static void trim(const struct lines *lines, struct chunk *chunk)
{
    while (chunk->first < chunk->end && line_len(lines, chunk->first) == 0) {
        chunk->first++;
    }
    while (chunk->end > chunk->first && line_len(lines, chunk->end - 1) == 0) {
        chunk->end--;
    }
}

/* Places of the plain word NO, in the order of the text. */
struct places {
    const struct yaml **at;
    size_t count;
    size_t room;
};

static void find_no(struct arena *arena, const struct yaml *node, struct places *places)
{
    if (node->kind == YAML_SCALAR && !node->quoted && strcmp(node->text, "NO") == 0) {
        places->at =
            arena_grow(arena, places->at, places->count, &places->room, sizeof(*places->at));
        places->at[places->count++] = node;
    }
    for (size_t i = 0; i < node->count; i++) {
        if (node->kind == YAML_LIST) {
            find_no(arena, node->items[i], places);
        } else {
            find_no(arena, node->pairs[i].key, places);
            find_no(arena, node->pairs[i].value, places);
        }
    }
}

/* Put a line, with quotes around each NO on it. */
static void put_line(struct made *made, const struct lines *lines, size_t i,
                     const struct places *places)
{
    const char *line = lines->at[i];
    size_t len = line_len(lines, i);
    size_t done = 0;
    size_t low = 0;
    for (size_t high = places->count; low < high;) {
        size_t middle = low + (high - low) / 2;
        bool before = places->at[middle]->at.line - 1 < i;
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    for (; low < places->count && places->at[low]->at.line - 1 == i; low++) {
        size_t at = places->at[low]->at.col - 1;
        put(made, line + done, at - done);
        put(made, "\"NO\"", 4);
        done = at + 2;
    }
    put(made, line + done, len - done);
    put(made, "\n", 1);
}

/* Sections of one line stand together, others are set apart. */
static bool is_apart(const struct lines *lines, const struct chunk *above,
                     const struct chunk *below)
{
    size_t first = above->first;
    while (first < above->end && is_comment(lines, first)) {
        first++;
    }
    return above->rank == 0 || above->end - first > 1 || below->end - below->first > 1;
}

static void put_chunks(struct made *made, const struct lines *lines, struct chunk *chunks,
                       size_t count, const struct places *places)
{
    const struct chunk *above = NULL;
    for (size_t i = 0; i < count; i++) {
        trim(lines, &chunks[i]);
        if (chunks[i].first == chunks[i].end) {
            continue;
        }
        if (above != NULL && is_apart(lines, above, &chunks[i])) {
            put(made, "\n", 1);
        }
        for (size_t k = chunks[i].first; k < chunks[i].end; k++) {
            bool again =
                k > chunks[i].first && line_len(lines, k) == 0 && line_len(lines, k - 1) == 0;
            if (!again) {
                put_line(made, lines, k, places);
            }
        }
        above = &chunks[i];
    }
}

static bool says_same(const struct yaml *a, const struct yaml *b, bool any_order)
{
    if (a->kind != b->kind || a->count != b->count ||
        (a->kind == YAML_SCALAR && strcmp(a->text, b->text) != 0)) {
        return false;
    }
    for (size_t i = 0; i < a->count; i++) {
        if (a->kind == YAML_LIST) {
            if (!says_same(a->items[i], b->items[i], false)) {
                return false;
            }
            continue;
        }
        const struct yaml_pair *pair = &a->pairs[i];
        const struct yaml *other = any_order ? yaml_get(b, pair->key->text) : b->pairs[i].value;
        bool same_key = any_order || strcmp(pair->key->text, b->pairs[i].key->text) == 0;
        if (other == NULL || !same_key || !says_same(pair->value, other, false)) {
            return false;
        }
    }
    return true;
}

/* Whether the sections can be moved: a map whose keys each begin a line. */
static bool check_root(const struct yaml *root, struct errs *errs)
{
    if (root->kind != YAML_MAP) {
        return err_find(errs, ERR_ERROR, "S1", root->at, 1,
                        "a policy is a map of sections, not %s; write version: 1 first",
                        yaml_kind_text(root));
    }
    for (size_t i = 0; i < root->count; i++) {
        const struct yaml *key = root->pairs[i].key;
        if (rank_of(key->text) == ARRAY_LEN(order)) {
            err_find(errs, ERR_ERROR, "S1", key->at, key->source_len,
                     "'%.60s' is no section of a policy; mend it first (dnsctl policy check)",
                     key->text);
        } else if (key->at.col != 1) {
            err_find(errs, ERR_ERROR, "S1", key->at, key->source_len,
                     "the section '%s' does not begin its line; put it at the margin", key->text);
        }
    }
    return !errs_failed(errs);
}

const char *tidy_text(struct arena *arena, const char *file, const char *text, size_t len,
                      struct errs *errs)
{
    struct made made = {.arena = arena};
    struct places places = {0};
    const struct yaml *root = yaml_read(arena, file, text, len, errs);
    if (root == NULL || errs_failed(errs) || !check_root(root, errs)) {
        return NULL;
    }
    struct lines lines = split(arena, text, len);
    struct chunk *chunks = cut(arena, root, &lines);
    find_no(arena, root, &places);
    sort_chunks(chunks, root->count + 1);
    put_chunks(&made, &lines, chunks, root->count + 1, &places);
    size_t made_len = made.len;
    put(&made, "", 1);
    const struct yaml *again = yaml_read(arena, "what was made", made.text, made_len, errs);
    errs_source_drop(errs, "what was made");
    if (again == NULL || errs_failed(errs) || !says_same(root, again, true)) {
        err_find(errs, ERR_ERROR, "S1", (struct pos){.file = file}, 1,
                 "this layout cannot be kept without changing what the file says; write texts on "
                 "one line");
        return NULL;
    }
    return made.text;
}
