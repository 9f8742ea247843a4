/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/mmdata.h"

#include <stdlib.h>
#include <string.h>

enum {
    TYPE_POINTER = 1,
    TYPE_STRING = 2,
    TYPE_DOUBLE = 3,
    TYPE_OCTETS = 4,
    TYPE_U16 = 5,
    TYPE_U32 = 6,
    TYPE_MAP = 7,
    TYPE_I32 = 8,
    TYPE_U64 = 9,
    TYPE_U128 = 10,
    TYPE_ARRAY = 11,
    TYPE_BOOLEAN = 14,
    TYPE_FLOAT = 15,
    TYPES_END = 16,
    NESTING_MAX = 32 /* GeoIP2 Enterprise nests 4 deep */
};

/* What the octets before a value say. */
struct head {
    unsigned type;
    size_t size; /* octets; pairs of a map, elements of an array, target of a pointer */
};

struct reader {
    struct bytes section;
    uint64_t *budget;
    const char *why;
};

static bool fails(struct reader *reader, const char *why)
{
    reader->why = why;
    return false;
}

/* A big-endian number of up to 4 octets. */
static bool read_number(struct reader *reader, size_t *at, size_t octets, size_t *out)
{
    size_t value = 0;
    if (octets > reader->section.len - *at) {
        return fails(reader, "its data ends inside a value");
    }
    for (size_t i = 0; i < octets; i++) {
        value = value << 8 | reader->section.at[(*at)++];
    }
    *out = value;
    return true;
}

static bool read_pointer(struct reader *reader, size_t *at, unsigned control, size_t *target)
{
    static const size_t first[] = {0, 2048, 526336, 0};
    unsigned kind = (control >> 3) & 3;
    size_t number;
    if (!read_number(reader, at, kind + 1, &number)) {
        return false;
    }
    size_t high = kind == 3 ? 0 : (size_t)(control & 7) << (8 * (kind + 1));
    *target = (high | number) + first[kind];
    return *target < reader->section.len ||
           fails(reader, "its data points past the end of the file");
}

static bool read_head(struct reader *reader, size_t *at, struct head *out)
{
    static const size_t first[] = {29, 285, 65821};
    size_t control;
    size_t extended = 0;
    if (!read_number(reader, at, 1, &control)) {
        return false;
    }
    out->type = (unsigned)control >> 5;
    if (out->type == TYPE_POINTER) {
        return read_pointer(reader, at, (unsigned)control, &out->size);
    }
    if (out->type == 0) {
        if (!read_number(reader, at, 1, &extended)) {
            return false;
        }
        out->type = (unsigned)extended + 7;
    }
    out->size = control & 31;
    if (out->size >= 29) {
        size_t kind = out->size - 29;
        size_t more;
        if (!read_number(reader, at, kind + 1, &more)) {
            return false;
        }
        out->size = first[kind] + more;
    }
    return true;
}

/* Step over a value that holds no others. */
static bool read_plain(struct reader *reader, size_t *at, const struct head *head)
{
    static const uint8_t most[TYPES_END] = {
        [TYPE_DOUBLE] = 8, [TYPE_U16] = 2,   [TYPE_U32] = 4,   [TYPE_I32] = 4,
        [TYPE_U64] = 8,    [TYPE_U128] = 16, [TYPE_FLOAT] = 4, [TYPE_BOOLEAN] = 1};
    bool is_text = head->type == TYPE_STRING || head->type == TYPE_OCTETS;
    if (!is_text && (head->type >= TYPES_END || most[head->type] == 0)) {
        return fails(reader, "its data has a value of no known type");
    }
    if (head->type == TYPE_BOOLEAN) { /* the size is the value */
        return head->size <= 1 || fails(reader, "its data has a truth value that is no 0 or 1");
    }
    bool exact = head->type == TYPE_DOUBLE || head->type == TYPE_FLOAT;
    if (!is_text && (head->size > most[head->type] || (exact && head->size < most[head->type]))) {
        return fails(reader, "its data has a number of the wrong size");
    }
    if (head->size > reader->section.len - *at) {
        return fails(reader, "its data ends inside a value");
    }
    *at += head->size;
    return true;
}

