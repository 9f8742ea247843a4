/* SPDX-License-Identifier: Apache-2.0 */
/* What `dnsctl policy verify` found, and how it is told: as text, as JSON, as a certificate. */
#ifndef DNSD_CTL_VERDICT_H
#define DNSD_CTL_VERDICT_H

#include "ctl/proveagree.h"
#include "ctl/proveclaim.h"
#include "ctl/proveclass.h"
#include "ctl/provespace.h"
#include "ctl/provestates.h"
#include "policy/identity.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct verdict {
    const struct policy *policy;
    int64_t time_s;          /* as of when it is judged */
    struct provespace space; /* now; faults of any time */
    struct proveclass class; /* of all times: cases are summed, places the most */
    size_t places_min;       /* kinds of place at the time with the fewest */
    struct proveagree agree; /* of all times */
    struct provestates states;
    size_t nwindows;           /* intervals of time: now, and from each later edge */
    size_t held;               /* of policy->nexpects */
    struct proveclaim *claims; /* of policy->nclaims */
    size_t unknown_networks;   /* now, of no country */
    bool too_old;              /* the data is older than max-age */
    int64_t built_s;           /* the oldest database */
    struct identity_file files[IDENTITY_FILES_MAX];
    char file_digests[IDENTITY_FILES_MAX][DIGEST_TEXT_SIZE];
    size_t nfiles;
    char policy_digest[DIGEST_TEXT_SIZE];
    char claims_digest[DIGEST_TEXT_SIZE]; /* empty = no claims */
    const char *certificate;              /* where it is written; NULL = nowhere */
};

/** Whether something does not hold: safety and the like, a claim, the age of the data. */
bool verdict_refuted(const struct verdict *verdict);

/** Print it as text. errs shows the lines of claims. */
void verdict_print(const struct verdict *verdict, struct errs *errs);

/** Print it as JSON, with the findings (failed `expect` lines). */
void verdict_print_json(const struct verdict *verdict, struct errs *errs);

/** Write the certificate: the same JSON. False when the file cannot be written; says why. */
bool verdict_certify(const struct verdict *verdict, struct errs *errs);

/** The source line of a claim without the list's hyphen, in `out`: ERR_LINE_SIZE octets. */
const char *verdict_claim_line(struct errs *errs, const struct policy_expect *claim, char *out);

#endif
