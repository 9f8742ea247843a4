/* SPDX-License-Identifier: Apache-2.0 */
/* Prints what a policy was read as, or what is wrong with it. */
#include "policy/builtin.h"
#include "policy/moment.h"
#include "policy/policy.h"

#include <stdio.h>
#include <string.h>

static void print_term(const struct policy *policy, const struct policy_term *term)
{
    char text[PREFIX_TEXT_SIZE];
    switch (term->kind) {
    case TERM_BUILTIN:
        printf(" builtin:%s", builtin_name(term->number));
        break;
    case TERM_ASN:
        printf(" AS%u", term->number);
        break;
    case TERM_NETWORK:
        printf(" #%u=%s", term->number, prefix_format(&policy->prefixes[term->number], text));
        break;
    case TERM_GROUP:
        printf(" group:%s", policy->groups[term->number].name);
        break;
    case TERM_CONTINENT:
        printf(" continent:%s", term->code);
        break;
    case TERM_UNKNOWN:
    case TERM_ANY:
        fputs(term->kind == TERM_ANY ? " any" : " unknown", stdout);
        break;
    default:
        printf(" %s", term->code);
    }
}

static void print_terms(const struct policy *policy, const char *what,
                        const struct policy_terms *terms)
{
    printf(" %s[", what);
    for (size_t i = 0; i < terms->count; i++) {
        print_term(policy, &terms->list[i]);
    }
    fputs(" ]", stdout);
}

static void print_who(const struct policy *policy, const struct policy_who *who)
{
    if (who->has_any_of) {
        print_terms(policy, "any-of", &who->any_of);
    }
    if (who->has_all_of) {
        print_terms(policy, "all-of", &who->all_of);
    }
    if (who->has_none_of) {
        print_terms(policy, "none-of", &who->none_of);
    }
}

static void print_mask(const struct policy *policy, const char *what, uint64_t mask)
{
    printf(" %s(", what);
    for (size_t i = 0; i < policy->nclusters; i++) {
        if ((mask >> i & 1) != 0) {
            printf(" %s", policy->clusters[i].name);
        }
    }
    fputs(" )", stdout);
}

static void print_window(struct policy_window window)
{
    char text[MOMENT_TEXT_SIZE];
    if (window.from_s != INT64_MIN) {
        printf(" from %s", moment_format(window.from_s, text));
    }
    if (window.until_s != INT64_MAX) {
        printf(" until %s", moment_format(window.until_s, text));
    }
}

static void print_why(const char *why)
{
    if (why != NULL) {
        printf(" \"%s\"", why);
    }
    putchar('\n');
}

static void print_data(const struct policy *policy)
{
    printf("edition %s, country %s", policy->edition, policy->country_paths[0]);
    for (size_t i = 1; i < policy->ncountry_paths; i++) {
        printf(" and %s", policy->country_paths[i]);
    }
    printf(", asn %s, anonymous %s, max-age %u s\n",
           policy->asn_path == NULL ? "-" : policy->asn_path,
           policy->anonymous_path == NULL ? "-" : policy->anonymous_path, policy->max_age_s);
    printf("ttl %u, unknown %s, no-ecs %s\n", policy->ttl_s,
           policy->unknown_unprotected ? "unprotected" : "protected",
           policy->no_ecs_unknown ? "unknown" : "resolver");
    for (size_t i = 1; i < policy->nfiles; i++) {
        printf("includes %s\n", policy->files[i]);
    }
}

static void print_operators(const struct policy *policy)
{
    for (size_t i = 0; i < policy->noperators; i++) {
        const struct policy_operator *party = &policy->operators[i];
        printf("operator %s: %s", party->name, party->country);
        for (size_t k = 0; k < party->nalso; k++) {
            printf(" also %s", party->also[k]);
        }
        if (party->parent != POLICY_NONE) {
            printf(" parent %s", policy->operators[party->parent].name);
        }
        for (size_t k = 0; k < party->nasns; k++) {
            printf(" AS%u", party->asns[k]);
        }
        putchar('\n');
    }
}

static void print_health(const struct policy_health *health)
{
    static const char *const probes[] = {"none", "https", "http", "tcp", "file"};
    char text[ADDR_TEXT_SIZE];
    printf(
        "    health %s %s port %u host %s address %s every %u ms timeout %u ms fall %u rise %u\n",
        probes[health->probe], health->path == NULL ? "-" : health->path, health->port,
        health->host == NULL ? "-" : health->host,
        health->has_address ? addr_format(&health->address, text) : "-", health->every_ms,
        health->timeout_ms, health->fall, health->rise);
}

static void print_clusters(const struct policy *policy, const char *what,
                           const struct policy_cluster *list, size_t count)
{
    static const char *const states[] = {"active", "drain", "off"};
    char text[NAME_TEXT_SIZE];
    for (size_t i = 0; i < count; i++) {
        const struct policy_cluster *cluster = &list[i];
        printf("%s %s: %s", what, cluster->name, cluster->location);
        for (size_t k = 0; k < cluster->noperators; k++) {
            printf(" by %s", policy->operators[cluster->operators[k]].name);
        }
        printf(" weight %u %s", cluster->weight, states[cluster->state]);
        if (cluster->target.len > 0) {
            printf(" target %s", name_format(cluster->target.octets, text));
        }
        for (size_t k = 0; k < cluster->naddresses; k++) {
            printf(" %s", addr_format(&cluster->addresses[k], text));
        }
        putchar('\n');
        if (cluster->health.probe != PROBE_NONE) {
            print_health(&cluster->health);
        }
    }
}

