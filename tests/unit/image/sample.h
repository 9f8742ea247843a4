/* SPDX-License-Identifier: Apache-2.0 */
/* A small image with every section in use, made by hand: for tests of image/ and fuzz seeds. */
#ifndef DNSD_TESTS_IMAGE_SAMPLE_H
#define DNSD_TESTS_IMAGE_SAMPLE_H

#include "base/addr.h"
#include "image/acl.h"
#include "image/balance.h"
#include "image/block.h"
#include "image/build.h"
#include "image/find.h"
#include "image/geo.h"
#include "image/hosts.h"
#include "image/map_build.h"
#include "image/nameplate.h"
#include "sample_account.h"
#include "sample_log.h"
#include "sample_policy.h"
#include "sample_segment.h"
#include "sample_view.h"

#include <nettle/sha2.h>

/** Make the digest right again after a test changed an image. */
static inline void sample_seal(uint8_t *octets, size_t size)
{
    struct layout_head *head = (struct layout_head *)(void *)octets;
    size_t from = offsetof(struct layout_head, size);
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, size - from, octets + from);
    sha256_digest(&sha, sizeof(head->digest), head->digest);
}

/* SECTION_NAME: a name, then texts. */
static inline void sample_lists(struct build *build)
{
    struct blob_ref names[] = {build_blob(build, "\7example", 9), build_text(build, "eth0"),
                               build_text(build, "an author")};
    struct image_prefix prefix = {.octets = {192, 0, 2}, .family = FAMILY_IPV4, .bits = 24};
    uint16_t type = 15;
    struct image_acl_rule rule = {
        .action = ACL_FILTER, .zones = {0, 1}, .types = {0, 1}, .prefixes = {0, 1}};
    struct image_acl acl = {.rules = {0, 1}};
    struct image_chaos chaos = {.version = build_text(build, "dnsd"), .authors = {2, 1}};
    struct image_header_rule header = {.set = 0x0080, .clear = 0x0020};
    build_add(build, SECTION_NAME, names, 3);
    build_add(build, SECTION_PREFIX, &prefix, 1);
    build_add(build, SECTION_TYPE, &type, 1);
    build_add(build, SECTION_ACL_RULE, &rule, 1);
    build_add(build, SECTION_ACL, &acl, 1);
    build_add(build, SECTION_CHAOS, &chaos, 1);
    struct image_nameplate plate = {.groups = 1,
                                    .view = REF_NONE,
                                    .flags = NAMEPLATE_SHOWN,
                                    .program = chaos.version,
                                    .policy = {2, 1}};
    build_add(build, SECTION_NAMEPLATE, &plate, 1);
    build_add(build, SECTION_HEADER, &header, 1);
}

static inline void sample_block(struct build *build)
{
    static const struct image_step steps[] = {
        {STEP_LOG_BEGIN, 0}, {STEP_ACL, 0},          {STEP_ANY, 0},
        {STEP_CHAOS, 0},     {STEP_HEADER_QUERY, 0}, {STEP_LOCALHOST, 0},
        {STEP_GEO_FIRST, 0}, {STEP_EXPLAIN, 0},      {STEP_RESIDENCY, 0},
        {STEP_HOSTS, 0},     {STEP_ZONE, 0},         {STEP_GEO, 0},
        {STEP_ERRATIC, 0},   {STEP_WHOAMI, 0},       {STEP_HEADER_RESPONSE, 0},
        {STEP_MINIMAL, 0},   {STEP_LOADBALANCE, 0},  {STEP_LOG, 0},
        {STEP_ERRORS, 0}};
    struct image_block block = {.steps = {0, 5, 14, 17, 19},
                                .udp_size = 1232,
                                .ecs_mode = ECS_USE,
                                .flags = BLOCK_NSID,
                                .ecs_from = {0, 0},
                                .zone = build_blob(build, "\7example", 9),
                                .nsid = build_text(build, "here")};
    build_add(build, SECTION_STEP, steps, 19);
    build_add(build, SECTION_BLOCK, &block, 1);
    struct image_candidate candidates[] = {{.groups = 1, .block = 0, .view = 0},
                                           {.groups = 1, .block = 0, .view = REF_NONE}};
    build_add(build, SECTION_CANDIDATE, candidates, 2);
    struct image_route route = {.zone = block.zone, .candidates = {0, 2}};
    build_add(build, SECTION_ROUTE, &route, 1);
    struct image_listen listen = {
        .address = build_text(build, "127.0.0.1"), .port = 53, .except = {1, 1}};
    build_add(build, SECTION_LISTEN, &listen, 1);
    build_watch(build, "Corefile", 30000, WATCH_COREFILE);
    build_place(build, (struct pos){.file = "Corefile", .line = 2, .col = 10},
                "    bind 127.0.0.1 {", 9, 1);
    build_place(build, (struct pos){.file = "Corefile", .line = 3, .col = 16},
                "        except eth0", 4, 0);
}

