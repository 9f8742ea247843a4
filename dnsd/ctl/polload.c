/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polload.h"

bool polload_open(const char *path, struct polload *out)
{
    return polload_open_claims(path, NULL, out);
}

bool polload_open_claims(const char *path, const char *claims, struct polload *out)
{
    *out = (struct polload){.errs = errs_new()};
    out->policy = policy_read_claims(path, claims, out->errs);
    return out->policy != NULL && atlas_open(out->policy, NULL, &out->data, out->errs);
}

void polload_done(struct polload *loaded)
{
    atlas_close(&loaded->data);
    errs_free(loaded->errs);
    policy_free(loaded->policy);
}
