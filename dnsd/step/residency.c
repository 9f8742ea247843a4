/* SPDX-License-Identifier: Apache-2.0 */
#include "step/residency.h"

#include "base/attr.h"
#include "image/find.h"
#include "image/geo.h"
#include "query/body.h"
#include "query/client.h"
#include "step/decide.h"
#include "step/steps.h"
#include "wire/rrtype.h"

#include <string.h>

static int compare_names(const uint8_t *a, unsigned a_len, const uint8_t *b, unsigned b_len)
{
    return a_len != b_len ? (a_len < b_len ? -1 : 1) : memcmp(a, b, a_len);
}

/* The policy's row of a name; NULL = the policy does not know it. */
static const struct image_policy_name *find_row(const struct image *image,
                                                const struct image_policy *policy,
                                                const uint8_t *octets, unsigned len)
{
    const struct image_policy_name *rows =
        (const struct image_policy_name *)image->at[SECTION_POLICY_NAME] + policy->names.first;
    uint32_t low = 0;
    uint32_t high = policy->names.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct blob_ref name = rows[middle].name;
        int order = compare_names(octets, len, image_blob(image, name), name.len);
        if (order == 0) {
            return &rows[middle];
        }
        low = order > 0 ? middle + 1 : low;
        high = order < 0 ? middle : high;
    }
    return NULL;
}

/* What zone data has for a name; false where there is none for it. */
static bool find_in_zone(const struct image *image, uint32_t set, const struct find_name *name,
                         struct found *out)
{
    unsigned label;
    const struct image_zone *zone =
        set == REF_NONE ? NULL : find_zone(image, set, name, false, &label);
    if (zone == NULL) {
        return false;
    }
    *out = find_in_segment(image_segment(image, zone), name, name->nlabels - label, false);
    return true;
}

/* Octets at the end of the name that are its closest encloser in zone data; the whole: it is. */
static unsigned encloser_in_zone(const struct image *image, uint32_t set,
                                 const struct find_name *name)
{
    struct found found;
    if (!find_in_zone(image, set, name, &found)) {
        return 0;
    }
    switch (found.kind) {
    case FIND_NXDOMAIN:
        return found.node->name_len;
    case FIND_WILDCARD:
        return found.node->name_len - 2u; /* the wildcard's parent */
    case FIND_ANSWER:
    case FIND_REFERRAL: /* the zone says who answers here */
    case FIND_DNAME:
    default:
        return name->len;
    }
}

static const struct image_policy_binding *bound(const struct image *image,
                                                const struct image_policy_name *row)
{
    const struct image_policy_binding *bindings = image->at[SECTION_POLICY_BINDING];
    return row == NULL || row->binding == REF_NONE ? NULL : &bindings[row->binding];
}

const struct image_policy_binding *residency_binding(const struct image *image,
                                                     const struct image_policy *policy,
                                                     const struct find_name *name)
{
    const struct image_policy_name *row = find_row(image, policy, name->octets, name->len);
    if (row != NULL) {
        return bound(image, row);
    }
    unsigned known = encloser_in_zone(image, policy->zone_set, name);
    if (known == name->len) {
        return NULL;
    }
    for (unsigned i = 1; i <= name->nlabels; i++) {
        unsigned at = name->label_at[i];
        unsigned len = name->len - at;
        if (len >= known) {
            row = find_row(image, policy, name->octets + at, len);
        }
        if (row != NULL || len <= known) {
            uint8_t wildcard[NAME_MAX_OCTETS + 2] = {1, '*'};
            memcpy(wildcard + 2, name->octets + at, len);
            return bound(image, find_row(image, policy, wildcard, len + 2));
        }
    }
    return NULL;
}

/* Whether the binding is the wildcard that answers for the zone: what is not tailored is there. */
static bool is_same_wildcard(const struct image *image, const struct image_policy_binding *binding,
                             const struct found *found)
{
    return found->kind == FIND_WILDCARD && found->node->name_len == binding->name.len &&
           memcmp(segment_name(found->node), image_blob(image, binding->name), binding->name.len) ==
               0;
}

/*
 * Whether the policy alone makes a name exist: it is bound, or a bound one is below. Then what is
 * not tailored is NODATA: NXDOMAIN would deny the bound names as well (RFC 8020 §2).
 */
static bool exists_here_alone(const struct image *image, const struct image_policy *policy,
                              const struct image_policy_binding *binding,
                              const struct find_name *name)
{
    struct found found;
    if (binding == NULL && find_row(image, policy, name->octets, name->len) == NULL) {
        return false;
    }
    return encloser_in_zone(image, policy->zone_set, name) != name->len &&
           (binding == NULL || !find_in_zone(image, policy->zone_set, name, &found) ||
            !is_same_wildcard(image, binding, &found));
}

