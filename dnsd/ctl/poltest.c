/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polload.h"
#include "ctl/polverb.h"
#include "ctl/verbs.h"
#include "policy/expect.h"

int poltest_run(const struct polverb *verb)
{
    struct polload loaded;
    size_t held = 0;
    size_t count = 0;
    bool opened = polload_open(verb->words[0], &loaded);
    if (opened) {
        held = expect_check(loaded.policy, &loaded.data, verb->at_s, loaded.errs);
        count = loaded.policy->nexpects;
    }
    const struct polverb_more more = {.count_key = {"held", "expected"}, .count = {held, count}};
    int status = polverb_report_more(verb, loaded.errs, NULL, &more);
    if (opened && !verb->json) {
        printf("expect     %zu of %zu\n", held, count);
    }
    polload_done(&loaded);
    return opened && held < count ? CTL_REFUTED : status;
}
