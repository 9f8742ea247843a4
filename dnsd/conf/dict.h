/* SPDX-License-Identifier: Apache-2.0 */
/* A dictionary (hash table) from texts to things, for lists that grow while a Corefile is read. */
#ifndef DNSD_CONF_DICT_H
#define DNSD_CONF_DICT_H

#include "base/arena.h"

#include <stddef.h>

struct dict_slot;

/* Start it as {.arena = ...}. */
struct dict {
    struct arena *arena; /* the slots live here */
    struct dict_slot *slots;
    size_t room; /* a power of two, or 0 */
    size_t count;
};

/** What was put under this text, or NULL. */
void *dict_find(const struct dict *dict, const char *key);

/** Put a thing under a text that has none yet. The text must live as long as the dict. */
void dict_put(struct dict *dict, const char *key, void *value);

#endif
