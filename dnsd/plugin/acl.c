/* SPDX-License-Identifier: Apache-2.0 */
#include "image/acl.h"

#include "plugin/words.h"
#include "wire/rrtype.h"

#include <string.h>

enum { ACTIONS = ACL_DROP + 1 };

static bool read_type(struct plugin_load *load, const struct node *line, size_t i,
                      struct image_acl_rule *rule, bool *all)
{
    const struct word *word = &line->words[i];
    uint16_t type;
    if (strcmp(word->text, "*") == 0) {
        *all = true;
        return true;
    }
    if (!rrtype_parse(word->text, word->len, &type)) {
        return node_err(line, i, load->errs,
                        "'%s' is no record type; write types such as A, AAAA or ANY", word->text);
    }
    build_add(load->build, SECTION_TYPE, &type, 1);
    rule->types.count++;
    return true;
}

static bool read_net(struct plugin_load *load, const struct node *line, size_t i,
                     struct image_acl_rule *rule, bool *all)
{
    struct prefix prefix;
    if (strcmp(line->words[i].text, "*") == 0) {
        *all = true;
        return true;
    }
    if (!node_prefix(line, i, &prefix, load->errs)) {
        return false;
    }
    plugin_prefix(load, &prefix);
    rule->prefixes.count++;
    return true;
}

static bool is_section(const char *text)
{
    return strcmp(text, "type") == 0 || strcmp(text, "net") == 0;
}

/* An empty list would mean all, which is what `*` is for. */
static bool check_section(struct plugin_load *load, const struct node *line, size_t i,
                          const char *usage)
{
    if (i + 1 < line->nwords && !is_section(line->words[i + 1].text)) {
        return true;
    }
    return node_err(line, i, load->errs, "nothing stands behind '%s'; write %s, '*' for all",
                    line->words[i].text, usage);
}

/* "ACTION [type T...] [net N...]" */
static bool read_rule(struct plugin_load *load, const struct node *line, struct range_ref zones)
{
    static const char *const actions[ACTIONS] = {"allow", "block", "filter", "drop"};
    static const char usage[] = "ACTION [type TYPE...] [net NETWORK...]";
    struct image_acl_rule rule = {.zones = zones};
    size_t action;
    bool ok = true;
    bool nets = false;
    bool all_nets = false;
    bool all_types = false;
    bool begun = false;
    if (!node_choice(line, 0, actions, ACTIONS, &action, load->errs)) {
        return false;
    }
    rule.action = (uint32_t)action;
    rule.types.first = (uint32_t)build_count(load->build, SECTION_TYPE);
    rule.prefixes.first = (uint32_t)build_count(load->build, SECTION_PREFIX);
    for (size_t i = 1; i < line->nwords; i++) {
        const char *text = line->words[i].text;
        if (is_section(text)) {
            nets = text[0] == 'n';
            begun = true;
            ok = check_section(load, line, i, usage) && ok;
        } else if (!begun) {
            return node_err(line, i, load->errs, "'%s' is neither type nor net; write %s", text,
                            usage);
        } else {
            ok = (nets ? read_net(load, line, i, &rule, &all_nets)
                       : read_type(load, line, i, &rule, &all_types)) &&
                 ok;
        }
    }
    rule.types.count = all_types ? 0 : rule.types.count;
    rule.prefixes.count = all_nets ? 0 : rule.prefixes.count;
    build_add(load->build, SECTION_ACL_RULE, &rule, 1);
    return ok;
}

bool acl_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    struct range_ref zones;
    bool ok = plugin_names(load, node, 1, &zones);
    if (node->nchildren == 0) {
        return node_err(node, 0, load->errs,
                        "acl has no rules; write a block with lines such as `block net "
                        "192.0.2.0/24`");
    }
    struct image_acl *acl = plugin_kept(load, block);
    uint32_t first = (uint32_t)build_count(load->build, SECTION_ACL_RULE);
    for (size_t i = 0; i < node->nchildren; i++) {
        ok = read_rule(load, &node->children[i], zones) && ok;
    }
    if (acl == NULL) {
        acl = arena_alloc(load->arena, sizeof(*acl));
        acl->rules.first = first;
        plugin_keep(load, block, acl);
    }
    acl->rules.count = (uint32_t)build_count(load->build, SECTION_ACL_RULE) - acl->rules.first;
    return ok;
}

bool acl_finish(struct plugin_load *load, struct plugin_block *block)
{
    const struct image_acl *acl = plugin_kept(load, block);
    uint32_t index = build_add(load->build, SECTION_ACL, acl, 1);
    plugin_add_step(load, block, STAGE_ADMIT, STEP_ACL, index);
    return true;
}
