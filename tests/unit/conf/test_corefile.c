/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "conf/corefile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct errs *errs;
    struct corefile corefile;
};

static const char *no_variable(const char *name)
{
    (void)name;
    return NULL;
}

static bool read_text(struct fixture *f, const char *text)
{
    struct corefile_env env = {.getenv = no_variable, .dns_port = 1053};
    f->arena = arena_new(4096);
    f->errs = errs_new();
    return corefile_read(f->arena, "Corefile", text, strlen(text), &env, &f->corefile, f->errs);
}

static void done(struct fixture *f)
{
    arena_free(f->arena);
    errs_free(f->errs);
}

static void empty_text_is_the_default_server(void **state)
{
    (void)state;
    static const char *const rows[] = {"", "\n# only\n", "\xef\xbb\xbf", "// only", "(a) {\n}\n"};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct fixture f;
        assert_true(read_text(&f, rows[i]));
        assert_int_equal(f.corefile.nblocks, 1);
        const struct corefile_block *block = &f.corefile.blocks[0];
        assert_int_equal(block->nkeys, 1);
        assert_int_equal(block->keys[0].zone.len, 1);
        assert_int_equal(block->keys[0].port, 1053);
        assert_int_equal(block->ndirectives, 2);
        assert_string_equal(block->directives[0].words[0].text, "whoami");
        assert_string_equal(block->directives[1].words[0].text, "log");
        done(&f);
    }
}

static void gives_default_ports_to_keys(void **state)
{
    (void)state;
    struct fixture f;
    assert_true(read_text(&f, "a b:5300 tls://c {\n}\n"));
    const struct corefile_block *block = &f.corefile.blocks[0];
    assert_int_equal(block->nkeys, 3);
    assert_int_equal(block->keys[0].port, 1053);
    assert_int_equal(block->keys[1].port, 5300);
    assert_int_equal(block->keys[2].port, 853);
    assert_int_equal(block->keys[1].at.col, 3);
    assert_int_equal(block->keys[1].source_len, 6);
    done(&f);
}

static void keeps_what_it_read_of_faulty_text(void **state)
{
    (void)state;
    struct fixture f;
    assert_false(read_text(&f, "a { whoami }\nb {\n    log\n}\n"));
    assert_int_equal(errs_count(f.errs, ERR_ERROR), 1);
    assert_int_equal(f.corefile.nblocks, 2);
    assert_string_equal(f.corefile.blocks[1].directives[0].words[0].text, "log");
    done(&f);
}

static void tells_whether_a_block_was_written(void **state)
{
    (void)state;
    struct fixture f;
    assert_true(read_text(&f, ". {\n    a\n    b {\n    }\n    c {\n        d\n    }\n}\n"));
    const struct node *nodes = f.corefile.blocks[0].directives;
    assert_false(nodes[0].has_block);
    assert_int_equal(nodes[0].end.col, 6);
    assert_true(nodes[1].has_block);
    assert_int_equal(nodes[1].nchildren, 0);
    assert_int_equal(nodes[1].end.line, 4);
    assert_int_equal(nodes[2].nchildren, 1);
    assert_string_equal(nodes[2].children[0].words[0].text, "d");
    done(&f);
}

static void notes_slash_comments_once(void **state)
{
    (void)state;
    struct fixture f;
    assert_true(read_text(&f, "// a \"b {\n. {\n    whoami\n}\n  // c } import d\n"));
    assert_int_equal(errs_count(f.errs, ERR_NOTICE), 1);
    assert_int_equal(f.corefile.nblocks, 1);
    assert_int_equal(f.corefile.blocks[0].ndirectives, 1);
    done(&f);
    assert_true(read_text(&f, ". {\n    // a b\n}\n")); /* inside a block they are words */
    assert_string_equal(f.corefile.blocks[0].directives[0].words[0].text, "//");
    assert_int_equal(errs_count(f.errs, ERR_NOTICE), 0);
    done(&f);
}

/* Read a text of `depth` blocks inside each other. */
static bool read_nested(struct fixture *f, int depth)
{
    char text[400] = "";
    for (int i = 0; i < depth; i++) {
        strcat(text, "a {\n");
    }
    for (int i = 0; i < depth; i++) {
        strcat(text, "}\n");
    }
    return read_text(f, text);
}

static void bounds_the_depth_of_blocks(void **state)
{
    (void)state;
    struct fixture f;
    assert_true(read_nested(&f, 32));
    done(&f);
    assert_false(read_nested(&f, 34));
    assert_int_equal(errs_count(f.errs, ERR_ERROR), 1); /* no other brace is blamed */
    done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_text_is_the_default_server),
        cmocka_unit_test(gives_default_ports_to_keys),
        cmocka_unit_test(keeps_what_it_read_of_faulty_text),
        cmocka_unit_test(tells_whether_a_block_was_written),
        cmocka_unit_test(notes_slash_comments_once),
        cmocka_unit_test(bounds_the_depth_of_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
