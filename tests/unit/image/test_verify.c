/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "image/nameplate.h"
#include "image/rulebook.h"
#include "image/verify.h"
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* The sample as octets on the heap, with where its parts are. */
struct subject {
    uint8_t *octets;
    size_t size;
    struct image image; /* of the octets before they are changed */
    struct sample_segment segment;
};

static struct subject make(void)
{
    struct subject subject;
    char why[IMAGE_WHY_SIZE] = "";
    void *octets;
    struct build *build = sample_build();
    assert_true(build_image(build, &octets, &subject.size));
    build_free(build);
    subject.octets = octets;
    if (!image_read(octets, subject.size, &subject.image, why)) {
        fail_msg("the sample is refused: %s", why);
    }
    sample_zone(&subject.segment);
    return subject;
}

/* Change `len` octets at `at` of the image, make the digest right, and expect to be refused. */
static void expect_refusal(struct subject *subject, const void *at, uint64_t value, size_t len,
                           const char *reason)
{
    size_t offset = (size_t)((const uint8_t *)at - subject->octets);
    uint8_t before[8];
    struct image image;
    char why[IMAGE_WHY_SIZE] = "";
    memcpy(before, subject->octets + offset, len);
    memcpy(subject->octets + offset, &value, len);
    sample_seal(subject->octets, subject->size);
    if (image_read(subject->octets, subject->size, &image, why)) {
        fail_msg("accepted; expected '%s'", reason);
    }
    if (strstr(why, reason) == NULL) {
        fail_msg("'%s' does not say '%s'", why, reason);
    }
    memcpy(subject->octets + offset, before, len);
}

/* A field of a section's first element (or, with a larger `at`, of a later one) to change. */
struct row {
    enum section section;
    size_t at; /* of the field */
    size_t len;
    uint64_t value;
    const char *reason;
};

static void expect_refusals(const struct row *rows, size_t count)
{
    struct subject subject = make();
    for (size_t i = 0; i < count; i++) {
        expect_refusal(&subject, (const uint8_t *)subject.image.at[rows[i].section] + rows[i].at,
                       rows[i].value, rows[i].len, rows[i].reason);
    }
    free(subject.octets);
}

static void refuses_blocks_that_lead_nowhere(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {SECTION_FACTS, offsetof(struct image_facts, route_slot_mask), 4, 3, "table of routes"},
        {SECTION_FACTS, offsetof(struct image_facts, route_slot_mask), 4, 0, "table of routes"},
        {SECTION_FACTS, offsetof(struct image_facts, zone_slot_mask), 4, 2, "table of zones"},
        {SECTION_FACTS, offsetof(struct image_facts, nzone_sets), 4, 0, "no element 0"},
        {SECTION_ROUTE_SLOT, 0, 8, 0x200000000, "table of routes"},
        {SECTION_ZONE_SLOT, 0, 8, UINT64_MAX, "table of zones"},
        {SECTION_NAME, offsetof(struct blob_ref, len), 4, 4096, "name 0: not in the blob"},
        {SECTION_NAME, offsetof(struct blob_ref, at), 4, UINT32_MAX, "name 0: not in the blob"},
        {SECTION_PREFIX, offsetof(struct image_prefix, family), 1, 3, "family 3"},
        {SECTION_PREFIX, offsetof(struct image_prefix, bits), 1, 33, "33 bits"},
        {SECTION_LISTEN, offsetof(struct image_listen, group), 1, 64, "group 64"},
        {SECTION_LISTEN, offsetof(struct image_listen, scheme), 1, 9, "scheme 9"},
        {SECTION_LISTEN, offsetof(struct image_listen, address.len), 4, 1u << 20, "addresses"},
        {SECTION_LISTEN, offsetof(struct image_listen, except.count), 4, 9, "addresses"},
        {SECTION_ROUTE, offsetof(struct image_route, zone.len), 4, 8, "its zone is no name"},
        {SECTION_ROUTE, offsetof(struct image_route, zone.len), 4, 0, "its zone is no name"},
        {SECTION_ROUTE, offsetof(struct image_route, zone.at), 4, 1, "its zone is no name"},
        {SECTION_ROUTE, offsetof(struct image_route, candidates.count), 4, 3, "candidates"},
        {SECTION_ROUTE, offsetof(struct image_route, candidates), 8, UINT64_MAX, "candidates"},
        {SECTION_CANDIDATE, offsetof(struct image_candidate, block), 4, 1, "no block 1"},
        {SECTION_CANDIDATE, offsetof(struct image_candidate, view), 4, 77, "no view 77"},
        {SECTION_BLOCK, offsetof(struct image_block, steps), 4, 6, "no such steps"},
        {SECTION_BLOCK, offsetof(struct image_block, steps[STAGE_COUNT]), 4, 99, "no such steps"},
        {SECTION_BLOCK, offsetof(struct image_block, udp_size), 2, 511, "UDP size 511"},
        {SECTION_BLOCK, offsetof(struct image_block, udp_size), 2, 4097, "UDP size 4097"},
        {SECTION_BLOCK, offsetof(struct image_block, ecs_mode), 1, 3, "ECS mode 3"},
        {SECTION_BLOCK, offsetof(struct image_block, ecs_from.count), 4, 2, "no such prefixes"},
        {SECTION_BLOCK, offsetof(struct image_block, zone.len), 4, 1, "its zone is no name"},
        {SECTION_BLOCK, offsetof(struct image_block, nsid.len), 4, 129, "NSID"},
        {SECTION_STEP, offsetof(struct image_step, kind), 4, STEP_KIND_COUNT, "not known"},
        {SECTION_STEP, sizeof(struct image_step) + offsetof(struct image_step, arg), 4, 1,
         "step 1 of kind 4: no element 1"},
    };
    expect_refusals(rows, ARRAY_LEN(rows));
}

