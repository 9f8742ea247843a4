/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of claims: any text beside a policy gives claims that lead somewhere, or errors. */
#include "fuzz.h"

#include "policy/policy.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char policy_text[] =
    "version: 1\n"
    "builtin: 2026-01\n"
    "data: { country: none.mmdb }\n"
    "operators: { dutch: { country: NL } }\n"
    "clusters:\n"
    "  nl-a: { target: a.example., location: NL, controlled-by: [dutch] }\n"
    "  nl-b: { target: b.example., location: NL, controlled-by: [dutch] }\n"
    "groups: { benelux: [BE, NL, LU], gov: [198.51.100.0/24] }\n"
    "routes: { web: [{ who: [any], to: [nl-a, nl-b] }] }\n"
    "names: { app.example.: { route: web } }\n";

enum { PATH_SIZE = 40, CLUSTERS = 3 };

/* A file in memory, and the path to read it by. */
static int file_of(const void *octets, size_t len, char path[PATH_SIZE])
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    assert(fd >= 0);
    size_t written = 0;
    while (written < len) {
        ssize_t some = write(fd, (const char *)octets + written, len - written);
        assert(some > 0);
        written += (size_t)some;
    }
    snprintf(path, PATH_SIZE, "/proc/self/fd/%d", fd);
    return fd;
}

static void check_terms(const struct policy *policy, const struct policy_terms *terms)
{
    for (size_t i = 0; i < terms->count; i++) {
        const struct policy_term *term = &terms->list[i];
        assert(term->kind != TERM_NETWORK || term->number < policy->nprefixes);
        assert(term->kind != TERM_GROUP || term->number < policy->ngroups);
    }
}

static void check_set(const struct policy *policy, const struct policy_clusters *set, bool said)
{
    bool names = set->named != 0 || set->located_in.present || set->controlled_from.present;
    assert(names == said && (set->named & ~(uint64_t)CLUSTERS) == 0);
    check_terms(policy, &set->located_in.terms);
    check_terms(policy, &set->controlled_from.terms);
}

static void check_claims(const struct policy *policy)
{
    assert(policy->nclaims > 0 && policy->claims_file != NULL);
    for (size_t i = 0; i < policy->nclaims; i++) {
        const struct policy_expect *claim = &policy->claims[i];
        assert(claim->from_prefix || claim->from.count > 0);
        assert(claim->has_lands_on || claim->has_never);
        check_terms(policy, &claim->from);
        check_set(policy, &claim->lands_on, claim->has_lands_on);
        check_set(policy, &claim->never, claim->has_never);
        assert((claim->down & ~(uint64_t)CLUSTERS) == 0);
        for (size_t k = 0; k < claim->nnames; k++) {
            assert(claim->names[k] < policy->nnames);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char policy_path[PATH_SIZE];
    char claims_path[PATH_SIZE];
    int policy_fd = file_of(policy_text, sizeof(policy_text) - 1, policy_path);
    int claims_fd = file_of(data, size, claims_path);
    struct errs *errs = errs_new();
    struct policy *policy = policy_read_claims(policy_path, claims_path, errs);
    assert((policy != NULL) == !errs_failed(errs));
    if (policy != NULL) {
        check_claims(policy);
    }
    policy_free(policy);
    errs_free(errs);
    close(policy_fd);
    close(claims_fd);
    return 0;
}
