/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/trial.h"

#include "plugin/beside.h"

#include <string.h>
#include <sys/stat.h>

static bool same_file(const char *a, const char *b)
{
    struct stat one;
    struct stat two;
    return strcmp(a, b) == 0 || (stat(a, &one) == 0 && stat(b, &two) == 0 &&
                                 one.st_dev == two.st_dev && one.st_ino == two.st_ino);
}

void trial_note(struct trial *trial, const char *path)
{
    trial->nwords++;
    trial->nnamed += same_file(trial->path, path);
}

bool trial_is_for(const struct trial *trial, const char *path)
{
    return same_file(trial->path, path) || (trial->nnamed == 0 && trial->nwords == 1);
}

bool trial_judge(const struct trial *trial, struct plugin_load *load,
                 const struct plugin_block *block)
{
    if (errs_failed(load->errs)) {
        return true; /* without all its zones more would be found than there is */
    }
    return beside_check(load, block, trial->policy, trial->now_s, trial->errs);
}
