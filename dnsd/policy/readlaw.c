/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/readlaw.h"

#include "policy/term.h"

#include <string.h>

static void read_name(struct read *r, const struct yaml *value, void *out)
{
    struct policy_rule *rule = out;
    rule->name = read_kept(r, value, "name");
    if (rule->name == NULL || !read_is_name(r, value, "a rule")) {
        return;
    }
    const struct yaml *first = dict_find(&r->rules, rule->name);
    if (first != NULL) {
        read_fault(r, "S1", value, "the rule '%s' stands already at %s:%u; write another name",
                   rule->name, first->at.file, first->at.line);
        return;
    }
    dict_put(&r->rules, rule->name, (void *)(uintptr_t)value);
}

static void read_who(struct read *r, const struct yaml *value, void *out)
{
    struct policy_rule *rule = out;
    term_who(r, value, "who", &rule->who);
}

static void read_located_in(struct read *r, const struct yaml *value, void *out)
{
    struct policy_rule *rule = out;
    term_places(r, value, "located-in", &rule->located_in);
}

static void read_not_located_in(struct read *r, const struct yaml *value, void *out)
{
    struct policy_rule *rule = out;
    term_places(r, value, "not-located-in", &rule->not_located_in);
}

static void read_controlled_from(struct read *r, const struct yaml *value, void *out)
{
    struct policy_rule *rule = out;
    term_places(r, value, "controlled-from", &rule->controlled_from);
}

static void read_not_controlled_from(struct read *r, const struct yaml *value, void *out)
{
    struct policy_rule *rule = out;
    term_places(r, value, "not-controlled-from", &rule->not_controlled_from);
}

static void read_only(struct read *r, const struct yaml *value, void *out)
{
    struct policy_rule *rule = out;
    rule->has_only = true;
    read_clusters(r, value, "only", &rule->only);
}

static void read_never(struct read *r, const struct yaml *value, void *out)
{
    struct policy_rule *rule = out;
    read_clusters(r, value, "never", &rule->never);
}

static void read_names(struct read *r, const struct yaml *value, void *out)
{
    struct policy_rule *rule = out;
    read_references(r, value, READ_NAMES, &rule->names, &rule->nnames);
}

static void read_from(struct read *r, const struct yaml *value, void *out)
{
    struct policy_rule *rule = out;
    read_moment(r, value, &rule->window.from_s);
}

static void read_until(struct read *r, const struct yaml *value, void *out)
{
    struct policy_rule *rule = out;
    read_moment(r, value, &rule->window.until_s);
}

static void read_why(struct read *r, const struct yaml *value, void *out)
{
    struct policy_rule *rule = out;
    rule->why = read_kept(r, value, "why");
}

static const struct read_spec specs[] = {
    {"name", read_name, true},
    {"who", read_who, true},
    {"located-in", read_located_in, false},
    {"not-located-in", read_not_located_in, false},
    {"controlled-from", read_controlled_from, false},
    {"not-controlled-from", read_not_controlled_from, false},
    {"only", read_only, false},
    {"never", read_never, false},
    {"names", read_names, false},
    {"from", read_from, false},
    {"until", read_until, false},
    {"why", read_why, false},
};

enum { FIRST_CONDITION = 2, LAST_CONDITION = 7 };

static bool has_condition(const struct yaml *value)
{
    for (size_t i = FIRST_CONDITION; i <= LAST_CONDITION; i++) {
        if (yaml_get(value, specs[i].key) != NULL) {
            return true;
        }
    }
    return false;
}

void readlaw_rule(struct read *r, const struct yaml_pair *pair, size_t i)
{
    struct policy_rule *rule = &r->policy->rules[i];
    rule->at = pair->value->at;
    rule->name = "";
    rule->window = (struct policy_window){.from_s = INT64_MIN, .until_s = INT64_MAX};
    read_map(r, pair->value, "a residency rule", pair->value, specs, ARRAY_LEN(specs), rule);
    read_check_window(r, rule->window, pair->value);
    if (pair->value->kind == YAML_MAP && !has_condition(pair->value)) {
        read_fault(r, "S1", pair->value,
                   "a residency rule that asks nothing of clusters; write located-in, "
                   "controlled-from, their not- twins, only or never");
    }
}
