/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/gap.h"

#include "policy/advice.h"
#include "policy/moment.h"

/* What has the window that makes the gap. */
struct culprit {
    const char *what; /* "route" */
    const char *name;
    struct pos at;
};

static bool borders(const struct policy_window *window, const struct gap *gap)
{
    return window->until_s == gap->from_s ||
           (gap->until_s != INT64_MAX && window->from_s == gap->until_s) ||
           window->from_s == gap->from_s;
}

static struct culprit culprit_of(const struct policy *policy, const struct gap *gap,
                                 char network[PREFIX_TEXT_SIZE])
{
    const struct policy_route *route = &policy->routes[gap->route];
    for (size_t i = 0; i < route->nentries; i++) {
        if (borders(&route->entries[i].window, gap)) {
            return (struct culprit){"route", route->name, route->entries[i].at};
        }
    }
    for (size_t i = 0; i < policy->nrules; i++) {
        if (borders(&policy->rules[i].window, gap)) {
            return (struct culprit){"rule", policy->rules[i].name, policy->rules[i].at};
        }
    }
    for (size_t i = 0; i < policy->nnetworks; i++) {
        if (borders(&policy->networks[i].window, gap)) {
            prefix_format(&policy->networks[i].prefix, network);
            return (struct culprit){"network", network, policy->networks[i].at};
        }
    }
    return (struct culprit){"route", route->name, route->entries[gap->entry].at};
}

void gap_tell(const struct policy *policy, const struct gap *gap, int64_t now_s, struct errs *errs)
{
    char network[PREFIX_TEXT_SIZE];
    char from[MOMENT_TEXT_SIZE];
    char until[MOMENT_TEXT_SIZE];
    struct culprit culprit = culprit_of(policy, gap, network);
    if (advice_is_allowed(policy, "T1", culprit.name, now_s)) {
        return;
    }
    bool ends = gap->until_s != INT64_MAX;
    err_find(
        errs, ERR_WARNING, "T1", culprit.at, 1,
        "the windows of %s %s leave a gap from %s %s%s: entry %u of route %s has no cluster for "
        "some people then (L2); let the windows meet",
        culprit.what, culprit.name, moment_format(gap->from_s, from), ends ? "until " : "on",
        ends ? moment_format(gap->until_s, until) : "", gap->entry + 1,
        policy->routes[gap->route].name);
    err_detail(errs, "witness", "%s", gap->witness);
}