static void refuses_policies_that_lead_nowhere(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {SECTION_POLICY_CLUSTER, offsetof(struct image_policy_cluster, weight), 4, 0, "no weight"},
        {SECTION_POLICY_TIER, 0, 8, 0, "it is empty"},
        {SECTION_POLICY_TIER, 0, 8, 4, "names no cluster"},
        {SECTION_POLICY_PART, offsetof(struct image_policy_part, share), 4, 10000, "share"},
        {SECTION_POLICY_PART, offsetof(struct image_policy_part, tiers.count), 4, 2, "no such"},
        {SECTION_POLICY_LAST, offsetof(struct image_policy_last, kind), 4, 5, "not known"},
        {SECTION_POLICY_LAST, offsetof(struct image_policy_last, cluster), 4, 64, "not known"},
        {SECTION_POLICY_LAST, offsetof(struct image_policy_last, cluster), 4, 2, "names no"},
        {SECTION_POLICY_DECISION, offsetof(struct image_policy_decision, parts.count), 4, 3,
         "decision 0"},
        {SECTION_POLICY_DECISION, offsetof(struct image_policy_decision, lasts.first), 4, 1,
         "decision 0"},
        {SECTION_POLICY_DECISION, offsetof(struct image_policy_decision, flags), 4, 4,
         "decision 0"},
        {SECTION_POLICY_NODE, offsetof(struct image_policy_node, child[1]), 4, 0, "no child 0"},
        {SECTION_POLICY_MIXED, 0, 4, 3, "no decision 3"},
        {SECTION_POLICY_TABLE, offsetof(struct image_policy_table, map), 4, 9, "no such decision"},
        {SECTION_POLICY_TABLE, offsetof(struct image_policy_table, unknown), 4, 3, "no such dec"},
        {SECTION_POLICY_TABLE, offsetof(struct image_policy_table, root6), 4, 1, "no such trie"},
        {SECTION_POLICY_TABLE, offsetof(struct image_policy_table, mixed.count), 4, 2, "no such"},
        {SECTION_POLICY_BINDING, offsetof(struct image_policy_binding, answer), 4, 2, "binding 0"},
        {SECTION_POLICY_BINDING, offsetof(struct image_policy_binding, tables.first), 4, 1,
         "binding 0"},
        {SECTION_POLICY_BINDING, offsetof(struct image_policy_binding, targets.count), 4, 1,
         "lacks a table or a target"},
        {SECTION_POLICY_NAME, offsetof(struct image_policy_name, name.len), 4, 3, "no name"},
        {SECTION_POLICY_NAME, offsetof(struct image_policy_name, binding), 4, 1, "not bound"},
        {SECTION_POLICY, offsetof(struct image_policy, edges.count), 4, 0, "lacks a table"},
        {SECTION_POLICY, offsetof(struct image_policy, clusters.count), 4, 1, "names no cluster"},
        {SECTION_POLICY, offsetof(struct image_policy, zone_set), 4, 1, "no zone set 1"},
        {SECTION_POLICY, offsetof(struct image_policy, flags), 4, 2, "not there"},
    };
    expect_refusals(rows, ARRAY_LEN(rows));
}