/* Cut the lifetime of the first records, which a window's edge would outlive. */
static void cut_ttl(struct query *q, unsigned count, uint32_t ttl_s)
{
    uint8_t *at = q->out.at + body_start(q);
    for (unsigned i = 0; i < count && i < q->ancount; i++) {
        while (*at != 0 && *at < 0xc0) {
            at += *at + 1u;
        }
        at += *at == 0 ? 1 : 2;
        uint32_t ttl = (uint32_t)get_u16(at + 4) << 16 | get_u16(at + 6);
        if (ttl > ttl_s) {
            put_u16(at + 4, (uint16_t)(ttl_s >> 16));
            put_u16(at + 6, (uint16_t)ttl_s);
        }
        at += 10u + get_u16(at + 8);
    }
}

/* The law forbids it (18), or nobody is healthy, whatever the list of last resorts says (28). */
static void fail(struct query *q, const struct image_policy_decision *decision, enum rcode rcode)
{
    static const char broken[] = "residency: the policy has no decision for this network";
    q->rcode = rcode;
    q->ede = decision != NULL && (decision->flags & POLICY_REFUSED) ? EDE_PROHIBITED : EDE_POLICY;
    q->ede_text = broken;
    q->ede_text_len = sizeof(broken) - 1;
    if (decision != NULL) {
        q->ede_text = (const char *)image_blob(q->image, decision->text);
        q->ede_text_len = decision->text.len;
    }
}

enum verdict residency_deny(struct query *q, const struct image_policy *policy)
{
    unsigned label;
    const struct image_zone *zone =
        policy->zone_set == REF_NONE
            ? NULL
            : find_zone(q->image, policy->zone_set, &q->name, false, &label);
    q->flags |= FLAG_AA;
    const struct segment *segment = zone == NULL ? NULL : image_segment(q->image, zone);
    if (segment != NULL && segment->negative != 0) {
        const uint8_t *at = (const uint8_t *)segment + (uint64_t)segment->negative * SEGMENT_UNIT;
        body_render_for(q, (const struct rendering *)(const void *)at, zone->apex.len);
    }
    return VERDICT_DONE;
}

/* What a binding has for the question's type; NULL = no record. */
static const struct rendering *
answer_of(const struct query *q, const struct image_policy_binding *binding, uint32_t cluster)
{
    const struct image_target *target = (const struct image_target *)q->image->at[SECTION_TARGET] +
                                        binding->targets.first + cluster;
    uint32_t answer = q->msg.qtype == RRTYPE_A      ? target->a
                      : q->msg.qtype == RRTYPE_AAAA ? target->aaaa
                                                    : target->other;
    return answer == REF_NONE ? NULL : geo_rendering(q->image, answer);
}

/* The client as the policy takes it; NULL = nothing is known of it. */
static const struct prefix *client_of(const struct query *q, const struct image_policy *policy)
{
    return !q->client_is_ecs && (policy->flags & POLICY_NO_ECS_UNKNOWN) ? NULL : &q->client;
}

static struct policy_states states_of(const struct query *q, const struct image_policy *policy)
{
    return q->states == NULL ? states_initial(policy)
                             : q->states[policy - rulebook_at(q->image, 0)];
}

/* Leave behind how the client was answered. */
static void note(struct query *q, const struct image_policy *policy, const struct decided *decided)
{
    static const uint8_t kinds[] = {[CHOICE_SERVFAIL] = TAILORED_SERVFAIL,
                                    [CHOICE_REFUSED] = TAILORED_REFUSED,
                                    [CHOICE_NODATA] = TAILORED_NODATA};
    static const uint8_t hows[] = {[CHOICE_FIRST] = TAILORED_FIRST,
                                   [CHOICE_NEXT] = TAILORED_NEXT,
                                   [CHOICE_DRAINED] = TAILORED_DRAINED,
                                   [CHOICE_LAST] = TAILORED_LAST,
                                   [CHOICE_ANYWAY] = TAILORED_ANYWAY};
    const struct choice *choice = &decided->choice;
    const struct image_policy_decision *decision = decided->decision;
    bool given = choice->kind == CHOICE_CLUSTER;
    q->tailored = (struct tailored){.policy = policy,
                                    .decision = decision,
                                    .cluster = given ? choice->cluster : REF_NONE,
                                    .reason = given ? hows[choice->how] : kinds[choice->kind]};
    if (decision == NULL) {
        q->tailored.reason = TAILORED_BROKEN;
    } else if (decision->flags & POLICY_REFUSED) {
        q->tailored.reason = TAILORED_FORBIDDEN;
    }
}

struct decide_case residency_case(const struct query *q, const struct image_policy *policy,
                                  const struct image_policy_binding *binding)
{
    return (struct decide_case){.image = q->image,
                                .policy = policy,
                                .binding = binding,
                                .client = client_of(q, policy),
                                .network = &q->client,
                                .now_s = q->now_s,
                                .states = states_of(q, policy)};
}

