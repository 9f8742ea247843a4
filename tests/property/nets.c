/* SPDX-License-Identifier: Apache-2.0 */
#include "nets.h"

#include "base/attr.h"

#include <assert.h>
#include <string.h>

static const char *const anchors[] = {
    "192.0.2.0/24", "198.51.100.0/24", "10.0.0.0/8",    "0.0.0.0/1",     "128.0.0.0/1",
    "0.0.0.0/0",    "255.255.255.255", "0.0.0.0/32",    "2001:db8::/32", "2a02::/16",
    "2001::/32",    "2000::/3",        "::/0",          "8000::/1",      "ffff::/16",
    "2003::/16",    "2002::/15",       "64:ff9b::/64",  "::fffe:0:0/95", "64:ff9b:1::/48",
    "::/96",        "::/128",          "2001:db8::/48", "2001:db8::/64", "2001:db8::1",
};

static void flip(struct addr *addr, unsigned bit)
{
    addr->octets[bit / 8] ^= (uint8_t)(0x80u >> bit % 8);
}

/* Make a network longer: bits behind its end are drawn. */
static struct prefix longer(const struct prefix *prefix, unsigned bits, struct draw *draw)
{
    struct addr addr = prefix->addr;
    unsigned kind = draw_below(draw, 4); /* on its first address, its last, or anywhere */
    for (unsigned i = prefix->bits; i < bits; i++) {
        bool set = kind == 1 || (kind > 1 && draw_below(draw, 2) == 1);
        addr.octets[i / 8] |= (uint8_t)(set ? 0x80u >> i % 8 : 0);
    }
    return prefix_of(&addr, bits);
}

/* A network with something to do with another. */
static struct prefix beside(const struct prefix *prefix, struct draw *draw)
{
    unsigned most = family_bits(prefix->addr.family);
    unsigned room = most - prefix->bits;
    struct prefix out = *prefix;
    switch (draw_below(draw, 5)) {
    case 0: /* inside, a bit or a lot */
        return longer(prefix, prefix->bits + (room == 0 ? 0 : 1 + draw_below(draw, room)), draw);
    case 1:
        return longer(prefix, prefix->bits + (room < 3 ? room : 1 + draw_below(draw, 3)), draw);
    case 2: /* around */
        return prefix_of(&prefix->addr, prefix->bits - draw_below(draw, prefix->bits + 1u) % 9u);
    case 3: /* its neighbour */
        if (prefix->bits > 0) {
            flip(&out.addr, prefix->bits - 1u - draw_below(draw, prefix->bits) % 3u % prefix->bits);
        }
        return out;
    default:
        return out;
    }
}

static struct prefix draw_any(const struct nets *nets, struct draw *draw)
{
    struct prefix from;
    if (nets->count > 0 && draw_chance(draw, 60)) {
        from = nets->at[draw_below(draw, (uint32_t)nets->count)];
    } else {
        bool ok = prefix_parse(anchors[draw_below(draw, ARRAY_LEN(anchors))], &from, NULL);
        assert(ok);
    }
    return beside(&from, draw);
}

struct prefix nets_draw(struct nets *nets, struct draw *draw)
{
    struct prefix out = draw_any(nets, draw);
    struct prefix inside;
    if (prefix_unmap(&out, &inside) != 0) {
        out = inside; /* such an address is its IPv4 address and nothing else */
    }
    if (nets->count < NETS_MAX) {
        nets->at[nets->count++] = out;
    }
    return out;
}

struct prefix nets_carried(const struct prefix *prefix, size_t block)
{
    struct prefix out = addr_v4_blocks[block];
    assert(prefix->addr.family == FAMILY_IPV4);
    memcpy(out.addr.octets + out.bits / 8, prefix->addr.octets, 4);
    out.bits = (uint8_t)(out.bits + prefix->bits);
    return out;
}

/* A network around a block, or the block itself. */
static struct prefix around_block(struct draw *draw)
{
    const struct prefix *block = &addr_v4_blocks[draw_below(draw, ADDR_V4_BLOCKS)];
    return prefix_of(&block->addr, block->bits - draw_below(draw, block->bits) % 4u);
}

struct prefix nets_client(const struct nets *nets, struct draw *draw)
{
    struct prefix out = draw_any(nets, draw);
    if (draw_chance(draw, 4)) {
        return around_block(draw);
    }
    if (out.addr.family == FAMILY_IPV4 && draw_chance(draw, 25)) {
        out = nets_carried(&out, draw_below(draw, ADDR_V4_BLOCKS));
        if (out.bits < 128 && draw_chance(draw, 20)) { /* bits past the IPv4 address */
            out = longer(&out, out.bits + 1 + draw_below(draw, 128u - out.bits), draw);
        }
    }
    return out;
}

struct addr nets_address(const struct prefix *prefix, struct draw *draw)
{
    return longer(prefix, family_bits(prefix->addr.family), draw).addr;
}
