/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/read.h"

#include "base/text.h"
#include "policy/moment.h"
#include "wire/name.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { KNOWN_MAX = 1000, NAME_MAX_LEN = 63, DAY_MS = 86400000 };

/* What the sections are called, and one entry of each. */
static const struct {
    const char *section;
    const char *one;
} lists[READ_LISTS] = {
    {"operators", "operator"}, {"clusters", "cluster"}, {"nameservers", "name server"},
    {"groups", "group"},       {"routes", "route"},     {"names", "name"},
    {"networks", "network"},   {"residency", "rule"},   {"expect", "expectation"},
    {"allow", "entry"},
};

bool read_fault(struct read *r, const char *code, const struct yaml *at, const char *format, ...)
{
    char text[ERR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    uint32_t mark = at->kind == YAML_SCALAR ? at->source_len : 1;
    return err_find(r->errs, ERR_ERROR, code, at->at, mark, "%s", text);
}

const char *read_hint(struct read *r, const char *word, const char *const *known, size_t nknown,
                      const char *otherwise)
{
    /* Errors that are not shown need no help, and long lists would make it slow. */
    bool worthwhile = errs_count(r->errs, ERR_ERROR) < ERRS_SHOWN_MAX;
    const char *near = worthwhile ? text_nearest(word, known, nknown) : NULL;
    return near == NULL ? otherwise : arena_printf(r->scratch, "did you mean '%s'?", near);
}

static const char *join_keys(struct read *r, const struct read_spec *specs, size_t nspecs)
{
    const char *joined = "write";
    for (size_t i = 0; i < nspecs; i++) {
        joined = arena_printf(r->scratch, "%s%s %s", joined,
                              i == 0           ? ""
                              : i + 1 < nspecs ? ","
                                               : " or",
                              specs[i].key);
    }
    return joined;
}

static void refuse_key(struct read *r, const struct yaml *key, const char *what,
                       const struct read_spec *specs, size_t nspecs)
{
    const char *known[32];
    for (size_t i = 0; i < nspecs; i++) {
        known[i] = specs[i].key;
    }
    read_fault(r, "S1", key, "'%.60s' is no key of %s; %s", key->text, what,
               read_hint(r, key->text, known, nspecs, join_keys(r, specs, nspecs)));
}

void read_map(struct read *r, const struct yaml *map, const char *what, const struct yaml *at,
              const struct read_spec *specs, size_t nspecs, void *out)
{
    uint32_t seen = 0;
    if (map->kind != YAML_MAP) {
        read_fault(r, "S1", map, "%s is %s; write a map: { %s: ... }", what, yaml_kind_text(map),
                   specs[0].key);
        return;
    }
    for (size_t i = 0; i < map->count; i++) {
        size_t k = 0;
        while (k < nspecs && strcmp(map->pairs[i].key->text, specs[k].key) != 0) {
            k++;
        }
        if (k == nspecs) {
            refuse_key(r, map->pairs[i].key, what, specs, nspecs);
            continue;
        }
        seen |= 1u << k;
        specs[k].read(r, map->pairs[i].value, out);
    }
    for (size_t k = 0; k < nspecs && !r->broken; k++) {
        if (specs[k].required && (seen >> k & 1) == 0) {
            read_fault(r, "S1", at, "%s lacks '%s'; write %s: ...", what, specs[k].key,
                       specs[k].key);
        }
    }
}

const char *read_word(struct read *r, const struct yaml *value, const char *what)
{
    if (value->kind != YAML_SCALAR) {
        read_fault(r, "S1", value, "%s is %s; write one word", what, yaml_kind_text(value));
        return NULL;
    }
    if (value->text[0] == '\0') {
        read_fault(r, "S1", value, "%s is empty; write it, or take the key out", what);
        return NULL;
    }
    return value->text;
}

const char *read_kept(struct read *r, const struct yaml *value, const char *what)
{
    const char *text = read_word(r, value, what);
    return text == NULL ? NULL : arena_text(r->arena, text, strlen(text));
}

const char *read_path(struct read *r, const struct yaml *value, const char *what)
{
    const char *text = read_word(r, value, what);
    if (text == NULL) {
        return NULL;
    }
    const char *slash = strrchr(value->at.file, '/');
    size_t folder = text[0] == '/' || slash == NULL ? 0 : (size_t)(slash - value->at.file) + 1;
    return arena_printf(r->arena, "%.*s%s", (int)folder, value->at.file, text);
}

bool read_u32(struct read *r, const struct yaml *value, const char *what, uint32_t min,
              uint32_t max, uint32_t *out)
{
    const char *text = read_word(r, value, what);
    uint32_t number;
    if (text == NULL) {
        return false;
    }
    if (!text_u32(text, &number) || number < min || number > max) {
        return read_fault(r, "S1", value, "'%.60s' is not %s; write a whole number from %u to %u",
                          text, what, min, max);
    }
    *out = number;
    return true;
}

/* "30d", which Go's durations lack, or one of those. */
static bool parse_duration(const char *text, uint64_t *out_ms)
{
    size_t digits = strspn(text, "0123456789");
    uint32_t ms;
    if (digits > 0 && digits < 7 && strcmp(text + digits, "d") == 0) {
        *out_ms = 0;
        for (size_t i = 0; i < digits; i++) {
            *out_ms = *out_ms * 10 + (uint64_t)(text[i] - '0');
        }
        *out_ms *= DAY_MS;
        return true;
    }
    bool ok = text_duration(text, &ms);
    *out_ms = ok ? ms : 0;
    return ok;
}

bool read_duration(struct read *r, const struct yaml *value, const char *what, uint64_t min_ms,
                   uint64_t max_ms, uint64_t *out_ms)
{
    const char *text = read_word(r, value, what);
    uint64_t ms;
    if (text == NULL) {
        return false;
    }
    if (!parse_duration(text, &ms) || ms < min_ms || ms > max_ms) {
        bool days = max_ms >= DAY_MS;
        return read_fault(r, "S1", value, "'%.60s' is not %s; write one from %g%s to %g%s", text,
                          what, days ? (double)min_ms / DAY_MS : (double)min_ms / 1000,
                          days ? "d" : "s", days ? (double)max_ms / DAY_MS : (double)max_ms / 1000,
                          days ? "d" : "s");
    }
    *out_ms = ms;
    return true;
}

bool read_choice(struct read *r, const struct yaml *value, const char *what,
                 const char *const *words, size_t nwords, size_t *out)
{
    const char *text = read_word(r, value, what);
    const char *all = "write";
    if (text == NULL) {
        return false;
    }
    for (size_t i = 0; i < nwords; i++) {
        if (strcmp(text, words[i]) == 0) {
            *out = i;
            return true;
        }
        all = arena_printf(r->scratch, "%s%s %s", all,
                           i == 0           ? ""
                           : i + 1 < nwords ? ","
                                            : " or",
                           words[i]);
    }
    return read_fault(r, "S1", value, "'%.60s' is not %s; %s", text, what,
                      read_hint(r, text, words, nwords, all));
}

bool read_is_list(struct read *r, const struct yaml *value, const char *what)
{
    if (value->kind != YAML_LIST) {
        bool word = value->kind == YAML_SCALAR && value->text[0] != '\0';
        return read_fault(r, "S1", value, "%s is %s; write a list: [%.60s]", what,
                          value->kind == YAML_SCALAR && !word ? "empty" : yaml_kind_text(value),
                          word ? value->text : "...");
    }
    if (value->count == 0) {
        return read_fault(r, "S1", value, "%s is an empty list; fill it, or take it out", what);
    }
    return true;
}

bool read_moment(struct read *r, const struct yaml *value, int64_t *out_s)
{
    const char *text = read_word(r, value, "a time");
    if (text == NULL) {
        return false;
    }
    if (!moment_parse(text, out_s)) {
        return read_fault(r, "S1", value,
                          "'%.60s' is no time; write a date such as 2026-12-31 (midnight UTC), or "
                          "2026-12-31T06:00:00+01:00",
                          text);
    }
    return true;
}

bool read_is_name(struct read *r, const struct yaml *name, const char *what)
{
    static const char taken[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    size_t len = strlen(name->text);
    if (len == 0 || len > NAME_MAX_LEN || strspn(name->text, taken) != len) {
        return read_fault(r, "S1", name,
                          "'%.80s' cannot name %s; write at most 63 letters, digits, '-', '_' and "
                          "'.'",
                          name->text, what);
    }
    return true;
}

/* Names that are bound are compared as names are. */
static const char *key_of(const char *text, enum read_list list, char *room)
{
    struct name name;
    if (list != READ_NAMES || !name_parse(text, strlen(text), NULL, &name, NULL)) {
        return text;
    }
    name_lower(&name);
    return name_format(name.octets, room);
}

static const char *hint_of_list(struct read *r, const char *word, enum read_list list)
{
    const struct read_items *items = &r->items[list];
    const char *known[KNOWN_MAX];
    size_t nknown = 0;
    bool shown = errs_count(r->errs, ERR_ERROR) < ERRS_SHOWN_MAX;
    for (size_t i = 0; shown && i < items->count && nknown < KNOWN_MAX; i++) {
        known[nknown++] = items->list[i].key->text;
    }
    return read_hint(r, word, known, nknown,
                     arena_printf(r->scratch, "define it under %s", lists[list].section));
}

uint32_t read_find(const struct read *r, enum read_list list, const char *key)
{
    uintptr_t found = (uintptr_t)dict_find(&r->items[list].by_name, key);
    return found == 0 ? POLICY_NONE : (uint32_t)found - 1;
}

bool read_reference(struct read *r, const struct yaml *value, enum read_list list, uint32_t *out)
{
    char room[NAME_TEXT_SIZE];
    const char *text = read_word(r, value, lists[list].one);
    if (text == NULL) {
        return false;
    }
    *out = read_find(r, list, key_of(text, list, room));
    if (*out == POLICY_NONE && r->broken) {
        return false;
    }
    if (*out == POLICY_NONE) {
        return read_fault(r, "S4", value, "there is no %s '%.80s'; %s", lists[list].one, text,
                          hint_of_list(r, text, list));
    }
    return true;
}

void read_references(struct read *r, const struct yaml *value, enum read_list list,
                     const uint32_t **out, size_t *count)
{
    struct dict seen = {.arena = r->scratch};
    if (!read_is_list(r, value, arena_printf(r->scratch, "the list of %ss", lists[list].one))) {
        return;
    }
    uint32_t *indexes = arena_alloc(r->arena, value->count * sizeof(*indexes));
    size_t n = 0;
    for (size_t i = 0; i < value->count; i++) {
        const struct yaml *item = value->items[i];
        if (!read_reference(r, item, list, &indexes[n])) {
            continue;
        }
        if (dict_find(&seen, item->text) != NULL) {
            read_fault(r, "S1", item, "'%.80s' stands twice in this list; keep one", item->text);
            continue;
        }
        dict_put(&seen, item->text, r);
        n++;
    }
    *out = indexes;
    *count = n;
}

void read_clusters(struct read *r, const struct yaml *value, const char *what, uint64_t *out)
{
    uint32_t index;
    if (!read_is_list(r, value, what)) {
        return;
    }
    for (size_t i = 0; i < value->count; i++) {
        if (!read_reference(r, value->items[i], READ_CLUSTERS, &index) ||
            index >= POLICY_CLUSTERS_MAX) {
            continue;
        }
        if ((*out >> index & 1) != 0) {
            read_fault(r, "S1", value->items[i], "'%.80s' stands twice in this list; keep one",
                       value->items[i]->text);
        }
        *out |= UINT64_C(1) << index;
    }
}

void read_check_window(struct read *r, struct policy_window window, const struct yaml *at)
{
    if (window.from_s >= window.until_s) {
        read_fault(r, "S1", at, "the window ends before it begins; write an until after its from");
    }
}
