/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polzones.h"

#include "load/load.h"
#include "plugin/trial.h"

enum { DNS_PORT = 53 };

/* Take the faults of the load over, with their source lines. */
static void add_faults(const struct errs *from, struct errs *errs)
{
    const struct err *err;
    for (size_t i = 0; (err = errs_at(from, i)) != NULL; i++) {
        if (err->level == ERR_ERROR) {
            err_add_line(errs, err->at, err->line, err->mark_len, "%s", err->text);
        }
    }
}

void polzones_check(const char *conf, const char *file, const struct policy *policy, int64_t now_s,
                    struct errs *errs)
{
    struct trial trial = {.path = file, .policy = policy, .now_s = now_s, .errs = errs};
    struct load_options options = {
        .conf = conf, .conf_fd = -1, .dns_port = DNS_PORT, .trial = &trial};
    struct errs *faults = errs_new();
    load_corefile(&options, faults);
    add_faults(faults, errs);
    if (trial.nwords == 0) {
        err_add(errs, (struct pos){.file = conf},
                "it has no residency word, so no zones are beside %s; write `residency %s` into a "
                "server block",
                file, file);
    } else if (trial.nnamed == 0 && trial.nwords > 1) {
        err_add(
            errs, (struct pos){.file = conf},
            "none of its %zu residency words names %s, so it is not said which zones are beside "
            "it; give the file that one of them names",
            trial.nwords, file);
    }
    errs_free(faults);
}
