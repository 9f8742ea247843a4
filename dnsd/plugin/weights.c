/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/weights.h"

#include "image/balance.h"
#include "plugin/lines.h"
#include "wire/name.h"

#include <stdlib.h>
#include <string.h>

enum { WEIGHT_MAX = 255 };

/* A host of the file with the lines that follow it. */
struct host {
    struct name name;
    const struct node *line;
    struct range_ref weights;
};

static int by_name(const void *a, const void *b)
{
    return name_compare(((const struct host *)a)->name.octets,
                        ((const struct host *)b)->name.octets);
}

static bool read_weight(struct plugin_load *load, const struct node *line, struct host *host)
{
    struct addr addr;
    uint32_t value;
    if (host == NULL) {
        return node_err(line, 0, load->errs,
                        "'%.100s' stands before any host; write the host's name in a line before "
                        "its weights",
                        line->words[0].text);
    }
    if (line->nwords != 2) {
        return node_err(line, 2, load->errs,
                        "'%.100s' is one word too many; write a host's name, or ADDRESS WEIGHT",
                        line->words[2].text);
    }
    if (!addr_parse(line->words[0].text, &addr)) {
        return node_err(line, 0, load->errs, "'%.100s' is no address; write ADDRESS WEIGHT",
                        line->words[0].text);
    }
    if (!node_u32(line, 1, 1, WEIGHT_MAX, &value, load->errs)) {
        return false;
    }
    struct image_weight weight = {.family = addr.family, .value = (uint8_t)value};
    memcpy(weight.octets, addr.octets, sizeof(weight.octets));
    build_add(load->build, SECTION_WEIGHT, &weight, 1);
    host->weights.count++;
    return true;
}

static bool check_twice(struct plugin_load *load, const struct host *hosts, size_t nhosts)
{
    bool ok = true;
    for (size_t i = 1; i < nhosts; i++) {
        if (name_equal(hosts[i].name.octets, hosts[i - 1].name.octets)) {
            const struct node *line =
                hosts[i].line > hosts[i - 1].line ? hosts[i].line : hosts[i - 1].line;
            ok = node_err(line, 0, load->errs,
                          "'%.100s' stands twice; write all of its weights below one",
                          line->words[0].text);
        }
    }
    return ok;
}

static void add_names(struct plugin_load *load, const struct host *hosts, size_t nhosts,
                      struct range_ref *out)
{
    *out = (struct range_ref){.first = (uint32_t)build_count(load->build, SECTION_WEIGHT_NAME),
                              .count = (uint32_t)nhosts};
    for (size_t i = 0; i < nhosts; i++) {
        struct image_weight_name name = {
            .name = build_blob(load->build, hosts[i].name.octets, hosts[i].name.len),
            .weights = hosts[i].weights};
        build_add(load->build, SECTION_WEIGHT_NAME, &name, 1);
    }
}

bool weights_read(struct plugin_load *load, const char *path, struct pos from,
                  struct range_ref *out)
{
    struct lines lines;
    if (!lines_read(load->arena, path, from, &lines, load->errs)) {
        return false;
    }
    bool ok = true;
    struct host *hosts = arena_alloc(load->arena, (lines.count + 1) * sizeof(*hosts));
    size_t nhosts = 0;
    for (size_t i = 0; i < lines.count; i++) {
        const struct node *line = &lines.list[i];
        if (line->nwords > 1) {
            ok = read_weight(load, line, nhosts == 0 ? NULL : &hosts[nhosts - 1]) && ok;
        } else if (node_name(line, 0, &hosts[nhosts].name, load->errs)) {
            name_lower(&hosts[nhosts].name);
            hosts[nhosts].line = line;
            hosts[nhosts].weights.first = (uint32_t)build_count(load->build, SECTION_WEIGHT);
            nhosts++;
        } else {
            ok = false;
        }
    }
    qsort(hosts, nhosts, sizeof(*hosts), by_name);
    ok = check_twice(load, hosts, nhosts) && ok;
    add_names(load, hosts, nhosts, out);
    return ok;
}
