/* SPDX-License-Identifier: Apache-2.0 */
/* Explanations of the sample image's policy, and that they go with what is decided. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../image/sample.h"
#include "step/reasons.h"

#include <stdlib.h>
#include <string.h>

struct bench {
    void *octets;
    struct image image;
    struct prefix client;
    struct reasons_case ask;
    char text[4096]; /* all lines that were told */
    size_t len;
};

static void note_line(const struct reasonline *line, void *arg)
{
    struct bench *bench = arg;
    char text[REASONLINE_MAX];
    size_t len = reasonline_format(line, text);
    assert_true(bench->len + len + 2 < sizeof(bench->text));
    memcpy(bench->text + bench->len, text, len);
    bench->len += len;
    bench->text[bench->len++] = '\n';
    bench->text[bench->len] = '\0';
}

static void begin(struct bench *bench, const char *client)
{
    size_t size;
    char why[IMAGE_WHY_SIZE];
    struct build *build = sample_build();
    *bench = (struct bench){.len = 0};
    assert_true(build_image(build, &bench->octets, &size));
    build_free(build);
    assert_true(image_read(bench->octets, size, &bench->image, why));
    assert_true(prefix_parse(client, &bench->client, NULL));
    const struct image_policy *policy = rulebook_at(&bench->image, 0);
    bench->ask =
        (struct reasons_case){.decide = {.image = &bench->image,
                                         .policy = policy,
                                         .binding = bench->image.at[SECTION_POLICY_BINDING],
                                         .client = &bench->client,
                                         .network = &bench->client,
                                         .now_s = 1,
                                         .states = states_initial(policy)},
                              .account = account_at(&bench->image, 0)};
}

static void end(struct bench *bench)
{
    free(bench->octets);
}

static void tells_law_and_taste_and_what_was_decided(void **state)
{
    (void)state;
    struct bench bench;
    struct decided decided;
    begin(&bench, "192.0.2.0/24");
    assert_true(reasons_tell(&bench.ask, &decided, note_line, &bench));
    assert_int_equal(decided.choice.kind, CHOICE_CLUSTER);
    assert_string_equal(
        bench.text,
        "client     192.0.2.0/24 -> one place: unknown: 192.0.2.0/24, TICKET-1 (database leaf /1 "
        "says DE), corrected by 192.0.2.0/24, TICKET-1; registered in FR\n"
        "law        rule                                       applies (unknown may be in [NL])\n"
        "clusters   nl               eligible   up\n"
        "           eu               excluded   located in DE\n"
        "taste      routes.web entry 1 [any]: 5% of the networks, not this one: [nl, eu]\n"
        "answer     CNAME nl.  ttl 60  scope /24\n");
    end(&bench);
}

/* The sample's decisions may give what its account calls excluded: the answer is the decision's. */
static void answers_by_the_decision_alone(void **state)
{
    (void)state;
    struct bench bench;
    struct decided decided;
    begin(&bench, "192.0.2.0/24");
    bench.ask.decide.states.up = 2;
    assert_true(reasons_tell(&bench.ask, &decided, note_line, &bench));
    struct decided again;
    decide(&bench.ask.decide, &again);
    assert_int_equal(decided.choice.cluster, again.choice.cluster);
    assert_non_null(strstr(bench.text, "nl               eligible   down\n"));
    assert_non_null(strstr(bench.text, "answer     CNAME eu.  ttl 60  scope /24\n"));
    assert_non_null(strstr(bench.text, "           eu is drained: the tiers have nobody else\n"));
    end(&bench);
}

static void says_when_nothing_is_known(void **state)
{
    (void)state;
    struct bench bench;
    struct decided decided;
    begin(&bench, "127.0.0.1");
    bench.ask.decide.client = NULL;
    bench.ask.no_subnet = "no client subnet";
    assert_true(reasons_tell(&bench.ask, &decided, note_line, &bench));
    assert_non_null(strstr(bench.text, "no client subnet -> nothing is known of the client\n"));
    assert_non_null(strstr(bench.text, "answer     CNAME nl.  ttl 60\n"));
    end(&bench);
}

static void cuts_the_lifetime_at_the_edge_of_a_window(void **state)
{
    (void)state;
    struct bench bench;
    struct decided decided;
    begin(&bench, "192.0.2.0/24");
    bench.ask.decide.now_s = 4102444800 - 7;
    assert_true(reasons_tell(&bench.ask, &decided, note_line, &bench));
    assert_int_equal(decided.interval, 0);
    assert_int_equal(decided.ttl_s, 7);
    assert_non_null(strstr(bench.text, "  ttl 7  "));
    bench.ask.decide.now_s = 4102444800;
    decide(&bench.ask.decide, &decided);
    assert_int_equal(decided.interval, 1);
    assert_int_equal(decided.ttl_s, 60);
    end(&bench);
}

static void tells_nothing_of_more_ranges_than_it_may(void **state)
{
    (void)state;
    struct bench bench;
    struct decided decided;
    begin(&bench, "0.0.0.0/0");
    bench.ask.ranges_max = 1;
    assert_false(reasons_tell(&bench.ask, &decided, note_line, &bench));
    assert_int_equal(bench.len, 0);
    bench.ask.ranges_max = 2;
    assert_true(reasons_tell(&bench.ask, &decided, note_line, &bench));
    assert_non_null(strstr(bench.text, "0.0.0.0/0 -> 2 places with one decision: NL, unknown\n"));
    end(&bench);
}

static void formats_what_is_too_long(void **state)
{
    (void)state;
    static uint8_t many[REASONLINE_TEXT_MAX];
    char out[REASONLINE_MAX];
    memset(many, 'x', sizeof(many));
    struct reasonline line = {.kind = REASONLINE_TASTE,
                              .subject = {.at = many, .len = sizeof(many)},
                              .text = {.at = many, .len = sizeof(many)}};
    size_t len = reasonline_format(&line, out);
    assert_true(len < sizeof(out));
    assert_memory_equal(out, "taste      xxx", 14);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_law_and_taste_and_what_was_decided),
        cmocka_unit_test(answers_by_the_decision_alone),
        cmocka_unit_test(says_when_nothing_is_known),
        cmocka_unit_test(cuts_the_lifetime_at_the_edge_of_a_window),
        cmocka_unit_test(tells_nothing_of_more_ranges_than_it_may),
        cmocka_unit_test(formats_what_is_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
