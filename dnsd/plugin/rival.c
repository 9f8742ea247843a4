/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rival.h"

#include "image/find.h"
#include "image/hosts.h"

/* Whether a table lists a name, or for a wildcard's parent one below it. */
static bool lists(const struct image *view, uint32_t hosts, const struct find_name *name,
                  bool wildcard)
{
    const struct image_hosts *tables = view->at[SECTION_HOSTS];
    unsigned label;
    const struct image_zone *zone = find_zone(view, tables[hosts].set, name, false, &label);
    if (zone == NULL) {
        return false;
    }
    struct found found =
        find_in_segment(image_segment(view, zone), name, name->nlabels - label, false);
    bool empty = found.kind == FIND_ANSWER && found.node->ntypes == 0; /* there are some below */
    return wildcard ? empty || found.kind == FIND_WILDCARD : found.kind != FIND_NXDOMAIN && !empty;
}

static bool check_name(const struct plugin_load *load, const struct image *view,
                       const struct policy_name *name, struct errs *errs)
{
    bool wildcard = name->name.octets[0] == 1 && name->name.octets[1] == '*';
    struct find_room room;
    struct find_name find;
    char text[NAME_TEXT_SIZE];
    find_prepare(name->name.octets + (wildcard ? 2 : 0), load->facts.name_seed, &room, &find);
    for (size_t i = 0; i < load->nblocks; i++) {
        const struct plugin_block *block = &load->blocks[i];
        if (block->hosts != REF_NONE && lists(view, block->hosts, &find, wildcard)) {
            name_format(name->name.octets, text);
            return err_find(errs, ERR_ERROR, "F4", name->at, 1,
                            "%s: a table of hosts lists %s, whose addresses would be given past "
                            "the law; take it out there",
                            text, wildcard ? "a name that it covers" : "it");
        }
    }
    return true;
}

bool rival_check(const struct plugin_load *load, const struct image *view,
                 const struct policy *policy, struct errs *errs)
{
    bool ok = true;
    for (size_t i = 0; i < policy->nnames; i++) {
        ok = check_name(load, view, &policy->names[i], errs) && ok;
    }
    return ok;
}
