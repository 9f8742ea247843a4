/* SPDX-License-Identifier: Apache-2.0 */
#include "base/addr.h"

#include "base/attr.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool addr_parse(const char *text, struct addr *out)
{
    struct addr addr = {.family = FAMILY_IPV4};
    if (inet_pton(AF_INET, text, addr.octets) != 1) {
        addr.family = FAMILY_IPV6;
        if (inet_pton(AF_INET6, text, addr.octets) != 1) {
            return false;
        }
    }
    *out = addr;
    return true;
}

const char *addr_format(const struct addr *addr, char *out)
{
    int family = addr->family == FAMILY_IPV4 ? AF_INET : AF_INET6;
    if (inet_ntop(family, addr->octets, out, ADDR_TEXT_SIZE) == NULL) {
        out[0] = '\0';
    }
    return out;
}

bool addr_equal(const struct addr *a, const struct addr *b)
{
    return a->family == b->family && memcmp(a->octets, b->octets, sizeof(a->octets)) == 0;
}

struct prefix prefix_of(const struct addr *addr, unsigned bits)
{
    struct prefix prefix = {.addr = {.family = addr->family}, .bits = (uint8_t)bits};
    memcpy(prefix.addr.octets, addr->octets, bits / 8);
    if (bits % 8 != 0) {
        prefix.addr.octets[bits / 8] = (uint8_t)(addr->octets[bits / 8] & (0xff00 >> (bits % 8)));
    }
    return prefix;
}

bool prefix_parse(const char *text, struct prefix *out, bool *host_bits)
{
    char host[ADDR_TEXT_SIZE];
    const char *slash = strchr(text, '/');
    size_t len = slash == NULL ? strlen(text) : (size_t)(slash - text);
    struct addr addr;
    if (len >= sizeof(host)) {
        return false;
    }
    memcpy(host, text, len);
    host[len] = '\0';
    if (!addr_parse(host, &addr)) {
        return false;
    }
    unsigned bits = family_bits(addr.family);
    if (slash != NULL) {
        size_t digits = strspn(slash + 1, "0123456789");
        unsigned long value = strtoul(slash + 1, NULL, 10);
        if (digits == 0 || digits > 3 || slash[1 + digits] != '\0' || value > bits) {
            return false;
        }
        bits = (unsigned)value;
    }
    *out = prefix_of(&addr, bits);
    if (host_bits != NULL) {
        *host_bits = !addr_equal(&out->addr, &addr);
    }
    return true;
}

const char *prefix_format(const struct prefix *prefix, char *out)
{
    char host[ADDR_TEXT_SIZE];
    snprintf(out, PREFIX_TEXT_SIZE, "%s/%u", addr_format(&prefix->addr, host), prefix->bits);
    return out;
}

bool prefix_holds(const struct prefix *prefix, const struct addr *addr)
{
    if (prefix->addr.family != addr->family) {
        return false;
    }
    struct prefix cut = prefix_of(addr, prefix->bits);
    return addr_equal(&cut.addr, &prefix->addr);
}

bool prefix_covers(const struct prefix *outer, const struct prefix *inner)
{
    return outer->bits <= inner->bits && prefix_holds(outer, &inner->addr);
}

const struct prefix addr_v4_blocks[ADDR_V4_BLOCKS] = {
    {.addr = {.octets = {[10] = 0xff, [11] = 0xff}, .family = FAMILY_IPV6}, .bits = 96},
    {.addr = {.octets = {0x00, 0x64, 0xff, 0x9b}, .family = FAMILY_IPV6}, .bits = 96},
    {.addr = {.octets = {0x20, 0x02}, .family = FAMILY_IPV6}, .bits = 16},
};

unsigned prefix_unmap(const struct prefix *prefix, struct prefix *out)
{
    for (size_t i = 0; i < ADDR_V4_BLOCKS; i++) {
        unsigned block = addr_v4_blocks[i].bits;
        if (!prefix_covers(&addr_v4_blocks[i], prefix)) {
            continue;
        }
        struct addr inside = {.family = FAMILY_IPV4};
        memcpy(inside.octets, &prefix->addr.octets[block / 8], 4);
        unsigned bits = prefix->bits - block;
        *out = prefix_of(&inside, bits > 32 ? 32 : bits);
        return block;
    }
    return 0;
}