static void print_places(const struct policy *policy, const char *what,
                         const struct policy_condition *condition)
{
    if (condition->present) {
        print_terms(policy, what, &condition->terms);
    }
}

static void print_names_of(const struct policy *policy, const uint32_t *names, size_t count)
{
    char text[NAME_TEXT_SIZE];
    for (size_t i = 0; i < count; i++) {
        printf(" for %s", name_format(policy->names[names[i]].name.octets, text));
    }
}

static void print_rules(const struct policy *policy)
{
    for (size_t i = 0; i < policy->nrules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        printf("rule %s:", rule->name);
        print_who(policy, &rule->who);
        print_places(policy, "located-in", &rule->located_in);
        print_places(policy, "not-located-in", &rule->not_located_in);
        print_places(policy, "controlled-from", &rule->controlled_from);
        print_places(policy, "not-controlled-from", &rule->not_controlled_from);
        if (rule->has_only) {
            print_mask(policy, "only", rule->only);
        }
        print_mask(policy, "never", rule->never);
        print_names_of(policy, rule->names, rule->nnames);
        print_window(rule->window);
        print_why(rule->why);
    }
}

static void print_map(const struct policy *policy)
{
    char text[PREFIX_TEXT_SIZE];
    for (size_t i = 0; i < policy->ngroups; i++) {
        printf("group %s:", policy->groups[i].name);
        print_who(policy, &policy->groups[i].who);
        putchar('\n');
    }
    for (size_t i = 0; i < policy->nnetworks; i++) {
        const struct policy_network *network = &policy->networks[i];
        printf("network %s: %s", prefix_format(&network->prefix, text),
               network->country[0] == '\0' ? "unknown" : network->country);
        print_window(network->window);
        printf(" ticket %s", network->ticket == NULL ? "-" : network->ticket);
        print_why(network->why);
    }
}

static void print_routes(const struct policy *policy)
{
    for (size_t i = 0; i < policy->nroutes; i++) {
        printf("route %s\n", policy->routes[i].name);
        for (size_t k = 0; k < policy->routes[i].nentries; k++) {
            const struct policy_entry *entry = &policy->routes[i].entries[k];
            printf("    %u.%02u%%", entry->share / 100, entry->share % 100);
            print_who(policy, &entry->who);
            for (size_t t = 0; t < entry->ntiers; t++) {
                static const char *const kinds[] = {"tier", "same-country", "any-eligible"};
                print_mask(policy, kinds[entry->tiers[t].kind], entry->tiers[t].clusters);
            }
            print_window(entry->window);
            putchar('\n');
        }
    }
}

static void print_names(const struct policy *policy)
{
    static const char *const kinds[] = {"", "try-anyway", "servfail", "refused", "nodata"};
    char text[NAME_TEXT_SIZE];
    for (size_t i = 0; i < policy->nnames; i++) {
        const struct policy_name *name = &policy->names[i];
        printf("name %s: route %s answer %s ttl %u, then", name_format(name->name.octets, text),
               policy->routes[name->route].name, name->answer == ANSWER_CNAME ? "cname" : "address",
               name->ttl_s);
        for (size_t k = 0; k < name->lasts.count; k++) {
            const struct policy_last *last = &name->lasts.list[k];
            printf(" %s", last->kind == LAST_CLUSTER ? policy->clusters[last->cluster].name
                                                     : kinds[last->kind]);
        }
        putchar('\n');
    }
}

static void print_tests(const struct policy *policy)
{
    char text[PREFIX_TEXT_SIZE];
    for (size_t i = 0; i < policy->nexpects; i++) {
        const struct policy_expect *expect = &policy->expects[i];
        printf("expect from %s", expect->from_prefix ? prefix_format(&expect->prefix, text) : "");
        print_terms(policy, "people", &expect->from);
        print_names_of(policy, expect->names, expect->nnames);
        print_mask(policy, "down", expect->down);
        print_mask(policy, expect->has_lands_on ? "lands-on" : "-", expect->lands_on.named);
        print_mask(policy, expect->has_never ? "never" : "-", expect->never.named);
        printf(" at %s", expect->has_at ? moment_format(expect->at_s, text) : "-");
        print_why(expect->why);
    }
    for (size_t i = 0; i < policy->nallows; i++) {
        const struct policy_allow *allow = &policy->allows[i];
        printf("allow %s for %s", allow->code, allow->subject == NULL ? "all" : allow->subject);
        print_window(allow->window);
        print_why(allow->why);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: dump-policy FILE\n", stderr);
        return 2;
    }
    struct errs *errs = errs_new();
    struct policy *policy = policy_read(argv[1], errs);
    if (policy != NULL) {
        print_data(policy);
        print_operators(policy);
        print_clusters(policy, "cluster", policy->clusters, policy->nclusters);
        print_clusters(policy, "name server", policy->nameservers, policy->nnameservers);
        print_map(policy);
        print_rules(policy);
        print_routes(policy);
        print_names(policy);
        print_tests(policy);
    }
    errs_print(errs, stdout);
    int status = policy == NULL ? 1 : 0;
    policy_free(policy);
    errs_free(errs);
    return status;
}
