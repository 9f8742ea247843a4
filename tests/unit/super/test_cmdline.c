/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "super/cmdline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { WORDS_MAX = 16 };

/* Split at blanks into argv, after a program's name. */
static int split(char *text, char **argv)
{
    static char name[] = "dnsd";
    int argc = 0;
    argv[argc++] = name;
    for (char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " ")) {
        argv[argc++] = word;
    }
    return argc;
}

static bool parse(const char *line, struct cmdline *out, char *why)
{
    static char text[200];
    char *argv[WORDS_MAX];
    strcpy(text, line);
    return cmdline_parse(split(text, argv), argv, out, why);
}

static void has_corednss_defaults(void **state)
{
    (void)state;
    struct cmdline cmdline;
    char why[CMDLINE_WHY_SIZE];
    assert_true(parse("", &cmdline, why));
    assert_null(cmdline.conf);
    assert_null(cmdline.pidfile);
    assert_int_equal(cmdline.port, 53);
    assert_false(cmdline.quiet || cmdline.plugins || cmdline.version || cmdline.help);
}

static void takes_every_form_that_gos_flags_have(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "-conf a -dns.port 5300 -pidfile b -quiet", "--conf a --dns.port 5300 --pidfile b --quiet",
        "-conf=a -p=5300 --pidfile=b -quiet=true",
        "-p 1 -p 5300 -conf x -conf a -pidfile b -quiet=0 -quiet=T", /* the last one counts */
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct cmdline cmdline;
        char why[CMDLINE_WHY_SIZE] = "";
        if (!parse(rows[i], &cmdline, why)) {
            fail_msg("refused '%s': %s", rows[i], why);
        }
        assert_string_equal(cmdline.conf, "a");
        assert_string_equal(cmdline.pidfile, "b");
        assert_int_equal(cmdline.port, 5300);
        assert_true(cmdline.quiet);
    }
}

static void says_what_to_write_instead(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        const char *why;
    } rows[] = {
        {"-cnf a", "'-cnf' is no flag; write -conf"},
        {"-x", "'-x' is no flag; write -conf, -dns.port, -p, -pidfile"},
        {"Corefile", "'Corefile' is not understood; write the Corefile's name after -conf"},
        {"-", "'-' is not understood"},
        {"--", "'--' is not understood"},
        {"-conf", "-conf has no value; write -conf FILE"},
        {"-p", "-p has no value; write -p PORT"},
        {"-p 0", "'0' is no port for -p; write a number from 1 to 65535"},
        {"-p 65536", "write a number from 1 to 65535"},
        {"-dns.port dns", "'dns' is no port for -dns.port"},
        {"-quiet=yes", "'yes' is no value for -quiet; write true or false"},
        {"-quiet yes", "'yes' is not understood"}, /* a switch takes no word of its own */
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct cmdline cmdline = {.port = 7};
        char why[CMDLINE_WHY_SIZE] = "";
        if (parse(rows[i].line, &cmdline, why) || strstr(why, rows[i].why) == NULL) {
            fail_msg("'%s' gave: %s", rows[i].line, why);
        }
        assert_int_equal(cmdline.port, 7); /* failure leaves the output alone */
    }
}

static void helps_with_every_flag(void **state)
{
    (void)state;
    char text[4096] = "";
    FILE *to = fmemopen(text, sizeof(text), "w");
    cmdline_help(to);
    fclose(to);
    static const char *const flags[] = {"-conf ",    "-dns.port ", "-p ",     "-pidfile ",
                                        "-plugins ", "-version ",  "-quiet ", "-help "};
    for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
        if (strstr(text, flags[i]) == NULL) {
            fail_msg("no help for %s", flags[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_corednss_defaults),
        cmocka_unit_test(takes_every_form_that_gos_flags_have),
        cmocka_unit_test(says_what_to_write_instead),
        cmocka_unit_test(helps_with_every_flag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
