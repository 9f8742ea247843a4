/* SPDX-License-Identifier: Apache-2.0 */
#include "image/hosts.h"

#include "base/attr.h"
#include "base/text.h"
#include "conf/key.h"
#include "plugin/hosttable.h"
#include "plugin/lines.h"
#include "plugin/words.h"
#include "plugin/zones.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
    TTL_DEFAULT_S = 3600,
    RELOAD_DEFAULT_MS = 5 * 1000,
    RELOAD_MAX_MS = 24 * 3600 * 1000,
    TTL_MAX_S = INT32_MAX
};

/* A `hosts` directive being read. */
struct reading {
    struct plugin_load *load;
    struct hosttable table;
    struct image_hosts hosts;
    const char *path;
    uint32_t reload_ms;
};

static bool read_option(struct reading *r, const struct node *line, size_t which)
{
    struct errs *errs = r->load->errs;
    switch (which) {
    case 0:
        return node_args(line, 1, 1, "ttl SECONDS", errs) &&
               node_u32(line, 1, 0, TTL_MAX_S, &r->table.ttl_s, errs);
    case 1:
        r->table.reverse = false;
        return node_args(line, 0, 0, "no_reverse", errs);
    case 2:
        return node_args(line, 1, 1, "reload DURATION", errs) &&
               node_duration(line, 1, 0, RELOAD_MAX_MS, &r->reload_ms, errs);
    case 3:
        r->hosts.flags |= HOSTS_FALLTHROUGH;
        return plugin_names(r->load, line, 1, &r->hosts.fallthrough);
    default:
        r->hosts.flags |= HOSTS_UNSUPPORTED;
        return node_args(line, 0, 0, "fallthrough_unsupported", errs);
    }
}

static const char *const options[] = {"ttl", "no_reverse", "reload", "fallthrough",
                                      "fallthrough_unsupported"};

/* Which option a line begins with; the number of options when it is a line of the table. */
static size_t option_of(const struct node *line)
{
    size_t which = 0;
    while (which < ARRAY_LEN(options) && strcmp(line->words[0].text, options[which]) != 0) {
        which++;
    }
    return which;
}

/* The option that a line is likely meant to be; NULL = none. */
static const char *meant_option(const struct node *line)
{
    return text_nearest(line->words[0].text, options, ARRAY_LEN(options));
}

/* Options are read first: they hold for all lines, before and after them. */
static bool read_options(struct reading *r, const struct node *node)
{
    bool ok = true;
    for (size_t i = 0; i < node->nchildren; i++) {
        const struct node *line = &node->children[i];
        const char *word = line->words[0].text;
        size_t which = option_of(line);
        const char *near = meant_option(line);
        if (which < ARRAY_LEN(options)) {
            ok = read_option(r, line, which) && ok;
        } else if (near != NULL) {
            ok = node_err(line, 0, r->load->errs,
                          "'%.100s' is neither an address nor an option; did you mean '%s'?", word,
                          near);
        }
    }
    if (ok && r->hosts.flags == HOSTS_UNSUPPORTED) {
        ok = node_err(node, 0, r->load->errs,
                      "fallthrough_unsupported does nothing alone; write fallthrough too");
    }
    return ok;
}

/* The names that the table may hold: its arguments' zones, else the block's. */
static bool read_zones(struct reading *r, const struct plugin_block *block, const struct node *node)
{
    struct plugin_load *load = r->load;
    bool ok = plugin_names(load, node, 2, &r->hosts.zones);
    for (size_t i = 0; node->nwords < 3 && i < block->conf->nkeys; i++) {
        const struct name *zone = &block->conf->keys[i].zone;
        struct blob_ref ref = build_blob(load->build, zone->octets, zone->len);
        build_add(load->build, SECTION_NAME, &ref, 1);
        r->hosts.zones.count++;
    }
    struct name *zones = arena_alloc(load->arena, (r->hosts.zones.count + 1) * sizeof(*zones));
    for (uint32_t i = 0; i < r->hosts.zones.count; i++) {
        const struct blob_ref *ref = build_at(load->build, SECTION_NAME, r->hosts.zones.first + i);
        zones[i].len = (uint8_t)ref->len;
        memcpy(zones[i].octets, build_at(load->build, SECTION_BLOB, ref->at), ref->len);
    }
    r->table.zones = zones;
    r->table.nzones = r->hosts.zones.count;
    return ok;
}

/* A line of a file that cannot be read is left out, as every reader of /etc/hosts does. */
static void add_file_line(struct reading *r, const struct node *line)
{
    struct errs *faults = errs_new();
    if (!hosttable_add(&r->table, line, faults)) {
        err_warn(r->load->errs, errs_at(faults, 0)->at, "%s; what cannot be read is left out",
                 errs_at(faults, 0)->text);
    }
    errs_free(faults);
}

static bool read_file(struct reading *r, struct pos from)
{
    struct lines lines;
    if (access(r->path, F_OK) != 0 && errno == ENOENT) {
        err_warn(r->load->errs, from, "'%s' does not exist; it is read as soon as it does",
                 r->path);
        return true;
    }
    if (!lines_read(r->load->arena, r->path, from, &lines, r->load->errs)) {
        return false;
    }
    for (size_t i = 0; i < lines.count; i++) {
        add_file_line(r, &lines.list[i]);
    }
    return true;
}

static bool read_table(struct reading *r, const struct node *node)
{
    struct pos from = node->words[node->nwords > 1 ? 1 : 0].at;
    bool ok = read_file(r, from);
    for (size_t i = 0; i < node->nchildren; i++) {
        const struct node *line = &node->children[i];
        if (option_of(line) == ARRAY_LEN(options) && meant_option(line) == NULL) {
            ok = hosttable_add(&r->table, line, r->load->errs) && ok;
        }
    }
    hosttable_settle(&r->table);
    return ok && zones_add_records(r->load, r->hosts.set, &r->table.records);
}

bool hosts_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    struct reading r = {.load = load, .reload_ms = RELOAD_DEFAULT_MS};
    r.table.ttl_s = TTL_DEFAULT_S;
    r.table.reverse = true;
    r.path = node->nwords > 1 ? plugin_path(load, block, node->words[1].text) : "/etc/hosts";
    r.hosts.set = zones_new_set(load);
    hosttable_init(&r.table, r.path);
    bool ok = read_options(&r, node);
    ok = read_zones(&r, block, node) && ok;
    ok = read_table(&r, node) && ok;
    hosttable_done(&r.table);
    if (ok && r.reload_ms > 0) {
        plugin_watch(load, r.path, r.reload_ms, WATCH_MTIME);
    }
    block->hosts = build_add(load->build, SECTION_HOSTS, &r.hosts, 1);
    plugin_add_step(load, block, STAGE_ANSWER, STEP_HOSTS, block->hosts);
    return ok;
}
