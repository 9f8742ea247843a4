/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/plugin.h"

#include "base/text.h"
#include "conf/key.h"

#include <string.h>

static uint32_t row_of(const struct plugin *plugin)
{
    size_t count;
    return (uint32_t)(plugin - plugin_all(&count));
}

static const struct plugin *find_plugin(const char *name)
{
    size_t count;
    const struct plugin *all = plugin_all(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i].name, name) == 0) {
            return &all[i];
        }
    }
    return NULL;
}

static void add_step(struct plugin_load *load, struct plugin_steps *steps, uint32_t row,
                     struct image_step step)
{
    steps->list =
        arena_grow(load->arena, steps->list, steps->count, &steps->room, sizeof(*steps->list));
    steps->list[steps->count++] = (struct plugin_step){.row = row, .step = step};
}

void plugin_add_step(struct plugin_load *load, struct plugin_block *block, enum stage stage,
                     enum step_kind kind, uint32_t arg)
{
    add_step(load, &block->steps[stage], row_of(block->now),
             (struct image_step){.kind = kind, .arg = arg});
}

void plugin_add_step_first(struct plugin_load *load, struct plugin_block *block, enum stage stage,
                           enum step_kind kind, uint32_t arg)
{
    add_step(load, &block->steps[stage], 0, (struct image_step){.kind = kind, .arg = arg});
}

void plugin_add_step_last(struct plugin_load *load, struct plugin_block *block, enum stage stage,
                          enum step_kind kind, uint32_t arg)
{
    add_step(load, &block->steps[stage], row_of(find_plugin("whoami")) - 1,
             (struct image_step){.kind = kind, .arg = arg});
}

void *plugin_kept(struct plugin_load *load, struct plugin_block *block)
{
    (void)load;
    return block->own[row_of(block->now)];
}

void plugin_keep(struct plugin_load *load, struct plugin_block *block, void *what)
{
    (void)load;
    block->own[row_of(block->now)] = what;
}

const char *plugin_path(struct plugin_load *load, const struct plugin_block *block,
                        const char *path)
{
    if (path[0] == '/' || block->root == NULL) {
        return path;
    }
    return arena_printf(load->arena, "%s/%s", block->root, path);
}

size_t plugin_zones_of(const struct node *node, size_t i, struct name *out, struct errs *errs)
{
    struct prefix prefix;
    if (strchr(node->words[i].text, '/') != NULL &&
        prefix_parse(node->words[i].text, &prefix, NULL)) {
        return key_reverse(&prefix, out);
    }
    if (!node_name(node, i, &out[0], errs)) {
        return 0;
    }
    name_lower(&out[0]);
    return 1;
}

bool plugin_names(struct plugin_load *load, const struct node *node, size_t first,
                  struct range_ref *out)
{
    bool ok = true;
    *out = (struct range_ref){.first = (uint32_t)build_count(load->build, SECTION_NAME)};
    for (size_t i = first; i < node->nwords; i++) {
        struct name names[KEY_REVERSE_MAX];
        size_t count = plugin_zones_of(node, i, names, load->errs);
        ok = count > 0 && ok;
        for (size_t n = 0; n < count; n++) {
            struct blob_ref ref = build_blob(load->build, names[n].octets, names[n].len);
            build_add(load->build, SECTION_NAME, &ref, 1);
            out->count++;
        }
    }
    return ok;
}

void plugin_prefix(struct plugin_load *load, const struct prefix *prefix)
{
    struct image_prefix element = {.family = prefix->addr.family, .bits = prefix->bits};
    memcpy(element.octets, prefix->addr.octets, sizeof(element.octets));
    build_add(load->build, SECTION_PREFIX, &element, 1);
}

bool plugin_prefixes(struct plugin_load *load, const struct node *node, size_t first,
                     struct range_ref *out)
{
    bool ok = true;
    for (size_t i = first; i < node->nwords; i++) {
        struct prefix prefix;
        if (!node_prefix(node, i, &prefix, load->errs)) {
            ok = false;
            continue;
        }
        plugin_prefix(load, &prefix);
        out->count++;
    }
    return ok;
}

void plugin_watch(struct plugin_load *load, const char *path, uint32_t every_ms,
                  enum watch_kind kind)
{
    build_watch(load->build, path, every_ms, kind);
}

static bool unknown_word(const struct node *node, struct errs *errs)
{
    const char *names[128];
    size_t count;
    const struct plugin *all = plugin_all(&count);
    for (size_t i = 0; i < count; i++) {
        names[i] = all[i].name;
    }
    const char *near = text_nearest(node->words[0].text, names, count);
    if (near != NULL) {
        return node_err(node, 0, errs, "unknown directive '%s'; did you mean '%s'?",
                        node->words[0].text, near);
    }
    return node_err(node, 0, errs,
                    "unknown directive '%s'; `dnsd -plugins` lists the words that are known",
                    node->words[0].text);
}

/* Words that are unknown, unwanted, or there twice. */
static bool check_words(struct plugin_load *load, const struct plugin_block *block)
{
    bool ok = true;
    for (size_t i = 0; i < block->conf->ndirectives; i++) {
        const struct node *node = &block->conf->directives[i];
        const struct plugin *plugin = find_plugin(node->words[0].text);
        if (plugin == NULL) {
            ok = unknown_word(node, load->errs);
        } else if (plugin->state == PLUGIN_IGNORED) {
            err_note(load->errs, node->words[0].at, "'%s' has no effect here; %s", plugin->name,
                     plugin->note);
        } else if (plugin->state != PLUGIN_BUILT) {
            ok =
                node_err(node, 0, load->errs, "'%s' is not served; %s", plugin->name, plugin->note);
        }
    }
    return ok;
}

static bool read_word(struct plugin_load *load, struct plugin_block *block,
                      const struct plugin *plugin)
{
    bool ok = true;
    bool seen = false;
    block->now = plugin;
    for (size_t i = 0; i < block->conf->ndirectives; i++) {
        const struct node *node = &block->conf->directives[i];
        if (strcmp(node->words[0].text, plugin->name) != 0) {
            continue;
        }
        if (seen && !plugin->repeatable) {
            ok = node_err(node, 0, load->errs,
                          "'%s' stands twice in this server block; keep one of them", plugin->name);
            continue;
        }
        seen = true;
        ok = plugin->read(load, block, node) && ok;
    }
    return ok;
}

bool plugin_read_block(struct plugin_load *load, struct plugin_block *block)
{
    size_t count;
    const struct plugin *all = plugin_all(&count);
    bool ok = check_words(load, block);
    for (size_t i = 0; i < count; i++) {
        if (all[i].state == PLUGIN_BUILT) {
            ok = read_word(load, block, &all[i]) && ok;
        }
    }
    return ok;
}

static bool has_word(const struct plugin_block *block, const char *name)
{
    for (size_t i = 0; i < block->conf->ndirectives; i++) {
        if (strcmp(block->conf->directives[i].words[0].text, name) == 0) {
            return true;
        }
    }
    return false;
}

bool plugin_finish_block(struct plugin_load *load, struct plugin_block *block)
{
    size_t count;
    const struct plugin *all = plugin_all(&count);
    bool ok = true;
    for (size_t i = 0; i < count; i++) {
        if (all[i].finish != NULL && has_word(block, all[i].name)) {
            block->now = &all[i];
            ok = (plugin_kept(load, block) == NULL || all[i].finish(load, block)) && ok;
        }
    }
    return ok;
}
