/* SPDX-License-Identifier: Apache-2.0 */
#include "query/view.h"

#include "asking.h"
#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Load a block whose view has one expression, and that ends with `more`. */
static void load_view(struct asking *asking, const char *expr, const char *more)
{
    static char text[1 << 17];
    snprintf(text, sizeof(text), "example.org {\nview v {\nexpr %s\n}\n%swhoami\n}\n", expr, more);
    asking_load(asking, text, strlen(text));
}

static bool holds(const char *expr, const struct asking_for *what)
{
    struct asking asking;
    load_view(&asking, expr, "");
    if (asking.octets == NULL) {
        fail_msg("'%s' is refused: %s", expr, errs_at(asking.errs, 0)->text);
    }
    asking_begin(&asking, what);
    bool answer = view_holds(&asking.query, 0, &asking.query.name);
    asking_done(&asking);
    return answer;
}

static void reads_the_query(void **state)
{
    (void)state;
    static const struct asking_for usual = {0};
    static const struct asking_for other = {.name = "a\\.b.example.org.",
                                            .type = 65280,
                                            .class = CLASS_CH,
                                            .client = "2001:db8::1",
                                            .tcp = true,
                                            .plain = true};
    static const char *const of_usual[] = {
        "type() == 'A'",         "name() == 'www.example.org.'",
        "class() == 'IN'",       "proto() == 'udp'",
        "size() == 44",          "client_ip() == '192.0.2.77'",
        "port() == '40053'",     "id() == 4660 && id() == 0x1234",
        "opcode() == 0",         "do()",
        "bufsize() == 4096",     "server_ip() == '192.0.2.1'",
        "server_port() == '53'",
    };
    static const char *const of_other[] = {
        "type() == 'TYPE65280'",
        "name() == 'a\\\\.b.example.org.'",
        "class() == 'CH'",
        "proto() == 'tcp'",
        "size() == 33",
        "client_ip() == '2001:db8::1'",
        "!do()",
        "bufsize() == 65535",
        "incidr(client_ip(), '2001:db8::/32') && !incidr(client_ip(), '0.0.0.0/0')",
    };
    for (size_t i = 0; i < ARRAY_LEN(of_usual); i++) {
        if (!holds(of_usual[i], &usual)) {
            fail_msg("'%s' does not hold", of_usual[i]);
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(of_other); i++) {
        if (!holds(of_other[i], &other)) {
            fail_msg("'%s' does not hold", of_other[i]);
        }
    }
    assert_true(holds("bufsize() == 512", &(struct asking_for){.plain = true}));
}

static const struct {
    const char *expr;
    bool holds;
} expr_lang[] = {
    {"true", true},
    {"false", false},
    {"not false", true},
    {"!(true && false)", true},
    {"true || false && false", true}, /* && binds more than || */
    {"(true || false) && false", false},
    {"true or false and false", true},
    {"not true || true", true}, /* not binds more than || */
    {"1 + 2 * 3 == 7", true},
    {"10 - 2 - 3 == 5", true},
    {"7 % 4 * 2 == 6", true},
    {"-1 < 0 && - -1 == 1 && +1 == 1", true},
    {"id() % 2 == 0", true},
    {"id() % 0 == 0", false}, /* an evaluation error */
    {"id() % 0 == 0 || true", false},
    {"true || id() % 0 == 0", true}, /* not looked at */
    {"false && id() % 0 == 0 || true", true},
    {"9223372036854775807 + 1 < 0", true}, /* wraps, as Go's numbers do */
    {"(0 - 9223372036854775807 - 1) % -1 == 0", true},
    {"1 <= 1 && 2 >= 2 && 1 < 2 && 2 > 1 && 1 != 2", true},
    {"'a' < 'b' && 'a' <= 'a' && 'b' > 'a' && 'ab' > 'a' && '' < 'a'", true},
    {"true == true && true != false", true},
    {"'a' + 'b' == 'ab' && 'a' + '' == 'a'", true},
    {"type() in ['A', 'AAAA']", true},
    {"type() in ['AAAA', 'A', ]", true},
    {"type() in ['AAAA', 'MX']", false},
    {"type() not in ['AAAA', 'MX']", true},
    {"type() not in ['A']", false},
    {"type() in []", false},
    {"type() in ['A'] && size() in [1, 44]", true},
    {"'A' in [type()]", true},
    {"true in [type() in ['MX', 'A'], false]", true},
    {"name() contains 'example'", true},
    {"name() not contains 'example'", false},
    {"name() startsWith 'www.'", true},
    {"name() startsWith 'www.example.org.and.more'", false},
    {"name() not startsWith 'example'", true},
    {"name() endsWith '.org.'", true},
    {"name() endsWith 'org.com.'", false},
    {"name() contains '' && '' endsWith ''", true},
    {"name() matches '^www\\\\.'", true},
    {"name() matches 'org$'", false},
    {"name() not matches 'org$'", true},
    {"incidr(client_ip(), '192.0.2.0/24')", true},
    {"incidr(client_ip(), '192.0.2.64/28')", true},
    {"incidr(client_ip(), '192.0.2.80/28')", false},
    {"incidr(server_ip(), '192.0.2.1/32')", true},
    {"incidr('198.51.100.7', '198.51.100.0/24')", true},
    {"incidr('198.51.' + '100.7', '198.51.100.0/24')", true},
    {"incidr(name(), '0.0.0.0/0')", false}, /* no address: an evaluation error */
    {"!incidr(name(), '0.0.0.0/0')", false},
    {"do() ? type() == 'A' : false", true},
    {"do() ? false : true", false},
    {"(do() ? 'a' : 'b') == 'a'", true},
    {"!do() ? 'a' == 'b' : do() ? true : false", true},
    {"\"type() == \\\"A\\\"\"", true}, /* quotes of the Corefile, and in them */
    {"'\\x41' == 'A' && '\\u00fc' == 'ü' && '\\t' != 't' && '\\'' == \"`'`\"", true},
    {"metadata('geoip/country/code') == ''", true},
};

static void evaluates_as_expr_lang_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(expr_lang); i++) {
        if (holds(expr_lang[i].expr, &(struct asking_for){0}) != expr_lang[i].holds) {
            fail_msg("'%s' is %s", expr_lang[i].expr, expr_lang[i].holds ? "false" : "true");
        }
    }
}

