/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML as a tree with places: maps, lists, and scalars that stay as they were written.
 *
 * No type is guessed ("NO" is the word NO), and what makes a file hard to review is refused:
 * anchors, aliases, merge keys, tags, several documents, a key twice. The one door to libyaml.
 */
#ifndef DNSD_CONF_YAML_H
#define DNSD_CONF_YAML_H

#include "base/arena.h"
#include "base/errs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

enum {
    YAML_DEPTH_MAX = 32,
    YAML_NODES_MAX = 4 * 1000 * 1000,
    YAML_TEXT_MAX = 16 * 1024 * 1024 /* octets of a file */
};

struct yaml_pair;

struct yaml {
    enum yaml_kind kind;
    struct pos at;
    uint32_t source_len;             /* octets to underline */
    const char *text;                /* of a scalar, NUL-terminated, without NUL inside */
    bool quoted;                     /* of a scalar */
    const struct yaml *const *items; /* of a list: count of them */
    const struct yaml_pair *pairs;   /* of a map: count of them, in the file's order */
    size_t count;
};

struct yaml_pair {
    const struct yaml *key; /* a scalar */
    const struct yaml *value;
};

/**
 * Read a YAML text.
 *
 * file, text  stay registered in errs (errs_source); text is len octets
 * Returns the tree in the arena; NULL after a fault that leaves none (it is in errs, as S1, with
 * whatever else was found). An empty file gives an empty map.
 */
const struct yaml *yaml_read(struct arena *arena, const char *file, const char *text, size_t len,
                             struct errs *errs);

/** The value of a key in a map; NULL when it has none, or yaml is no map. */
const struct yaml *yaml_get(const struct yaml *yaml, const char *key);

/** "a word", "a list" or "a map": what a node is, for messages. */
const char *yaml_kind_text(const struct yaml *yaml);

#endif
