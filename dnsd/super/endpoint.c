/* SPDX-License-Identifier: Apache-2.0 */
#include "super/endpoint.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_SIZE = 256 };

/* The endpoints so far, and what is needed to make them. */
struct expansion {
    const struct image *image;
    const struct image_listen *listen; /* the one being expanded */
    uint32_t index;                    /* of it */
    struct ifaddrs *interfaces;
    struct endpoint *list;
    size_t count;
    struct errs *errs;
};

/* One address that a word stands for. */
struct meaning {
    struct addr addr;
    uint32_t scope;
};

static bool is_wildcard(const struct addr *addr)
{
    static const struct addr zero;
    return memcmp(addr->octets, zero.octets, sizeof(zero.octets)) == 0;
}

bool endpoint_equal(const struct endpoint *a, const struct endpoint *b)
{
    return a->conf.port == b->conf.port && a->scope == b->scope &&
           addr_equal(&a->conf.addr, &b->conf.addr);
}

static void copy_text(const struct image *image, struct blob_ref ref, char *out, size_t size)
{
    size_t len = ref.len < size ? ref.len : size - 1;
    memcpy(out, image_blob(image, ref), len);
    out[len] = '\0';
}

/* Place `i` of what stands behind the image, as far as it is known. */
static struct endpoint_place place_at(const struct image *image, uint64_t i)
{
    const struct local_place *local = local_place_at(&image->local, i);
    struct endpoint_place place = {.line = 0};
    if (local != NULL) {
        place.line = local->line;
        place.col = local->col;
        place.mark_len = local->mark_len;
        snprintf(place.file, sizeof(place.file), "%s", local_text(&image->local, local->file));
        snprintf(place.text, sizeof(place.text), "%s", local_text(&image->local, local->source));
    }
    return place;
}

/* The place of word `i` of the listener's `except`; the listener's own when it is not known. */
static struct endpoint_place except_place(const struct expansion *all, uint32_t i)
{
    const struct local_place *own = local_place_at(&all->image->local, all->index);
    bool known = own != NULL && own->excepts != 0;
    return place_at(all->image, known ? (uint64_t)own->excepts + i : all->index);
}

bool endpoint_err(const struct endpoint_place *place, struct errs *errs, const char *format, ...)
{
    struct pos at = {.file = place->file[0] == '\0' ? NULL : place->file,
                     .line = place->line,
                     .col = place->col};
    char text[ERR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return err_add_line(errs, at, place->text, place->mark_len, "%s", text);
}

static bool interface_addr(const struct ifaddrs *interface, struct meaning *out)
{
    *out = (struct meaning){.addr = {.family = FAMILY_NONE}};
    if (interface->ifa_addr == NULL) {
        return false;
    }
    if (interface->ifa_addr->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const void *)interface->ifa_addr;
        out->addr.family = FAMILY_IPV4;
        memcpy(out->addr.octets, &v4->sin_addr, 4);
        return true;
    }
    if (interface->ifa_addr->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const void *)interface->ifa_addr;
        out->addr.family = FAMILY_IPV6;
        memcpy(out->addr.octets, &v6->sin6_addr, 16);
        out->scope = v6->sin6_scope_id;
        return true;
    }
    return false;
}

static bool is_local(const struct expansion *all, const struct addr *addr)
{
    struct meaning have;
    if (is_wildcard(addr) || (addr->family == FAMILY_IPV4 && addr->octets[0] == 127)) {
        return true;
    }
    for (const struct ifaddrs *at = all->interfaces; at != NULL; at = at->ifa_next) {
        if (interface_addr(at, &have) && addr_equal(&have.addr, addr)) {
            return true;
        }
    }
    return false;
}

/* "fe80::1%eth0" names its interface. */
static bool parse_addr(const char *word, struct meaning *out)
{
    char plain[ADDR_TEXT_SIZE];
    size_t len = strcspn(word, "%");
    *out = (struct meaning){.scope = 0};
    if (len >= sizeof(plain)) {
        return false;
    }
    memcpy(plain, word, len);
    plain[len] = '\0';
    if (word[len] == '%') {
        out->scope = if_nametoindex(word + len + 1);
        return out->scope != 0 && addr_parse(plain, &out->addr);
    }
    return addr_parse(plain, &out->addr);
}

static bool unknown_word(const struct expansion *all, const char *word,
                         const struct endpoint_place *place)
{
    char names[200] = "";
    for (const struct ifaddrs *at = all->interfaces; at != NULL; at = at->ifa_next) {
        size_t used = strlen(names);
        char quoted[IF_NAMESIZE + 3];
        snprintf(quoted, sizeof(quoted), "%s%s", used == 0 ? "" : ", ", at->ifa_name);
        if (strstr(names, at->ifa_name) == NULL && used + strlen(quoted) < sizeof(names)) {
            memcpy(names + used, quoted, strlen(quoted) + 1);
        }
    }
    return endpoint_err(place, all->errs,
                        "'%s' (port %u) is no address and no interface of this machine; write an "
                        "address or one of: %s",
                        word, all->listen->port, names);
}

/*
 * The addresses that a word stands for: itself, or those of the interface of this name.
 * Returns how many of them were written, at most `room`.
 */
static size_t mean(const struct expansion *all, const char *word, struct meaning *out, size_t room)
{
    if (parse_addr(word, out)) {
        return 1;
    }
    size_t count = 0;
    for (const struct ifaddrs *at = all->interfaces; at != NULL && count < room;
         at = at->ifa_next) {
        if (strcmp(at->ifa_name, word) == 0 && interface_addr(at, &out[count])) {
            count++;
        }
    }
    return count;
}

