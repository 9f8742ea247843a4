/* SPDX-License-Identifier: Apache-2.0 */
#include "load/listens.h"

#include "base/hash.h"

#include <string.h>

enum { GROUPS_MAX = 64 };

/* One listener while blocks are collected. */
struct item {
    struct image_listen listen;
    const struct plugin_bind *bind; /* the first that names it; NULL = every address */
    const struct corefile_key *key; /* the first that uses it */
    const char *address;            /* "" = every address */
    uint64_t users;                 /* hash over the (block, key) pairs that use it, in order */
    struct item *next;              /* of its bucket */
    uint32_t index;
};

enum { BUCKETS = 256 };

struct listens {
    struct plugin_load *load;
    struct item *buckets[BUCKETS];
    struct item **list;
    size_t count;
    size_t room;
    uint8_t ngroups;
};

static struct item *find_item(const struct listens *listens, const char *address, uint16_t port)
{
    uint64_t hash = hash_octets(port, address, strlen(address));
    struct item *item = listens->buckets[hash % BUCKETS];
    while (item != NULL && (item->listen.port != port || strcmp(item->address, address) != 0)) {
        item = item->next;
    }
    return item;
}

static struct item *add_item(struct listens *listens, const struct plugin_block *block,
                             const char *address, uint16_t port)
{
    struct plugin_load *load = listens->load;
    uint64_t hash = hash_octets(port, address, strlen(address));
    struct item *item = arena_alloc(load->arena, sizeof(*item));
    item->listen = block->listen; /* the first block of an address decides */
    item->listen.port = port;
    item->listen.scheme = LISTEN_DNS;
    item->listen.address = build_text(load->build, address);
    item->address = address;
    item->index = (uint32_t)listens->count;
    item->next = listens->buckets[hash % BUCKETS];
    listens->buckets[hash % BUCKETS] = item;
    listens->list = arena_grow(load->arena, listens->list, listens->count, &listens->room,
                               sizeof(*listens->list));
    listens->list[listens->count++] = item;
    return item;
}

static struct range_ref add_except(struct plugin_load *load, const struct plugin_bind *bind)
{
    struct range_ref range = {.first = (uint32_t)build_count(load->build, SECTION_NAME),
                              .count = (uint32_t)bind->nexcept};
    for (size_t i = 0; i < bind->nexcept; i++) {
        struct blob_ref ref = build_text(load->build, bind->except[i]->text);
        build_add(load->build, SECTION_NAME, &ref, 1);
    }
    return range;
}

/* Call `use` for each listener of a key: one per `bind` word, else the one for every address. */
static void each_listener(struct listens *listens, uint32_t block_at, uint32_t key_at,
                          void (*use)(struct listens *listens, struct item *item, uint32_t block,
                                      uint32_t key, void *arg),
                          void *arg)
{
    const struct plugin_block *block = &listens->load->blocks[block_at];
    uint16_t port = block->conf->keys[key_at].port;
    for (size_t i = 0; i < (block->nbinds == 0 ? 1 : block->nbinds); i++) {
        const char *address = block->nbinds == 0 ? "" : block->binds[i].address->text;
        struct item *item = find_item(listens, address, port);
        if (item == NULL) {
            item = add_item(listens, block, address, port);
            item->key = &block->conf->keys[key_at];
            item->bind = block->nbinds == 0 ? NULL : &block->binds[i];
            if (item->bind != NULL && item->bind->nexcept > 0) {
                item->listen.except = add_except(listens->load, item->bind);
            }
        }
        use(listens, item, block_at, key_at, arg);
    }
}

static void note_user(struct listens *listens, struct item *item, uint32_t block, uint32_t key,
                      void *arg)
{
    (void)listens;
    (void)arg;
    item->users = hash_mix(item->users, ((uint64_t)block << 32) | key);
}

static void add_group(struct listens *listens, struct item *item, uint32_t block, uint32_t key,
                      void *arg)
{
    (void)listens;
    (void)block;
    (void)key;
    *(uint64_t *)arg |= UINT64_C(1) << item->listen.group;
}

/* Listeners with the same users are one group. */
static void number_groups(struct listens *listens)
{
    unsigned count = 0;
    for (size_t i = 0; i < listens->count; i++) {
        struct item *item = listens->list[i];
        size_t same = 0;
        while (listens->list[same]->users != item->users) {
            same++;
        }
        item->listen.group = same < i ? listens->list[same]->listen.group : (uint8_t)count++;
        if (count > GROUPS_MAX) {
            err_add(listens->load->errs,
                    item->bind == NULL ? item->key->at : item->bind->address->at,
                    "server blocks use more than 64 different sets of listeners; bind blocks that "
                    "belong together to the same addresses");
            return;
        }
    }
}

static void add_place(struct plugin_load *load, struct pos at, uint32_t mark_len, uint32_t excepts)
{
    char line[ERR_LINE_SIZE];
    errs_line(load->errs, at, line);
    build_place(load->build, at, line, mark_len, excepts);
}

/* Where the operator wrote each listener: the supervisor says so when it cannot be bound. */
static void add_places(struct listens *listens)
{
    uint32_t next = (uint32_t)listens->count;
    for (size_t i = 0; i < listens->count; i++) {
        const struct item *item = listens->list[i];
        const struct word *word = item->bind == NULL ? NULL : item->bind->address;
        bool excepts = word != NULL && item->bind->nexcept > 0;
        add_place(listens->load, word == NULL ? item->key->at : word->at,
                  word == NULL ? item->key->source_len : word->source_len, excepts ? next : 0);
        next += excepts ? (uint32_t)item->bind->nexcept : 0;
    }
    for (size_t i = 0; i < listens->count; i++) {
        const struct plugin_bind *bind = listens->list[i]->bind;
        for (size_t e = 0; bind != NULL && e < bind->nexcept; e++) {
            add_place(listens->load, bind->except[e]->at, bind->except[e]->source_len, 0);
        }
    }
}

struct listens *listens_make(struct plugin_load *load)
{
    struct listens *listens = arena_alloc(load->arena, sizeof(*listens));
    listens->load = load;
    for (uint32_t b = 0; b < load->nblocks; b++) {
        for (uint32_t k = 0; k < load->blocks[b].conf->nkeys; k++) {
            each_listener(listens, b, k, note_user, NULL);
        }
    }
    number_groups(listens);
    for (size_t i = 0; i < listens->count; i++) {
        build_add(load->build, SECTION_LISTEN, &listens->list[i]->listen, 1);
    }
    add_places(listens);
    return listens;
}

uint64_t listens_groups(struct listens *listens, uint32_t block, uint32_t key)
{
    uint64_t groups = 0;
    each_listener(listens, block, key, add_group, &groups);
    return groups;
}
