/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "base/hash.h"
#include "wire/name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A name that the test knows to be right. */
static struct name name_of(const char *text)
{
    struct name name;
    const char *why = "";
    if (!name_parse(text, strlen(text), NULL, &name, &why)) {
        fail_msg("'%s': %s", text, why);
    }
    return name;
}

static void reads_and_writes_text(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *wire;
        size_t len;
        const char *back; /* NULL = as text */
    } rows[] = {
        {".", "", 1, NULL},
        {"com.", "\3com", 5, NULL},
        {"com", "\3com", 5, "com."},
        {"WwW.Example.com.", "\3WwW\7Example\3com", 17, NULL},
        {"a\\.b.c.", "\3a.b\1c", 7, NULL},
        {"a\\046b.", "\3a.b", 5, "a\\.b."},
        {"\\000\\255.", "\2\0\377", 4, NULL},
        {"\\097.", "\1a", 3, "a."},
        {"\\a\\\\.", "\2a\\", 4, "a\\\\."},
        {"a\\ b.", "\3a b", 5, "a\\032b."},
        {"\\@\\;\\(\\)\\\"\\$.", "\6@;()\"$", 8, NULL},
        {"*._x-1.", "\1*\4_x-1", 8, NULL},
        {"b\xc3\xbc.", "\3b\xc3\xbc", 5, "b\\195\\188."},
        {"a\\.", "\2a.", 4, "a\\.."}, /* the dot is escaped, so it does not end the name */
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct name name = name_of(rows[i].text);
        char text[NAME_TEXT_SIZE];
        assert_int_equal(name.len, rows[i].len);
        assert_memory_equal(name.octets, rows[i].wire, rows[i].len);
        const char *back = rows[i].back == NULL ? rows[i].text : rows[i].back;
        assert_string_equal(name_format(name.octets, text), back);
    }
}

static void appends_the_origin_to_relative_names(void **state)
{
    (void)state;
    struct name origin = name_of("example.com.");
    struct name name;
    assert_true(name_parse("www", 3, &origin, &name, NULL));
    assert_memory_equal(name.octets, "\3www\7example\3com", 17);
    assert_true(name_parse("www.", 4, &origin, &name, NULL));
    assert_int_equal(name.len, 5);
    assert_true(name_parse(".", 1, &origin, &name, NULL));
    assert_int_equal(name.len, 1);
}

