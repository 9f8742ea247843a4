/* SPDX-License-Identifier: Apache-2.0 */
/* A Corefile: server blocks with their keys and directives, imports and snippets resolved. */
#ifndef DNSD_CONF_COREFILE_H
#define DNSD_CONF_COREFILE_H

#include "base/arena.h"
#include "base/errs.h"
#include "conf/key.h"
#include "conf/node.h"
#include "wire/name.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One zone that a block serves: "dns://example.org:5300". A CIDR key becomes several. */
struct corefile_key {
    struct name zone; /* lower case */
    struct pos at;
    uint32_t source_len; /* octets it takes in the source, for underlining */
    uint16_t port;       /* the key's, else the scheme's or the command line's default */
    enum corefile_scheme scheme;
};

struct corefile_block {
    const struct corefile_key *keys;
    size_t nkeys;
    const struct node *directives;
    size_t ndirectives;
    struct pos at; /* its first key */
};

/* A file that was read: the Corefile itself first, then its imports. */
struct corefile_file {
    const char *path;
    bool folder; /* a folder in which a pattern was looked up: a new entry may change the answer */
};

struct corefile {
    const struct corefile_block *blocks;
    size_t nblocks;
    const struct corefile_file *files;
    size_t nfiles;
};

/* What reading depends on besides the text. */
struct corefile_env {
    const char *(*getenv)(const char *name); /* NULL result = unset; tests give their own */
    uint16_t dns_port;                       /* default port of scheme dns: 53, or -dns.port */
};

/**
 * Read a Corefile.
 *
 * path  as the operator wrote it; relative imports are looked up beside it
 * text  its octets; with the imported files they stay registered in errs (errs_source)
 * out   also filled after a fault, as far as the text could be read
 * Owns: everything in out lives in the arena. All faults are added to errs; returns false if
 * there was an error. Text without a server block is the default server: `.` with whoami and log.
 * Grammar: that of CoreDNS's Caddyfile.
 */
bool corefile_read(struct arena *arena, const char *path, const char *text, size_t len,
                   const struct corefile_env *env, struct corefile *out, struct errs *errs);

#endif
