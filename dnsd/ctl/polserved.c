/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polserved.h"

#include "base/must.h"
#include "ctl/ask.h"
#include "load/load.h"
#include "step/residency.h"
#include "wire/rrtype.h"

#include <stdio.h>
#include <stdlib.h>

static bool load(const char *conf, struct polserved *out)
{
    char why[IMAGE_WHY_SIZE];
    size_t size;
    struct load_options options = {.conf = conf, .conf_fd = -1, .dns_port = 53, .explain = true};
    struct errs *errs = errs_new();
    struct build *build = load_corefile(&options, errs);
    errs_print(errs, stderr);
    bool ok = build != NULL && build_image(build, &out->octets, &size) &&
              image_read(out->octets, size, &out->image, why);
    if (build != NULL && !ok) {
        fprintf(stderr, "dnsctl: the image of %s cannot be read: %s\n", conf,
                out->octets == NULL ? "no memory" : why);
    }
    build_free(build);
    errs_free(errs);
    return ok;
}

/* The account of the policy that a block answers by. */
static const struct image_account *account_of(const struct image *image,
                                              const struct image_block *block)
{
    const struct image_step *steps = image->at[SECTION_STEP];
    for (uint32_t i = block->steps[STAGE_ANSWER]; i < block->steps[STAGE_ANSWER + 1]; i++) {
        for (uint32_t a = 0; a < image->count[SECTION_ACCOUNT]; a++) {
            if (steps[i].kind == STEP_RESIDENCY && account_at(image, a)->policy == steps[i].arg) {
                return account_at(image, a);
            }
        }
    }
    return NULL;
}

bool polserved_open(const char *conf, const struct name *name, const struct prefix *client,
                    struct polserved *out)
{
    static const struct prefix nobody = {.addr = {.family = FAMILY_IPV4}};
    *out = (struct polserved){.octets = NULL};
    if (!load(conf, out)) {
        return false;
    }
    struct ask *asked = must(malloc(sizeof(*asked)));
    ask(asked, &out->image, name, RRTYPE_A, client == NULL ? &nobody : client);
    const struct query *q = &asked->query;
    out->account = q->block == NULL ? NULL : account_of(&out->image, q->block);
    if (out->account != NULL) {
        out->policy = rulebook_at(&out->image, out->account->policy);
        out->binding = residency_binding(&out->image, out->policy, &q->name);
    }
    free(asked);
    return true;
}

void polserved_done(struct polserved *served)
{
    free(served->octets);
    *served = (struct polserved){.octets = NULL};
}
