/* SPDX-License-Identifier: Apache-2.0 */
#include "super/binding.h"

#include "super/socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *need(void *memory)
{
    if (memory == NULL) {
        abort(); /* a few hundred octets: the machine is lost, and so are we */
    }
    return memory;
}

static void close_sockets(struct binding *binding, uint32_t nworkers)
{
    for (uint32_t i = 0; binding->udp_fds != NULL && i < nworkers; i++) {
        if (binding->udp_fds[i] >= 0) {
            close(binding->udp_fds[i]);
        }
    }
    if (binding->tcp_fd >= 0) {
        close(binding->tcp_fd);
    }
    free(binding->udp_fds);
}

bool bindings_have(const struct bindings *bindings, uint32_t id)
{
    for (size_t i = 0; bindings != NULL && i < bindings->count; i++) {
        if (bindings->list[i].endpoint.conf.id == id) {
            return true;
        }
    }
    return false;
}

void bindings_drop(struct bindings *bindings, const struct bindings *kept)
{
    if (bindings == NULL) {
        return;
    }
    for (size_t i = 0; i < bindings->count; i++) {
        if (!bindings_have(kept, bindings->list[i].endpoint.conf.id)) {
            close_sockets(&bindings->list[i], bindings->nworkers);
        }
    }
    free(bindings->list);
    free(bindings);
}

/* Whether one of ours has this address, or every address, or one that a wildcard takes in. */
static bool overlaps(const struct bindings *bindings, const struct endpoint *endpoint)
{
    for (size_t i = 0; bindings != NULL && i < bindings->count; i++) {
        const struct endpoint *ours = &bindings->list[i].endpoint;
        if (ours->conf.port == endpoint->conf.port &&
            ours->conf.addr.family == endpoint->conf.addr.family &&
            (ours->conf.wildcard || endpoint->conf.wildcard || endpoint_equal(ours, endpoint))) {
            return true;
        }
    }
    return false;
}

static bool say_why(const struct endpoint *endpoint, const char *what, int error, struct errs *errs)
{
    switch (error) {
    case EADDRINUSE:
        return endpoint_err(&endpoint->place, errs,
                            "%s: address already in use (%s); stop the other server or write "
                            "another port (-dns.port, or zone:PORT)",
                            endpoint->text, what);
    case EACCES:
    case EPERM:
        return endpoint_err(&endpoint->place, errs,
                            "%s: permission denied (%s); ports below 1024 need root or "
                            "CAP_NET_BIND_SERVICE ('setcap cap_net_bind_service=+ep' on dnsd, "
                            "AmbientCapabilities= in a systemd unit), or write another port "
                            "(-dns.port, or zone:PORT)",
                            endpoint->text, what);
    case EMFILE:
    case ENFILE:
        return endpoint_err(&endpoint->place, errs,
                            "%s: no descriptor is left (%s); raise the limit of open files "
                            "('ulimit -n', LimitNOFILE=), or listen on fewer addresses",
                            endpoint->text, what);
    default:
        return endpoint_err(&endpoint->place, errs, "%s: %s (%s); write an address of this machine",
                            endpoint->text, strerror(error), what);
    }
}

static bool open_sockets(struct binding *binding, uint32_t nworkers, enum socket_share share,
                         struct errs *errs)
{
    const struct endpoint *endpoint = &binding->endpoint;
    for (uint32_t i = 0; i < nworkers; i++) {
        binding->udp_fds[i] = socket_udp(endpoint, i == 0 ? share : SOCKET_SHARED);
        if (binding->udp_fds[i] < 0) {
            return say_why(endpoint, "UDP", errno, errs);
        }
    }
    binding->tcp_fd = socket_tcp(endpoint, share);
    return binding->tcp_fd >= 0 || say_why(endpoint, "TCP", errno, errs);
}

/* A machine without IPv6 serves "every address" on IPv4 alone. */
static bool can_do_without(const struct endpoint *endpoint, enum socket_share share)
{
    if (!endpoint->unnamed || endpoint->conf.addr.family != FAMILY_IPV6) {
        return false;
    }
    int fd = socket_udp(endpoint, share);
    if (fd >= 0) {
        close(fd);
        return false;
    }
    return errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL;
}

/* Bind one endpoint and append it. */
static bool bind_new(struct bindings *all, const struct bindings *old,
                     const struct endpoint *endpoint, struct errs *errs)
{
    struct binding binding = {.endpoint = *endpoint, .tcp_fd = -1};
    enum socket_share share =
        overlaps(old, endpoint) || overlaps(all, endpoint) ? SOCKET_SHARED : SOCKET_ALONE;
    if (can_do_without(endpoint, share)) {
        return true;
    }
    binding.udp_fds = need(malloc(all->nworkers * sizeof(int)));
    for (uint32_t i = 0; i < all->nworkers; i++) {
        binding.udp_fds[i] = -1;
    }
    if (!open_sockets(&binding, all->nworkers, share, errs)) {
        close_sockets(&binding, all->nworkers);
        return false;
    }
    binding.endpoint.conf.id = all->next_id++;
    all->list[all->count++] = binding;
    return true;
}

static const struct binding *find_old(const struct bindings *old, const struct endpoint *endpoint)
{
    for (size_t i = 0; old != NULL && i < old->count; i++) {
        if (endpoint_equal(&old->list[i].endpoint, endpoint)) {
            return &old->list[i];
        }
    }
    return NULL;
}

/* Take over a binding with the endpoint's new settings. */
static void keep_old(struct bindings *all, const struct binding *old,
                     const struct endpoint *endpoint)
{
    struct binding kept = *old;
    uint32_t id = old->endpoint.conf.id;
    kept.endpoint = *endpoint;
    kept.endpoint.conf.id = id;
    all->list[all->count++] = kept;
}

struct bindings *bindings_open(const struct bindings *old, const struct endpoint *endpoints,
                               size_t count, uint32_t nworkers, struct errs *errs)
{
    struct bindings *all = need(calloc(1, sizeof(*all)));
    all->list = need(calloc(count + 1, sizeof(*all->list)));
    all->nworkers = old == NULL ? nworkers : old->nworkers;
    all->next_id = old == NULL ? 1 : old->next_id;
    bool well = true;
    for (size_t i = 0; i < count; i++) {
        const struct binding *have = find_old(old, &endpoints[i]);
        if (have != NULL) {
            keep_old(all, have, &endpoints[i]);
        }
    }
    /* Single addresses first, alone: that finds another server's wildcard as well. */
    for (int wildcard = 0; wildcard <= 1; wildcard++) {
        for (size_t i = 0; i < count; i++) {
            const struct endpoint *endpoint = &endpoints[i];
            if ((int)endpoint->conf.wildcard == wildcard && find_old(old, endpoint) == NULL) {
                well = bind_new(all, old, endpoint, errs) && well;
            }
        }
    }
    if (!well) {
        bindings_drop(all, old);
        return NULL;
    }
    return all;
}
