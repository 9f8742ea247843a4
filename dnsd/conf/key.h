/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The zones that one word means: a server block's key "[scheme://]zone[:port]", or a zone argument
 * of a plugin, which is read the same way and loses scheme and port.
 *
 *     tls://Example.ORG:8853   example.org. on port 8853
 *     192.0.2.0/23             2.0.192.in-addr.arpa. and 3.0.192.in-addr.arpa.
 *     2001:db8::/61            eight zones of ip6.arpa.
 */
#ifndef DNSD_CONF_KEY_H
#define DNSD_CONF_KEY_H

#include "base/addr.h"
#include "base/arena.h"
#include "base/errs.h"
#include "conf/node.h"
#include "wire/name.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum corefile_scheme {
    SCHEME_DNS,
    SCHEME_TLS,
    SCHEME_QUIC,
    SCHEME_GRPC,
    SCHEME_HTTPS,
    SCHEME_HTTPS3,
    SCHEME_UNIX
};

struct key {
    const struct name *zones; /* lower case; in the arena */
    size_t nzones;            /* 1, or up to 128 for a network */
    uint16_t port;            /* 0 = none was written */
    enum corefile_scheme scheme;
};

/**
 * Read a key or a plugin's zone argument.
 *
 * What CoreDNS takes as a name but is hardly meant as one (an unknown scheme, a wildcard, an
 * address without its length) is taken too, with a warning.
 */
bool key_parse(struct arena *arena, const struct word *word, struct key *out, struct errs *errs);

/**
 * The zones of the reverse tree that cover a network: one, or 2 to 128 when its length ends inside
 * an octet (IPv4), 2 to 8 inside a nibble (IPv6).
 *
 * out  room for KEY_REVERSE_MAX names. Returns how many were written.
 * Source: RFC 1035 §3.5, RFC 3596 §2.5.
 */
enum { KEY_REVERSE_MAX = 128 };
size_t key_reverse(const struct prefix *prefix, struct name *out);

/** The port that a scheme has when none is written; 0 for unix. */
uint16_t key_default_port(enum corefile_scheme scheme, uint16_t dns_port);

#endif
