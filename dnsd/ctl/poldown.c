/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/poldown.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

static bool unknown(const struct policy *policy, const char *what, const char *word, size_t len)
{
    const char *names[POLICY_CLUSTERS_MAX];
    char text[128];
    snprintf(text, sizeof(text), "%.*s", (int)len, word);
    fprintf(stderr, "dnsctl: %s: there is no cluster '%s'; ", what, text);
    for (size_t i = 0; i < policy->nclusters; i++) {
        names[i] = policy->clusters[i].name;
    }
    const char *near = text_nearest(text, names, policy->nclusters);
    if (near != NULL) {
        fprintf(stderr, "did you mean %s? ", near);
    }
    fputs("the policy has:", stderr);
    for (size_t i = 0; i < policy->nclusters; i++) {
        fprintf(stderr, "%s %s", i == 0 ? "" : ",", names[i]);
    }
    fputc('\n', stderr);
    return false;
}

bool poldown_cluster(const struct policy *policy, const char *what, const char *word, size_t len,
                     uint32_t *out)
{
    for (uint32_t i = 0; i < policy->nclusters; i++) {
        const char *name = policy->clusters[i].name;
        if (strlen(name) == len && memcmp(name, word, len) == 0) {
            *out = i;
            return true;
        }
    }
    return unknown(policy, what, word, len);
}

bool poldown_read(const struct polverb *verb, const struct policy *policy, uint64_t *out)
{
    const char *list;
    uint64_t down = 0;
    for (size_t i = 0; (list = polverb_option(verb, "down", i)) != NULL; i++) {
        for (const char *at = list;; at++) {
            size_t len = strcspn(at, ",");
            uint32_t cluster = 0;
            if (!poldown_cluster(policy, "--down", at, len, &cluster)) {
                return false;
            }
            down |= UINT64_C(1) << cluster;
            at += len;
            if (*at == '\0') {
                break;
            }
        }
    }
    *out = down;
    return true;
}
