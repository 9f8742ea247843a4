/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/dict.h"

#include "base/hash.h"

#include <string.h>

struct dict_slot {
    const char *key; /* NULL = free */
    void *value;
};

enum { ROOM_FIRST = 16 };

/* The slot of the key, or the free one where it belongs. */
static struct dict_slot *slot_of(const struct dict *dict, const char *key)
{
    size_t at = (size_t)hash_octets(0, key, strlen(key)) & (dict->room - 1);
    while (dict->slots[at].key != NULL && strcmp(dict->slots[at].key, key) != 0) {
        at = (at + 1) & (dict->room - 1);
    }
    return &dict->slots[at];
}

void *dict_find(const struct dict *dict, const char *key)
{
    return dict->room == 0 ? NULL : slot_of(dict, key)->value;
}

static void grow(struct dict *dict)
{
    struct dict old = *dict;
    dict->room = old.room == 0 ? ROOM_FIRST : 2 * old.room;
    dict->slots = arena_alloc(dict->arena, dict->room * sizeof(*dict->slots));
    for (size_t i = 0; i < old.room; i++) {
        if (old.slots[i].key != NULL) {
            *slot_of(dict, old.slots[i].key) = old.slots[i];
        }
    }
}

void dict_put(struct dict *dict, const char *key, void *value)
{
    if (2 * dict->count >= dict->room) {
        grow(dict);
    }
    *slot_of(dict, key) = (struct dict_slot){.key = key, .value = value};
    dict->count++;
}
