/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/refusal.h"

#include "image/rulebook.h"
#include "policy/law.h"

#include <stdio.h>
#include <string.h>

enum { TAIL_ROOM = 56 }; /* ", 4294967295 more", ")" and ": no cluster is allowed" */

struct text {
    char octets[REFUSAL_TEXT_MAX + 1];
    size_t len;
};

static void add(struct text *text, const char *what)
{
    size_t room = sizeof(text->octets) - text->len;
    int len = snprintf(text->octets + text->len, room, "%s", what);
    text->len += (size_t)len < room ? (size_t)len : room - 1;
}

static bool has(const uint64_t *set, size_t i)
{
    return set[i / 64] >> i % 64 & 1;
}

uint64_t *refusal_excluding(const struct policy *policy, struct arena *arena)
{
    uint64_t *set = arena_alloc(arena, (refusal_words(policy) + 1) * sizeof(*set));
    for (size_t i = 0; i < policy->nrules; i++) {
        bool excludes = law_satisfying(policy, &policy->rules[i]) != law_everyone(policy);
        set[i / 64] |= excludes ? UINT64_C(1) << i % 64 : 0;
    }
    return set;
}

/* The names of the rules of `set` that are in `mask` and not in `less`. Returns how many. */
static size_t add_rules(struct text *text, const struct policy *policy, const char *lead,
                        const uint64_t *set, const uint64_t *mask, const uint64_t *less)
{
    size_t count = 0;
    size_t left_out = 0;
    for (size_t i = 0; i < policy->nrules; i++) {
        const char *name = policy->rules[i].name;
        if (!has(set, i) || !has(mask, i) || (less != NULL && has(less, i))) {
            continue;
        }
        const char *before = count++ == 0 ? lead : ", ";
        if (text->len + strlen(before) + strlen(name) + TAIL_ROOM > REFUSAL_TEXT_MAX) {
            left_out++;
            continue;
        }
        add(text, before);
        add(text, name);
    }
    if (left_out > 0) {
        char more[32];
        snprintf(more, sizeof(more), "%s%zu more", left_out == count ? lead : ", ", left_out);
        add(text, more);
    }
    return count;
}

const char *refusal_text(const struct policy *policy, const struct refusal_rules *rules,
                         const uint64_t *excluding, bool refused, uint32_t *rules_len,
                         struct arena *arena)
{
    struct text text = {.len = 0};
    add(&text, "residency");
    bool any = add_rules(&text, policy, " ", rules->always, excluding, NULL) > 0;
    const char *lead = any ? " (in part also " : " (in part ";
    if (add_rules(&text, policy, lead, rules->sometimes, excluding, rules->always) > 0) {
        add(&text, ")");
    }
    if (rules_len != NULL) {
        *rules_len = text.len > POLICY_RULES_AT ? (uint32_t)(text.len - POLICY_RULES_AT) : 0;
    }
    add(&text, refused ? ": no cluster is allowed" : ": no healthy cluster");
    return arena_text(arena, text.octets, text.len);
}
