/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polimage.h"

#include "base/must.h"
#include "image/block.h"
#include "image/build.h"
#include "image/geo.h"
#include "policy/tables.h"

#include <assert.h>
#include <stdlib.h>

/* A target for each cluster, without answers: all names share them. */
static struct range_ref add_targets(struct build *build, const struct policy *policy)
{
    struct range_ref targets = {.first = (uint32_t)build_count(build, SECTION_TARGET),
                                .count = (uint32_t)policy->nclusters};
    for (size_t c = 0; c < policy->nclusters; c++) {
        struct blob_ref name = build_text(build, policy->clusters[c].name);
        struct image_target target = {.a = REF_NONE,
                                      .aaaa = REF_NONE,
                                      .other = REF_NONE,
                                      .flat_a = REF_NONE,
                                      .flat_aaaa = REF_NONE,
                                      .code = name,
                                      .name = name};
        build_add(build, SECTION_TARGET, &target, 1);
    }
    return targets;
}

/* No server block, no zone. */
static void add_facts(struct build *build)
{
    struct image_facts facts = {.route_slot_mask = build_slots(build, SECTION_ROUTE_SLOT, NULL, 0),
                                .zone_slot_mask = build_slots(build, SECTION_ZONE_SLOT, NULL, 0)};
    build_add(build, SECTION_FACTS, &facts, 1);
}

static bool compile(struct build *build, const struct policy *policy, const struct atlas_data *data,
                    int64_t now_s, struct annals *annals, struct errs *errs)
{
    uint32_t index;
    struct range_ref shared = add_targets(build, policy);
    struct range_ref *targets = must(calloc(policy->nnames + 1, sizeof(*targets)));
    for (size_t i = 0; i < policy->nnames; i++) {
        targets[i] = shared;
    }
    bool ok = tables_make(build, policy, data, now_s, REF_NONE, targets, annals, &index, errs);
    if (ok && annals != NULL) {
        annals_end(annals, index, (struct range_ref){.count = 0});
    }
    add_facts(build);
    free(targets);
    return ok;
}

static bool make(const struct policy *policy, const struct atlas_data *data, int64_t now_s,
                 bool explained, struct polimage *out, struct errs *errs)
{
    char why[IMAGE_WHY_SIZE];
    size_t size;
    struct build *build = build_new();
    struct annals *annals = explained ? annals_new(build, policy, data, errs) : NULL;
    *out = (struct polimage){.octets = NULL};
    bool ok = compile(build, policy, data, now_s, annals, errs);
    if (ok && (!build_image(build, &out->octets, &size) ||
               !image_read(out->octets, size, &out->image, why))) {
        ok = err_add(errs, policy->data_at, "the policy's image cannot be read: %s",
                     out->octets == NULL ? "no memory" : why);
    }
    out->policy = ok ? rulebook_at(&out->image, 0) : NULL;
    out->account = ok && explained ? account_at(&out->image, 0) : NULL;
    annals_free(annals);
    build_free(build);
    return ok;
}

bool polimage_make(const struct policy *policy, const struct atlas_data *data, int64_t now_s,
                   struct polimage *out, struct errs *errs)
{
    return make(policy, data, now_s, false, out, errs);
}

bool polimage_explained(const struct policy *policy, const struct atlas_data *data, int64_t now_s,
                        struct polimage *out, struct errs *errs)
{
    return make(policy, data, now_s, true, out, errs);
}

void polimage_done(struct polimage *image)
{
    free(image->octets);
    *image = (struct polimage){.octets = NULL};
}

const struct image_policy_table *polimage_table(const struct polimage *image, uint32_t binding,
                                                int64_t time_s)
{
    const struct image *from = &image->image;
    const int64_t *edges =
        (const int64_t *)from->at[SECTION_POLICY_EDGE] + image->policy->edges.first;
    const struct image_policy_binding *bindings = from->at[SECTION_POLICY_BINDING];
    uint32_t interval = 0;
    assert(binding < from->count[SECTION_POLICY_BINDING]);
    while (interval < image->policy->edges.count && edges[interval] <= time_s) {
        interval++;
    }
    return (const struct image_policy_table *)from->at[SECTION_POLICY_TABLE] +
           bindings[binding].tables.first + interval;
}