static void refuses_accounts_that_lead_nowhere(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {SECTION_ACCOUNT_TEXT, 0, 4, UINT32_MAX, "text 0: it is not there"},
        {SECTION_ACCOUNT_SPOT, offsetof(struct image_account_spot, truths.at), 4, 0, "no truth"},
        {SECTION_ACCOUNT_SPOT, offsetof(struct image_account_spot, truths.len), 4, 1, "not the"},
        {SECTION_ACCOUNT_RULE, offsetof(struct image_account_rule, names.len), 4, 0, "not the"},
        {SECTION_ACCOUNT_RULE, offsetof(struct image_account_rule, reasons.count), 4, 1, "not the"},
        {SECTION_ACCOUNT_BINDING, offsetof(struct image_account_binding, entries.first), 4, 1,
         "not the account"},
        {SECTION_ACCOUNT_BINDING, offsetof(struct image_account_binding, answers.count), 4, 1,
         "not the account"},
        {SECTION_ACCOUNT_TIME, offsetof(struct image_account_interval, spots.count), 4, 1,
         "interval 0"},
        {SECTION_ACCOUNT_TIME, offsetof(struct image_account_interval, owns.count), 4, 1,
         "interval 0"},
        {SECTION_ACCOUNT_TIME, offsetof(struct image_account_interval, own_map), 4, 99,
         "interval 0"},
        {SECTION_ACCOUNT_TIME, offsetof(struct image_account_interval, unknown), 4, 2,
         "interval 0"},
        {SECTION_ACCOUNT_TIME, offsetof(struct image_account_interval, mixed.count), 4, 2,
         "interval 0"},
        {SECTION_ACCOUNT, offsetof(struct image_account, policy), 4, 1, "not there"},
        {SECTION_ACCOUNT, offsetof(struct image_account, flags), 4, 2, "not there"},
        {SECTION_ACCOUNT, offsetof(struct image_account, first_binding), 4, 1, "not the account"},
        {SECTION_ACCOUNT, offsetof(struct image_account, database_map), 4, 99, "not there"},
        {SECTION_ACCOUNT, offsetof(struct image_account, countries.count), 4, 1, "no text"},
        {SECTION_ACCOUNT, offsetof(struct image_account, corrections.count), 4, 0, "not the"},
        {SECTION_ACCOUNT, offsetof(struct image_account, intervals.count), 4, 1, "not the"},
        {SECTION_ACCOUNT, offsetof(struct image_account, allowed.count), 4, 2, "not there"},
    };
    expect_refusals(rows, ARRAY_LEN(rows));
}

