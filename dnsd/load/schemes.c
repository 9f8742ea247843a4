/* SPDX-License-Identifier: Apache-2.0 */
#include "load/schemes.h"

/* What each scheme is and what to do about it; NULL = it is served. */
static const char *const reasons[] = {
    [SCHEME_DNS] = NULL,
    [SCHEME_TLS] = "'tls://' is DNS over TLS, which is not built yet; write the zone without "
                   "'tls://' to serve it as plain DNS",
    [SCHEME_QUIC] = "'quic://' is DNS over QUIC, a transport between clients and resolvers; write "
                    "the zone without 'quic://' and put a resolver in front",
    [SCHEME_GRPC] = "'grpc://' is DNS over gRPC, a transport between clients and resolvers; write "
                    "the zone without 'grpc://' and put a resolver in front",
    [SCHEME_HTTPS] = "'https://' is DNS over HTTPS, a transport between clients and resolvers; "
                     "write the zone without 'https://' and put a resolver in front",
    [SCHEME_HTTPS3] = "'https3://' is DNS over HTTP/3, a transport between clients and resolvers; "
                      "write the zone without 'https3://' and put a resolver in front",
    [SCHEME_UNIX] = "'unix://' is a local socket, where no resolver asks an authoritative server; "
                    "write the zone without 'unix://' and `bind 127.0.0.1` to serve this machine",
};

bool schemes_check(const struct corefile *corefile, struct errs *errs)
{
    bool ok = true;
    for (size_t b = 0; b < corefile->nblocks; b++) {
        const struct corefile_block *block = &corefile->blocks[b];
        for (size_t k = 0; k < block->nkeys; k++) {
            const struct corefile_key *key = &block->keys[k];
            const char *reason = reasons[key->scheme];
            ok = (reason == NULL || err_add_mark(errs, key->at, key->source_len, "%s", reason)) &&
                 ok;
        }
    }
    return ok;
}
