/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/rows.h"

#include "image/rulebook.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_FIRST = 64 };

void rows_begin(struct rows *rows, struct build *build, const struct policy *policy,
                struct arena *arena)
{
    *rows = (struct rows){.build = build, .policy = policy, .arena = arena};
    rows->base = (uint32_t)build_count(build, SECTION_POLICY_DECISION);
}

static void put_slot(struct rows *rows, uint32_t number)
{
    uint64_t at = decision_hash(&rows->list[number]);
    while (rows->slots[at & (rows->nslots - 1)] != 0) {
        at++;
    }
    rows->slots[at & (rows->nslots - 1)] = number + 1;
}

static void make_room(struct rows *rows)
{
    if ((rows->count + 1) * 2 <= rows->nslots) {
        return;
    }
    rows->nslots = rows->nslots == 0 ? SLOTS_FIRST : rows->nslots * 2;
    rows->slots = arena_alloc(rows->arena, rows->nslots * sizeof(*rows->slots));
    for (size_t i = 0; i < rows->count; i++) {
        put_slot(rows, (uint32_t)i);
    }
}

static void note_rules(struct rows *rows, size_t number, const uint64_t *applied)
{
    struct refusal_rules *rules = &rows->rules[number];
    for (size_t w = 0; w < refusal_words(rows->policy); w++) {
        rules->always[w] &= applied[w];
        rules->sometimes[w] |= applied[w];
    }
}

static void begin_rules(struct rows *rows, const uint64_t *applied)
{
    size_t octets = refusal_words(rows->policy) * sizeof(*applied);
    rows->rules =
        arena_grow(rows->arena, rows->rules, rows->count, &rows->rules_room, sizeof(*rows->rules));
    struct refusal_rules *rules = &rows->rules[rows->count];
    rules->always = arena_alloc(rows->arena, octets + sizeof(*applied));
    rules->sometimes = arena_alloc(rows->arena, octets + sizeof(*applied));
    memcpy(rules->always, applied, octets);
    memcpy(rules->sometimes, applied, octets);
}

uint32_t rows_add(struct rows *rows, const struct decision *decision, const uint64_t *applied)
{
    uint32_t found;
    make_room(rows);
    for (uint64_t at = decision_hash(decision); (found = rows->slots[at & (rows->nslots - 1)]) != 0;
         at++) {
        if (decision_equal(&rows->list[found - 1], decision)) {
            note_rules(rows, found - 1, applied);
            return found - 1;
        }
    }
    rows->list = arena_grow(rows->arena, rows->list, rows->count, &rows->room, sizeof(*rows->list));
    begin_rules(rows, applied);
    decision_copy(decision, rows->arena, &rows->list[rows->count]);
    put_slot(rows, (uint32_t)rows->count);
    return (uint32_t)rows->count++;
}

static bool has_several(uint64_t tier)
{
    return (tier & (tier - 1)) != 0;
}

static void add_parts(struct rows *rows, const struct decision *decision,
                      struct image_policy_decision *out)
{
    out->parts =
        (struct range_ref){.first = (uint32_t)build_count(rows->build, SECTION_POLICY_PART),
                           .count = (uint32_t)decision->nparts};
    for (size_t i = 0; i < decision->nparts; i++) {
        const struct decision_part *part = &decision->parts[i];
        struct image_policy_part row = {
            .share = part->share,
            .tiers = {.first = (uint32_t)build_count(rows->build, SECTION_POLICY_TIER),
                      .count = (uint32_t)part->ntiers}};
        out->flags |= part->share != 0 ? POLICY_HASHED : 0;
        for (size_t t = 0; t < part->ntiers; t++) {
            out->flags |= has_several(part->tiers[t]) ? POLICY_HASHED : 0;
            build_add(rows->build, SECTION_POLICY_TIER, &part->tiers[t], 1);
        }
        build_add(rows->build, SECTION_POLICY_PART, &row, 1);
    }
}

