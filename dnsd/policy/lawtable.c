/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/lawtable.h"

#include "policy/law.h"

#include <stdlib.h>

/* Kinds times places that are kept; of more, each answer is worked out when it is asked for. */
#define KEPT_MAX ((size_t)4 << 20)

struct lawtable {
    const struct policy *policy;
    const struct kinds *kinds;
    uint64_t *satisfying; /* by rule */
    uint32_t *covered;    /* by rule that names names: the kinds of those, each once */
    size_t *covered_from; /* by rule; one more ends the last */
    const struct spot *spots;
    size_t nspots;
    int64_t time_s;
    uint64_t *eligible; /* malloc; by place, then kind; NULL = too many */
};

/* A rule covers a kind as it covers its first name. */
static void list_covered(struct lawtable *table, struct arena *arena)
{
    const struct kinds *kinds = table->kinds;
    size_t nrules = table->policy->nrules;
    size_t *from = arena_alloc(arena, (nrules + 2) * sizeof(*from));
    for (size_t k = 0; k < kinds->count; k++) {
        uint32_t name = kinds->first[k];
        for (size_t i = kinds->rules_from[name]; i < kinds->rules_from[name + 1]; i++) {
            from[kinds->rules[i] + 2]++;
        }
    }
    for (size_t r = 2; r < nrules + 2; r++) {
        from[r] += from[r - 1];
    }
    table->covered = arena_alloc(arena, (from[nrules + 1] + 1) * sizeof(*table->covered));
    for (size_t k = 0; k < kinds->count; k++) {
        uint32_t name = kinds->first[k];
        for (size_t i = kinds->rules_from[name]; i < kinds->rules_from[name + 1]; i++) {
            table->covered[from[kinds->rules[i] + 1]++] = (uint32_t)k;
        }
    }
    table->covered_from = from;
}

struct lawtable *lawtable_new(const struct policy *policy, const struct kinds *kinds,
                              struct arena *arena)
{
    struct lawtable *table = arena_alloc(arena, sizeof(*table));
    table->policy = policy;
    table->kinds = kinds;
    table->satisfying = arena_alloc(arena, (policy->nrules + 1) * sizeof(*table->satisfying));
    for (size_t i = 0; i < policy->nrules; i++) {
        table->satisfying[i] = law_satisfying(policy, &policy->rules[i]);
    }
    list_covered(table, arena);
    return table;
}

/* The law of one place for all kinds. */
static void lay_spot(const struct lawtable *table, const struct spot *spot, uint64_t *out)
{
    const struct policy *policy = table->policy;
    uint64_t all = law_everyone(policy);
    for (size_t k = 0; k < table->kinds->count; k++) {
        out[k] = UINT64_MAX;
    }
    for (size_t i = 0; i < policy->nrules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        struct law_case ask = {.policy = policy,
                               .name = rule->nnames == 0 ? 0 : rule->names[0],
                               .time_s = table->time_s};
        if (!law_applies(&ask, rule, spot)) {
            continue;
        }
        all &= rule->nnames == 0 ? table->satisfying[i] : UINT64_MAX;
        for (size_t c = table->covered_from[i]; c < table->covered_from[i + 1]; c++) {
            out[table->covered[c]] &= table->satisfying[i];
        }
    }
    for (size_t k = 0; k < table->kinds->count; k++) {
        out[k] &= all;
    }
}

void lawtable_lay(struct lawtable *table, const struct spot *spots, size_t nspots, int64_t time_s)
{
    size_t nkinds = table->kinds->count;
    lawtable_done(table);
    table->spots = spots;
    table->nspots = nspots;
    table->time_s = time_s;
    if (nkinds > 0 && nspots < KEPT_MAX / nkinds) {
        table->eligible = malloc((nkinds * nspots + 1) * sizeof(*table->eligible));
    }
    for (size_t s = 0; s < nspots && table->eligible != NULL; s++) {
        lay_spot(table, &spots[s], table->eligible + s * nkinds);
    }
}

uint64_t lawtable_eligible(const struct lawtable *table, uint32_t kind, size_t spot)
{
    if (table->eligible != NULL) {
        return table->eligible[spot * table->kinds->count + kind];
    }
    struct law_case ask = {.policy = table->policy,
                           .name = table->kinds->first[kind],
                           .time_s = table->time_s,
                           .satisfying = table->satisfying};
    return law_eligible(&ask, &table->spots[spot]);
}

uint64_t lawtable_satisfying(const struct lawtable *table, size_t rule)
{
    return table->satisfying[rule];
}

const uint32_t *lawtable_covered(const struct lawtable *table, size_t rule, size_t *count)
{
    if (table->policy->rules[rule].nnames == 0) {
        *count = table->kinds->count;
        return NULL;
    }
    *count = table->covered_from[rule + 1] - table->covered_from[rule];
    return table->covered + table->covered_from[rule];
}

void lawtable_done(struct lawtable *table)
{
    free(table->eligible);
    table->eligible = NULL;
}
