/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `local`: the zones of this machine itself, so that questions about them go nowhere.
 *
 * RFC 6761 §6.3 (names below localhost are loopback too), RFC 6303 §4.2, RFC 1912 §4.1. A name in
 * the zones without records does not exist.
 */
#include "base/attr.h"
#include "plugin/words.h"
#include "plugin/zones.h"
#include "zone/zonefile.h"

#include <string.h>

#define APEX "$TTL 604800\n@ SOA localhost. root.localhost. 1 0 0 0 604800\n@ NS localhost.\n"

static const struct {
    const char *zone;
    const char *text;
} zones[] = {
    {"localhost.", APEX "@ A 127.0.0.1\n@ AAAA ::1\n* A 127.0.0.1\n* AAAA ::1\n"},
    {"0.in-addr.arpa.", APEX},
    {"127.in-addr.arpa.", APEX "1.0.0 PTR localhost.\n"},
    {"255.in-addr.arpa.", APEX},
};

static bool add_zones(struct plugin_load *load, uint32_t set)
{
    bool ok = true;
    for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
        struct records records;
        struct name apex;
        name_parse(zones[i].zone, strlen(zones[i].zone), NULL, &apex, NULL);
        ok = zonefile_read_text("local", zones[i].text, strlen(zones[i].text), &apex, &records,
                                load->errs) &&
             zones_add_records(load, set, &records) && ok;
        records_done(&records);
    }
    return ok;
}

bool localhost_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    static const char *const words[] = {"localhost_prefix"};
    static const char *const switches[] = {"on", "off"};
    size_t off = 0;
    size_t which;
    bool ok = node_args(node, 0, 0, "local", load->errs);
    for (size_t i = 0; i < node->nchildren; i++) {
        const struct node *line = &node->children[i];
        ok = node_choice(line, 0, words, 1, &which, load->errs) &&
             node_args(line, 1, 1, "localhost_prefix on|off", load->errs) &&
             node_choice(line, 1, switches, 2, &off, load->errs) && ok;
    }
    uint32_t set = zones_new_set(load);
    ok = add_zones(load, set) && ok;
    if (off == 0) {
        plugin_add_step(load, block, STAGE_ANSWER, STEP_LOCALHOST, 0);
    }
    plugin_add_step(load, block, STAGE_ANSWER, STEP_ZONE, set);
    return ok;
}
