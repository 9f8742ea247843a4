/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/key.h"
#include "plugin/words.h"
#include "plugin/zones.h"

#include <string.h>

enum { RELOAD_DEFAULT_MS = 60 * 1000, RELOAD_MAX_MS = 24 * 3600 * 1000 };

static bool read_line(struct plugin_load *load, const struct node *line, struct zones_file *out)
{
    static const char *const words[] = {"reload", "reload_by_mtime", "fallthrough", "upstream"};
    size_t which;
    if (!node_choice(line, 0, words, 4, &which, load->errs)) {
        return false;
    }
    switch (which) {
    case 0:
        return node_args(line, 1, 1, "reload DURATION", load->errs) &&
               node_duration(line, 1, 0, RELOAD_MAX_MS, &out->reload_ms, load->errs);
    case 1:
        out->by_mtime = true;
        return node_args(line, 0, 0, "reload_by_mtime", load->errs);
    case 2:
        out->flags |= ZONE_FALLTHROUGH;
        return plugin_names(load, line, 1, &out->fallthrough);
    default:
        return true; /* upstream: CoreDNS ignores it too */
    }
}

/* The zones a directive is for: its arguments after the file, else the block's own. */
static bool for_zones(struct plugin_load *load, struct plugin_block *block, const struct node *node,
                      const struct zones_file *file)
{
    const char *path = plugin_path(load, block, node->words[1].text);
    bool ok = true;
    for (size_t i = 2; i < node->nwords; i++) {
        struct name apexes[KEY_REVERSE_MAX];
        size_t count = plugin_zones_of(node, i, apexes, load->errs);
        ok = count > 0 && ok;
        for (size_t n = 0; n < count; n++) {
            ok = zones_add_file(load, block, path, &apexes[n], file) && ok;
        }
    }
    for (size_t i = 0; node->nwords == 2 && i < block->conf->nkeys; i++) {
        ok = zones_add_file(load, block, path, &block->conf->keys[i].zone, file) && ok;
    }
    return ok;
}

bool file_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    struct zones_file file = {.reload_ms = RELOAD_DEFAULT_MS};
    if (!node_args(node, 1, SIZE_MAX, "file FILE [ZONES...]", load->errs)) {
        return false;
    }
    bool ok = true;
    file.from = node->words[1].at;
    for (size_t i = 0; i < node->nchildren; i++) {
        ok = read_line(load, &node->children[i], &file) && ok;
    }
    return for_zones(load, block, node, &file) && ok;
}