static void add_lasts(struct rows *rows, const struct decision *decision,
                      struct image_policy_decision *out)
{
    static const uint32_t kinds[] = {[LAST_CLUSTER] = POLICY_LAST_CLUSTER,
                                     [LAST_TRY_ANYWAY] = POLICY_LAST_TRY_ANYWAY,
                                     [LAST_SERVFAIL] = POLICY_LAST_SERVFAIL,
                                     [LAST_REFUSED] = POLICY_LAST_REFUSED,
                                     [LAST_NODATA] = POLICY_LAST_NODATA};
    out->lasts =
        (struct range_ref){.first = (uint32_t)build_count(rows->build, SECTION_POLICY_LAST),
                           .count = (uint32_t)decision->nlasts};
    for (size_t i = 0; i < decision->nlasts; i++) {
        const struct decision_last *last = &decision->lasts[i];
        struct image_policy_last row = {.kind = kinds[last->kind]};
        row.cluster = last->kind == LAST_CLUSTER ? last->cluster : 0;
        build_add(rows->build, SECTION_POLICY_LAST, &row, 1);
    }
}

static struct blob_ref text_of(struct rows *rows, size_t number, const uint64_t *excluding,
                               uint32_t *rules_len)
{
    return build_text(rows->build,
                      refusal_text(rows->policy, &rows->rules[number], excluding,
                                   rows->list[number].refused, rules_len, rows->arena));
}

struct range_ref rows_end(struct rows *rows)
{
    const uint64_t *excluding = refusal_excluding(rows->policy, rows->arena);
    for (size_t i = 0; i < rows->count; i++) {
        const struct decision *decision = &rows->list[i];
        struct image_policy_decision row = {.flags = decision->refused ? POLICY_REFUSED : 0};
        row.text = text_of(rows, i, excluding, &row.rules_len);
        add_parts(rows, decision, &row);
        add_lasts(rows, decision, &row);
        build_add(rows->build, SECTION_POLICY_DECISION, &row, 1);
    }
    return (struct range_ref){.first = rows->base, .count = (uint32_t)rows->count};
}

/* A name, or the end of one, to be sorted. */
struct known {
    const uint8_t *octets;
    unsigned len;
    uint32_t binding;
};

static int compare(const void *a, const void *b)
{
    const struct known *x = a;
    const struct known *y = b;
    if (x->len != y->len) {
        return x->len < y->len ? -1 : 1;
    }
    int order = memcmp(x->octets, y->octets, x->len);
    /* of equal ones the bound one comes first: REF_NONE is the greatest number */
    return order != 0 ? order : (x->binding > y->binding) - (x->binding < y->binding);
}

struct range_ref rows_names(struct rows *rows, const uint32_t *bindings)
{
    const struct policy *policy = rows->policy;
    struct known *list = arena_alloc(rows->arena, (policy->nnames * 128 + 1) * sizeof(*list));
    size_t count = 0;
    struct range_ref range = {.first = (uint32_t)build_count(rows->build, SECTION_POLICY_NAME)};
    for (size_t n = 0; n < policy->nnames; n++) {
        const struct name *name = &policy->names[n].name;
        for (unsigned at = 0; at < name->len; at += name->octets[at] + 1u) {
            list[count++] = (struct known){.octets = name->octets + at,
                                           .len = name->len - at,
                                           .binding = at == 0 ? bindings[n] : REF_NONE};
        }
    }
    qsort(list, count, sizeof(*list), compare);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && list[i].len == list[i - 1].len &&
            memcmp(list[i].octets, list[i - 1].octets, list[i].len) == 0) {
            continue;
        }
        struct image_policy_name row = {.name =
                                            build_blob(rows->build, list[i].octets, list[i].len),
                                        .binding = list[i].binding};
        build_add(rows->build, SECTION_POLICY_NAME, &row, 1);
        range.count++;
    }
    return range;
}
