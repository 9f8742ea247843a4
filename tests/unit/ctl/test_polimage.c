/* SPDX-License-Identifier: Apache-2.0 */
/* A policy as an image in memory: the server's look-up answers from it. */
#include "ctl/polimage.h"

#include "base/attr.h"
#include "ctl/polload.h"
#include "step/choose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
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

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_as_the_server_would),
        cmocka_unit_test(tells_why_there_is_none),
    };
    const char *root = getenv("SOURCE_ROOT");
    return root != NULL && chdir(root) == 0 ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
