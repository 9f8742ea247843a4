/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the verbs under `dnsctl policy` share: their options, and how they report.
 *
 * A verb is a row of the table in ctl/policy.c and a function that gets its options read. Options
 * are written -x or --x, a value follows or stands behind '='. All verbs take --json, --strict,
 * --at TIME and --policy FILE; a row lists what else its verb takes.
 */
#ifndef DNSD_CTL_POLVERB_H
#define DNSD_CTL_POLVERB_H

#include "base/errs.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { POLVERB_WORDS_MAX = 8, POLVERB_OPTIONS_MAX = 32, POLVERB_TAKES_MAX = 8 };

struct polverb_option {
    const char *name;  /* without hyphens */
    const char *value; /* "" when it takes none */
};

/* A command line that was read. */
struct polverb {
    const char *policy; /* --policy FILE; NULL when not given */
    bool json;
    bool strict;
    int64_t at_s; /* --at, else now; seconds since 1970 UTC */
    const char *words[POLVERB_WORDS_MAX];
    size_t nwords;
    struct polverb_option options[POLVERB_OPTIONS_MAX]; /* those that the row lists */
    size_t noptions;
};

/* What a verb does: returns an enum ctl_status of ctl/verbs.h. */
typedef int polverb_run(const struct polverb *verb);

struct polverb_row {
    const char *name;
    polverb_run *run;
    const char *usage; /* "check FILE" */
    const char *what;
    size_t min_words;
    size_t max_words;
    const char
        *takes[POLVERB_TAKES_MAX]; /* "summary", or "down=" when a value follows; then NULL */
};

/** Read the words behind a verb; says on standard error what is wrong and returns false. */
bool polverb_read(const struct polverb_row *row, int argc, char **argv, struct polverb *out);

/** The value of an option, "" when it takes none; NULL when it is not given. Of several: the i-th.
 */
const char *polverb_option(const struct polverb *verb, const char *name, size_t i);

/* What a report says besides its findings. */
struct polverb_more {
    const char *line;         /* above the line that counts; NULL = nothing */
    const char *skipped[5];   /* codes that were not looked for; then NULL */
    const char *count_key[3]; /* of numbers that JSON gets; then NULL */
    size_t count[2];
};

/**
 * Print the findings, on standard output: as text with a line that counts them, or as JSON.
 *
 * action  what errors keep from being done: "Not applied."; NULL = nothing
 * Returns the status that they call for.
 */
int polverb_report(const struct polverb *verb, const struct errs *errs, const char *action);

/** The same with more. */
int polverb_report_more(const struct polverb *verb, const struct errs *errs, const char *action,
                        const struct polverb_more *more);

/** dnsctl policy check FILE. */
int polcheck_run(const struct polverb *verb);

/** dnsctl policy test FILE. */
int poltest_run(const struct polverb *verb);

/** dnsctl policy verify FILE [--claims FILE] [--certificate FILE]. */
int polverify_run(const struct polverb *verb);

/** dnsctl policy explain --policy FILE NAME [CLIENT]. */
int polexplain_run(const struct polverb *verb);

/** dnsctl policy diff OLD NEW: two policies, or with --db two databases under one. */
int poldiff_run(const struct polverb *verb);

/** dnsctl policy why CLUSTER --policy FILE: who can ever be given it, and when. */
int polwhy_run(const struct polverb *verb);

/** dnsctl policy simulate --policy FILE --down a,b: who is given what when clusters are down. */
int polsimulate_run(const struct polverb *verb);

/** dnsctl policy fmt FILE: its text in the stable layout. */
int polfmt_run(const struct polverb *verb);

#endif
