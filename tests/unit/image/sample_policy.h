/* SPDX-License-Identifier: Apache-2.0 */
/* A policy of one name for sample.h: one cluster in IPv4, another in half of IPv6. */
#ifndef DNSD_TESTS_IMAGE_SAMPLE_POLICY_H
#define DNSD_TESTS_IMAGE_SAMPLE_POLICY_H

#include "image/build.h"
#include "image/map_build.h"
#include "image/rulebook.h"

/* Two decisions, and what networks with both get: refused. */
static inline void sample_decisions(struct build *build)
{
    const uint64_t tiers[] = {1, 3};
    struct image_policy_part parts[] = {{.share = 500, .tiers = {1, 1}}, {.tiers = {0, 2}}};
    struct image_policy_last lasts[] = {{.kind = POLICY_LAST_CLUSTER, .cluster = 1},
                                        {.kind = POLICY_LAST_SERVFAIL}};
    struct blob_ref text = build_text(build, "residency rule: no healthy cluster");
    struct image_policy_decision decisions[] = {
        {.parts = {0, 2}, .lasts = {0, 2}, .text = text, .flags = POLICY_HASHED},
        {.parts = {1, 1}, .lasts = {1, 1}, .text = text, .flags = POLICY_HASHED},
        {.text = text, .flags = POLICY_REFUSED}};
    struct image_policy_node node = {.child = {REF_NONE, REF_NONE}, .mixed = 0};
    const uint32_t mixed = 2;
    build_add(build, SECTION_POLICY_TIER, tiers, 2);
    build_add(build, SECTION_POLICY_PART, parts, 2);
    build_add(build, SECTION_POLICY_LAST, lasts, 2);
    build_add(build, SECTION_POLICY_DECISION, decisions, 3);
    build_add(build, SECTION_POLICY_NODE, &node, 1);
    build_add(build, SECTION_POLICY_MIXED, &mixed, 1);
}

/* Uses the two targets of sample_geo(), zone set 0, and a window that ends in 2100. */
static inline void sample_policy(struct build *build)
{
    struct map_ranges v4 = {0};
    struct map_ranges v6 = {0};
    map_build_append(&v4, (struct map_address){0, 0}, 0);
    map_build_append(&v6, (struct map_address){0, 0}, 0);
    map_build_append(&v6, (struct map_address){UINT64_C(1) << 63, 0}, 1);
    struct image_policy_table table = {
        .map = map_build_add(build, &v4, &v6), .root4 = REF_NONE, .root6 = 0, .mixed = {0, 1}};
    struct image_policy_cluster clusters[] = {{.name = build_text(build, "nl"), .weight = 1},
                                              {.name = build_text(build, "eu"), .weight = 3}};
    struct image_policy_binding binding = {.name = build_blob(build, "\3app\7example", 13),
                                           .route = build_text(build, "web"),
                                           .answer = POLICY_CNAME,
                                           .ttl_s = 60,
                                           .tables = {0, 2},
                                           .targets = {0, 2}};
    struct image_policy_name names[] = {
        {.name = build_blob(build, "", 1), .binding = REF_NONE},
        {.name = build_blob(build, "\7example", 9), .binding = REF_NONE},
        {.name = binding.name, .binding = 0}};
    const int64_t edge_s = 4102444800;
    struct image_policy policy = {.checked = 1,
                                  .drained = 2,
                                  .names = {0, 3},
                                  .clusters = {0, 2},
                                  .edges = {0, 1},
                                  .decisions = {0, 3},
                                  .flags = POLICY_NO_ECS_UNKNOWN,
                                  .zone_set = 0};
    sample_decisions(build);
    build_add(build, SECTION_POLICY_CLUSTER, clusters, 2);
    build_add(build, SECTION_POLICY_TABLE, &table, 1);
    build_add(build, SECTION_POLICY_TABLE, &table, 1);
    build_add(build, SECTION_POLICY_BINDING, &binding, 1);
    build_add(build, SECTION_POLICY_NAME, names, 3);
    build_add(build, SECTION_POLICY_EDGE, &edge_s, 1);
    build_add(build, SECTION_POLICY, &policy, 1);
    map_build_free(&v4);
    map_build_free(&v6);
}

#endif
