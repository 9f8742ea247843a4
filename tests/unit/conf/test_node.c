/* SPDX-License-Identifier: Apache-2.0 */
#include "base/addr.h"
#include "base/attr.h"
#include "conf/node.h"
#include "wire/name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The line "word ARG" at f:3. */
struct fixture {
    struct word words[2];
    struct node node;
    struct errs *errs;
};

static struct node *line(struct fixture *f, const char *arg)
{
    f->words[0] = (struct word){.text = "word", .len = 4, .at = {"f", 3, 5}, .source_len = 4};
    f->words[1] = (struct word){.text = arg,
                                .len = (uint32_t)strlen(arg),
                                .at = {"f", 3, 10},
                                .source_len = (uint32_t)strlen(arg)};
    f->node = (struct node){.words = f->words, .nwords = 2, .end = {"f", 3, 20}};
    f->errs = errs_new();
    return &f->node;
}

/* The one error that was added, and that it stands where it should. */
static void check_err(struct fixture *f, uint32_t col, uint32_t mark_len, const char *text)
{
    assert_int_equal(errs_count(f->errs, ERR_ERROR), 1);
    const struct err *err = errs_at(f->errs, 0);
    assert_string_equal(err->text, text);
    assert_int_equal(err->at.line, 3);
    assert_int_equal(err->at.col, col);
    assert_int_equal(err->mark_len, mark_len);
    errs_free(f->errs);
}

static void counts_arguments(void **state)
{
    (void)state;
    struct fixture f;
    line(&f, "a");
    assert_true(node_args(&f.node, 1, 1, "word ARG", f.errs));
    errs_free(f.errs);
    line(&f, "a");
    assert_true(node_args(&f.node, 0, SIZE_MAX, "word [ARG...]", f.errs));
    errs_free(f.errs);
    line(&f, "a");
    assert_false(node_args(&f.node, 2, 2, "word A B", f.errs));
    check_err(&f, 20, 1, "word lacks an argument; write word A B");
    line(&f, "a");
    assert_false(node_args(&f.node, 0, 0, "word", f.errs));
    check_err(&f, 10, 1, "'a' is one argument too many for word; write word");
}

static void refuses_blocks(void **state)
{
    (void)state;
    struct fixture f;
    line(&f, "a");
    assert_true(node_no_block(&f.node, f.errs));
    errs_free(f.errs);
    line(&f, "a")->has_block = true;
    assert_false(node_no_block(&f.node, f.errs));
    check_err(&f, 20, 1, "word takes no block; take the '{ }' away");
    struct node child = {.words = &f.words[1], .nwords = 1};
    struct node *node = line(&f, "inner");
    node->has_block = true;
    node->children = &child;
    node->nchildren = 1;
    assert_false(node_no_block(node, f.errs));
    check_err(&f, 10, 5, "'inner' stands in a block, but word takes none; take the '{ }' away");
}

static void reads_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *fault; /* NULL = accepted */
    } rows[] = {
        {"512", NULL},
        {"4096", NULL},
        {"511", "'511' is out of range for word; write a number from 512 to 4096"},
        {"9000", "'9000' is out of range for word; write a number from 512 to 4096"},
        {"-1", "'-1' is not a number for word; write one from 512 to 4096"},
        {"", "'' is not a number for word; write one from 512 to 4096"},
        {"99999999999", "'99999999999' is not a number for word; write one from 512 to 4096"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct fixture f;
        uint32_t value = 7;
        line(&f, rows[i].text);
        bool ok = node_u32(&f.node, 1, 512, 4096, &value, f.errs);
        assert_int_equal(ok, rows[i].fault == NULL);
        if (ok) {
            assert_int_not_equal(value, 7);
            errs_free(f.errs);
        } else {
            assert_int_equal(value, 7);
            check_err(&f, 10, (uint32_t)strlen(rows[i].text), rows[i].fault);
        }
    }
}

static void says_when_a_word_is_missing(void **state)
{
    (void)state;
    struct fixture f;
    uint32_t value;
    line(&f, "a");
    assert_false(node_u32(&f.node, 2, 1, 9, &value, f.errs));
    check_err(&f, 20, 1, "word lacks an argument; write a number");
}

