/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/poldown.h"

#include <stdio.h>
#include <string.h>

static bool add_cluster(const struct policy *policy, const char *word, size_t len, uint64_t *out)
{
    for (size_t i = 0; i < policy->nclusters; i++) {
        const char *name = policy->clusters[i].name;
        if (strlen(name) == len && memcmp(name, word, len) == 0) {
            *out |= UINT64_C(1) << i;
            return true;
        }
    }
    fprintf(stderr,
            "dnsctl: --down: '%.*s' is no cluster of the policy; its clusters are:", (int)len,
            word);
    for (size_t i = 0; i < policy->nclusters; i++) {
        fprintf(stderr, "%s %s", i == 0 ? "" : ",", policy->clusters[i].name);
    }
    fputc('\n', stderr);
    return false;
}

bool poldown_read(const struct polverb *verb, const struct policy *policy, uint64_t *out)
{
    const char *list;
    uint64_t down = 0;
    for (size_t i = 0; (list = polverb_option(verb, "down", i)) != NULL; i++) {
        for (const char *at = list;; at++) {
            size_t len = strcspn(at, ",");
            if (!add_cluster(policy, at, len, &down)) {
                return false;
            }
            at += len;
            if (*at == '\0') {
                break;
            }
        }
    }
    *out = down;
    return true;
}
