/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polload.h"
#include "ctl/polverb.h"
#include "policy/advice.h"
#include "policy/expect.h"
#include "policy/lint.h"
#include "policy/reality.h"
#include "policy/usage.h"

int polcheck_run(const struct polverb *verb)
{
    struct polload loaded;
    if (polload_open(verb->words[0], &loaded)) {
        lint_law(loaded.policy, &loaded.data, verb->at_s, loaded.errs);
        usage_check(loaded.policy, &loaded.data, verb->at_s, loaded.errs);
        advice_give(loaded.policy, &loaded.data, verb->at_s, loaded.errs);
        reality_check(loaded.policy, &loaded.data, verb->at_s, loaded.errs);
        expect_check(loaded.policy, &loaded.data, verb->at_s, loaded.errs);
    }
    int status = polverb_report(verb, loaded.errs, "Not applied.");
    polload_done(&loaded);
    return status;
}