static void reads_durations(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *fault;
    } rows[] = {
        {"2s", NULL},
        {"1m30s", NULL},
        {"30", "'30' has no unit for word; write it as in 30s or 30m"},
        {"soon", "'soon' is not a duration for word; write one as in 30s or 1m30s"},
        {"1s", "'1s' is out of range for word; write a duration from 2s to 1h500ms"},
        {"0", "'0' is out of range for word; write a duration from 2s to 1h500ms"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct fixture f;
        uint32_t ms = 7;
        line(&f, rows[i].text);
        bool ok = node_duration(&f.node, 1, 2000, 3600500, &ms, f.errs);
        assert_int_equal(ok, rows[i].fault == NULL);
        if (ok) {
            assert_int_not_equal(ms, 7);
            errs_free(f.errs);
        } else {
            assert_int_equal(ms, 7);
            check_err(&f, 10, (uint32_t)strlen(rows[i].text), rows[i].fault);
        }
    }
}

static void reads_choices(void **state)
{
    (void)state;
    static const char *const choices[] = {"success", "denial", "all"};
    struct fixture f;
    size_t choice = 7;
    line(&f, "denial");
    assert_true(node_choice(&f.node, 1, choices, 3, &choice, f.errs));
    assert_int_equal(choice, 1);
    errs_free(f.errs);
    line(&f, "sucess");
    assert_false(node_choice(&f.node, 1, choices, 3, &choice, f.errs));
    check_err(&f, 10, 6,
              "'sucess' is not known here, perhaps 'success' is meant; write success, denial or "
              "all");
    line(&f, "Denial");
    assert_false(node_choice(&f.node, 1, choices, 1, &choice, f.errs));
    check_err(&f, 10, 6, "'Denial' is not known here; write success");
    assert_int_equal(choice, 1);
}

static void reads_networks_without_host_bits(void **state)
{
    (void)state;
    struct fixture f;
    struct prefix prefix;
    char text[PREFIX_TEXT_SIZE];
    line(&f, "192.0.2.0/24");
    assert_true(node_prefix(&f.node, 1, &prefix, f.errs));
    assert_string_equal(prefix_format(&prefix, text), "192.0.2.0/24");
    errs_free(f.errs);
    line(&f, "2001:db8::1");
    assert_true(node_prefix(&f.node, 1, &prefix, f.errs));
    assert_string_equal(prefix_format(&prefix, text), "2001:db8::1/128");
    errs_free(f.errs);
    line(&f, "192.0.2.1/24");
    assert_false(node_prefix(&f.node, 1, &prefix, f.errs));
    check_err(&f, 10, 12, "'192.0.2.1/24' has bits set past its length; write 192.0.2.0/24");
    line(&f, "192.0.2.0/33");
    assert_false(node_prefix(&f.node, 1, &prefix, f.errs));
    check_err(&f, 10, 12,
              "'192.0.2.0/33' is not an address or network; write one as in 192.0.2.0/24 or "
              "2001:db8::/32");
}

static void reads_names_as_fully_qualified(void **state)
{
    (void)state;
    struct fixture f;
    struct name name;
    char text[NAME_TEXT_SIZE];
    line(&f, "www.Example.org");
    assert_true(node_name(&f.node, 1, &name, f.errs));
    assert_string_equal(name_format(name.octets, text), "www.Example.org.");
    errs_free(f.errs);
    line(&f, "a..b");
    assert_false(node_name(&f.node, 1, &name, f.errs));
    check_err(&f, 10, 4,
              "'a..b' is not a domain name, a label is empty; write one as in www.example.org");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_arguments),
        cmocka_unit_test(refuses_blocks),
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(says_when_a_word_is_missing),
        cmocka_unit_test(reads_durations),
        cmocka_unit_test(reads_choices),
        cmocka_unit_test(reads_networks_without_host_bits),
        cmocka_unit_test(reads_names_as_fully_qualified),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
