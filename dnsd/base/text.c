/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include "base/attr.h"

#include <string.h>

bool text_u32(const char *text, uint32_t *out)
{
    uint64_t value = 0;
    if (*text == '\0') {
        return false;
    }
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9') {
            return false;
        }
        value = value * 10 + (uint64_t)(*text - '0');
        if (value > UINT32_MAX) {
            return false;
        }
    }
    *out = (uint32_t)value;
    return true;
}

struct unit {
    const char *text;
    double ms;
};

static const struct unit units[] = {
    {"ns", 1e-6}, {"us", 1e-3}, {"µs", 1e-3}, {"μs", 1e-3},
    {"ms", 1},    {"s", 1000},  {"m", 60000}, {"h", 3600000},
};

static const struct unit *find_unit(const char *text)
{
    const struct unit *best = NULL;
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        size_t len = strlen(units[i].text);
        if (strncmp(text, units[i].text, len) == 0 && (best == NULL || len > strlen(best->text))) {
            best = &units[i];
        }
    }
    return best;
}

/* Read "12" or "1.5"; moves *text past it. */
static bool read_decimal(const char **text, double *out)
{
    double value = 0;
    double scale = 1;
    size_t digits = 0;
    bool fraction = false;
    for (;; (*text)++) {
        char c = **text;
        if (c == '.' && !fraction) {
            fraction = true;
        } else if (c >= '0' && c <= '9') {
            scale = fraction ? scale / 10 : scale;
            value = fraction ? value + (c - '0') * scale : value * 10 + (c - '0');
            digits++;
        } else {
            *out = value;
            return digits > 0 && digits < 16;
        }
    }
}

bool text_duration(const char *text, uint32_t *out_ms)
{
    double total_ms = 0;
    if (strcmp(text, "0") == 0) {
        *out_ms = 0;
        return true;
    }
    if (*text == '\0') {
        return false;
    }
    while (*text != '\0') {
        double value;
        const struct unit *unit = read_decimal(&text, &value) ? find_unit(text) : NULL;
        if (unit == NULL) {
            return false;
        }
        text += strlen(unit->text);
        total_ms += value * unit->ms;
    }
    if (total_ms > UINT32_MAX) {
        return false;
    }
    *out_ms = (uint32_t)(total_ms + 1e-6);
    return true;
}

enum { NEAR_MAX = 32 }; /* longer words are not compared */

/* Edits (insert, delete, replace) between two words: Levenshtein's distance, one row at a time. */
static size_t edits(const char *a, const char *b)
{
    size_t row[NEAR_MAX + 1];
    size_t blen = strlen(b);
    for (size_t j = 0; j <= blen; j++) {
        row[j] = j;
    }
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= blen; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            best = row[j] + 1 < best ? row[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            diagonal = row[j];
            row[j] = best;
        }
    }
    return row[blen];
}

const char *text_nearest(const char *text, const char *const *words, size_t nwords)
{
    size_t len = strlen(text);
    const char *best = NULL;
    size_t least = len / 3 + 1;
    if (len > NEAR_MAX) {
        return NULL;
    }
    for (size_t i = 0; i < nwords; i++) {
        if (strlen(words[i]) > NEAR_MAX) {
            continue;
        }
        size_t distance = edits(text, words[i]);
        if (distance < least || (distance == least && best == NULL && len > 2)) {
            least = distance;
            best = words[i];
        }
    }
    return best;
}