static void refuses_what_steps_use_that_leads_nowhere(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {SECTION_ZONE, offsetof(struct image_zone, apex.len), 4, 3, "its apex is no name"},
        {SECTION_ZONE, offsetof(struct image_zone, set), 4, 1, "set 1"},
        {SECTION_ZONE, offsetof(struct image_zone, flags), 4, 1u << 31, "flags 2147483648"},
        {SECTION_ZONE, offsetof(struct image_zone, fallthrough.count), 4, 2, "fall through"},
        {SECTION_ZONE, offsetof(struct image_zone, at), 8, 4, "does not fit"},
        {SECTION_ZONE, offsetof(struct image_zone, at), 8, UINT64_MAX - 7, "does not fit"},
        {SECTION_ZONE, offsetof(struct image_zone, size), 8, UINT64_MAX, "does not fit"},
        {SECTION_ZONE, offsetof(struct image_zone, size), 8, 8, "does not fit"},
        {SECTION_GEO, offsetof(struct image_geo, map), 4, 9, "no map 9"},
        {SECTION_GEO, offsetof(struct image_geo, unknown), 4, 3, "no target"},
        {SECTION_GEO, offsetof(struct image_geo, targets.count), 4, 3, "no target"},
        {SECTION_GEO, offsetof(struct image_geo, targets.count), 4, 1, "no target"},
        {SECTION_GEO, offsetof(struct image_geo, own.first), 4, 1, "its names"},
        {SECTION_GEO, offsetof(struct image_geo, first.count), 4, 2, "its names"},
        {SECTION_GEO, offsetof(struct image_geo, soa), 4, 2, "geo 0: no rendering at 2"},
        {SECTION_GEO, offsetof(struct image_geo, negative), 4, 4096, "no rendering at 4096"},
        {SECTION_GEO_NAME, offsetof(struct image_geo_name, name.len), 4, 2, "it is no name"},
        {SECTION_GEO_NAME, offsetof(struct image_geo_name, flags), 4, 2, "flags 2"},
        {SECTION_TARGET, offsetof(struct image_target, flat_aaaa), 4, 12, "rendering at 12"},
        {SECTION_ACL, offsetof(struct image_acl, rules.first), 4, 1, "no such rules"},
        {SECTION_ACL_RULE, offsetof(struct image_acl_rule, action), 4, 4, "action 4"},
        {SECTION_ACL_RULE, offsetof(struct image_acl_rule, zones.first), 4, 1, "no such names"},
        {SECTION_ACL_RULE, offsetof(struct image_acl_rule, types.count), 4, 2, "types or pref"},
        {SECTION_ACL_RULE, offsetof(struct image_acl_rule, prefixes.first), 4, 2, "types or pref"},
        {SECTION_CHAOS, offsetof(struct image_chaos, version.at), 4, 4096, "its texts"},
        {SECTION_CHAOS, offsetof(struct image_chaos, authors.count), 4, 2, "its texts"},
        {SECTION_NAMEPLATE, offsetof(struct image_nameplate, block), 4, 1, "its block or view"},
        {SECTION_NAMEPLATE, offsetof(struct image_nameplate, view), 4, 9, "its block or view"},
        {SECTION_NAMEPLATE, offsetof(struct image_nameplate, flags), 4, 2, "its block or view"},
        {SECTION_NAMEPLATE, offsetof(struct image_nameplate, program.at), 4, 4096, "its texts"},
        {SECTION_NAMEPLATE, offsetof(struct image_nameplate, policy.count), 4, 2, "its texts"},
        {SECTION_LABEL, offsetof(struct image_label, block), 4, 1, "its name or block"},
        {SECTION_LABEL, offsetof(struct image_label, map), 4, 9, "has no text"},
        {SECTION_LABEL, offsetof(struct image_label, texts.count), 4, 2, "has no text"},
        {SECTION_LABEL, offsetof(struct image_label, kind), 4, LABEL_KIND_COUNT, "has no text"},
        {SECTION_LABEL, offsetof(struct image_label, zones.first), 4, 1, "no such zones"},
        {SECTION_LABEL_TEXT, offsetof(struct blob_ref, at), 4, 1u << 30, "not in the blob"},
        {SECTION_LOG, offsetof(struct image_log, rules.count), 4, 2, "no such rules"},
        {SECTION_LOG_RULE, offsetof(struct image_log_rule, names.first), 4, 2, "no such names"},
        {SECTION_LOG_RULE, offsetof(struct image_log_rule, format.first), 4, 1, "or parts"},
        {SECTION_LOG_PART, offsetof(struct image_log_part, kind), 4, 99, "kind 99 is not known"},
        {SECTION_LOG_PART, offsetof(struct image_log_part, text.len), 4, 1u << 30, "names"},
        {SECTION_HOSTS, offsetof(struct image_hosts, set), 4, 1, "no zone set 1"},
        {SECTION_HOSTS, offsetof(struct image_hosts, flags), 4, 8, "flags 8"},
        {SECTION_HOSTS, offsetof(struct image_hosts, zones.first), 4, 1, "no such names"},
        {SECTION_HOSTS, offsetof(struct image_hosts, fallthrough.count), 4, 2, "no such names"},
        {SECTION_BALANCE, offsetof(struct image_balance, flags), 4, 2, "flags 2"},
        {SECTION_BALANCE, offsetof(struct image_balance, prefer.first), 4, 1, "no such prefixes"},
        {SECTION_BALANCE, offsetof(struct image_balance, names.count), 4, 2, "no such prefixes"},
        {SECTION_WEIGHT_NAME, offsetof(struct image_weight_name, name.len), 4, 2, "it is no name"},
        {SECTION_WEIGHT_NAME, offsetof(struct image_weight_name, weights.first), 4, 1, "no such w"},
        {SECTION_WEIGHT, offsetof(struct image_weight, family), 1, 0, "no address"},
        {SECTION_WEIGHT, offsetof(struct image_weight, value), 1, 0, "weighs nothing"},
    };
    expect_refusals(rows, ARRAY_LEN(rows));
}

