/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/readclaims.h"

#include "base/attr.h"
#include "policy/readexpect.h"

#include <string.h>

static void read_version(struct read *r, const struct yaml *value, void *out)
{
    const char *text = read_word(r, value, "version");
    (void)out;
    if (text != NULL && strcmp(text, "1") != 0) {
        read_fault(r, "S1", value, "version '%.20s' is not known; write 1", text);
    }
}

static void read_list(struct read *r, const struct yaml *value, void *out)
{
    struct policy *policy = out;
    if (!read_is_list(r, value, "claims")) {
        return;
    }
    policy->claims = arena_alloc(r->arena, value->count * sizeof(*policy->claims));
    policy->nclaims = value->count;
    for (size_t i = 0; i < value->count; i++) {
        readexpect_one(r, value->items[i], &policy->claims[i]);
    }
}

void readclaims_read(struct read *r, const struct text *text)
{
    static const struct read_spec specs[] = {
        {"version", read_version, true},
        {"claims", read_list, true},
    };
    struct policy *policy = r->policy;
    const struct yaml *root = yaml_read(r->scratch, text->path, text->octets, text->len, r->errs);
    policy->claims_file = text->path;
    policy->claims_text = (struct bytes){.at = (const uint8_t *)text->octets, .len = text->len};
    if (root == NULL) {
        return;
    }
    if (root->at.line == 0) { /* nothing but blanks and remarks */
        err_find(r->errs, ERR_ERROR, "S1", (struct pos){.file = text->path, .line = 1}, 1,
                 "this file of claims is empty; write version: 1 and claims: [..]");
        r->broken = true;
        return;
    }
    if (root->kind != YAML_MAP) {
        read_fault(r, "S1", root, "a file of claims is a map, not %s; write version: 1 first",
                   yaml_kind_text(root));
        return;
    }
    r->claims = true;
    read_map(r, root, "a file of claims", root, specs, ARRAY_LEN(specs), policy);
    r->claims = false;
}