static bool check_key(struct reader *reader, size_t *at)
{
    struct head head;
    if (!read_head(reader, at, &head)) {
        return false;
    }
    if (head.type == TYPE_POINTER) {
        size_t target = head.size;
        return read_head(reader, &target, &head) &&
               (head.type == TYPE_STRING || fails(reader, "its data has a key that is no text")) &&
               read_plain(reader, &target, &head);
    }
    return (head.type == TYPE_STRING || fails(reader, "its data has a key that is no text")) &&
           read_plain(reader, at, &head);
}

static bool check_value(struct reader *reader, size_t *at, unsigned nesting, bool pointed);

static bool check_members(struct reader *reader, size_t *at, unsigned nesting,
                          const struct head *head)
{
    for (size_t i = 0; i < head->size; i++) {
        if ((head->type == TYPE_MAP && !check_key(reader, at)) ||
            !check_value(reader, at, nesting + 1, false)) {
            return false;
        }
    }
    return true;
}

/* Recursion ends at NESTING_MAX. */
static bool check_value(struct reader *reader, size_t *at, unsigned nesting, bool pointed)
{
    struct head head;
    if (nesting > NESTING_MAX) {
        return fails(reader, "its data is nested too deep, or in a circle");
    }
    if (*reader->budget == 0) {
        return fails(reader, "its data repeats itself too often");
    }
    --*reader->budget;
    if (!read_head(reader, at, &head)) {
        return false;
    }
    if (head.type == TYPE_POINTER) {
        size_t target = head.size;
        return pointed ? fails(reader, "its data has a pointer to a pointer")
                       : check_value(reader, &target, nesting + 1, true);
    }
    if (head.type == TYPE_MAP || head.type == TYPE_ARRAY) {
        return check_members(reader, at, nesting, &head);
    }
    return read_plain(reader, at, &head);
}

const char *mmdata_check(struct bytes section, size_t at, uint64_t *budget)
{
    struct reader reader = {.section = section, .budget = budget};
    if (at >= section.len) {
        return "its search tree points past the end of the file";
    }
    return check_value(&reader, &at, 0, false) ? NULL : reader.why;
}

/* Step over a value and all that it holds. */
static bool skip_value(struct reader *reader, size_t *at)
{
    uint64_t left = 1;
    while (left > 0) {
        struct head head;
        if (!read_head(reader, at, &head)) {
            return false;
        }
        left--;
        if (head.type == TYPE_MAP) {
            left += 2 * (uint64_t)head.size;
        } else if (head.type == TYPE_ARRAY) {
            left += head.size;
        } else if (head.type != TYPE_POINTER && !read_plain(reader, at, &head)) {
            return false;
        }
    }
    return true;
}

/* Read what is before a value, where a pointer leads when there is one. */
static bool read_target(struct reader *reader, size_t *at, struct head *out)
{
    if (!read_head(reader, at, out)) {
        return false;
    }
    if (out->type == TYPE_POINTER) {
        *at = out->size;
        return read_head(reader, at, out) && out->type != TYPE_POINTER;
    }
    return true;
}

static bool is_key(const struct reader *reader, size_t at, const struct head *head, const char *key,
                   size_t key_len)
{
    return head->type == TYPE_STRING && head->size == key_len &&
           key_len <= reader->section.len - at &&
           memcmp(reader->section.at + at, key, key_len) == 0;
}

/* From behind a map's head to the value of a key. */
static bool find_member(struct reader *reader, size_t *at, size_t pairs, const char *key)
{
    size_t key_len = strlen(key);
    for (size_t i = 0; i < pairs; i++) {
        struct head head;
        size_t text = *at;
        if (!read_target(reader, &text, &head)) {
            return false;
        }
        bool found = is_key(reader, text, &head, key, key_len);
        if (!skip_value(reader, at)) { /* the key */
            return false;
        }
        if (found) {
            return true;
        }
        if (!skip_value(reader, at)) {
            return false;
        }
    }
    return false;
}

