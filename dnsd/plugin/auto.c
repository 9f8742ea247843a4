/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/key.h"
#include "image/capture.h"
#include "plugin/directory.h"
#include "plugin/words.h"
#include "plugin/zones.h"

#include <errno.h>
#include <string.h>

enum { RELOAD_DEFAULT_MS = 60 * 1000, RELOAD_MAX_MS = 24 * 3600 * 1000 };

/* An `auto` directive being read. */
struct reading {
    struct plugin_load *load;
    struct plugin_block *block;
    const struct node *directory; /* its line; NULL = none yet */
    struct capture *capture;
    const char *template;
    uint32_t reload_ms;
    struct name *zones; /* only zones at or below these are served */
    size_t nzones;
    size_t noutside; /* files whose zone is not, or whose name is none */
    const char *outside;
};

static bool read_pattern(struct reading *r, const struct node *line, size_t i)
{
    struct errs *errs = r->load->errs;
    char why[CAPTURE_WHY_SIZE];
    size_t at;
    capture_free(r->capture);
    r->capture = capture_new(line->words[i].text, &at, why);
    if (r->capture == NULL) {
        return node_err(line, i, errs,
                        "'%.100s' is no regular expression (%s at octet %zu); write one such as "
                        "db\\.(.*)",
                        line->words[i].text, why, at + 1);
    }
    return capture_groups(r->capture) > 0 ||
           node_err(line, i, errs,
                    "'%.100s' has no group to make a zone's name of; write one in parentheses, as "
                    "in db\\.(.*)",
                    line->words[i].text);
}

static bool read_directory(struct reading *r, const struct node *line)
{
    static const char usage[] = "directory DIRECTORY [PATTERN ZONE]";
    r->directory = line;
    if (!node_args(line, 1, 3, usage, r->load->errs)) {
        return false;
    }
    if (line->nwords == 3) {
        return node_err(line, line->nwords, r->load->errs,
                        "directory has a pattern but not what to make of it; write %s", usage);
    }
    if (line->nwords == 4) {
        r->template = line->words[3].text;
        return read_pattern(r, line, 2);
    }
    return true;
}

static bool read_line(struct reading *r, const struct node *line)
{
    static const char *const words[] = {"directory", "reload", "upstream"};
    size_t which;
    if (!node_choice(line, 0, words, 3, &which, r->load->errs)) {
        return false;
    }
    if (which == 0) {
        return read_directory(r, line);
    }
    return which == 2 || /* CoreDNS ignores upstream too */
           (node_args(line, 1, 1, "reload DURATION", r->load->errs) &&
            node_duration(line, 1, 0, RELOAD_MAX_MS, &r->reload_ms, r->load->errs));
}

static bool read_zones(struct reading *r, const struct node *node)
{
    const struct corefile_block *conf = r->block->conf;
    size_t nargs = node->nwords - 1;
    bool ok = true;
    r->zones = arena_alloc(r->load->arena,
                           (nargs * KEY_REVERSE_MAX + conf->nkeys + 1) * sizeof(*r->zones));
    for (size_t i = 1; i <= nargs; i++) {
        size_t count = plugin_zones_of(node, i, r->zones + r->nzones, r->load->errs);
        ok = count > 0 && ok;
        r->nzones += count;
    }
    for (size_t i = 0; nargs == 0 && i < conf->nkeys; i++) {
        r->zones[r->nzones++] = conf->keys[i].zone;
    }
    return ok;
}

static bool is_inside(const struct reading *r, const struct name *apex)
{
    for (size_t i = 0; i < r->nzones; i++) {
        if (name_is_below(apex->octets, r->zones[i].octets)) {
            return true;
        }
    }
    return false;
}

static bool add_file(struct reading *r, const struct directory_file *file)
{
    char text[NAME_TEXT_SIZE];
    struct name apex;
    if (!capture_expand(r->capture, file->name, r->template, text, sizeof(text))) {
        return true;
    }
    if (!name_parse(text, strlen(text), NULL, &apex, NULL) || !is_inside(r, &apex)) {
        r->noutside++;
        r->outside = r->outside == NULL ? file->path : r->outside;
        return true;
    }
    name_lower(&apex);
    struct zones_file zone = {
        .from = r->directory->words[1].at, .reload_ms = r->reload_ms, .lenient = true};
    return zones_add_file(r->load, r->block, file->path, &apex, &zone);
}

static void watch_folders(struct reading *r, const struct directory *directory)
{
    for (size_t i = 0; r->reload_ms > 0 && i < directory->nfolders; i++) {
        plugin_watch(r->load, directory->folders[i], r->reload_ms, WATCH_DIRECTORY);
    }
}

static bool add_files(struct reading *r)
{
    struct directory directory;
    const struct word *word = &r->directory->words[1];
    const char *path = plugin_path(r->load, r->block, word->text);
    int error = directory_list(r->load->arena, path, &directory);
    watch_folders(r, &directory);
    if (error == ENOENT) {
        err_warn(r->load->errs, word->at, "directory '%s' does not exist; it is read when it does",
                 path);
        return true;
    }
    if (error != 0) {
        return node_err(r->directory, 1, r->load->errs,
                        "directory '%s' cannot be read (%s); write the path of one with zone files",
                        path, strerror(error));
    }
    bool ok = true;
    for (size_t i = 0; i < directory.nfiles; i++) {
        ok = add_file(r, &directory.files[i]) && ok;
    }
    if (r->noutside > 0) {
        err_warn(r->load->errs, word->at,
                 "%zu files are left out, as their zones are not in those of this auto: the first "
                 "is '%s'; name their zones behind auto, or change the pattern",
                 r->noutside, r->outside);
    }
    return ok;
}

bool auto_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    size_t at;
    char why[CAPTURE_WHY_SIZE];
    struct reading r = {.load = load,
                        .block = block,
                        .template = "{1}",
                        .capture = capture_new("db\\.(.*)", &at, why),
                        .reload_ms = RELOAD_DEFAULT_MS};
    bool ok = read_zones(&r, node);
    for (size_t i = 0; i < node->nchildren; i++) {
        ok = read_line(&r, &node->children[i]) && ok;
    }
    if (r.directory == NULL) {
        ok = node_err(node, 0, load->errs,
                      "auto has no directory; write a block with a line directory DIRECTORY");
    }
    zones_set_of(load, block);
    ok = ok && add_files(&r);
    capture_free(r.capture);
    return ok;
}
