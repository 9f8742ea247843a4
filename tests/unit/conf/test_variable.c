/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "conf/variable.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *environment(const char *name)
{
    if (strcmp(name, "A") == 0) {
        return "one";
    }
    return strcmp(name, "SELF") == 0 ? "{$SELF}" : NULL;
}

/* Expand a text; returns it, in the arena of the load. */
static struct word expand(struct lexer_load *load, const char *text)
{
    struct word word = {.text = text, .len = (uint32_t)strlen(text), .at = {"f", 1, 1}};
    variable_expand(load, &word);
    assert_int_equal(word.len, strlen(word.text));
    return word;
}

static struct lexer_load load_new(void)
{
    return (struct lexer_load){
        .arena = arena_new(1024), .errs = errs_new(), .getenv = environment, .octets_left = 1000};
}

static void load_done(struct lexer_load *load)
{
    arena_free(load->arena);
    errs_free(load->errs);
}

static void puts_values_in_as_coredns_does(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        const char *text;
        const char *want;
    } rows[] = {
        {"no variable", "plain", "plain"},
        {"both forms", "{$A}{%A%}", "oneone"},
        {"inside a word", "x{$A}y", "xoney"},
        {"an unset one is empty", "x{$NOT_SET}y", "xy"},
        {"values are not searched again", "{$SELF}", "{$SELF}"},
        {"no name", "{$}{%%}", "{$}{%%}"},
        {"no end", "{$A", "{$A"},
        {"the other form's end", "{%A}", "{%A}"},
        {"inside braces", "{{$A}}", "{one}"},
        {"a blank is no name's start", "{{ $A }}", "{{ $A }}"},
    };
    struct lexer_load load = load_new();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct word word = expand(&load, rows[i].text);
        if (strcmp(word.text, rows[i].want) != 0) {
            fail_msg("%s: got '%s'", rows[i].why, word.text);
        }
    }
    load_done(&load);
}

static void warns_once_of_an_unset_variable(void **state)
{
    (void)state;
    struct lexer_load load = load_new();
    expand(&load, "{$NOT_SET}");
    expand(&load, "{$NOT_SET}");
    assert_int_equal(errs_count(load.errs, ERR_WARNING), 1);
    assert_int_equal(errs_count(load.errs, ERR_ERROR), 0);
    load_done(&load);
}

static void stops_at_the_loads_bound(void **state)
{
    (void)state;
    struct lexer_load load = load_new();
    load.octets_left = 4;
    assert_int_equal(expand(&load, "{$A}{$A}").len, 4);
    assert_int_equal(load.octets_left, 0);
    load_done(&load);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(puts_values_in_as_coredns_does),
        cmocka_unit_test(warns_once_of_an_unset_variable),
        cmocka_unit_test(stops_at_the_loads_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
