/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Policies that somebody made to be hard to read: refused with a finding at its place, or read, and
 * in any case soon. (The time limit of the test program is what "soon" means.)
 */
#include "policy/needs.h"
#include "policy/policy.h"

#include "base/attr.h"
#include "saying.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char head[] =
    "version: 1\n"
    "builtin: 2026-01\n"
    "data: { country: a.mmdb, asn: b.mmdb }\n"
    "operators: { me: { country: NL } }\n"
    "clusters: { one: { target: one.example.org., location: NL, controlled-by: [me] } }\n"
    "routes: { web: [{ who: [any], to: [one] }] }\n"
    "names: { app.example.org.: { route: web } }\n";

/* "gabcd": a name of a group for each number. */
static const char *name_of(unsigned number, char out[8])
{
    for (int i = 4; i > 0; i--, number /= 26) {
        out[i] = (char)('a' + number % 26);
    }
    out[0] = 'g';
    out[5] = '\0';
    return out;
}

static void deep_groups(struct text *text)
{
    char a[8];
    char b[8];
    say(text, "groups:\n");
    for (unsigned i = 0; i < 100000; i++) {
        say(text, "  %s: [%s]\n", name_of(i, a), i == 99999 ? "NL" : name_of(i + 1, b));
    }
}

static void broad_groups(struct text *text)
{
    char a[8];
    char b[8];
    say(text, "groups:\n");
    for (unsigned i = 0; i < 31; i++) {
        name_of(i + 1, b);
        say(text, "  %s: { any-of: [%s, %s], all-of: [%s] }\n", name_of(i, a), b, b, b);
    }
    say(text, "  %s: [NL]\n", name_of(31, a));
}

static void high_parents(struct text *text)
{
    char a[8];
    char b[8];
    text->len = (size_t)(strstr(text->at, "operators") - text->at);
    say(text, "operators:\n  me: { country: NL, parent: gaaaa }\n");
    for (unsigned i = 0; i < 100000; i++) {
        say(text, "  %s: { country: NL, parent: %s }\n", name_of(i, a), name_of(i + 1, b));
    }
    say(text, "  %s: { country: NL }\n%s", name_of(100000, a), strstr(head, "clusters"));
}

static void many_networks(struct text *text)
{
    say(text, "groups: { net: [");
    for (unsigned i = 0; i < 100000; i++) {
        say(text, "10.%u.%u.%u/30, ", i >> 14 & 255, i >> 6 & 255, (i & 63) * 4);
    }
    say(text, "10.0.0.4/30] }\n");
}

static void many_corrections(struct text *text)
{
    say(text, "networks:\n");
    for (unsigned i = 0; i < 100000; i++) {
        say(text, "  10.%u.%u.%u/30: { country: NL, why: x }\n", i >> 14 & 255, i >> 6 & 255,
            (i & 63) * 4);
    }
    say(text, "  \"::ffff:10.0.0.0/126\": { country: NL, why: x }\n");
}

static void many_ases(struct text *text)
{
    say(text, "groups: { asn: [");
    for (unsigned i = 1; i < 100000; i++) {
        say(text, "AS%u, ", i);
    }
    say(text, "AS100000] }\n");
}

static void many_words(struct text *text)
{
    say(text, "groups: { net: [");
    while (text->len < 10 * 1024 * 1024) {
        say(text, "NL, ");
    }
    say(text, "] }\nversion: 1\n");
}

static void many_keys(struct text *text)
{
    for (unsigned i = 0; text->len < 1024 * 1024; i++) {
        say(text, "key-%u: 1\n", i);
    }
}

static void long_word(struct text *text)
{
    say(text, "groups: { ");
    memset(text->at + text->len, 'x', 10 * 1024 * 1024);
    text->len += 10 * 1024 * 1024;
    say(text, ": [NL] }\n");
}

static void deep_lists(struct text *text)
{
    say(text, "groups: ");
    memset(text->at + text->len, '[', 1024 * 1024);
    text->len += 1024 * 1024;
}

static void deep_blocks(struct text *text)
{
    say(text, "groups:\n");
    for (int i = 1; i < 2000; i++) {
        say(text, "%*sa:\n", i, "");
    }
}

static void refuses_at_the_place(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        void (*make)(struct text *text);
        const char *code;
        uint32_t line; /* 0 = the fixture is fine */
        const char *says;
    } rows[] = {
        {"100,000 groups inside each other", deep_groups, "S1", 99975, "deeper than 32"},
        {"groups that unfold to 3^31 words", broad_groups, "S1", 31, "more than 10000"},
        {"100,000 parents", high_parents, "S1", 99974, "more than 31 parents"},
        {"100,000 networks of a group", many_networks, NULL, 0, NULL},
        {"100,000 corrections and one in a block", many_corrections, "S5", 100009, "IPv4"},
        {"100,000 ASes", many_ases, "S1", 3, "more than 1000 ASes"},
        {"10 MB of one word", many_words, "S1", 9, "stands here already"},
        {"a megabyte of unknown sections", many_keys, "S1", 8, "no section"},
        {"a word of 10 MB", long_word, "S1", 8, "no YAML"},
        {"a million open lists", deep_lists, "S1", 8, NULL},
        {"2,000 maps inside each other", deep_blocks, "S1", 40, "nested too deep"},
    };
    struct text text = {.at = malloc(SAYING_ROOM)};
    assert_non_null(text.at);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct errs *errs = errs_new();
        text.len = 0;
        say(&text, "%s", head);
        rows[i].make(&text);
        struct policy *policy = policy_read_text("p.yaml", text.at, text.len, errs);
        const struct err *err = errs_at(errs, 0);
        if ((policy == NULL) != (rows[i].code != NULL)) {
            fail_msg("%s: %s", rows[i].what, err == NULL ? "taken" : err->text);
        }
        if (err != NULL && (strcmp(err->code, rows[i].code) != 0 || err->at.line != rows[i].line ||
                            (rows[i].says != NULL && strstr(err->text, rows[i].says) == NULL))) {
            fail_msg("%s: %s at line %u: %s", rows[i].what, err->code, err->at.line, err->text);
        }
        policy_free(policy);
        errs_free(errs);
    }
    free(text.at);
}

/* 51 rules, each with two edges. */
static void refuses_more_edges_to_come_than_can_be_judged(void **state)
{
    (void)state;
    struct text text = {.at = malloc(SAYING_ROOM)};
    struct errs *errs = errs_new();
    const struct atlas_data data = {.country = NULL};
    assert_non_null(text.at);
    say(&text, "%sresidency:\n", head);
    for (int i = 10; i < 61; i++) {
        say(&text,
            "  - { name: r%d, who: [NL], never: [one], from: 2030-01-01T00:00:%02dZ, "
            "until: 2031-01-01T00:00:%02dZ }\n",
            i, i % 60, i % 60);
    }
    struct policy *policy = policy_read_text("p.yaml", text.at, text.len, errs);
    assert_non_null(policy);
    assert_false(needs_check(policy, &data, 1767225600, errs)); /* 2026: 102 edges to come */
    assert_int_equal(errs_count(errs, ERR_ERROR), 1);
    assert_string_equal(errs_at(errs, 0)->code, "S1");
    assert_true(needs_check(policy, &data, 1896134400, errs)); /* in February 2030: 51 */
    policy_free(policy);
    errs_free(errs);
    free(text.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_at_the_place),
        cmocka_unit_test(refuses_more_edges_to_come_than_can_be_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
