/* SPDX-License-Identifier: Apache-2.0 */
#include "image/patterns.h"

#include "base/attr.h"
#include "image/build.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct bytes octets(const char *text)
{
    return (struct bytes){.at = (const uint8_t *)text, .len = strlen(text)};
}

/* The patterns of an image that has these. */
static struct patterns *make(const char *const *texts, size_t count, char *why)
{
    struct build *build = build_new();
    for (size_t i = 0; i < count; i++) {
        struct blob_ref ref = build_text(build, texts[i]);
        build_add(build, SECTION_PATTERN, &ref, 1);
    }
    struct image image = {.count[SECTION_PATTERN] = count,
                          .at[SECTION_PATTERN] = build_at(build, SECTION_PATTERN, 0),
                          .at[SECTION_BLOB] = build_at(build, SECTION_BLOB, 0)};
    struct patterns *patterns = patterns_new(&image, why);
    build_free(build);
    return patterns;
}

static void matches_anywhere_as_go_does(void **state)
{
    (void)state;
    static const char *const texts[] = {"^special\\.",    "b{2}",           "x$",    "^(a|b)+$",
                                        "^[[:alpha:]]+$", "^M\\p{L}nchen$", "(?i)EU"};
    static const struct {
        uint32_t pattern;
        const char *text;
        bool matches;
    } rows[] = {
        {0, "special.example.org.", true},
        {0, "www.special.", false},
        {0, "specialx", false},
        {1, "abbc", true},
        {1, "abc", false},
        {2, "ax", true},
        {2, "x\n", false},
        {3, "abab", true},
        {3, "", false},
        {4, "abc", true},
        {4, "ab1", false},
        {5, "München", true},
        {6, "eu", true},
    };
    char why[IMAGE_WHY_SIZE];
    struct patterns *patterns = make(texts, ARRAY_LEN(texts), why);
    struct patterns_room *room = patterns_room_new();
    assert_non_null(patterns);
    assert_non_null(room);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        bool matches = !rows[i].matches;
        assert_true(
            patterns_match(patterns, room, rows[i].pattern, octets(rows[i].text), &matches));
        if (matches != rows[i].matches) {
            fail_msg("'%s' against '%s'", texts[rows[i].pattern], rows[i].text);
        }
    }
    patterns_room_free(room);
    patterns_free(patterns);
}

static void gives_up_where_it_cannot_tell(void **state)
{
    (void)state;
    static const char *const texts[] = {"^(a+)+$", "^(?:a|b)*$"};
    char long_text[4001];
    char why[IMAGE_WHY_SIZE];
    bool matches = true;
    struct patterns *patterns = make(texts, ARRAY_LEN(texts), why);
    struct patterns_room *room = patterns_room_new();
    memset(long_text, 'a', sizeof(long_text));
    long_text[4000] = '\0';
    assert_false(patterns_match(patterns, room, 0, octets("aaaaaaaaaaaaaaaaaaaaaaaaaaaaab"),
                                &matches)); /* too many steps */
    assert_false(patterns_match(patterns, room, 1, octets(long_text), &matches)); /* too deep */
    assert_false(patterns_match(patterns, room, 0, octets("\xff"), &matches));
    assert_false(patterns_match(patterns, room, 2, octets("a"), &matches));
    assert_false(patterns_match(NULL, room, 0, octets("a"), &matches));
    assert_true(patterns_match(patterns, room, 0, octets("aaa"), &matches));
    assert_true(matches);
    patterns_room_free(room);
    patterns_free(patterns);
}

static void allocates_nothing_while_it_matches(void **state)
{
    (void)state;
    static const char *const texts[] = {"^(?:a|b)*$", "^(a+)+$"};
    char text[4001];
    char why[IMAGE_WHY_SIZE];
    bool matches;
    struct patterns *patterns = make(texts, ARRAY_LEN(texts), why);
    struct patterns_room *room = patterns_room_new();
    struct mallinfo2 before = mallinfo2();
    for (size_t len = 1; len < sizeof(text); len *= 3) {
        memset(text, 'a', len);
        text[len] = '\0';
        patterns_match(patterns, room, 0, octets(text), &matches);
        patterns_match(patterns, room, 1, octets(text), &matches);
    }
    struct mallinfo2 after = mallinfo2();
    assert_int_equal(after.uordblks, before.uordblks);
    assert_int_equal(after.hblkhd, before.hblkhd);
    patterns_room_free(room);
    patterns_free(patterns);
}

static void says_where_a_text_is_no_pattern(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t at;
        const char *why;
    } rows[] = {
        {"a(b", 3, "missing closing parenthesis"},
        {"[", 1, "missing terminating ] for character class"},
        {"(?<x>a)\\k<x>", 0, "it refers back to what a group matched"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char why[PATTERNS_WHY_SIZE];
        size_t at = 99;
        assert_false(patterns_check(octets(rows[i].text), &at, why));
        assert_int_equal(at, rows[i].at);
        assert_string_equal(why, rows[i].why);
    }
    char why[IMAGE_WHY_SIZE];
    static const char *const bad[] = {"a", "("};
    assert_null(make(bad, 2, why));
    assert_string_equal(why, "pattern 1: missing closing parenthesis");
    size_t at;
    char reason[PATTERNS_WHY_SIZE];
    assert_true(patterns_check(octets("^a$"), &at, reason));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_anywhere_as_go_does),
        cmocka_unit_test(gives_up_where_it_cannot_tell),
        cmocka_unit_test(allocates_nothing_while_it_matches),
        cmocka_unit_test(says_where_a_text_is_no_pattern),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
