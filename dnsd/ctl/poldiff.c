/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/paint.h"
#include "ctl/polfacts.h"
#include "ctl/polfold.h"
#include "ctl/polloss.h"
#include "ctl/polmoves.h"
#include "ctl/polpeople.h"
#include "ctl/polshift.h"
#include "ctl/polverb.h"
#include "ctl/polwide.h"
#include "ctl/verbs.h"
#include "wire/name.h"

#include <stdlib.h>
#include <string.h>

/* A comparison on its way. */
struct diffing {
    const struct polverb *verb;
    struct polpeople before;
    struct polpeople after;
    struct arena *arena;
    struct census census;
    struct polmoves_ask ask;
    struct polmoves *first; /* who gets another first choice */
    size_t nfirst;
    struct polmoves *later; /* who gets the same, but another order behind it */
    size_t nlater;
    struct polwide wide;
    struct polfacts_changes facts;
    struct polshift *shifts;
    size_t nshifts;
    struct polloss loss;
};

static int compare_names(const void *a, const void *b)
{
    const struct policy_name *x = *(const struct policy_name *const *)a;
    const struct policy_name *y = *(const struct policy_name *const *)b;
    int order = (int)x->name.len - (int)y->name.len;
    return order != 0 ? order : memcmp(x->name.octets, y->name.octets, x->name.len);
}

/* A policy's names, sorted. */
static const struct policy_name **sorted_names(const struct policy *policy, struct arena *arena)
{
    const struct policy_name **names = arena_alloc(arena, (policy->nnames + 1) * sizeof(*names));
    for (size_t i = 0; i < policy->nnames; i++) {
        names[i] = &policy->names[i];
    }
    qsort(names, policy->nnames, sizeof(*names), compare_names);
    return names;
}

static int compare_pairs(const void *a, const void *b)
{
    const struct polmoves_name *x = a;
    const struct polmoves_name *y = b;
    return (x->before > y->before) - (x->before < y->before);
}

/* The names that both policies bind, in the order of the first. */
static void find_names(struct diffing *d)
{
    const struct policy *old = d->before.loaded.policy;
    const struct policy *new = d->after.loaded.policy;
    const struct policy_name **olds = sorted_names(old, d->arena);
    const struct policy_name **news = sorted_names(new, d->arena);
    struct polmoves_name *names = arena_alloc(d->arena, (old->nnames + 1) * sizeof(*names));
    size_t count = 0;
    for (size_t o = 0, n = 0; o < old->nnames && n < new->nnames;) {
        int order = compare_names(&olds[o], &news[n]);
        if (order == 0) {
            names[count++] = (struct polmoves_name){.before = (uint32_t)(olds[o] - old->names),
                                                    .after = (uint32_t)(news[n] - new->names)};
        }
        o += order <= 0;
        n += order >= 0;
    }
    qsort(names, count, sizeof(*names), compare_pairs);
    d->ask.names = names;
    d->ask.nnames = count;
}

static void compare_all(struct diffing *d)
{
    d->ask = (struct polmoves_ask){.before = &d->before,
                                   .after = &d->after,
                                   .states_before = polpeople_states(&d->before, 0),
                                   .states_after = polpeople_states(&d->after, 0),
                                   .census = &d->census};
    census_take(&d->before.atlas, &d->after.atlas, d->arena, &d->census);
    find_names(d);
    d->nfirst = polmoves_make(&d->ask, d->arena, &d->first);
    d->ask.topic = MOVES_LATER;
    d->nlater = polmoves_make(&d->ask, d->arena, &d->later);
    polwide_compare(&d->ask, d->arena, &d->wide);
}

static bool any_rows(const struct polmoves *tables, size_t ntables)
{
    for (size_t i = 0; i < ntables; i++) {
        if (tables[i].count > 0) {
            return true;
        }
    }
    return false;
}