static const struct {
    const char *expr;
    uint32_t col; /* the expression begins at 6 */
    const char *text;
} wrong[] = {
    {"type()", 6,
     "a view works on true or false, not on text; compare it with something, as in type() == "
     "'A'"},
    {"type", 6, "'type' is a function; write type()"},
    {"typ() == 'A'", 6, "'typ' is no function; did you mean type()?"},
    {"name() == www.example.org", 16,
     "'www' is no function of views; write text in single quotes ('www'), or one of type name "
     "class "
     "proto size client_ip port id opcode do bufsize server_ip server_port incidr metadata"},
    {"\"name() == \"www\"", 18,
     "'www' is no function of views; write text in single quotes ('www'), or one of type name "
     "class "
     "proto size client_ip port id opcode do bufsize server_ip server_port incidr metadata"},
    {"type() == 'A", 16, "the text that begins here has no end; write ' behind it"},
    {"type() == A'", 16,
     "'A' is no function of views; write text in single quotes ('A'), or one of type name class "
     "proto "
     "size client_ip port id opcode do bufsize server_ip server_port incidr metadata"},
    {"type() == 'A' &&", 22,
     "the expression ends where a value is expected; write one such as type() or 'A'"},
    {"type() == 'A' & do()", 20,
     "'&' means nothing in an expression; the operators are == != < <= > >= && || ! + - * % in "
     "contains startsWith endsWith matches and ? :"},
    {"type() == 'A' type() == 'B'", 20,
     "'type' stands behind the end of the expression; write an operator such as && before it"},
    {"type() == 1", 6,
     "'==' compares text with a number; write values of one kind: text stands in quotes, "
     "numbers do not"},
    {"size() == '512'", 6,
     "'==' compares a number with text; write values of one kind: text stands in quotes, "
     "numbers do not"},
    {"size() && do()", 6,
     "'&&' works on true or false, not on a number; compare it with something, as in type() == "
     "'A'"},
    {"do() || 'a'", 14,
     "'||' works on true or false, not on text; compare it with something, as in type() == "
     "'A'"},
    {"!size()", 7,
     "'not' works on true or false, not on a number; compare it with something, as in type() "
     "== 'A'"},
    {"-type() == 'A'", 7,
     "a sign works on a number, not on text; compare or combine values of one kind"},
    {"not type() in ['A']", 10,
     "'not' works on true or false, not on text; compare it with something, as in type() == "
     "'A'"},
    {"type() in 'A'", 16, "'in' takes a list; write one such as ['A', 'AAAA']"},
    {"type() in ['A' 'B']", 21, "''B'' was not expected here; write ']'"},
    {"type() in ['A', 1]", 22,
     "this element is a number, and what is looked for is text; write values of one kind"},
    {"['A'] == 'A'", 6, "'[' stands where a value is expected; write 'in' before a list"},
    {"size() contains '1'", 6,
     "'contains' looks into text, and this is a number; write text in quotes or a function "
     "that gives text"},
    {"'1' contains size()", 19,
     "'contains' looks into text, and this is a number; write text in quotes or a function "
     "that gives text"},
    {"name() matches 'a(b'", 21,
     "'a(b' is no pattern: missing closing parenthesis (at octet 4); write a regular "
     "expression"},
    {"name() matches '(?<x>a)\\\\k<x>'", 21,
     "'(?<x>a)\\k<x>' is no pattern: it refers back to what a group matched (at octet 1); "
     "write a regular expression"},
    {"name() matches 'a' + 'b'", 21,
     "a pattern has to be known at load; write it as text in quotes"},
    {"name() matches '\\.x'", 22, "'\\.' is no escape; write two backslashes for one: '\\\\.'"},
    {"do() > false", 6, "'>' orders numbers or texts; write == or != here"},
    {"1 < 2 < 3", 12,
     "'<' follows another test; join the two with &&, or put one into parentheses"},
    {"type() not == 'A'", 17,
     "'not' stands before in, contains, startsWith, endsWith or matches here; write one of "
     "them"},
    {"1.5 < 2", 6, "what begins here is no whole number; write one such as 512 or 0x200"},
    {"99999999999999999999 > 1", 6,
     "what begins here is no whole number; write one such as 512 or 0x200"},
    {"0x", 6, "what begins here is no whole number; write one such as 512 or 0x200"},
    {"12ab == 1", 6, "what begins here is no whole number; write one such as 512 or 0x200"},
    {"incidr(client_ip())", 6,
     "incidr() takes 2 arguments and has 1; write incidr(ADDRESS, 'NETWORK')"},
    {"incidr(client_ip(), '192.0.2.1')", 26,
     "'192.0.2.1' is no network; write an address, '/' and a length, such as '192.0.2.0/24'"},
    {"incidr(client_ip(), '192.0.2.0/33')", 26,
     "'192.0.2.0/33' is no network; write an address, '/' and a length, such as "
     "'192.0.2.0/24'"},
    {"incidr(client_ip(), name())", 26,
     "the network of incidr() has to be known at load; write it as text in quotes, such as "
     "'192.0.2.0/24'"},
    {"incidr(1, '192.0.2.0/24')", 13,
     "incidr() looks at an address, and this is a number; write client_ip() or server_ip()"},
    {"incidr('a', '192.0.2.0/24')", 13, "'a' is no address; write client_ip() or server_ip()"},
    {"metadata(name()) == 'NL'", 15,
     "the label of metadata() has to be known at load; write it as text in quotes, such as "
     "'geoip/country/code'"},
    {"metadata() == 'NL'", 6, "metadata() takes 1 argument and has 0; write metadata('LABEL')"},
    {"type('A') == 'A'", 6, "type() takes 0 arguments and has 1; write type()"},
    {"do() ? 'a' : 1", 19, "behind ':' stands a number, before it text; write values of one kind"},
    {"do() ? true", 17, "the expression ends here; write ':'"},
    {"size() ? true : false", 6,
     "'?' works on true or false, not on a number; compare it with something, as in type() == "
     "'A'"},
    {"(do()", 11, "the expression ends here; write ')'"},
    {"do())", 10,
     "')' stands behind the end of the expression; write an operator such as && before it"},
    {"()", 7, "')' stands where a value is expected; write one such as type() or 'A'"},
    {"size() / 2 == 1", 13,
     "'/' means nothing in an expression; the operators are == != < <= > >= && || ! + - * % in "
     "contains startsWith endsWith matches and ? :"},
    {"do() == nil", 14, "'nil' is no function; did you mean id()?"},
    {"'\\u12' == ''", 7, "'\\u' is no escape; write two backslashes for one: '\\\\u'"},
    {"size()..5", 12,
     "'.' means nothing in an expression; the operators are == != < <= > >= && || ! + - * % in "
     "contains startsWith endsWith matches and ? :"},
    {"type() | 'A'", 13,
     "'|' means nothing in an expression; the operators are == != < <= > >= && || ! + - * % in "
     "contains startsWith endsWith matches and ? :"},
    {"lower(name()) == 'a'", 6,
     "'lower' is no function of views; write text in single quotes ('lower'), or one of type name "
     "class proto size client_ip port id opcode do bufsize server_ip server_port incidr "
     "metadata"},
};