/* From behind an array's head to the element of this number. */
static bool find_element(struct reader *reader, size_t *at, size_t count, const char *number)
{
    size_t wanted = strtoul(number, NULL, 10);
    for (size_t i = 0; i < wanted && i < count; i++) {
        if (!skip_value(reader, at)) {
            return false;
        }
    }
    return wanted < count;
}

static uint64_t big_endian(const uint8_t *at, size_t len)
{
    uint64_t number = 0;
    for (size_t i = 0; i < len; i++) {
        number = number << 8 | at[i];
    }
    return number;
}

static bool read_value(struct reader *reader, size_t at, const struct head *head,
                       struct mmdata_value *out)
{
    const uint8_t *octets = reader->section.at + at;
    struct mmdata_value value = {.type = MMDATA_OTHER};
    if (head->type == TYPE_MAP || head->type == TYPE_ARRAY) {
        *out = value;
        return true;
    }
    if (!read_plain(reader, &at, head)) {
        return false;
    }
    if (head->type == TYPE_STRING) {
        value = (struct mmdata_value){.type = MMDATA_TEXT, .octets = {octets, head->size}};
    } else if (head->type == TYPE_BOOLEAN) {
        value = (struct mmdata_value){.type = MMDATA_NUMBER, .number = head->size};
    } else if (head->type == TYPE_U16 || head->type == TYPE_U32 || head->type == TYPE_U64) {
        value.type = MMDATA_NUMBER;
        value.number = big_endian(octets, head->size);
    } else if (head->type == TYPE_DOUBLE) {
        uint64_t bits = big_endian(octets, head->size);
        value.type = MMDATA_REAL;
        memcpy(&value.real, &bits, sizeof(value.real));
    } else if (head->type == TYPE_FLOAT) {
        uint32_t bits = (uint32_t)big_endian(octets, head->size);
        float real;
        memcpy(&real, &bits, sizeof(real));
        value = (struct mmdata_value){.type = MMDATA_REAL, .real = (double)real};
    }
    *out = value;
    return true;
}

bool mmdata_find(struct bytes section, size_t at, const char *const *path, struct mmdata_value *out)
{
    struct reader reader = {.section = section};
    struct head head;
    if (at >= section.len || !read_target(&reader, &at, &head)) {
        return false;
    }
    for (; *path != NULL; path++) {
        bool found = (head.type == TYPE_MAP && find_member(&reader, &at, head.size, *path)) ||
                     (head.type == TYPE_ARRAY && find_element(&reader, &at, head.size, *path));
        if (!found || !read_target(&reader, &at, &head)) {
            return false;
        }
    }
    return read_value(&reader, at, &head, out);
}

/* Octets of the UTF-8 sequence at `at`, 0 when there is none. Source: RFC 3629 §4. */
static size_t sequence_len(const uint8_t *at, size_t len)
{
    size_t more = at[0] >= 0xf0 ? 3 : at[0] >= 0xe0 ? 2 : 1;
    if (at[0] < 0x80) {
        return at[0] >= ' ' && at[0] != 0x7f;
    }
    if (at[0] < 0xc2 || at[0] > 0xf4 || more >= len) {
        return 0;
    }
    for (size_t i = 1; i <= more; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xf0 && at[1] < 0x90);
    bool no_character = (at[0] == 0xed && at[1] > 0x9f) || (at[0] == 0xf4 && at[1] > 0x8f);
    bool control = at[0] == 0xc2 && at[1] < 0xa0;
    return overlong || no_character || control ? 0 : more + 1;
}

bool mmdata_is_text(struct bytes octets)
{
    size_t i = 0;
    while (i < octets.len) {
        size_t len = sequence_len(octets.at + i, octets.len - i);
        if (len == 0) {
            return false;
        }
        i += len;
    }
    return true;
}
