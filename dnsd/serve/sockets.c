/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/sockets.h"

#include <stdlib.h>
#include <unistd.h>

struct entry {
    uint32_t id;
    int tcp_fd;
    int *udp_fds; /* one per worker */
};

struct sockets {
    uint32_t nworkers;
    struct entry *entries;
    size_t nentries;
};

struct sockets *sockets_new(uint32_t nworkers)
{
    struct sockets *sockets = calloc(1, sizeof(*sockets));
    if (sockets != NULL) {
        sockets->nworkers = nworkers;
    }
    return sockets;
}

static struct entry *find_entry(const struct sockets *sockets, uint32_t id)
{
    for (size_t i = 0; i < sockets->nentries; i++) {
        if (sockets->entries[i].id == id) {
            return &sockets->entries[i];
        }
    }
    return NULL;
}

static struct entry *add_entry(struct sockets *sockets, uint32_t id)
{
    size_t count = sockets->nentries + 1;
    struct entry *entries = realloc(sockets->entries, count * sizeof(*entries));
    if (entries == NULL) {
        return NULL;
    }
    sockets->entries = entries;
    struct entry *entry = &entries[count - 1];
    *entry = (struct entry){
        .id = id, .tcp_fd = -1, .udp_fds = malloc(sockets->nworkers * sizeof(*entry->udp_fds))};
    if (entry->udp_fds == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < sockets->nworkers; i++) {
        entry->udp_fds[i] = -1;
    }
    sockets->nentries = count;
    return entry;
}

bool sockets_add(struct sockets *sockets, const struct channel_socket *which, int fd)
{
    struct entry *entry = find_entry(sockets, which->listener);
    if (entry == NULL) {
        entry = add_entry(sockets, which->listener);
    }
    bool known = which->worker == CHANNEL_TCP || which->worker < sockets->nworkers;
    if (entry == NULL || !known) {
        close(fd);
        return false;
    }
    int *place = which->worker == CHANNEL_TCP ? &entry->tcp_fd : &entry->udp_fds[which->worker];
    if (*place != -1) {
        close(fd);
        return false;
    }
    *place = fd;
    return true;
}

const int *sockets_of(const struct sockets *sockets, uint32_t id, int *tcp_fd)
{
    const struct entry *entry = find_entry(sockets, id);
    if (entry == NULL || entry->tcp_fd == -1) {
        return NULL;
    }
    for (uint32_t i = 0; i < sockets->nworkers; i++) {
        if (entry->udp_fds[i] == -1) {
            return NULL;
        }
    }
    *tcp_fd = entry->tcp_fd;
    return entry->udp_fds;
}

static void close_entry(const struct sockets *sockets, struct entry *entry)
{
    for (uint32_t i = 0; i < sockets->nworkers; i++) {
        if (entry->udp_fds[i] != -1) {
            close(entry->udp_fds[i]);
        }
    }
    if (entry->tcp_fd != -1) {
        close(entry->tcp_fd);
    }
    free(entry->udp_fds);
}

static bool is_in(uint32_t id, const uint32_t *ids, size_t nids)
{
    for (size_t i = 0; i < nids; i++) {
        if (ids[i] == id) {
            return true;
        }
    }
    return false;
}

void sockets_keep(struct sockets *sockets, const uint32_t *ids, size_t nids)
{
    size_t kept = 0;
    for (size_t i = 0; i < sockets->nentries; i++) {
        if (is_in(sockets->entries[i].id, ids, nids)) {
            sockets->entries[kept++] = sockets->entries[i];
        } else {
            close_entry(sockets, &sockets->entries[i]);
        }
    }
    sockets->nentries = kept;
}

void sockets_free(struct sockets *sockets)
{
    if (sockets != NULL) {
        sockets_keep(sockets, NULL, 0);
        free(sockets->entries);
        free(sockets);
    }
}