enum { MEANINGS_MAX = 256 };

static void copy_except(const struct expansion *all, uint32_t i, char word[WORD_SIZE])
{
    const struct blob_ref *words = all->image->at[SECTION_NAME];
    copy_text(all->image, words[all->listen->except.first + i], word, WORD_SIZE);
}

/* Whether all words of the listener's `except` mean something; each that does not is told. */
static bool knows_excepts(const struct expansion *all)
{
    bool well = true;
    for (uint32_t i = 0; i < all->listen->except.count; i++) {
        struct meaning any;
        char word[WORD_SIZE];
        copy_except(all, i, word);
        if (mean(all, word, &any, 1) == 0) {
            struct endpoint_place place = except_place(all, i);
            well = unknown_word(all, word, &place);
        }
    }
    return well;
}

/* Whether the listener's `except` names this address. */
static bool is_excepted(const struct expansion *all, const struct addr *addr)
{
    for (uint32_t i = 0; i < all->listen->except.count; i++) {
        struct meaning left_out[MEANINGS_MAX];
        char word[WORD_SIZE];
        copy_except(all, i, word);
        size_t count = mean(all, word, left_out, MEANINGS_MAX);
        for (size_t k = 0; k < count; k++) {
            if (addr_equal(&left_out[k].addr, addr)) {
                return true;
            }
        }
    }
    return false;
}

static void write_text(struct endpoint *endpoint)
{
    char addr[ADDR_TEXT_SIZE];
    addr_format(&endpoint->conf.addr, addr);
    if (endpoint->unnamed) {
        snprintf(endpoint->text, ENDPOINT_TEXT_SIZE, "*:%u", endpoint->conf.port);
    } else if (endpoint->conf.addr.family == FAMILY_IPV6) {
        snprintf(endpoint->text, ENDPOINT_TEXT_SIZE, "[%s]:%u", addr, endpoint->conf.port);
    } else {
        snprintf(endpoint->text, ENDPOINT_TEXT_SIZE, "%s:%u", addr, endpoint->conf.port);
    }
}

static void add(struct expansion *all, const struct meaning *meaning, bool unnamed)
{
    const struct image_listen *listen = all->listen;
    struct endpoint endpoint = {
        .conf = {.groups = (uint64_t)1 << (listen->group & 63),
                 .read_ms = listen->read_ms,
                 .write_ms = listen->write_ms,
                 .idle_ms = listen->idle_ms,
                 .max_queries = listen->max_queries,
                 .port = listen->port,
                 .addr = meaning->addr,
                 .wildcard = is_wildcard(&meaning->addr)},
        .scope = meaning->scope,
        .unnamed = unnamed,
        .local = is_local(all, &meaning->addr),
        .place = place_at(all->image, all->index),
    };
    for (size_t i = 0; i < all->count; i++) {
        if (endpoint_equal(&all->list[i], &endpoint)) {
            all->list[i].conf.groups |= endpoint.conf.groups; /* the first block's times stay */
            return;
        }
    }
    struct endpoint *list = realloc(all->list, (all->count + 1) * sizeof(*list));
    if (list == NULL) {
        abort(); /* a few hundred octets: the machine is lost */
    }
    write_text(&endpoint);
    all->list = list;
    all->list[all->count++] = endpoint;
}

static bool expand_one(struct expansion *all, uint32_t index)
{
    all->listen = image_listen_at(all->image, index);
    all->index = index;
    if (all->listen->address.len == 0) {
        add(all, &(struct meaning){.addr = {.family = FAMILY_IPV4}}, true);
        add(all, &(struct meaning){.addr = {.family = FAMILY_IPV6}}, true);
        return true;
    }
    struct meaning meanings[MEANINGS_MAX];
    char word[WORD_SIZE];
    copy_text(all->image, all->listen->address, word, sizeof(word));
    bool well = knows_excepts(all);
    size_t count = mean(all, word, meanings, MEANINGS_MAX);
    if (count == 0) {
        struct endpoint_place place = place_at(all->image, index);
        return unknown_word(all, word, &place);
    }
    for (size_t i = 0; i < count && well; i++) {
        if (!is_excepted(all, &meanings[i].addr)) {
            add(all, &meanings[i], false);
        }
    }
    return well;
}

bool endpoint_expand(const struct image *image, struct endpoint **out, size_t *count,
                     struct errs *errs)
{
    struct expansion all = {.image = image, .errs = errs};
    if (getifaddrs(&all.interfaces) != 0) {
        all.interfaces = NULL;
    }
    bool well = true;
    for (uint32_t i = 0; i < image->count[SECTION_LISTEN]; i++) {
        well = expand_one(&all, i) && well;
    }
    freeifaddrs(all.interfaces);
    struct endpoint_place first = place_at(image, 0);
    if (well && all.count == 0) {
        well = endpoint_err(&first, errs,
                            "no address is left to listen on; leave fewer out with except");
    }
    if (well && all.count > CHANNEL_LISTENERS_MAX) {
        well = endpoint_err(&first, errs, "%zu addresses and ports are too many; write at most %d",
                            all.count, CHANNEL_LISTENERS_MAX);
    }
    if (!well) {
        free(all.list);
        return false;
    }
    *out = all.list;
    *count = all.count;
    return true;
}
