/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct reading {
    struct arena *arena;
    struct errs *errs;
};

static int set_up(void **state)
{
    static struct reading reading;
    reading = (struct reading){.arena = arena_new(4096), .errs = errs_new()};
    *state = &reading;
    return 0;
}

static int tear_down(void **state)
{
    struct reading *reading = *state;
    arena_free(reading->arena);
    errs_free(reading->errs);
    return 0;
}

static const struct yaml *read_text(struct reading *reading, const char *text)
{
    return yaml_read(reading->arena, "f.yaml", text, strlen(text), reading->errs);
}

static void assert_at(struct pos at, uint32_t line, uint32_t col)
{
    assert_string_equal(at.file, "f.yaml");
    assert_int_equal(at.line, line);
    assert_int_equal(at.col, col);
}

static void keeps_words_as_they_are_written(void **state)
{
    static const char *const words[] = {"NO", "no", "0x1f", "1e3", "~", "null", "2026-01", "5%"};
    const struct yaml *root = read_text(*state, "[NO, no, 0x1f, 1e3, ~, null, 2026-01, 5%]");
    assert_non_null(root);
    assert_int_equal(root->kind, YAML_LIST);
    assert_int_equal(root->count, 8);
    for (size_t i = 0; i < root->count; i++) {
        assert_int_equal(root->items[i]->kind, YAML_SCALAR);
        assert_string_equal(root->items[i]->text, words[i]);
        assert_false(root->items[i]->quoted);
    }
}

static void gives_maps_in_order_with_places(void **state)
{
    const struct yaml *root = read_text(*state, "b: 1\na:\n  - \"x y\"\n  - { c: }\n");
    assert_int_equal(root->kind, YAML_MAP);
    assert_int_equal(root->count, 2);
    assert_string_equal(root->pairs[0].key->text, "b");
    assert_at(root->pairs[1].key->at, 2, 1);
    const struct yaml *list = yaml_get(root, "a");
    assert_int_equal(list->kind, YAML_LIST);
    assert_at(list->items[0]->at, 3, 5);
    assert_true(list->items[0]->quoted);
    assert_int_equal(list->items[0]->source_len, 5);
    assert_at(list->items[1]->pairs[0].key->at, 4, 7);
    assert_string_equal(list->items[1]->pairs[0].value->text, "");
    assert_null(yaml_get(root, "c"));
    assert_null(yaml_get(list, "b"));
    assert_string_equal(yaml_kind_text(list), "a list");
}

static void places_count_octets_and_newlines(void **state)
{
    /* é is two octets; U+0085 and U+2028 break lines for YAML, and not for messages */
    const struct yaml *root = read_text(*state, "\xef\xbb\xbf"
                                                "é: [é, x]\n# \xc2\x85# \xe2\x80\xa8\nb: y\n");
    assert_non_null(root);
    assert_at(root->pairs[0].value->items[0]->at, 1, 9);
    assert_int_equal(root->pairs[0].value->items[0]->source_len, 2);
    assert_at(root->pairs[0].value->items[1]->at, 1, 13);
    assert_at(yaml_get(root, "b")->at, 3, 4);
}

static void takes_an_empty_file_for_an_empty_map(void **state)
{
    const struct yaml *root = read_text(*state, "# nothing\n");
    assert_int_equal(root->kind, YAML_MAP);
    assert_int_equal(root->count, 0);
    struct reading *reading = *state;
    assert_false(errs_failed(reading->errs));
}

static void refuses_what_makes_a_file_hard_to_review(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t line;
        uint32_t col;
        const char *says;
    } rows[] = {
        {"a: &x 1\n", 1, 4, "anchors"},
        {"a: *x\n", 1, 4, "aliases"},
        {"a: !!int 1\n", 1, 4, "tags"},
        {"a: {<<: b}\n", 1, 5, "merge keys"},
        {"a: 1\na: 2\n", 2, 1, "already at line 1"},
        {"a: 1\n---\nb: 2\n", 3, 1, "second document"},
        {"? [x]\n: 1\n", 1, 3, "a key is a list"},
        {"a:\n\tb: 1\n", 2, 1, "a tab stands here"},
        {"a: [1\n", 2, 1, "no YAML"},
        {"a: \"\\0\"\n", 1, 4, "NUL"},
        {"a: \xff\n", 1, 4, "no YAML"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct reading reading = {.arena = arena_new(4096), .errs = errs_new()};
        read_text(&reading, rows[i].text);
        const struct err *err = errs_at(reading.errs, 0);
        if (err == NULL || strstr(err->text, rows[i].says) == NULL ||
            err->at.line != rows[i].line || err->at.col != rows[i].col ||
            strcmp(err->code, "S1") != 0) {
            fail_msg("%s: %u:%u %s", rows[i].text, err == NULL ? 0 : err->at.line,
                     err == NULL ? 0 : err->at.col, err == NULL ? "nothing" : err->text);
        }
        arena_free(reading.arena);
        errs_free(reading.errs);
    }
}

static void reads_on_past_a_fault(void **state)
{
    struct reading *reading = *state;
    const struct yaml *root = read_text(reading, "a: &x 1\nb: {c: 1, c: 2}\nd: 3\n");
    assert_int_equal(errs_count(reading->errs, ERR_ERROR), 2);
    assert_string_equal(yaml_get(root, "d")->text, "3");
}

static void stops_at_its_bounds(void **state)
{
    struct reading *reading = *state;
    char deep[100];
    memset(deep, '[', sizeof(deep));
    yaml_read(reading->arena, "f.yaml", deep, sizeof(deep), reading->errs);
    assert_int_equal(errs_count(reading->errs, ERR_ERROR), 1);
    assert_non_null(strstr(errs_at(reading->errs, 0)->text, "nested too deep"));
    assert_null(yaml_read(reading->arena, "g.yaml", deep, YAML_TEXT_MAX + 1, reading->errs));
    assert_non_null(strstr(errs_at(reading->errs, 1)->text, "larger than 16 MiB"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_words_as_they_are_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gives_maps_in_order_with_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(places_count_octets_and_newlines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(takes_an_empty_file_for_an_empty_map, set_up, tear_down),
        cmocka_unit_test(refuses_what_makes_a_file_hard_to_review),
        cmocka_unit_test_setup_teardown(reads_on_past_a_fault, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stops_at_its_bounds, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
