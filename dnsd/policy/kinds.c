/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/kinds.h"

#include "base/hash.h"

#include <string.h>

struct making {
    const struct policy *policy;
    enum kinds_lasts by;
    struct kinds *kinds;
};

/* By name, the rules that name it. */
static void list_rules(const struct policy *policy, struct arena *arena, struct kinds *out)
{
    size_t *from = arena_alloc(arena, (policy->nnames + 2) * sizeof(*from));
    for (size_t i = 0; i < policy->nrules; i++) {
        for (size_t n = 0; n < policy->rules[i].nnames; n++) {
            from[policy->rules[i].names[n] + 2]++;
        }
    }
    for (size_t n = 2; n < policy->nnames + 2; n++) {
        from[n] += from[n - 1];
    }
    out->rules_from = from;
    out->rules = arena_alloc(arena, (from[policy->nnames + 1] + 1) * sizeof(*out->rules));
    for (size_t i = 0; i < policy->nrules; i++) {
        for (size_t n = 0; n < policy->rules[i].nnames; n++) {
            out->rules[from[policy->rules[i].names[n] + 1]++] = (uint32_t)i;
        }
    }
}

static size_t count_rules(const struct kinds *kinds, uint32_t name)
{
    return kinds->rules_from[name + 1] - kinds->rules_from[name];
}

static bool same_lasts(const struct making *m, const struct policy_lasts *a,
                       const struct policy_lasts *b)
{
    if (m->by == KINDS_BY_LIST || a->list == b->list) {
        return a->list == b->list && a->count == b->count;
    }
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        if (a->list[i].kind != b->list[i].kind || a->list[i].cluster != b->list[i].cluster) {
            return false;
        }
    }
    return a->count == b->count;
}

static bool same_kind(const struct making *m, uint32_t a, uint32_t b)
{
    const struct kinds *kinds = m->kinds;
    size_t nrules = count_rules(kinds, a);
    return m->policy->names[a].route == m->policy->names[b].route &&
           count_rules(kinds, b) == nrules &&
           memcmp(kinds->rules + kinds->rules_from[a], kinds->rules + kinds->rules_from[b],
                  nrules * sizeof(*kinds->rules)) == 0 &&
           same_lasts(m, &m->policy->names[a].lasts, &m->policy->names[b].lasts);
}

static uint64_t hash_of(const struct making *m, uint32_t name)
{
    const struct policy_lasts *lasts = &m->policy->names[name].lasts;
    uint64_t hash =
        hash_octets(m->policy->names[name].route, m->kinds->rules + m->kinds->rules_from[name],
                    count_rules(m->kinds, name) * sizeof(*m->kinds->rules));
    for (size_t i = 0; i < lasts->count; i++) {
        hash = hash_mix(hash, (uint64_t)lasts->list[i].kind << 32 | lasts->list[i].cluster);
    }
    if (m->by == KINDS_BY_LIST && lasts->count > 0) {
        hash = hash_mix(hash, lasts->list[0].at.line);
    }
    return hash;
}

void kinds_make(const struct policy *policy, enum kinds_lasts lasts, struct arena *arena,
                struct kinds *out)
{
    struct making m = {.policy = policy, .by = lasts, .kinds = out};
    size_t nslots = 2;
    while (nslots < 2 * policy->nnames) {
        nslots *= 2;
    }
    uint32_t *slots = arena_alloc(arena, nslots * sizeof(*slots)); /* kind + 1 */
    *out = (struct kinds){.of = arena_alloc(arena, (policy->nnames + 1) * sizeof(*out->of)),
                          .first = arena_alloc(arena, (policy->nnames + 1) * sizeof(*out->of))};
    list_rules(policy, arena, out);
    for (uint32_t n = 0; n < policy->nnames; n++) {
        uint64_t at = hash_of(&m, n);
        uint32_t *slot;
        while (*(slot = &slots[at & (nslots - 1)]) != 0 &&
               !same_kind(&m, out->first[*slot - 1], n)) {
            at++;
        }
        if (*slot == 0) {
            out->first[out->count++] = n;
            *slot = (uint32_t)out->count;
        }
        out->of[n] = *slot - 1;
    }
}