static void refuses_views_and_labels_that_lead_nowhere(void **state)
{
    (void)state;
    enum { OP = sizeof(struct image_view_op) };
    static const struct row rows[] = {
        {SECTION_LABEL, offsetof(struct image_label, name.len), 4, 1u << 20, "label 0: its name"},
        {SECTION_LABEL, offsetof(struct image_label, kind), 4, LABEL_KIND_COUNT, "no text"},
        {SECTION_LABEL, offsetof(struct image_label, kind), 4, LABEL_VIEW_NAME, "no text"},
        {SECTION_LABEL, offsetof(struct image_label, block), 4, 1, "label 0: its name or block"},
        {SECTION_LABEL, offsetof(struct image_label, map), 4, 9, "no text"},
        {SECTION_LABEL, offsetof(struct image_label, texts.count), 4, 2, "no text"},
        {SECTION_LABEL, offsetof(struct image_label, texts.count), 4, 4, "no text"},
        {SECTION_LABEL, offsetof(struct image_label, zones.count), 4, 2, "no such zones"},
        {SECTION_LABEL_TEXT, offsetof(struct blob_ref, len), 4, 1u << 20, "label text 0"},
        {SECTION_PATTERN, offsetof(struct blob_ref, at), 4, 1u << 20, "pattern 0"},
        {SECTION_VIEW, offsetof(struct image_view, name.len), 4, 1u << 20, "no such steps"},
        {SECTION_VIEW, offsetof(struct image_view, ops.count), 4, 999, "no such steps"},
        {SECTION_VIEW, offsetof(struct image_view, ops.count), 4, 3, "step 2 leaves it"},
        {SECTION_VIEW, offsetof(struct image_view, flags), 4, 2, "flags 2"},
        {SECTION_VIEW, offsetof(struct image_view, zero), 4, 1, "view 0"},
        {SECTION_VIEW_OP, offsetof(struct image_view_op, kind), 2, VIEW_OP_COUNT, "not known"},
        {SECTION_VIEW_OP, offsetof(struct image_view_op, jump), 2, 999, "step 0 leaves it"},
        {SECTION_VIEW_OP, offsetof(struct image_view_op, index), 4, FIELD_COUNT, "no element 13"},
        {SECTION_VIEW_OP, OP + offsetof(struct image_view_op, number), 8, 1u << 20, "its text"},
        {SECTION_VIEW_OP, OP + offsetof(struct image_view_op, number), 8, UINT64_MAX, "its text"},
        {SECTION_VIEW_OP, 5 * OP + offsetof(struct image_view_op, index), 4, 1, "no element 1"},
    };
    expect_refusals(rows, ARRAY_LEN(rows));
}

