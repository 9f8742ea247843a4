/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/asked.h"

#include <string.h>

/* The longest of a block's keys that a name is below, on a port; 0 = on any; NULL = none. */
static const struct corefile_key *nearest(const struct corefile_block *block,
                                          const struct name *name, uint16_t port)
{
    const struct corefile_key *best = NULL;
    for (size_t i = 0; i < block->nkeys; i++) {
        const struct corefile_key *key = &block->keys[i];
        if ((port == 0 || key->port == port) && name_is_below(name->octets, key->zone.octets) &&
            (best == NULL || key->zone.len > best->zone.len)) {
            best = key;
        }
    }
    return best;
}

/* The policy that a block names; "" = none. */
static const char *policy_of(const struct plugin_block *block)
{
    for (size_t i = 0; i < block->conf->ndirectives; i++) {
        const struct node *node = &block->conf->directives[i];
        if (node->nwords > 1 && strcmp(node->words[0].text, "residency") == 0) {
            return node->words[1].text;
        }
    }
    return "";
}

static bool is_every_address(const struct addr *addr)
{
    static const uint8_t zero[sizeof(addr->octets)];
    return memcmp(addr->octets, zero, sizeof(zero)) == 0;
}

/* Whether two words of `bind` may mean one address: an interface may have any. */
static bool words_meet(const char *a, const char *b)
{
    struct addr addr_a;
    struct addr addr_b;
    bool is_a = addr_parse(a, &addr_a);
    bool is_b = addr_parse(b, &addr_b);
    if (!is_a || !is_b) {
        return is_a || is_b || strcmp(a, b) == 0;
    }
    return addr_equal(&addr_a, &addr_b) || is_every_address(&addr_a) || is_every_address(&addr_b);
}

/* Whether two blocks may listen on one address. */
static bool meet(const struct plugin_block *a, const struct plugin_block *b)
{
    for (size_t i = 0; i < a->nbinds * b->nbinds; i++) {
        if (words_meet(a->binds[i / b->nbinds].address->text,
                       b->binds[i % b->nbinds].address->text)) {
            return true;
        }
    }
    return a->nbinds == 0 || b->nbinds == 0;
}

static bool may_take(const struct plugin_block *block, const struct plugin_block *other)
{
    return other != block && meet(block, other) && strcmp(policy_of(block), policy_of(other)) != 0;
}

/*
 * The key of another block that is asked for a name, where this block's key would be.
 *
 * viewed  one that takes some queries, by its view: also for the same zone
 */
static const struct corefile_key *taker(const struct plugin_load *load,
                                        const struct plugin_block *block,
                                        const struct corefile_key *own, const struct name *name,
                                        bool viewed)
{
    for (size_t i = 0; i < load->nblocks; i++) {
        const struct plugin_block *other = &load->blocks[i];
        const struct corefile_key *key =
            may_take(block, other) ? nearest(other->conf, name, own->port) : NULL;
        unsigned len = key == NULL ? 0 : key->zone.len + (unsigned)viewed;
        if (len > own->zone.len && (other->view != REF_NONE) == viewed) {
            return key;
        }
    }
    return NULL;
}

bool asked_check(const struct plugin_load *load, const struct plugin_block *block,
                 const struct policy_name *name, struct errs *errs)
{
    char text[NAME_TEXT_SIZE];
    if (nearest(block->conf, &name->name, 0) == NULL) {
        return err_find(errs, ERR_ERROR, "S4", name->at, 1,
                        "%s: no zone of this server block holds it; name its zone in the Corefile",
                        name_format(name->name.octets, text));
    }
    for (size_t i = 0; i < block->conf->nkeys; i++) {
        uint16_t port = block->conf->keys[i].port;
        const struct corefile_key *own = nearest(block->conf, &name->name, port);
        const struct corefile_key *other =
            own == NULL ? NULL : taker(load, block, own, &name->name, false);
        const struct corefile_key *some =
            own == NULL ? NULL : taker(load, block, own, &name->name, true);
        if (some != NULL) {
            err_warn(errs, name->at,
                     "%s: whom the view of another server block (%s:%u) admits is answered there, "
                     "past this policy; name the policy there, or take the name out",
                     name_format(name->name.octets, text), some->at.file, some->at.line);
        }
        if (other != NULL) {
            return err_find(errs, ERR_ERROR, "S4", name->at, 1,
                            "%s: queries for it go to another server block (%s:%u), so the policy "
                            "is not asked; name the policy there, or take the name out",
                            name_format(name->name.octets, text), other->at.file, other->at.line);
        }
    }
    return true;
}
