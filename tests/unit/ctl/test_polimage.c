/* SPDX-License-Identifier: Apache-2.0 */
/* A policy as an image in memory: the server's look-up answers from it. */
#include "ctl/polimage.h"

#include "base/attr.h"
#include "ctl/polload.h"
#include "step/reasons.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const int64_t noon_s = 1767268800; /* 2026-01-01, 12:00 UTC */

/* The cluster that a client is given for the first name, by the image. */
static const char *given(const struct polimage *image, const struct policy *policy, int64_t time_s,
                         const char *client_text)
{
    uint8_t scope_bits;
    struct prefix client;
    assert_true(prefix_parse(client_text, &client, NULL));
    const struct image_policy_binding *binding = image->image.at[SECTION_POLICY_BINDING];
    const struct image_policy_table *table = polimage_table(image, 0, time_s);
    uint32_t number = choose_decision(&image->image, table, &client, &scope_bits);
    assert_int_not_equal(number, REF_NONE);
    struct rendezvous who = {.network = rendezvous_network(&client)};
    const struct image_policy_decision *decisions = image->image.at[SECTION_POLICY_DECISION];
    struct policy_states states = states_initial(image->policy);
    struct choice choice =
        choose_cluster(&image->image, image->policy, binding, &decisions[number], &states, &who);
    assert_int_equal(choice.kind, CHOICE_CLUSTER);
    return policy->clusters[choice.cluster].name;
}

static void answers_as_the_server_would(void **state)
{
    (void)state;
    struct polload loaded;
    struct polimage image;
    assert_true(polload_open("policies/minimal.yaml", &loaded));
    assert_true(polimage_make(loaded.policy, &loaded.data, noon_s, &image, loaded.errs));
    assert_string_equal(given(&image, loaded.policy, noon_s, "192.0.2.0/26"), "nl-sov");
    assert_string_equal(given(&image, loaded.policy, noon_s, "8.8.8.0/24"), "eu-sov");
    polimage_done(&image);
    polload_done(&loaded);
}

static void tells_why_there_is_none(void **state)
{
    (void)state;
    struct polload loaded;
    struct polimage image;
    assert_true(polload_open("policies/minimal.yaml", &loaded));
    loaded.policy->rules[0].only = 0; /* a law that leaves no cluster */
    loaded.policy->rules[0].has_only = true;
    assert_false(polimage_make(loaded.policy, &loaded.data, noon_s, &image, loaded.errs));
    assert_true(errs_failed(loaded.errs));
    assert_null(image.policy);
    polimage_done(&image);
    polload_done(&loaded);
}

/* A policy with more own networks than are told apart, 10.0.0.0/24 and on; NULL after errors. */
static struct policy *read_many_networks(char *text, size_t size, struct errs *errs)
{
    static const char head[] =
        "version: 1\nbuiltin: 2026-01\n"
        "data: { country: policies/geo/example-country.mmdb }\n"
        "operators: { one: { country: NL } }\n"
        "clusters: { nl: { target: nl.example., location: NL, controlled-by: [one] } }\n"
        "routes: { web: [{ who: [ours], to: [nl] }, { who: [any], to: [nl] }] }\n"
        "names: { app.example.: { route: web } }\ngroups:\n  ours:\n";
    size_t len = (size_t)snprintf(text, size, "%s", head);
    for (unsigned i = 0; i <= OWNNETS_TOLD; i++) {
        len += (size_t)snprintf(text + len, size - len, "    - 10.%u.%u.0/24\n", i / 256, i % 256);
    }
    return policy_read_text("many.yaml", text, len, errs);
}

struct told {
    char client[256];
};

static void note_client(const struct reasonline *line, void *arg)
{
    struct told *told = arg;
    if (line->kind == REASONLINE_CLIENT) {
        assert_true(line->text.len < sizeof(told->client));
        memcpy(told->client, line->text.at, line->text.len);
        told->client[line->text.len] = '\0';
    }
}

/* What is told of a client of the image's only name. */
static void tell(const struct polimage *image, const char *client_text, struct told *out)
{
    struct decided decided;
    struct prefix client;
    assert_true(prefix_parse(client_text, &client, NULL));
    struct reasons_case ask = {.decide = {.image = &image->image,
                                          .policy = image->policy,
                                          .binding = image->image.at[SECTION_POLICY_BINDING],
                                          .client = &client,
                                          .network = &client,
                                          .now_s = (uint64_t)noon_s,
                                          .states = states_initial(image->policy)},
                               .account = image->account};
    assert_true(reasons_tell(&ask, &decided, note_client, out));
}

static void names_the_own_network_of_many(void **state)
{
    (void)state;
    enum { SIZE = 64 * 1024 };
    struct polimage image;
    struct told told;
    struct atlas_data data;
    char *text = malloc(SIZE);
    struct errs *errs = errs_new();
    assert_non_null(text);
    struct policy *policy = read_many_networks(text, SIZE, errs);
    errs_print(errs, stderr);
    assert_non_null(policy);
    assert_true(atlas_open(policy, NULL, &data, errs));
    assert_true(polimage_explained(policy, &data, noon_s, &image, errs));
    tell(&image, "10.1.2.0/25", &told);
    assert_string_equal(told.client, "10.1.2.0/25 -> one place: unknown in own networks: "
                                     "10.1.2.0/24 (database leaf /1), not corrected");
    tell(&image, "10.1.2.0/23", &told); /* two of them, each of which holds a half */
    assert_string_equal(told.client, "10.1.2.0/23 -> one place: unknown in own networks (database "
                                     "leaf /1), not corrected");
    tell(&image, "11.0.0.0/24", &told);
    assert_string_equal(told.client,
                        "11.0.0.0/24 -> one place: unknown (database leaf /1), not corrected");
    polimage_done(&image);
    atlas_close(&data);
    policy_free(policy);
    errs_free(errs);
    free(text);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_as_the_server_would),
        cmocka_unit_test(tells_why_there_is_none),
        cmocka_unit_test(names_the_own_network_of_many),
    };
    const char *root = getenv("SOURCE_ROOT");
    return root != NULL && chdir(root) == 0 ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
