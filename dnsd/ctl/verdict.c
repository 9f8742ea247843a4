/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/verdict.h"

#include "ctl/paint.h"
#include "policy/moment.h"

#include <string.h>

enum { DAY_S = 86400, MOMENT_SHOWN = MOMENT_TEXT_SIZE };

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* The checks that are proved or refuted, in the order in which they are told. */
static const struct prove_fault *fault_at(const struct verdict *v, size_t i)
{
    const struct prove_fault *faults[] = {&v->space.space, &v->class.safety,    &v->class.liveness,
                                          &v->space.scope, &v->class.agreement, &v->agree.fault};
    return i < sizeof(faults) / sizeof(faults[0]) ? faults[i] : NULL;
}

static size_t claims_held(const struct verdict *verdict)
{
    size_t held = 0;
    for (size_t i = 0; i < verdict->policy->nclaims; i++) {
        held += !verdict->claims[i].refuted;
    }
    return held;
}

bool verdict_refuted(const struct verdict *verdict)
{
    bool refuted = verdict->too_old || claims_held(verdict) < verdict->policy->nclaims;
    for (size_t i = 0; fault_at(verdict, i) != NULL; i++) {
        refuted = refuted || fault_at(verdict, i)->what != NULL;
    }
    return refuted;
}

const char *verdict_claim_line(struct errs *errs, const struct policy_expect *claim, char *out)
{
    errs_line(errs, claim->at, out);
    size_t start = claim->at.col == 0 ? 0 : claim->at.col - 1;
    size_t len = strlen(out);
    start = start > len ? len : start;
    memmove(out, out + start, len - start + 1);
    return out;
}

static void print_fault(const struct prove_fault *fault)
{
    printf("    counterexample  %s\n    is given        %s\n", fault->what, fault->given);
    if (fault->wanted != NULL) {
        printf("    instead of      %s\n", fault->wanted);
    }
}

/* "safety     PROVED   ...", or the counterexample. */
static void print_proof(const char *label, const struct prove_fault *fault, const char *proved)
{
    if (fault->what == NULL) {
        printf("%-10s %sPROVED%s   %s\n", label, paint(stdout, PAINT_GOOD),
               paint(stdout, PAINT_PLAIN), proved);
        return;
    }
    printf("%-10s %sREFUTED%s\n", label, paint(stdout, PAINT_BAD), paint(stdout, PAINT_PLAIN));
    print_fault(fault);
}

static void print_space(const struct verdict *v)
{
    const struct provespace *space = &v->space;
    if (space->space.what != NULL) {
        print_proof("space", &space->space, "");
        return;
    }
    printf("space      IPv4 %zu network%s = 2^32 addresses, none missing, none twice; %zu after "
           "merging\n",
           space->v4.networks, plural(space->v4.networks), space->v4.merged);
    printf("           IPv6 %zu network%s = 2^128 less the v4-in-v6 blocks (answered through "
           "IPv4); %zu after merging\n",
           space->v6.networks, plural(space->v6.networks), space->v6.merged);
}

static void print_classes(const struct verdict *v)
{
    size_t most = v->class.places;
    size_t nnames = v->policy->nnames;
    printf("classes    ");
    if (v->places_min != most) {
        printf("%zu to ", v->places_min);
    }
    printf("%zu kind%s of place x %zu health state%s (%zu checked cluster%s%s) x %zu time window%s "
           "x %zu name%s = %zu cases\n",
           most, plural(most), v->states.count, plural(v->states.count), v->states.nchecked,
           plural(v->states.nchecked),
           v->states.all ? "" : ": none, each one, each pair, all, and 1,000 seeded", v->nwindows,
           plural(v->nwindows), nnames, plural(nnames), v->class.cases);
}

static void print_agreement(const struct verdict *v)
{
    size_t networks = v->space.v4.networks + v->space.v6.networks;
    const struct prove_fault *fault =
        v->class.agreement.what != NULL ? &v->class.agreement : &v->agree.fault;
    if (fault->what != NULL) {
        print_proof("agreement", fault, "");
        return;
    }
    printf("agreement  compiled tree = naive evaluator at both ends of all %zu networks, and for "
           "all %zu mixed one%s around them\n",
           networks, v->agree.mixed, plural(v->agree.mixed));
}