static void refuses_text_that_is_no_name(void **state)
{
    (void)state;
    char label64[65];
    char long_name[300];
    memset(label64, 'a', 64);
    label64[64] = '\0';
    snprintf(long_name, sizeof(long_name), "%.63s.%.63s.%.63s.%.62s.", label64, label64, label64,
             label64);
    const struct {
        const char *text;
        const char *why;
    } rows[] = {
        {"", "the name is empty"},
        {"..", "a label is empty"},
        {".com", "a label is empty"},
        {"a..b", "a label is empty"},
        {label64, "a label is longer than 63 octets"},
        {long_name, "the name is longer than 255 octets"},
        {"a\\", "it ends in a backslash"},
        {"a\\04", "an escape needs three digits, as in \\046"},
        {"a\\0x1", "an escape needs three digits, as in \\046"},
        {"a\\256", "an escape is above \\255"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct name name = {.len = 99};
        const char *why = NULL;
        assert_false(name_parse(rows[i].text, strlen(rows[i].text), NULL, &name, &why));
        assert_string_equal(why, rows[i].why);
        assert_int_equal(name.len, 99);
        assert_false(name_parse(rows[i].text, strlen(rows[i].text), NULL, &name, NULL));
    }
}

static void takes_the_longest_name_and_no_longer(void **state)
{
    (void)state;
    char text[300];
    struct name origin = name_of("example.com.");
    struct name name;
    const char *why = NULL;
    memset(text, 'a', sizeof(text));
    text[63] = text[127] = text[191] = '.';
    assert_true(name_parse(text, 192 + 61, NULL, &name, NULL));
    assert_int_equal(name.len, 255);
    assert_int_equal(name.octets[254], 0);
    assert_false(name_parse(text, 192 + 62, NULL, &name, &why));
    assert_string_equal(why, "the name is longer than 255 octets");
    assert_true(name_parse(text, 192 + 49, &origin, &name, NULL));
    assert_int_equal(name.len, 255);
    assert_false(name_parse(text, 192 + 50, &origin, &name, &why));
    assert_string_equal(why, "the name is longer than 255 octets with its origin");
}

static void measures_wire_names(void **state)
{
    (void)state;
    uint8_t octets[300];
    assert_int_equal(name_wire_len((const uint8_t *)"\3www\7example\3com\0xx", 19), 17);
    assert_int_equal(name_wire_len((const uint8_t *)"\0", 1), 1);
    assert_int_equal(name_wire_len((const uint8_t *)"\0", 0), 0);
    assert_int_equal(name_wire_len((const uint8_t *)"\3www", 4), 0); /* no root */
    assert_int_equal(name_wire_len((const uint8_t *)"\3www", 5), 5);
    assert_int_equal(name_wire_len((const uint8_t *)"\3ww", 3), 0);     /* cut off in a label */
    assert_int_equal(name_wire_len((const uint8_t *)"\xc0\x0c", 2), 0); /* a pointer */
    assert_int_equal(name_wire_len((const uint8_t *)"\x40", 2), 0);
    memset(octets, 1, sizeof(octets));
    octets[254] = 0;
    assert_int_equal(name_wire_len(octets, sizeof(octets)), 255);
    octets[254] = 1;
    octets[256] = 0;
    assert_int_equal(name_wire_len(octets, sizeof(octets)), 0);
}

static void copies_whole_wire_names_only(void **state)
{
    (void)state;
    struct name name;
    memset(&name, 0xee, sizeof(name));
    assert_true(name_from_wire((const uint8_t *)"\1a\1B\0", 5, &name));
    assert_int_equal(name.len, 5);
    assert_memory_equal(name.octets, "\1a\1B\0\0\0\0\0\0\0\0\0", 13);
    assert_false(name_from_wire((const uint8_t *)"\1a\1B\0x", 6, &name));
    assert_false(name_from_wire((const uint8_t *)"\1a\1B", 4, &name));
    assert_false(name_from_wire((const uint8_t *)"", 0, &name));
    assert_int_equal(name.len, 5);
}

static void lowers_ascii_letters_only(void **state)
{
    (void)state;
    struct name name = name_of("AZaz@[`{\\192\\219.EXAMPLE-1.");
    name_lower(&name);
    struct name want = name_of("azaz@[`{\\192\\219.example-1.");
    assert_int_equal(name.len, want.len);
    assert_memory_equal(name.octets, want.octets, sizeof(want.octets));
}

static void compares_without_case(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *above;
        bool below;
        bool equal;
    } rows[] = {
        {".", ".", true, true},
        {"com.", ".", true, false},
        {".", "com.", false, false},
        {"WWW.example.COM.", "www.EXAMPLE.com.", true, true},
        {"a.www.example.com.", "Example.com.", true, false},
        {"notexample.com.", "example.com.", false, false},
        {"example.com.", "www.example.com.", false, false},
        {"example.org.", "example.com.", false, false},
        {"x\\003com.", "com.", false, false}, /* the octets match, the labels do not */
        {"[.", "{.", false, false},           /* 0x20 apart, but no letters */
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct name name = name_of(rows[i].name);
        struct name above = name_of(rows[i].above);
        assert_int_equal(name_is_below(name.octets, above.octets), rows[i].below);
        assert_int_equal(name_equal(name.octets, above.octets), rows[i].equal);
    }
}

/* The example of RFC 4034 §6.1. */
static void sorts_canonically(void **state)
{
    (void)state;
    static const char *const sorted[] = {
        "example.",         "a.example.",      "yljkjljk.a.example.",
        "Z.a.example.",     "zABC.a.EXAMPLE.", "z.example.",
        "\\001.z.example.", "*.z.example.",    "\\200.z.example.",
    };
    for (size_t i = 0; i < ARRAY_LEN(sorted); i++) {
        for (size_t j = 0; j < ARRAY_LEN(sorted); j++) {
            struct name a = name_of(sorted[i]);
            struct name b = name_of(sorted[j]);
            int order = name_compare(a.octets, b.octets);
            assert_int_equal(order < 0, i < j);
            assert_int_equal(order > 0, i > j);
        }
    }
}

static void hashes_from_the_root_down(void **state)
{
    (void)state;
    struct name name = name_of("www.a-label-longer-than-eight.com.");
    struct name root = name_of(".");
    uint64_t hash = hash_root(7);
    assert_int_equal(name_hash(7, root.octets), hash);
    hash = hash_label(hash, name.octets + name.len - 5);
    hash = hash_label(hash, name.octets + 4);
    hash = hash_label(hash, name.octets);
    assert_int_equal(name_hash(7, name.octets), hash);
    assert_int_not_equal(name_hash(8, name.octets), hash);
    assert_int_equal(name_labels(name.octets), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_writes_text),
        cmocka_unit_test(appends_the_origin_to_relative_names),
        cmocka_unit_test(refuses_text_that_is_no_name),
        cmocka_unit_test(takes_the_longest_name_and_no_longer),
        cmocka_unit_test(measures_wire_names),
        cmocka_unit_test(copies_whole_wire_names_only),
        cmocka_unit_test(lowers_ascii_letters_only),
        cmocka_unit_test(compares_without_case),
        cmocka_unit_test(sorts_canonically),
        cmocka_unit_test(hashes_from_the_root_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
