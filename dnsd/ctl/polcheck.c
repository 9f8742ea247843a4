/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polverb.h"

int polcheck_run(const struct polverb *verb)
{
    struct errs *errs = errs_new();
    struct policy *policy = policy_read(verb->words[0], errs);
    int status = polverb_report(verb, errs, "Not applied.");
    errs_free(errs);
    policy_free(policy);
    return status;
}