static void print_extent(const struct verdict *v, const struct proveclaim *claim)
{
    printf("    extent          ");
    if (!claim->claim->from_prefix) {
        printf("%zu place%s%s%s%s, ", claim->nplaces, plural(claim->nplaces),
               claim->nplaces == 0 ? "" : " (", claim->places, claim->nplaces == 0 ? "" : ")");
    }
    printf("%zu IPv4 and %zu IPv6 network%s", claim->v4_networks, claim->v6_networks,
           plural(claim->v6_networks));
    if (claim->claim->has_never) {
        printf(", %zu of %zu health states", claim->nstates, v->states.count);
    }
    if (claim->nelsewhere > 0) {
        printf(";\n                    and %zu place%s that the data does not have (%s)",
               claim->nelsewhere, plural(claim->nelsewhere), claim->elsewhere);
    }
    if (claim->claim->has_never && claim->nstates > 0 && !claim->on_good_days) {
        printf(":\n                    invisible on a good day, true on the worst one");
    }
    putchar('\n');
}

static void print_claims(const struct verdict *v, struct errs *errs)
{
    char line[ERR_LINE_SIZE];
    char moment[MOMENT_SHOWN];
    if (v->policy->claims_file == NULL) {
        return;
    }
    printf("claims     %zu of %zu hold\n", claims_held(v), v->policy->nclaims);
    for (size_t i = 0; i < v->policy->nclaims; i++) {
        const struct proveclaim *claim = &v->claims[i];
        if (!claim->refuted) {
            continue;
        }
        printf("    %sREFUTED%s         %s:%u   %s\n", paint(stdout, PAINT_BAD),
               paint(stdout, PAINT_PLAIN), claim->claim->at.file, claim->claim->at.line,
               verdict_claim_line(errs, claim->claim, line));
        print_fault(&claim->fault);
        if (claim->time_s != v->time_s) {
            printf("    at              %s\n", moment_format(claim->time_s, moment));
        }
        print_extent(v, claim);
    }
}

/* Midnight of the day, for showing a date. */
static const char *date_text(int64_t time_s, char *out)
{
    return moment_format(time_s - time_s % DAY_S, out);
}

static void print_age(const struct verdict *v)
{
    char built[MOMENT_SHOWN];
    if (v->too_old) {
        printf("data       %sREFUTED%s  built on %s, %lld days ago; max-age allows %u\n",
               paint(stdout, PAINT_BAD), paint(stdout, PAINT_PLAIN), date_text(v->built_s, built),
               (long long)((v->time_s - v->built_s) / DAY_S), v->policy->max_age_s / DAY_S);
    }
}

static void print_certificate(const struct verdict *v)
{
    char built[MOMENT_SHOWN];
    printf("certificate policy %s\n", v->policy_digest);
    for (size_t i = 0; i < v->nfiles; i++) {
        printf("            db %s (%s, %s of %s)\n", v->file_digests[i], v->files[i].word,
               v->files[i].type, date_text(v->files[i].built_s, built));
    }
    if (v->claims_digest[0] != '\0') {
        printf("            claims %s\n", v->claims_digest);
    }
    printf("            builtin %s%s%s\n", v->policy->edition, v->certificate == NULL ? "" : " -> ",
           v->certificate == NULL ? "" : v->certificate);
}

void verdict_print(const struct verdict *verdict, struct errs *errs)
{
    const struct verdict *v = verdict;
    print_space(v);
    print_classes(v);
    print_proof(
        "safety", &v->class.safety,
        "no client is ever given a cluster the law excludes   (every class x state x name)");
    print_proof("liveness", &v->class.liveness,
                v->class.last_resorts ? "every class keeps at least one eligible cluster; a last "
                                        "resort that is legal for it"
                                      : "every class keeps at least one eligible cluster; no "
                                        "last resort: SERVFAIL");
    print_proof("scope", &v->space.scope,
                "no two decisions overlap; every scope covers one decision");
    print_agreement(v);
    printf("expect     %zu of %zu\n", v->held, v->policy->nexpects);
    print_claims(v, errs);
    print_age(v);
    if (v->policy->unknown_unprotected) {
        printf("accepted   spill: whoever is of no known country is not protected (unknown: "
               "unprotected): %zu network%s today\n",
               v->unknown_networks, plural(v->unknown_networks));
    }
    printf("limits     proved for where the database puts addresses, not for where people are;\n"
           "           queries without ECS are judged by their resolver; VPNs and relays %sare "
           "invisible\n",
           v->policy->anonymous_path == NULL ? "" : "that data.anonymous does not list ");
    if (!verdict_refuted(v) && !errs_failed(errs)) {
        print_certificate(v);
    }
}
