/* SPDX-License-Identifier: Apache-2.0 */
/* The words that explain the policy of sample_policy.h: two places, a rule, an entry. */
#ifndef DNSD_TESTS_IMAGE_SAMPLE_ACCOUNT_H
#define DNSD_TESTS_IMAGE_SAMPLE_ACCOUNT_H

#include "image/account.h"
#include "image/build.h"
#include "image/map_build.h"

/* Half of IPv4 is place 1, and so is all of IPv6; 192.0.2.0/24 is corrected. */
static inline void sample_places(struct build *build, uint32_t maps[2])
{
    struct map_ranges spots4 = {0};
    struct map_ranges spots6 = {0};
    struct map_ranges corrections4 = {0};
    struct map_ranges none6 = {0};
    map_build_append(&spots4, (struct map_address){0, 0}, 0);
    map_build_append(&spots4, (struct map_address){0, UINT32_C(1) << 31}, 1);
    map_build_append(&spots6, (struct map_address){0, 0}, 1);
    map_build_append(&corrections4, (struct map_address){0, 0}, 0);
    map_build_append(&corrections4, (struct map_address){0, 0xc0000200}, 1);
    map_build_append(&corrections4, (struct map_address){0, 0xc0000300}, 0);
    map_build_append(&none6, (struct map_address){0, 0}, 0);
    maps[0] = map_build_add(build, &spots4, &spots6);
    maps[1] = map_build_add(build, &corrections4, &none6);
    map_build_free(&spots4);
    map_build_free(&spots6);
    map_build_free(&corrections4);
    map_build_free(&none6);
}

/* SECTION_ACCOUNT_TEXT: why cluster 1 breaks the rule; two answers; an entry; what was said. */
static inline void sample_words(struct build *build)
{
    static const char *const words[] = {"",
                                        "located in DE",
                                        "CNAME nl.",
                                        "CNAME eu.",
                                        "routes.web entry 1 [any]",
                                        "NL",
                                        "DE",
                                        "",
                                        "FR",
                                        "192.0.2.0/24, TICKET-1"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        struct blob_ref text = build_text(build, words[i]);
        build_add(build, SECTION_ACCOUNT_TEXT, &text, 1);
    }
}

/* Of element 0 of SECTION_POLICY; SECTION_PREFIX 0 may ask. */
static inline void sample_account(struct build *build)
{
    uint32_t maps[2];
    sample_places(build, maps);
    sample_words(build);
    struct image_account_spot spots[] = {
        {.text = build_text(build, "NL"), .truths = build_blob(build, "\2\2", 2), .known = 1},
        {.text = build_text(build, "unknown"), .truths = build_blob(build, "\1\2", 2)}};
    struct image_account_rule rule = {.name = build_text(build, "rule"),
                                      .who = build_text(build, "[NL]"),
                                      .names = build_blob(build, "\1", 1),
                                      .reasons = {0, 2}};
    struct image_account_binding binding = {.lasts = 2, .entries = {0, 1}, .answers = {2, 2}};
    struct image_account_interval interval = {.spot_map = maps[0],
                                              .correction_map = maps[1],
                                              .own_map = maps[1],
                                              .owns = {8, 2},
                                              .unknown = 1,
                                              .spots = {0, 2},
                                              .mixed = {1, 1}};
    struct image_account account = {.database_map = maps[0],
                                    .countries = {5, 2},
                                    .registered = {7, 2},
                                    .corrections = {9, 1},
                                    .rules = {0, 1},
                                    .entries = {4, 1},
                                    .bindings = {0, 1},
                                    .intervals = {0, 2},
                                    .allowed = {0, 1}};
    build_add(build, SECTION_ACCOUNT_SPOT, spots, 2);
    build_add(build, SECTION_ACCOUNT_RULE, &rule, 1);
    build_add(build, SECTION_ACCOUNT_BINDING, &binding, 1);
    build_add(build, SECTION_ACCOUNT_TIME, &interval, 1);
    build_add(build, SECTION_ACCOUNT_TIME, &interval, 1);
    build_add(build, SECTION_ACCOUNT, &account, 1);
}

#endif