/* Two targets: one for 192.0.2.0/24, none elsewhere in IPv4, the other in IPv6. */
static inline void sample_geo(struct build *build)
{
    static const struct sample_rendering cname = {
        {1, 0, 0, RENDERING_AA, 1, 21, 21, 21, 0}, "\300\14\0\5\0\1\0\0\0\74\0\11\2nl\4test", {0}};
    struct sample_segment s = {0};
    sample_put(&s, &cname);
    uint32_t answer = (uint32_t)build_octets(build, SECTION_ANSWER, s.octets, s.len, 4);
    struct map_ranges v4 = {0};
    struct map_ranges v6 = {0};
    map_build_append(&v4, (struct map_address){0, 0}, 0);
    map_build_append(&v4, (struct map_address){0, 0xc0000200}, 1);
    map_build_append(&v4, (struct map_address){0, 0xc0000300}, 0);
    map_build_append(&v6, (struct map_address){0, 0}, 2);
    struct image_target target = {.a = answer,
                                  .aaaa = answer,
                                  .other = answer,
                                  .flat_a = REF_NONE,
                                  .flat_aaaa = REF_NONE,
                                  .code = build_text(build, "NL"),
                                  .name = build_text(build, "nl.test")};
    struct image_geo_name name = {.name = build_blob(build, "\7example", 9), .flags = GEO_FLAT};
    struct image_geo geo = {.map = map_build_add(build, &v4, &v6),
                            .targets = {0, 2},
                            .own = {0, 1},
                            .first = {0, 1},
                            .soa = REF_NONE,
                            .negative = REF_NONE};
    build_add(build, SECTION_TARGET, &target, 1);
    build_add(build, SECTION_TARGET, &target, 1);
    build_add(build, SECTION_GEO_NAME, &name, 1);
    build_add(build, SECTION_GEO, &geo, 1);
    map_build_free(&v4);
    map_build_free(&v6);
}

/* A table whose zone is the sample's own, and weights of one host. */
static inline void sample_addresses(struct build *build)
{
    struct image_hosts hosts = {.flags = HOSTS_FALLTHROUGH, .zones = {0, 1}, .fallthrough = {0, 1}};
    struct image_weight weight = {.octets = {192, 0, 2, 1}, .family = FAMILY_IPV4, .value = 3};
    struct image_weight_name name = {.name = build_blob(build, "\7example", 9), .weights = {0, 1}};
    struct image_balance balance = {.flags = BALANCE_WEIGHTED, .prefer = {0, 1}, .names = {0, 1}};
    struct image_erratic erratic = {.drop = 5, .truncate = 2, .large = 1};
    build_add(build, SECTION_ERRATIC, &erratic, 1);
    build_add(build, SECTION_HOSTS, &hosts, 1);
    build_add(build, SECTION_WEIGHT, &weight, 1);
    build_add(build, SECTION_WEIGHT_NAME, &name, 1);
    build_add(build, SECTION_BALANCE, &balance, 1);
}

/** A build to finish with build_image(); the caller frees it. */
static inline struct build *sample_build(void)
{
    struct build *build = build_new();
    struct sample_segment segment;
    sample_lists(build);
    sample_block(build);
    sample_zone(&segment);
    sample_geo(build);
    sample_log(build);
    sample_addresses(build);
    sample_view(build);
    sample_policy(build);
    sample_account(build);
    struct image_zone zone = {
        .apex = build_blob(build, "\7example", 9),
        .at = build_octets(build, SECTION_ZONE_DATA, segment.octets, segment.len, 8),
        .size = segment.len,
        .flags = ZONE_FALLTHROUGH,
        .fallthrough = {0, 1}};
    build_add(build, SECTION_ZONE, &zone, 1);
    uint64_t hash = name_hash(0, (const uint8_t *)"\7example\0\0\0\0\0\0\0\0");
    uint64_t zone_hash = find_zone_hash(hash, 0);
    struct image_facts facts = {
        .route_slot_mask = build_slots(build, SECTION_ROUTE_SLOT, &hash, 1),
        .zone_slot_mask = build_slots(build, SECTION_ZONE_SLOT, &zone_hash, 1),
        .route_depth = 1,
        .zone_depth = 1,
        .nzone_sets = 1,
        .reload_ms = 30000,
    };
    build_add(build, SECTION_FACTS, &facts, 1);
    return build;
}

#endif
