/* SPDX-License-Identifier: Apache-2.0 */
#include "load/load.h"

#include "base/hash.h"
#include "conf/corefile.h"
#include "image/seed.h"
#include "load/listens.h"
#include "load/routes.h"
#include "load/schemes.h"
#include "load/source.h"
#include "plugin/plugin.h"
#include "plugin/zones.h"

#include <stdlib.h>

enum { ARENA_CHUNK = 256 * 1024, UDP_SIZE_DEFAULT = 1232 };

/* CoreDNS's defaults. Source: corefile.md §3 "TCP". */
static const struct image_listen listen_defaults = {
    .read_ms = 3000, .write_ms = 5000, .idle_ms = 10000};

static void begin_blocks(struct plugin_load *load, const struct corefile *corefile)
{
    size_t nplugins;
    plugin_all(&nplugins);
    load->nblocks = corefile->nblocks;
    load->blocks = arena_alloc(load->arena, (load->nblocks + 1) * sizeof(*load->blocks));
    for (size_t i = 0; i < load->nblocks; i++) {
        const struct corefile_block *conf = &corefile->blocks[i];
        load->blocks[i] =
            (struct plugin_block){.conf = conf,
                                  .image = {.udp_size = UDP_SIZE_DEFAULT, .ecs_mode = ECS_ECHO},
                                  .listen = listen_defaults,
                                  .view = REF_NONE,
                                  .zone_set = REF_NONE,
                                  .hosts = REF_NONE,
                                  .own = arena_alloc(load->arena, nplugins * sizeof(void *))};
        if (conf->nkeys > 0) {
            const struct name *zone = &conf->keys[0].zone;
            load->blocks[i].image.zone = build_blob(load->build, zone->octets, zone->len);
        }
    }
}

/* The steps of a stage in the order of their words; repeats of a word keep the file's order. */
static void add_steps(struct plugin_load *load, struct plugin_steps *steps)
{
    for (size_t i = 1; i < steps->count; i++) {
        struct plugin_step step = steps->list[i];
        size_t at = i;
        for (; at > 0 && steps->list[at - 1].row > step.row; at--) {
            steps->list[at] = steps->list[at - 1];
        }
        steps->list[at] = step;
    }
    for (size_t i = 0; i < steps->count; i++) {
        build_add(load->build, SECTION_STEP, &steps->list[i].step, 1);
    }
}

static void add_blocks(struct plugin_load *load)
{
    for (size_t i = 0; i < load->nblocks; i++) {
        struct plugin_block *block = &load->blocks[i];
        for (int stage = 0; stage < STAGE_COUNT; stage++) {
            block->image.steps[stage] = (uint32_t)build_count(load->build, SECTION_STEP);
            add_steps(load, &block->steps[stage]);
        }
        block->image.steps[STAGE_COUNT] = (uint32_t)build_count(load->build, SECTION_STEP);
        build_add(load->build, SECTION_BLOCK, &block->image, 1);
        if (load->facts.workers == 0) {
            load->facts.workers = block->workers;
        }
    }
}

static bool load_blocks(struct plugin_load *load, const struct corefile *corefile)
{
    bool ok = schemes_check(corefile, load->errs);
    begin_blocks(load, corefile);
    for (size_t i = 0; i < load->nblocks; i++) {
        ok = plugin_read_block(load, &load->blocks[i]) && ok;
    }
    zones_finish(load);
    for (size_t i = 0; i < load->nblocks; i++) {
        ok = plugin_finish_block(load, &load->blocks[i]) && ok;
    }
    ok = routes_make(load, listens_make(load)) && ok;
    add_blocks(load);
    build_add(load->build, SECTION_FACTS, &load->facts, 1);
    return ok && !errs_failed(load->errs);
}

static uint64_t hash_node(uint64_t hash, const struct node *node)
{
    for (size_t i = 0; i < node->nwords; i++) {
        hash = hash_mix(hash, hash_octets(0, node->words[i].text, node->words[i].len));
    }
    for (size_t i = 0; i < node->nchildren; i++) {
        hash = hash_node(hash_mix(hash, i), &node->children[i]);
    }
    return hash;
}

/* What the Corefile says, whatever it is called: to tell a changed one from changed zones. */
static uint64_t hash_config(const struct corefile *corefile)
{
    uint64_t hash = hash_root(corefile->nblocks);
    for (size_t b = 0; b < corefile->nblocks; b++) {
        const struct corefile_block *block = &corefile->blocks[b];
        for (size_t k = 0; k < block->nkeys; k++) {
            const struct corefile_key *key = &block->keys[k];
            hash = hash_mix(hash, hash_octets(key->port, key->zone.octets, key->zone.len));
        }
        for (size_t i = 0; i < block->ndirectives; i++) {
            hash = hash_node(hash_mix(hash, i), &block->directives[i]);
        }
    }
    return hash;
}

/* `reload` looks at the Corefile and at all that it imports, and for files to import by pattern. */
static void watch_corefile(struct plugin_load *load, const struct corefile *corefile)
{
    for (size_t i = 0; load->facts.reload_ms > 0 && i < corefile->nfiles; i++) {
        plugin_watch(load, corefile->files[i].path, load->facts.reload_ms,
                     corefile->files[i].folder ? WATCH_DIRECTORY : WATCH_COREFILE);
    }
}

/*
 * A zone's change must not take an edited Corefile along, which nobody said is finished: that is
 * for `reload` or a signal.
 */
static bool check_unchanged(const struct plugin_load *load, const char *path)
{
    const struct image *old = load->old;
    if (old == NULL || load->force || image_facts(old)->reload_ms > 0 ||
        old->local.config == load->config) {
        return true;
    }
    return err_add(load->errs, (struct pos){.file = path},
                   "it changed since it was loaded and has no `reload`, so zones that changed wait "
                   "too; send SIGHUP when it is finished, or write `reload` in it");
}

static const char *environment(const char *name)
{
    return getenv(name);
}

static bool load_text(struct plugin_load *load, const struct load_options *options)
{
    struct corefile_env env = {.getenv = environment, .dns_port = options->dns_port};
    struct corefile corefile;
    struct bytes text;
    if (!source_read(load->arena, options->conf, options->conf_fd, &text, load->errs)) {
        return false;
    }
    bool ok = corefile_read(load->arena, options->conf, (const char *)text.at, text.len, &env,
                            &corefile, load->errs);
    load->config = hash_config(&corefile);
    build_config(load->build, load->config);
    ok = check_unchanged(load, options->conf) && ok;
    ok = load_blocks(load, &corefile) && ok;
    watch_corefile(load, &corefile);
    return ok;
}

struct build *load_corefile(const struct load_options *options, struct errs *errs)
{
    struct plugin_load load = {.arena = arena_new(ARENA_CHUNK),
                               .build = build_new(),
                               .errs = errs,
                               .old = options->old,
                               .force = options->force,
                               .explain = options->explain,
                               .trial = options->trial};
    bool ok = load_text(&load, options);
    struct build *build = load.build;
    if (ok && options->trial == NULL && !seed_settle(build)) {
        err_warn(errs, (struct pos){.file = options->conf},
                 "the names of the zones collide whatever the seed of their tables, so that some "
                 "are slow to find; look for names that somebody made up for that");
    }
    if (!ok || options->trial != NULL) {
        build_free(build);
        build = NULL;
    }
    arena_free(load.arena);
    return build;
}
