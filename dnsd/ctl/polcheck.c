/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polload.h"
#include "ctl/polverb.h"
#include "ctl/polwithout.h"
#include "ctl/polzones.h"
#include "policy/advice.h"
#include "policy/caution.h"
#include "policy/expect.h"
#include "policy/lint.h"
#include "policy/needs.h"
#include "policy/reality.h"
#include "policy/usage.h"

/* What was not looked at without zones. */
static struct polverb_more skipped(void)
{
    return (struct polverb_more){
        .line = "F3, F4, F6 and N2 were skipped: they need zones; name a Corefile with --conf",
        .skipped = {"F3", "F4", "F6", "N2"}};
}

int polcheck_run(const struct polverb *verb)
{
    if (polverb_option(verb, "without", 0) != NULL) {
        return polwithout_run(verb);
    }
    struct polload loaded;
    const char *conf = polverb_option(verb, "conf", 0);
    bool opened = polload_open(verb->words[0], &loaded);
    if (opened && needs_check(loaded.policy, &loaded.data, verb->at_s, loaded.errs)) {
        lint_law(loaded.policy, &loaded.data, verb->at_s, loaded.errs);
        usage_check(loaded.policy, &loaded.data, verb->at_s, loaded.errs);
        advice_give(loaded.policy, &loaded.data, verb->at_s, loaded.errs);
        caution_give(loaded.policy, verb->at_s, loaded.errs);
        reality_check(loaded.policy, &loaded.data, verb->at_s, loaded.errs);
        expect_check(loaded.policy, &loaded.data, verb->at_s, loaded.errs);
    }
    if (conf != NULL && loaded.policy != NULL) {
        polzones_check(conf, verb->words[0], loaded.policy, verb->at_s, loaded.errs);
    }
    struct polverb_more more = conf == NULL ? skipped() : (struct polverb_more){.line = NULL};
    int status = polverb_report_more(verb, loaded.errs, "Not applied.", &more);
    polload_done(&loaded);
    return status;
}
