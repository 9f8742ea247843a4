/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one tree that configuration text becomes: words with their places, blocks with children.
 *
 *     geoip db.mmdb {          node: words[0] = "geoip", words[1] = "db.mmdb"
 *         NL target nl.x.          child: words = "NL" "target" "nl.x."
 *     }
 */
#ifndef DNSD_CONF_NODE_H
#define DNSD_CONF_NODE_H

#include "base/errs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct word {
    const char *text; /* NUL-terminated, quotes and escapes resolved, environment put in */
    struct pos at;
    uint32_t len;        /* octets of text */
    uint32_t source_len; /* octets it takes in the source, for underlining */
    bool quoted;
};

/* A directive, or a line of its block. All of it lives in the tree's arena. */
struct node {
    const struct word *words; /* words[0] is its name */
    size_t nwords;            /* at least 1 */
    const struct node *children;
    size_t nchildren;
    bool has_block; /* `{ }` was written, even when it is empty */
    struct pos end; /* its closing brace, or the end of its line */
};

/** Add an error at word i of a node (at its end when it has no such word). Returns false. */
bool node_err(const struct node *node, size_t i, struct errs *errs, const char *format, ...)
    ATTR_PRINTF(4, 5);

/**
 * Check how many words follow the name: from min to max (SIZE_MAX = no limit).
 *
 * usage  what to write, e.g. "bufsize [SIZE]"
 */
bool node_args(const struct node *node, size_t min, size_t max, const char *usage,
               struct errs *errs);

/** Refuse a block after a directive that takes none. */
bool node_no_block(const struct node *node, struct errs *errs);

/** Read word i as a whole number from min to max. */
bool node_u32(const struct node *node, size_t i, uint32_t min, uint32_t max, uint32_t *out,
              struct errs *errs);

/** Read word i as a duration ("30s"), from min_ms to max_ms. Units: milliseconds. */
bool node_duration(const struct node *node, size_t i, uint32_t min_ms, uint32_t max_ms,
                   uint32_t *out_ms, struct errs *errs);

/** Read word i as one of nchoices words; *out is its index. A near miss gets the likely word. */
bool node_choice(const struct node *node, size_t i, const char *const *choices, size_t nchoices,
                 size_t *out, struct errs *errs);

/** Read word i as an address or network: "192.0.2.0/24", "2001:db8::1". Host bits are an error. */
struct prefix;
bool node_prefix(const struct node *node, size_t i, struct prefix *out, struct errs *errs);

/** Read word i as a domain name, taken as fully qualified with or without its final dot. */
struct name;
bool node_name(const struct node *node, size_t i, struct name *out, struct errs *errs);

#endif