/* What the client gets for a binding. Sets the scope; rcode and extended error of a refusal. */
static ATTR_FLATTEN struct residency_found tailor(struct query *q,
                                                  const struct image_policy *policy,
                                                  const struct image_policy_binding *binding)
{
    struct decided decided;
    struct decide_case ask = residency_case(q, policy, binding);
    struct residency_found found = {.kind = RESIDENCY_FAILED, .ttl_max_s = UINT32_MAX};
    decide(&ask, &decided);
    note(q, policy, &decided);
    if (q->client_is_ecs) {
        client_scope(q, decided.scope_bits);
    }
    struct choice choice = decided.choice;
    if (choice.kind == CHOICE_SERVFAIL || choice.kind == CHOICE_REFUSED) {
        fail(q, decided.decision, choice.kind == CHOICE_REFUSED ? RCODE_REFUSED : RCODE_SERVFAIL);
        return found;
    }
    found.kind = RESIDENCY_NODATA;
    found.rendering = choice.kind == CHOICE_CLUSTER ? answer_of(q, binding, choice.cluster) : NULL;
    if (found.rendering != NULL) {
        found.kind = RESIDENCY_ANSWER;
        found.ttl_max_s = decided.ttl_s < binding->ttl_s ? decided.ttl_s : UINT32_MAX;
    }
    return found;
}

/* Whether the binding answers the question's type; of the others the zone knows. */
static bool takes_type(const struct query *q, const struct image_policy_binding *binding)
{
    return binding->answer == POLICY_CNAME || q->msg.qtype == RRTYPE_A ||
           q->msg.qtype == RRTYPE_AAAA;
}

/* What the policy does not tailor is the zone's: nothing else may answer a bound name. */
static enum verdict leave_to_zone(struct query *q, const struct image_policy *policy)
{
    enum verdict verdict =
        policy->zone_set == REF_NONE ? VERDICT_NEXT : zone_answer(q, policy->zone_set);
    return verdict == VERDICT_NEXT ? residency_deny(q, policy) : verdict;
}

enum verdict residency_answer(struct query *q, uint32_t arg)
{
    const struct image_policy *policy = rulebook_at(q->image, arg);
    const struct image_policy_binding *binding = residency_binding(q->image, policy, &q->name);
    if (binding == NULL || (!takes_type(q, binding) && q->msg.qtype != RRTYPE_ANY)) {
        bool alone = exists_here_alone(q->image, policy, binding, &q->name);
        return alone             ? residency_deny(q, policy)
               : binding == NULL ? VERDICT_NEXT
                                 : leave_to_zone(q, policy);
    }
    if (q->msg.qtype == RRTYPE_ANY) {
        q->flags |= FLAG_AA;
        return any_answer(q, 0); /* one variant would be as wrong as all */
    }
    struct residency_found found = tailor(q, policy, binding);
    if (found.kind == RESIDENCY_NODATA) {
        return residency_deny(q, policy);
    }
    if (found.kind == RESIDENCY_ANSWER) {
        body_render(q, found.rendering);
        if (UNLIKELY(found.ttl_max_s < binding->ttl_s)) {
            cut_ttl(q, binding->answer == POLICY_CNAME ? 1 : UINT16_MAX, found.ttl_max_s);
        }
    }
    return VERDICT_DONE;
}

struct residency_found residency_for(struct query *q, const struct image_block *block,
                                     const struct find_name *name)
{
    const struct image_step *steps = q->image->at[SECTION_STEP];
    for (uint32_t i = block->steps[STAGE_ANSWER]; i < block->steps[STAGE_ANSWER + 1]; i++) {
        if (steps[i].kind != STEP_RESIDENCY) {
            continue;
        }
        const struct image_policy *policy = rulebook_at(q->image, steps[i].arg);
        const struct image_policy_binding *binding = residency_binding(q->image, policy, name);
        if (binding != NULL && (block != q->block || q->msg.qtype == RRTYPE_ANY)) {
            return (struct residency_found){.kind = RESIDENCY_ELSEWHERE};
        }
        if (binding != NULL && takes_type(q, binding)) {
            return tailor(q, policy, binding);
        }
        if (exists_here_alone(q->image, policy, binding, name)) {
            return (struct residency_found){.kind = RESIDENCY_NODATA};
        }
    }
    return (struct residency_found){.kind = RESIDENCY_UNBOUND};
}

bool residency_binds(const struct query *q, const struct image_block *block,
                     const struct find_name *name)
{
    const struct image_step *steps = q->image->at[SECTION_STEP];
    for (uint32_t i = block->steps[STAGE_ANSWER]; i < block->steps[STAGE_ANSWER + 1]; i++) {
        if (steps[i].kind == STEP_RESIDENCY &&
            residency_binding(q->image, rulebook_at(q->image, steps[i].arg), name) != NULL) {
            return true;
        }
    }
    return false;
}
