/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "conf/corefile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* A folder of its own for each test, with the Corefile's text in it. */
struct fixture {
    char folder[64];
    struct arena *arena;
    struct errs *errs;
    struct corefile corefile;
};

static const char *no_variable(const char *name)
{
    (void)name;
    return NULL;
}

static char *path_in(struct fixture *f, const char *name)
{
    return arena_printf(f->arena, "%s/%s", f->folder, name);
}

static void begin(struct fixture *f)
{
    strcpy(f->folder, "/tmp/test-import-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    f->arena = arena_new(4096);
    f->errs = errs_new();
}

static void write_file(struct fixture *f, const char *name, const char *text)
{
    FILE *file = fopen(path_in(f, name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static bool read_text(struct fixture *f, const char *text)
{
    struct corefile_env env = {.getenv = no_variable, .dns_port = 53};
    return corefile_read(f->arena, path_in(f, "Corefile"), text, strlen(text), &env, &f->corefile,
                         f->errs);
}

static void end(struct fixture *f)
{
    char *command = arena_printf(f->arena, "rm -r '%s'", f->folder);
    assert_int_equal(system(command), 0);
    arena_free(f->arena);
    errs_free(f->errs);
}

static const char *directive(struct fixture *f, size_t i)
{
    assert_true(i < f->corefile.blocks[0].ndirectives);
    return f->corefile.blocks[0].directives[i].words[0].text;
}

static void reads_matches_in_order_without_hidden_files(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    write_file(&f, "b.conf", "two");
    write_file(&f, "a.conf", "one");
    write_file(&f, "c.conf", "");
    write_file(&f, ".a.conf", "hidden");
    assert_int_equal(mkdir(path_in(&f, "d.conf"), 0700), 0);
    assert_true(read_text(&f, ". {\n    import *.conf\n    three\n}\n"));
    assert_int_equal(f.corefile.blocks[0].ndirectives, 3);
    assert_string_equal(directive(&f, 0), "one");
    assert_string_equal(directive(&f, 1), "two");
    assert_string_equal(directive(&f, 2), "three");
    assert_int_equal(errs_count(f.errs, ERR_WARNING), 0);
    end(&f);
}

static void lists_files_and_searched_folders(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    assert_int_equal(mkdir(path_in(&f, "sub"), 0700), 0);
    write_file(&f, "a.conf", "one\n");
    write_file(&f, "sub/b.conf", "import c?\n");
    write_file(&f, "sub/c1", "two\n");
    assert_true(read_text(&f, ". {\nimport a.conf\nimport a.conf\nimport s*/b.conf\n}\n"));
    static const struct {
        const char *name;
        bool folder;
    } want[] = {{"Corefile", false}, {"a.conf", false},     {"", true},
                {"sub/", true},      {"sub/b.conf", false}, {"sub/c1", false}};
    assert_int_equal(f.corefile.nfiles, ARRAY_LEN(want));
    for (size_t i = 0; i < ARRAY_LEN(want); i++) {
        assert_string_equal(f.corefile.files[i].path, path_in(&f, want[i].name));
        assert_int_equal(f.corefile.files[i].folder, want[i].folder);
    }
    end(&f);
}

static void sees_cycles_under_other_names(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    write_file(&f, "a.conf", "one\nimport b.conf\n");
    assert_int_equal(symlink("a.conf", path_in(&f, "b.conf")), 0);
    assert_false(read_text(&f, ". {\nimport a.conf\ntwo\n}\n"));
    assert_int_equal(errs_count(f.errs, ERR_ERROR), 1);
    assert_non_null(strstr(errs_at(f.errs, 0)->text, "imports itself"));
    assert_string_equal(directive(&f, 1), "two");
    end(&f);
}

static void the_same_file_may_come_twice(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    write_file(&f, "a.conf", "one\n");
    assert_true(read_text(&f, ". {\nimport a.conf\nimport a.conf\n}\n"));
    assert_int_equal(f.corefile.blocks[0].ndirectives, 2);
    assert_int_equal(f.corefile.nfiles, 2);
    end(&f);
}

static void opens_no_pipe(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    assert_int_equal(mkfifo(path_in(&f, "pipe"), 0600), 0);
    assert_false(read_text(&f, ". {\nimport pipe\n}\n"));
    assert_non_null(strstr(errs_at(f.errs, 0)->text, "it is no plain file"));
    end(&f);
}

static void shows_the_line_of_an_imported_file(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    write_file(&f, "a.conf", "one\ntwo {\n");
    assert_false(read_text(&f, ". {\nimport a.conf\n}\n"));
    assert_string_equal(errs_at(f.errs, 0)->at.file, path_in(&f, "a.conf"));
    assert_int_equal(errs_at(f.errs, 0)->at.line, 2);
    assert_string_equal(errs_at(f.errs, 0)->line, "two {");
    end(&f);
}

static void caps_what_snippets_expand_to(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    char *text = arena_printf(f.arena, "(s0) {\n    x\n}\n");
    for (int i = 1; i < 30; i++) { /* 2^29 lines, if nothing stopped it */
        text =
            arena_printf(f.arena, "%s(s%d) {\nimport s%d\nimport s%d\n}\n", text, i, i - 1, i - 1);
    }
    assert_false(read_text(&f, arena_printf(f.arena, "%s. {\nimport s29\n}\n", text)));
    assert_true(f.corefile.blocks[0].ndirectives <= 10000);
    end(&f);
}

static void a_folder_with_wildcards_in_its_name_is_itself(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    assert_int_equal(mkdir(path_in(&f, "[x]*"), 0700), 0);
    write_file(&f, "[x]*/a.conf", "one\n");
    struct corefile_env env = {.getenv = no_variable, .dns_port = 53};
    static const char text[] = ". {\nimport *.conf\n}\n";
    assert_true(corefile_read(f.arena, path_in(&f, "[x]*/Corefile"), text, strlen(text), &env,
                              &f.corefile, f.errs));
    assert_string_equal(directive(&f, 0), "one");
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_matches_in_order_without_hidden_files),
        cmocka_unit_test(lists_files_and_searched_folders),
        cmocka_unit_test(sees_cycles_under_other_names),
        cmocka_unit_test(the_same_file_may_come_twice),
        cmocka_unit_test(opens_no_pipe),
        cmocka_unit_test(shows_the_line_of_an_imported_file),
        cmocka_unit_test(caps_what_snippets_expand_to),
        cmocka_unit_test(a_folder_with_wildcards_in_its_name_is_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
