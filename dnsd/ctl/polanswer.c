/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polanswer.h"

#include "step/choose.h"

#include <stdlib.h>
#include <string.h>

enum { FAILURES = CHOICE_NODATA + 1 };

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What all parts of a decision give: clusters, and which failures. */
static uint64_t collect(const struct polpeople *people,
                        const struct image_policy_decision *decision,
                        const struct policy_states *states, bool failures[FAILURES])
{
    uint64_t clusters = 0;
    uint32_t nparts = decision->parts.count == 0 ? 1 : decision->parts.count;
    for (uint32_t i = 0; i < nparts; i++) {
        struct choice_set set =
            choose_given(&people->image.image, people->image.policy, decision, i, states);
        clusters |= set.clusters;
        failures[set.kind] = true;
    }
    return clusters;
}

struct polanswer polanswer_of(const struct polpeople *people,
                              const struct image_policy_decision *decision,
                              const struct policy_states *states, struct arena *arena)
{
    static const char *const words[] = {"SERVFAIL", "REFUSED", "NODATA"};
    const struct policy *policy = people->loaded.policy;
    bool failures[FAILURES] = {false};
    struct polanswer answer = {.clusters = 0};
    const char **names = arena_alloc(arena, (policy->nclusters + FAILURES) * sizeof(*names));
    answer.names = names;
    if (decision == NULL) {
        failures[CHOICE_REFUSED] = true;
    } else {
        answer.clusters = collect(people, decision, states, failures);
    }
    for (size_t i = 0; i < policy->nclusters; i++) {
        if (answer.clusters >> i & 1) {
            names[answer.nnames++] = policy->clusters[i].name;
        }
    }
    qsort(names, answer.nnames, sizeof(*names), compare);
    for (int kind = CHOICE_SERVFAIL; kind < FAILURES; kind++) {
        if (failures[kind]) {
            names[answer.nnames++] = words[kind - CHOICE_SERVFAIL];
            answer.fails = true;
        }
    }
    return answer;
}

bool polanswer_equal(const struct polanswer *a, const struct polanswer *b)
{
    bool same = a->nnames == b->nnames;
    for (size_t i = 0; i < a->nnames && same; i++) {
        same = strcmp(a->names[i], b->names[i]) == 0;
    }
    return same;
}

const char *polanswer_text(const struct polanswer *answer, struct arena *arena)
{
    const char *text = "";
    for (size_t i = 0; i < answer->nnames; i++) {
        text = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : " or ", answer->names[i]);
    }
    return text;
}

json_t *polanswer_json(const struct polanswer *answer)
{
    json_t *list = json_array();
    for (size_t i = 0; i < answer->nnames; i++) {
        json_array_append_new(list, json_string(answer->names[i]));
    }
    return list;
}