static void print_tables(struct diffing *d, const char *who, const char *what)
{
    if (any_rows(d->first, d->nfirst)) {
        polmoves_print(&d->ask, d->first, d->nfirst, who, what, d->arena);
    } else {
        puts("first choices: unchanged.");
    }
    if (any_rows(d->later, d->nlater)) {
        puts("the same first choice, and another order behind it:");
        polmoves_print_later(&d->ask, d->later, d->nlater, d->arena);
    }
    polwide_print(&d->wide, &d->wide.order, "are answered otherwise");
}

static void print_facts(const struct diffing *d)
{
    for (size_t i = 0; i < d->facts.count; i++) {
        printf("%-10s %s\n", polfacts_word(d->facts.list[i].kind), d->facts.list[i].text);
    }
}

/* "us-one for NL, for app.example. alone". */
static void print_shift(struct diffing *d, const struct polshift *shift)
{
    struct polfold fold;
    polfold_make(&d->after, &d->census, shift->cells, d->arena, &fold);
    printf("eligible   %s for %s", polshift_text(shift, d->arena), polfold_text(&fold));
    if (shift->nnames < d->ask.nnames) {
        const struct polmoves names = {.names = shift->names, .nnames = shift->nnames};
        printf(", asking %s", polmoves_names(&d->ask, &names, d->arena));
    }
    putchar('\n');
}

/* Whether everybody who is in no table is answered as before, in every state of health. */
static bool rest_unchanged(const struct diffing *d)
{
    bool same = !any_rows(d->later, d->nlater) && d->wide.order.count == 0;
    for (size_t i = 0; i < d->facts.count; i++) {
        same = same && !d->facts.list[i].answers;
    }
    return same;
}

static const char *law_word(const struct diffing *d)
{
    if (polfacts_has(&d->facts, FACT_RULE) || polfacts_has(&d->facts, FACT_DEFAULT)) {
        return "changed";
    }
    return polfacts_has(&d->facts, FACT_GROUP) ? "the same rules, but groups changed" : "unchanged";
}

static void print_policies(struct diffing *d)
{
    if (d->ask.nnames == 0) {
        puts("no name is bound by both: nobody's answers can be compared.");
        print_facts(d);
        return;
    }
    print_tables(d, "who", "first choice");
    print_facts(d);
    for (size_t i = 0; i < d->nshifts; i++) {
        print_shift(d, &d->shifts[i]);
    }
    printf("eligible sets: %s.   law: %s.   answers for everyone else: %s.\n",
           d->nshifts == 0 ? "unchanged" : "changed", law_word(d),
           rest_unchanged(d) ? "unchanged" : "changed as told above");
    polpeople_print_edge(&d->before, &d->after);
}

static json_t *json_of_shifts(struct diffing *d)
{
    json_t *list = json_array();
    for (size_t i = 0; i < d->nshifts; i++) {
        const struct polshift *shift = &d->shifts[i];
        const struct polanswer more = {.names = shift->more, .nnames = shift->nmore};
        const struct polanswer less = {.names = shift->less, .nnames = shift->nless};
        const struct polmoves names = {.names = shift->names, .nnames = shift->nnames};
        struct polfold fold;
        polfold_make(&d->after, &d->census, shift->cells, d->arena, &fold);
        json_array_append_new(list, json_pack("{s:o, s:o, s:o, s:o}", "names",
                                              polmoves_names_json(&d->ask, &names), "who",
                                              polfold_json(&fold), "allowed", polanswer_json(&more),
                                              "excluded", polanswer_json(&less)));
    }
    return list;
}