static void refuses_segments_that_lead_nowhere(void **state)
{
    (void)state;
    struct subject subject = make();
    const struct sample_segment *s = &subject.segment;
    const size_t apex = s->node_at[SAMPLE_APEX];
    const size_t cut = s->node_at[SAMPLE_CUT];
    const size_t hidden = s->node_at[SAMPLE_HIDDEN];
    const size_t host = s->node_at[SAMPLE_HOST];
    const struct {
        size_t at;
        size_t len;
        uint64_t value;
        const char *reason;
    } rows[] = {
        {offsetof(struct segment, size), 8, 1, "does not fit"},
        {offsetof(struct segment, slots), 4, UINT32_MAX, "its tables reach past it"},
        {offsetof(struct segment, slot_mask), 4, 31, "its tables reach past it"},
        {offsetof(struct segment, slot_mask), 4, 14, "no power of two"},
        {offsetof(struct segment, slot_mask), 4, 0, "its slots are not one for each node"},
        {offsetof(struct segment, nodes), 4, 0, "its tables reach past it"},
        {offsetof(struct segment, nodes_end), 4, 1, "its tables reach past it"},
        {offsetof(struct segment, nnodes), 4, SAMPLE_NODES + 1, "not as many as it says"},
        {offsetof(struct segment, negative), 4, 12, "not behind its nodes"},
        {s->slots_at + offsetof(struct image_slot, value), 4, 13, "a slot leads to no node"},
        {apex + offsetof(struct segment_node, size), 4, 0, "too small"},
        {apex + offsetof(struct segment_node, size), 4, 5, "too small"},
        {apex + offsetof(struct segment_node, size), 4, UINT32_MAX, "past the last node"},
        {apex + offsetof(struct segment_node, name_len), 1, 8, "its name is none"},
        {apex + offsetof(struct segment_node, barrier), 4, cut / 4, "barrier"},
        {apex + offsetof(struct segment_node, wildcard), 4, cut / 4 + 1, "a wildcard is no node"},
        {apex + offsetof(struct segment_node, wildcard), 4, UINT32_MAX, "its wildcard is no node"},
        {apex + offsetof(struct segment_node, ntypes), 2, 60000, "too small"},
        {apex + offsetof(struct segment_node, flags), 1, 0x80, "flags"},
        {apex + sizeof(struct segment_node), 2, 6, "types are out of order"},
        {apex + sizeof(struct segment_node) + 4, 4, 1, "not in its node"},
        {apex + sizeof(struct segment_node) + 4, 4, UINT32_MAX, "not in its node"},
        {apex + sizeof(struct segment_node) + 16, 1, 6, "its name is none"},
        {apex + sizeof(struct segment_node) + 18, 1, 'X', "its first node is not its apex"},
        {cut + offsetof(struct segment_node, barrier), 4, cut / 4 - 1, "barrier"},
        {cut + offsetof(struct segment_node, barrier), 4, host / 4, "barrier"},
        {cut + offsetof(struct segment_node, barrier), 4, apex / 4, "no cut or DNAME above it"},
        {hidden + offsetof(struct segment_node, barrier), 4, cut / 4, "no cut or DNAME above it"},
        {hidden + offsetof(struct segment_node, flags), 1, NODE_CNAME, "flags promise"},
        {hidden + offsetof(struct segment_node, flags), 1, NODE_DNAME, "flags promise"},
        {hidden + offsetof(struct segment_node, flags), 1, NODE_CUT, "flags promise"},
        {host + sizeof(struct segment_node) + 8 + 16, 1, 5, "its name is none"},
        {host + sizeof(struct segment_node) + 8 + 17, 1, 'X', "its name is none"},
        {s->negative_at + offsetof(struct rendering, name_len), 1, 10, "another length"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        expect_refusal(&subject, (const uint8_t *)subject.image.at[SECTION_ZONE_DATA] + rows[i].at,
                       rows[i].value, rows[i].len, rows[i].reason);
    }
    free(subject.octets);
}

/* A zone more, whose segment is the first one's slots; the first of them is free. */
static void refuses_segments_that_overlap(void **state)
{
    (void)state;
    struct image image;
    char why[IMAGE_WHY_SIZE] = "";
    void *octets;
    size_t size;
    struct build *build = sample_build();
    struct image_zone *first = build_at(build, SECTION_ZONE, 0);
    struct image_zone zone = *first;
    struct sample_segment segment;
    sample_zone(&segment);
    zone.at += segment.slots_at;
    zone.size -= segment.slots_at;
    struct segment *inner = build_at(build, SECTION_ZONE_DATA, zone.at);
    inner->size = zone.size;
    build_add(build, SECTION_ZONE, &zone, 1);
    struct image_facts *facts = build_at(build, SECTION_FACTS, 0);
    facts->zone_slot_mask = 3;
    struct image_slot *slots = build_at(build, SECTION_ZONE_SLOT, 0);
    slots[0].value = 1;
    slots[1].value = 2;
    build_add(build, SECTION_ZONE_SLOT, NULL, 2);
    assert_true(build_image(build, &octets, &size));
    assert_false(image_read(octets, size, &image, why));
    assert_string_equal(why, "zone 1: its segment overlaps another");
    free(octets);
    build_free(build);
}

static void takes_a_segment_that_two_zones_share(void **state)
{
    (void)state;
    struct image image;
    char why[IMAGE_WHY_SIZE] = "";
    void *octets;
    size_t size;
    struct build *build = sample_build();
    struct image_zone zone = *(struct image_zone *)build_at(build, SECTION_ZONE, 0);
    build_add(build, SECTION_ZONE, &zone, 1);
    struct image_facts *facts = build_at(build, SECTION_FACTS, 0);
    facts->zone_slot_mask = 3;
    struct image_slot *slots = build_at(build, SECTION_ZONE_SLOT, 0);
    slots[0].value = 1;
    slots[1].value = 2;
    build_add(build, SECTION_ZONE_SLOT, NULL, 2);
    assert_true(build_image(build, &octets, &size));
    if (!image_read(octets, size, &image, why)) {
        fail_msg("refused: %s", why);
    }
    free(octets);
    build_free(build);
}

/* Whatever single octet is wrong under a right digest: no read out of bounds, and no endless loop.
 */
static void stays_in_bounds_whatever_octet_changes(void **state)
{
    (void)state;
    static const uint8_t changes[] = {0x01, 0x80, 0xff, 0x40};
    struct subject subject = make();
    size_t nrefused = 0;
    for (size_t i = 0; i < subject.size * ARRAY_LEN(changes); i++) {
        struct image image;
        char why[IMAGE_WHY_SIZE] = "";
        uint8_t *octet = &subject.octets[i / ARRAY_LEN(changes)];
        *octet ^= changes[i % ARRAY_LEN(changes)];
        sample_seal(subject.octets, subject.size);
        bool ok = image_read(subject.octets, subject.size, &image, why);
        assert_int_equal(ok, why[0] == '\0'); /* refused exactly when it says why */
        nrefused += !ok;
        *octet ^= changes[i % ARRAY_LEN(changes)];
    }
    assert_in_range(nrefused, subject.size * ARRAY_LEN(changes) / 2, SIZE_MAX);
    free(subject.octets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_blocks_that_lead_nowhere),
        cmocka_unit_test(refuses_policies_that_lead_nowhere),
        cmocka_unit_test(refuses_accounts_that_lead_nowhere),
        cmocka_unit_test(refuses_what_steps_use_that_leads_nowhere),
        cmocka_unit_test(refuses_views_and_labels_that_lead_nowhere),
        cmocka_unit_test(refuses_segments_that_lead_nowhere),
        cmocka_unit_test(refuses_segments_that_overlap),
        cmocka_unit_test(takes_a_segment_that_two_zones_share),
        cmocka_unit_test(stays_in_bounds_whatever_octet_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
