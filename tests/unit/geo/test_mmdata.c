/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/mmdata.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char *check(const uint8_t *octets, size_t len)
{
    uint64_t budget = 1000;
    return mmdata_check((struct bytes){octets, len}, 0, &budget);
}

static void takes_well_formed_data(void **state)
{
    (void)state;
    static const struct {
        uint8_t octets[16];
        size_t len;
    } rows[] = {
        {{0xe0}, 1},                                  /* an empty map */
        {{0xe1, 0x41, 'a', 0xa1, 7}, 5},              /* {a: 7 as uint16} */
        {{0xe1, 0x41, 'a', 0x20, 0x01}, 5},           /* {a: what is at 1} */
        {{0x02, 0x04, 0x40, 0x01, 0x07}, 5},          /* ["", true] */
        {{0x68, 0, 0, 0, 0, 0, 0, 0, 0}, 9},          /* a double */
        {{0xe1, 0x20, 0x04, 0xc0, 0x41, 'b'}, 6},     /* {key at 4: 0 as uint32} */
        {{0x5d, 0, '0', '1', '2', '3', '4', '5'}, 2}, /* replaced below: 29 octets of text */
    };
    for (size_t i = 0; i + 1 < ARRAY_LEN(rows); i++) {
        const char *why = check(rows[i].octets, rows[i].len);
        if (why != NULL) {
            fail_msg("row %zu: %s", i, why);
        }
    }
    uint8_t text[2 + 29] = {0x5d, 0};
    assert_null(check(text, sizeof(text)));
    assert_non_null(check(text, sizeof(text) - 1));
}

static void refuses_what_would_lead_astray(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        uint8_t octets[8];
        size_t len;
    } rows[] = {
        {"its search tree points past the end of the file", {0}, 0},
        {"its data ends inside a value", {0xe1, 0x41, 'a'}, 3},
        {"its data ends inside a value", {0x45, 'a', 'b'}, 3},
        {"its data points past the end of the file", {0x20, 0x09}, 2},
        {"its data has a pointer to a pointer", {0x20, 0x00}, 2},
        {"its data is nested too deep, or in a circle", {0xe1, 0x41, 'a', 0x20, 0x00}, 5},
        {"its data has a key that is no text", {0xe1, 0xa1, 7, 0xe0}, 4},
        {"its data has a number of the wrong size", {0xa3, 1, 2, 3}, 4},
        {"its data has a number of the wrong size", {0x64, 1, 2, 3, 4}, 5},
        {"its data has a value of no known type", {0x00, 0x09}, 2},
        {"its data has a value of no known type", {0x00, 0xff}, 2},
        {"its data has a truth value that is no 0 or 1", {0x02, 0x07}, 2},
        {"its data ends inside a value", {0x1f, 0x04, 0xff, 0xff, 0xff, 0xe0}, 6},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *why = check(rows[i].octets, rows[i].len);
        if (why == NULL || strcmp(why, rows[i].why) != 0) {
            fail_msg("row %zu: %s", i, why == NULL ? "taken" : why);
        }
    }
}

/* Each level holds the one below it 16 times: 16^9 values in 180 octets. */
static void stops_when_the_budget_is_used_up(void **state)
{
    (void)state;
    uint8_t octets[200];
    size_t len = 0;
    for (size_t level = 0; level < 9; level++) {
        size_t next = len + 2 + 16 * 2;
        if (next + 2 > sizeof(octets)) {
            break;
        }
        octets[len++] = 0x10;
        octets[len++] = 0x04;
        for (size_t i = 0; i < 16; i++) {
            octets[len++] = 0x20;
            octets[len++] = (uint8_t)next;
        }
    }
    octets[len++] = 0xe0;
    uint64_t budget = 100000;
    const char *why = mmdata_check((struct bytes){octets, len}, 0, &budget);
    assert_string_equal(why, "its data repeats itself too often");
    assert_int_equal(budget, 0);
}

static void finds_values_by_path(void **state)
{
    (void)state;
    /* {"a": {"n": 0x0102}, "l": ["x", "yz"], "t": true, "p": what is at 6} */
    static const uint8_t octets[] = {
        0xe4, 0x41, 'a',  0xe1, 0x41, 'n',  0xa2, 1,    2,    0x41, 'l', 0x02, 0x04,
        0x41, 'x',  0x42, 'y',  'z',  0x41, 't',  0x01, 0x07, 0x41, 'p', 0x20, 0x06,
    };
    static const struct {
        const char *path[4];
        bool found;
        enum mmdata_type type;
        uint64_t number;
    } rows[] = {
        {{"a", "n"}, true, MMDATA_NUMBER, 0x0102},
        {{"p"}, true, MMDATA_NUMBER, 0x0102},
        {{"t"}, true, MMDATA_NUMBER, 1},
        {{"l", "1"}, true, MMDATA_TEXT, 0},
        {{"a"}, true, MMDATA_OTHER, 0},
        {{"l", "2"}, false, MMDATA_OTHER, 0},
        {{"l", "x"}, true, MMDATA_TEXT, 0},
        {{"t", "t"}, false, MMDATA_OTHER, 0},
        {{"z"}, false, MMDATA_OTHER, 0},
        {{NULL}, true, MMDATA_OTHER, 0},
    };
    const struct bytes section = {octets, sizeof(octets)};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct mmdata_value value = {.type = MMDATA_OTHER};
        bool found = mmdata_find(section, 0, rows[i].path, &value);
        if (found != rows[i].found || value.type != rows[i].type ||
            value.number != rows[i].number) {
            fail_msg("row %zu: %d %d %llu", i, found, value.type, (unsigned long long)value.number);
        }
    }
    struct mmdata_value value;
    assert_true(mmdata_find(section, 0, rows[3].path, &value));
    assert_int_equal(value.octets.len, 2);
    assert_memory_equal(value.octets.at, "yz", 2);
    for (size_t len = 0; len < sizeof(octets); len++) { /* cut short: nothing, not astray */
        static const char *const path[] = {"p", NULL};
        assert_false(mmdata_find((struct bytes){octets, len}, 0, path, &value));
    }
}

static void knows_text_from_octets(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "Amsterdam", "M\xc3\xbcnchen", "\xe6\xac\xa7",
                                        "\xf0\x9f\x98\x80"};
    static const char *const others[] = {"\xff",         "\xc3",   "\xc0\xaf", "\xed\xa0\x80",
                                         "a\nb",         "\x7f",   "\xc2\x85", "\xf5\x80\x80\x80",
                                         "\xe0\x80\xaf", "\x1b[2J"};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        assert_true(mmdata_is_text((struct bytes){(const uint8_t *)texts[i], strlen(texts[i])}));
    }
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        if (mmdata_is_text((struct bytes){(const uint8_t *)others[i], strlen(others[i])})) {
            fail_msg("row %zu is no text", i);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_well_formed_data),
        cmocka_unit_test(refuses_what_would_lead_astray),
        cmocka_unit_test(stops_when_the_budget_is_used_up),
        cmocka_unit_test(finds_values_by_path),
        cmocka_unit_test(knows_text_from_octets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