static void says_where_an_expression_is_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct asking asking;
        load_view(&asking, wrong[i].expr, "");
        const struct err *err = errs_at(asking.errs, 0);
        if (asking.octets != NULL || err == NULL) {
            fail_msg("'%s' is accepted", wrong[i].expr);
        }
        assert_string_equal(err->text, wrong[i].text);
        assert_int_equal(err->at.line, 3);
        assert_int_equal(err->at.col, wrong[i].col);
        assert_int_equal(errs_count(asking.errs, ERR_ERROR), 1);
        asking_done(&asking);
    }
}

static void warns_of_what_never_holds(void **state)
{
    (void)state;
    static const struct {
        const char *expr;
        uint32_t col;
        const char *text;
    } rows[] = {
        {"name() == 'www.example.org'", 16,
         "no name() ends with 'www.example.org', since names end with a dot; write "
         "'www.example.org.'"},
        {"'www.example.org' != name()", 6,
         "no name() ends with 'www.example.org', since names end with a dot; write "
         "'www.example.org.'"},
        {"name() in ['a.example.', 'b.example']", 31,
         "no name() ends with 'b.example', since names end with a dot; write 'b.example.'"},
        {"name() endsWith 'example'", 22,
         "no name() ends with 'example', since names end with a dot; write 'example.'"},
        {"name() startsWith 'WWW.'", 24,
         "no name() holds 'WWW.', since names are in lower case here; write it so"},
        {"type() == 'a'", 16, "no type() holds 'a'; write types in capitals"},
        {"incidr(client_ip(), '192.0.2.77/24')", 26,
         "'192.0.2.77/24' has bits set behind its length; it is read as '192.0.2.0/24'"},
        {"metadata('geoip/country/code') == 'NL'", 15,
         "label 'geoip/country/code' is empty, since this server block has no geoip; add it, or do "
         "not name the label"},
        {"metadata('geoip/country/cod') == 'NL'", 15,
         "no plugin sets a label 'geoip/country/cod', so it is empty; did you mean "
         "'geoip/country/code'"},
        {"metadata('view/name') == 'v'", 15,
         "label 'view/name' is empty without `metadata`; add a line `metadata` to this server "
         "block"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct asking asking;
        load_view(&asking, rows[i].expr, "");
        assert_non_null(asking.octets);
        assert_int_equal(errs_count(asking.errs, ERR_WARNING), 1);
        assert_string_equal(errs_at(asking.errs, 0)->text, rows[i].text);
        assert_int_equal(errs_at(asking.errs, 0)->at.col, rows[i].col);
        asking_done(&asking);
    }
}

/* A quoted word of the Corefile may go on in the next line, and holds quotes behind backslashes. */
static void points_into_quoted_words(void **state)
{
    (void)state;
    static const struct {
        const char *expr;
        uint32_t line;
        uint32_t col;
    } rows[] = {
        {"\"do() && x\"", 3, 15},
        {"do() \"&& x\"", 3, 15},
        {"\"type() == \\\"A\\\" && x\"", 3, 26},
        {"\"do() &&\n   x\"", 4, 4},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct asking asking;
        load_view(&asking, rows[i].expr, "");
        assert_int_equal(errs_count(asking.errs, ERR_ERROR), 1);
        assert_int_equal(errs_at(asking.errs, 0)->at.line, rows[i].line);
        assert_int_equal(errs_at(asking.errs, 0)->at.col, rows[i].col);
        asking_done(&asking);
    }
}

static void wants_all_expressions_of_a_block(void **state)
{
    (void)state;
    static const struct {
        const char *lines;
        bool holds;
    } rows[] = {{"expr do()\nexpr type() == 'A'\n", true},
                {"expr do()\nexpr type() == 'MX'\n", false},
                {"expr type() == 'MX'\nexpr do()\n", false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct asking asking;
        char text[256];
        snprintf(text, sizeof(text), ". {\nview v {\n%s}\nwhoami\n}\n", rows[i].lines);
        asking_load(&asking, text, strlen(text));
        asking_begin(&asking, &(struct asking_for){0});
        assert_int_equal(view_holds(&asking.query, 0, &asking.query.name), rows[i].holds);
        asking_done(&asking);
    }
}

static void refuses_wrong_blocks(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *why;
    } rows[] = {
        {"view", "view lacks an argument; write view NAME { expr EXPRESSION }"},
        {"view a", "view 'a' has no expression; write a block with lines such as expr type() == "
                   "'A'"},
        {"view a b {\nexpr do()\n}", "'b' is one argument too many for view; write view NAME { "
                                     "expr EXPRESSION }"},
        {"view a {\nexp do()\n}", "'exp' is no property of view; write expr EXPRESSION"},
        {"view a {\nexpr\n}", "expr lacks an expression; write one such as expr type() == 'A'"},
        {"view a {\nexpr do()\n}\nview b {\nexpr do()\n}",
         "'view' stands twice in this server block; keep one of them"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct asking asking;
        char text[256];
        snprintf(text, sizeof(text), ". {\n%s\nwhoami\n}\n", rows[i].text);
        asking_load(&asking, text, strlen(text));
        assert_null(asking.octets);
        assert_string_equal(errs_at(asking.errs, 0)->text, rows[i].why);
        asking_done(&asking);
    }
}

static void refuses_what_is_too_deep_or_too_long(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"(", "true", ")"}, {"!", "true", ""}, {"1 + (", "1", ") == 1"}, {"do() && ", "true", ""}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct asking asking;
        char expr[65536] = "";
        for (int n = 0; n < 5000; n++) {
            strcat(expr, rows[i][0]);
        }
        load_view(&asking, expr, "");
        assert_null(asking.octets);
        assert_int_equal(errs_count(asking.errs, ERR_ERROR), 1);
        asking_done(&asking);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_query),
        cmocka_unit_test(evaluates_as_expr_lang_does),
        cmocka_unit_test(says_where_an_expression_is_wrong),
        cmocka_unit_test(warns_of_what_never_holds),
        cmocka_unit_test(points_into_quoted_words),
        cmocka_unit_test(wants_all_expressions_of_a_block),
        cmocka_unit_test(refuses_wrong_blocks),
        cmocka_unit_test(refuses_what_is_too_deep_or_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
