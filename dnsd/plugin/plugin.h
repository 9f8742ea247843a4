/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A word of the Corefile: how it is read, and what it leaves in the image.
 *
 * plugin/table.c lists all words in CoreDNS's order. For each block the loader calls the `read` of
 * each word for each of its directives, in that order; when all blocks are read, `finish` once for
 * each block that has the word (zones of all blocks are compiled by then). To add a word: its file
 * here with these two functions, its prototype in plugin/words.h, its row in the table; if it acts
 * on queries also a row in enum step_kind and a file in step/.
 */
#ifndef DNSD_PLUGIN_PLUGIN_H
#define DNSD_PLUGIN_PLUGIN_H

#include "base/addr.h"
#include "base/arena.h"
#include "base/errs.h"
#include "conf/corefile.h"
#include "conf/node.h"
#include "image/block.h"
#include "image/build.h"
#include "image/open.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct plugin_step {
    uint32_t row; /* of the word in the table: steps of a stage run in this order */
    struct image_step step;
};

struct plugin_steps {
    struct plugin_step *list;
    size_t count;
    size_t room;
};

/* Words of `bind`: where a block listens. */
struct plugin_bind {
    const struct word *address;
    const struct word *const *except; /* of this line's block */
    size_t nexcept;
};

/* A server block while it is read. Lives in the load's arena. */
struct plugin_block {
    const struct corefile_block *conf;
    struct image_block image;   /* steps are set by the loader at the end */
    struct image_listen listen; /* timeouts and limits; address, port, group by the loader */
    struct plugin_steps steps[STAGE_COUNT];
    struct plugin_bind *binds;
    size_t nbinds;
    size_t binds_room;
    struct labels *labels;    /* plugin/labels.c; NULL = no `metadata`, no label named yet */
    const char *root;         /* `root`: base of relative paths; NULL = none */
    uint32_t view;            /* SECTION_VIEW, or REF_NONE */
    uint32_t workers;         /* `multisocket`; 0 = not said */
    uint32_t zone_set;        /* number of its set of zones; REF_NONE = none yet */
    uint32_t hosts;           /* SECTION_HOSTS; REF_NONE = none */
    const struct plugin *now; /* the word being read */
    void **own;               /* own[row]: what a word keeps between its directives and finish() */
};

/* One load. */
struct plugin_load {
    struct arena *arena;
    struct build *build;
    struct errs *errs;
    struct image_facts facts;
    uint64_t config; /* hash over the words of the Corefile and its imports */
    struct plugin_block *blocks;
    size_t nblocks;
    struct zone_cache *zones; /* plugin/zones.c */
    const struct image *old;  /* the running image; NULL = none */
    bool force;               /* take zone files even when their serial is unchanged */
    const char *dir;     /* directory of the Corefile: not a base of paths, only for messages */
    bool explain;        /* with the words that explain every policy, whoever may ask */
    struct trial *trial; /* plugin/trial.h: a policy to judge, none is compiled; NULL = none */
};

enum plugin_state {
    PLUGIN_BUILT,   /* read() is called */
    PLUGIN_IGNORED, /* accepted without effect: `note` says why, as a notice */
    PLUGIN_LATER,   /* known, not built yet: an error with `note` */
    PLUGIN_REFUSED  /* not for an authoritative server: an error with `note` */
};

struct plugin {
    const char *name;
    enum plugin_state state;
    bool repeatable;  /* may stand more than once in a block */
    const char *note; /* what to tell, and what to do instead */
    bool (*read)(struct plugin_load *load, struct plugin_block *block, const struct node *node);
    bool (*finish)(struct plugin_load *load, struct plugin_block *block); /* may be NULL */
};

/** All words, in CoreDNS's order; *count of them. */
const struct plugin *plugin_all(size_t *count);

/** Read all directives of a block. All faults are added to load->errs. */
bool plugin_read_block(struct plugin_load *load, struct plugin_block *block);

/** Call the finish functions of a block's words. */
bool plugin_finish_block(struct plugin_load *load, struct plugin_block *block);

/** Add a step of the word being read to a stage. */
void plugin_add_step(struct plugin_load *load, struct plugin_block *block, enum stage stage,
                     enum step_kind kind, uint32_t arg);

/** The same, but before the steps of all other words. */
void plugin_add_step_first(struct plugin_load *load, struct plugin_block *block, enum stage stage,
                           enum step_kind kind, uint32_t arg);

/** The same, but behind the steps of all other words but whoami: for answers of last resort. */
void plugin_add_step_last(struct plugin_load *load, struct plugin_block *block, enum stage stage,
                          enum step_kind kind, uint32_t arg);

/** What the word being read keeps for this block: NULL until plugin_keep(). */
void *plugin_kept(struct plugin_load *load, struct plugin_block *block);

/** Keep something for later directives and finish() of the word being read. */
void plugin_keep(struct plugin_load *load, struct plugin_block *block, void *what);

/** A path as the block's `root` says. Owns: the load's arena. */
const char *plugin_path(struct plugin_load *load, const struct plugin_block *block,
                        const char *path);

/**
 * The zones that word i of a node means: a name, or the reverse zones of a network.
 *
 * out  room for KEY_REVERSE_MAX names (conf/key.h), lower case. Returns how many; 0 after an error.
 */
size_t plugin_zones_of(const struct node *node, size_t i, struct name *out, struct errs *errs);

/**
 * Read words of a node, from word `first` on, as zones: lower-case names in SECTION_NAME.
 *
 * Host names are taken as fully qualified. Returns false after adding errors.
 */
bool plugin_names(struct plugin_load *load, const struct node *node, size_t first,
                  struct range_ref *out);

/**
 * Read words of a node, from word `first` on, as networks: appended to SECTION_PREFIX.
 *
 * out  counts on; its first element must be the section's next when it is empty
 * Returns false after adding errors.
 */
bool plugin_prefixes(struct plugin_load *load, const struct node *node, size_t first,
                     struct range_ref *out);

/** Append a network to SECTION_PREFIX. */
void plugin_prefix(struct plugin_load *load, const struct prefix *prefix);

/** Add a file to what the supervisor watches. */
void plugin_watch(struct plugin_load *load, const char *path, uint32_t every_ms,
                  enum watch_kind kind);

#endif