static void print_json(struct diffing *d, bool is_db)
{
    json_t *all = json_pack("{s:o, s:o}", "tables", polmoves_json(&d->ask, d->first, d->nfirst),
                            "later", polmoves_json(&d->ask, d->later, d->nlater));
    json_object_set_new(all, "wider_networks", polwide_json(&d->ask, &d->wide));
    if (is_db) {
        json_object_set_new(all, "protected_to_unprotected",
                            polloss_json(&d->ask, &d->loss, d->arena));
    } else {
        json_object_set_new(all, "changes", polfacts_json(&d->facts));
        json_object_set_new(all, "eligible", json_of_shifts(d));
        json_object_set_new(all, "everyone_else_unchanged", json_boolean(rest_unchanged(d)));
    }
    json_object_set_new(all, "next_window_edge", polpeople_edge_json(&d->before, &d->after));
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static int diff_policies(struct diffing *d)
{
    const struct polverb *verb = d->verb;
    if (!polpeople_open(verb->words[0], NULL, verb->at_s, &d->before)) {
        return polpeople_failed(verb, &d->before);
    }
    if (!polpeople_open(verb->words[1], NULL, verb->at_s, &d->after)) {
        return polpeople_failed(verb, &d->after);
    }
    compare_all(d);
    polfacts_compare(d->before.loaded.policy, d->after.loaded.policy, d->arena, &d->facts);
    d->nshifts = polshift_find(&d->ask, d->arena, &d->shifts);
    if (verb->json) {
        print_json(d, false);
    } else {
        print_policies(d);
    }
    return CTL_FINE;
}

static bool has_loss(const struct diffing *d)
{
    return d->loss.known_places > 0 || d->loss.unknown_nets > 0;
}

static void print_loss(const struct diffing *d)
{
    const struct polloss *loss = &d->loss;
    bool known = loss->who[0] != '\0';
    printf("%sprotected -> unprotected: %zu known place%s%s%s%s, %llu previously unknown "
           "network%s%s\n",
           paint(stdout, has_loss(d) ? PAINT_BAD : PAINT_GOOD), loss->known_places,
           loss->known_places == 1 ? "" : "s", known ? " (" : "", loss->who, known ? ")" : "",
           (unsigned long long)loss->unknown_nets, loss->unknown_nets == 1 ? "" : "s",
           paint(stdout, PAINT_PLAIN));
}

static int diff_databases(struct diffing *d, const char *policy)
{
    const struct polverb *verb = d->verb;
    if (!polpeople_open(policy, verb->words[0], verb->at_s, &d->before)) {
        return polpeople_failed(verb, &d->before);
    }
    if (!polpeople_open(policy, verb->words[1], verb->at_s, &d->after)) {
        return polpeople_failed(verb, &d->after);
    }
    compare_all(d);
    polloss_find(&d->ask, d->arena, &d->loss);
    if (verb->json) {
        print_json(d, true);
    } else {
        print_tables(d, "place", "answer");
        print_loss(d);
    }
    return has_loss(d) && polverb_option(verb, "fail-on", 0) != NULL ? CTL_ERRORS : CTL_FINE;
}

static int bad_use(const char *what)
{
    fprintf(stderr, "dnsctl policy diff: %s\n", what);
    return CTL_USAGE;
}

int poldiff_run(const struct polverb *verb)
{
    struct diffing d = {.verb = verb};
    const char *fail_on = polverb_option(verb, "fail-on", 0);
    bool is_db = polverb_option(verb, "db", 0) != NULL;
    const char *policy = verb->nwords == 3 ? verb->words[2] : verb->policy;
    if (fail_on != NULL && strcmp(fail_on, "protected-to-unprotected") != 0) {
        return bad_use("--fail-on knows one thing; write: --fail-on protected-to-unprotected");
    }
    if (fail_on != NULL && !is_db) {
        return bad_use("--fail-on is about two databases; write --db before them");
    }
    if (!is_db && (verb->nwords == 3 || verb->policy != NULL)) {
        return bad_use("two policies are compared as they are; with two databases and a policy "
                       "write: --db OLD.mmdb NEW.mmdb --policy FILE");
    }
    if (is_db && policy == NULL) {
        return polpeople_unsaid("diff", "under which policy", "--policy FILE");
    }
    if (verb->nwords == 3 && verb->policy != NULL) {
        return bad_use("two policies are named for the databases; name one");
    }
    d.arena = arena_new(256 * 1024);
    int status = is_db ? diff_databases(&d, policy) : diff_policies(&d);
    polpeople_done(&d.before);
    polpeople_done(&d.after);
    arena_free(d.arena);
    return status;
}
