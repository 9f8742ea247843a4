/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polorder.h"

#include "ctl/polway.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "nl-one", or "[eu-one eu-two]". */
static const char *tier_text(const struct policy *policy, uint64_t tier, struct arena *arena)
{
    const char *names[POLICY_CLUSTERS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < policy->nclusters; i++) {
        if (tier >> i & 1) {
            names[count++] = policy->clusters[i].name;
        }
    }
    qsort(names, count, sizeof(*names), compare);
    const char *text = count == 0 ? "" : names[0];
    for (size_t i = 1; i < count; i++) {
        text = arena_printf(arena, "%s %s", text, names[i]);
    }
    return count > 1 ? arena_printf(arena, "[%s]", text) : text;
}

/* "5%: nl-new, nl-one". */
static const char *part_text(const struct polpeople *people, const struct image_policy_part *part,
                             bool is_rest, struct arena *arena)
{
    const uint64_t *tiers = people->image.image.at[SECTION_POLICY_TIER];
    const char *text = is_rest ? "else" : "";
    if (part->share != 0) {
        text = arena_printf(arena, "%s:", polway_share(part->share, arena));
    }
    for (uint32_t t = 0; t < part->tiers.count; t++) {
        text = arena_printf(arena, "%s%s%s", text,
                            t > 0             ? ", "
                            : text[0] == '\0' ? ""
                                              : " ",
                            tier_text(people->loaded.policy, tiers[part->tiers.first + t], arena));
    }
    return part->tiers.count == 0 ? arena_printf(arena, "%s nothing", text) : text;
}

static const char *last_text(const struct polpeople *people, const struct image_policy_last *last)
{
    static const char *const words[] = {[POLICY_LAST_TRY_ANYWAY] = "try-anyway",
                                        [POLICY_LAST_SERVFAIL] = "servfail",
                                        [POLICY_LAST_REFUSED] = "refused",
                                        [POLICY_LAST_NODATA] = "nodata"};
    return last->kind == POLICY_LAST_CLUSTER ? people->loaded.policy->clusters[last->cluster].name
                                             : words[last->kind];
}

const char *polorder_text(const struct polpeople *people,
                          const struct image_policy_decision *decision, struct arena *arena)
{
    const struct image *image = &people->image.image;
    const struct image_policy_part *parts = image->at[SECTION_POLICY_PART];
    const struct image_policy_last *lasts = image->at[SECTION_POLICY_LAST];
    const char *text = "";
    if (decision == NULL || (decision->flags & POLICY_REFUSED)) {
        return "refused by law";
    }
    for (uint32_t i = 0; i < decision->parts.count; i++) {
        const struct image_policy_part *part = &parts[decision->parts.first + i];
        text = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : "; ",
                            part_text(people, part, part->share == 0 && i > 0, arena));
    }
    for (uint32_t i = 0; i < decision->lasts.count; i++) {
        text = arena_printf(arena, "%s%s%s", text, i == 0 ? "; last " : ", ",
                            last_text(people, &lasts[decision->lasts.first + i]));
    }
    return text;
}
