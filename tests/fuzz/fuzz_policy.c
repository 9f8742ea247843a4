/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of policies: any text gives a policy whose references lead somewhere, or errors. */
#include "fuzz.h"

#include "policy/builtin.h"
#include "policy/policy.h"
#include "policy/tidy.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* No file of the machine may be included: slashes of paths are spoilt, the folder is none. */
static char *tame(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    assert(text != NULL);
    if (size > 0) {
        memcpy(text, data, size);
    }
    bool includes = memmem(text, size, "incl", 4) != NULL || memchr(text, '\\', size) != NULL;
    for (size_t i = 0; includes && i < size; i++) {
        text[i] = text[i] == '/' ? '_' : text[i];
    }
    return text;
}

static void check_terms(const struct policy *policy, const struct policy_terms *terms)
{
    for (size_t i = 0; i < terms->count; i++) {
        const struct policy_term *term = &terms->list[i];
        assert(term->at.line > 0 && term->at.col > 0);
        assert(term->kind != TERM_BUILTIN || builtin_name(term->number) != NULL);
        assert(term->kind != TERM_NETWORK || term->number < policy->nprefixes);
        assert(term->kind != TERM_GROUP || term->number < policy->ngroups);
        assert(term->kind != TERM_ASN || term->number > 0);
    }
}

static void check_who(const struct policy *policy, const struct policy_who *who)
{
    assert(who->has_any_of || who->has_all_of || who->has_none_of);
    assert(who->has_any_of == (who->any_of.count > 0));
    assert(who->has_all_of == (who->all_of.count > 0));
    assert(who->has_none_of == (who->none_of.count > 0));
    check_terms(policy, &who->any_of);
    check_terms(policy, &who->all_of);
    check_terms(policy, &who->none_of);
}

static void check_facts(const struct policy *policy)
{
    for (size_t i = 0; i < policy->noperators; i++) {
        size_t steps = 0;
        for (uint32_t at = (uint32_t)i; at != POLICY_NONE; at = policy->operators[at].parent) {
            assert(at < policy->noperators && steps++ < policy->noperators);
        }
        assert(policy->operators[i].country[0] != '\0');
    }
    for (size_t i = 0; i < policy->nclusters; i++) {
        const struct policy_cluster *cluster = &policy->clusters[i];
        assert(cluster->noperators > 0 && cluster->location[0] != '\0' && cluster->weight > 0);
        assert(cluster->target.len > 1 || cluster->naddresses > 0);
        for (size_t k = 0; k < cluster->noperators; k++) {
            assert(cluster->operators[k] < policy->noperators);
        }
    }
    for (size_t i = 0; i < policy->ngroups; i++) {
        check_who(policy, &policy->groups[i].who);
    }
}

static void check_routes(const struct policy *policy)
{
    uint64_t all = policy->nclusters == 64 ? UINT64_MAX : (UINT64_C(1) << policy->nclusters) - 1;
    for (size_t i = 0; i < policy->nroutes; i++) {
        assert(policy->routes[i].nentries > 0);
        for (size_t k = 0; k < policy->routes[i].nentries; k++) {
            const struct policy_entry *entry = &policy->routes[i].entries[k];
            check_who(policy, &entry->who);
            assert(entry->ntiers > 0 && entry->share < 10000);
            assert(entry->window.from_s < entry->window.until_s);
            for (size_t t = 0; t < entry->ntiers; t++) {
                assert((entry->tiers[t].clusters & ~all) == 0);
                assert((entry->tiers[t].clusters != 0) == (entry->tiers[t].kind == TIER_CLUSTERS));
            }
        }
    }
}

static void check_names(const struct policy *policy)
{
    for (size_t i = 0; i < policy->nnames; i++) {
        const struct policy_name *name = &policy->names[i];
        assert(name_wire_len(name->name.octets, name->name.len) == name->name.len);
        assert(name->route < policy->nroutes && name->ttl_s > 0 && name->lasts.count > 0);
        assert(name->lasts.list[name->lasts.count - 1].kind >= LAST_SERVFAIL);
        for (size_t k = 0; k < name->lasts.count; k++) {
            const struct policy_last *last = &name->lasts.list[k];
            assert(last->kind != LAST_CLUSTER || last->cluster < policy->nclusters);
        }
    }
}

static void check_law(const struct policy *policy)
{
    for (size_t i = 0; i < policy->nrules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        check_who(policy, &rule->who);
        assert(rule->located_in.present || rule->not_located_in.present ||
               rule->controlled_from.present || rule->not_controlled_from.present ||
               rule->has_only || rule->never != 0);
        for (size_t k = 0; k < rule->nnames; k++) {
            assert(rule->names[k] < policy->nnames);
        }
    }
    for (size_t i = 0; i < policy->nexpects; i++) {
        const struct policy_expect *expect = &policy->expects[i];
        assert(expect->from_prefix || expect->from.count > 0);
        assert(expect->has_lands_on || expect->has_never);
        check_terms(policy, &expect->from);
    }
}

/* What was tidied stays as it is. */
static void check_tidy(const char *text, size_t size)
{
    struct arena *arena = arena_new(4096);
    struct errs *errs = errs_new();
    const char *once = tidy_text(arena, "once", text, size, errs);
    if (once != NULL) {
        const char *twice = tidy_text(arena, "twice", once, strlen(once), errs);
        assert(twice != NULL && strcmp(once, twice) == 0);
    }
    errs_free(errs);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct errs *errs = errs_new();
    char *text = tame(data, size);
    struct policy *policy = policy_read_text("/nonexistent/policy.yaml", text, size, errs);
    assert((policy != NULL) == !errs_failed(errs));
    if (policy != NULL) {
        assert(policy->nclusters > 0 && policy->nclusters <= POLICY_CLUSTERS_MAX);
        assert(policy->ncountry_paths > 0);
        check_facts(policy);
        check_routes(policy);
        check_names(policy);
        check_law(policy);
    }
    policy_free(policy);
    check_tidy(text, size);
    free(text);
    errs_free(errs);
    return 0;
}
