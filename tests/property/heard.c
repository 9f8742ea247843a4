/* SPDX-License-Identifier: Apache-2.0 */
#include "heard.h"

#include "base/bytes.h"
#include "wire/rrtype.h"

#include <string.h>

enum { OPTION_ECS = 8, OPTION_EDE = 15, RECORD_HEAD = 10 };

/* What is left to read. */
struct cursor {
    const uint8_t *at;
    size_t left;
};

static bool skip(struct cursor *c, size_t octets)
{
    if (octets > c->left) {
        return false;
    }
    c->at += octets;
    c->left -= octets;
    return true;
}

static bool skip_name(struct cursor *c)
{
    while (c->left > 0 && c->at[0] != 0 && c->at[0] < 0xc0) {
        if (!skip(c, c->at[0] + 1u)) {
            return false;
        }
    }
    return c->left > 0 && skip(c, c->at[0] == 0 ? 1 : 2);
}

static bool read_options(struct cursor options, struct heard *out)
{
    while (options.left >= 4) {
        uint16_t code = get_u16(options.at);
        size_t len = get_u16(options.at + 2);
        if (len + 4 > options.left) {
            return false;
        }
        if (code == OPTION_ECS && len >= 4) {
            out->scope_bits = options.at[7];
        } else if (code == OPTION_EDE && len >= 2) {
            out->ede = get_u16(options.at + 4);
        }
        skip(&options, len + 4);
    }
    return options.left == 0;
}

static void read_address(const uint8_t *rdata, size_t len, struct heard *out)
{
    if (out->address.family == FAMILY_NONE) {
        out->address.family = len == 4 ? FAMILY_IPV4 : FAMILY_IPV6;
        memcpy(out->address.octets, rdata, len);
    }
}

static bool read_record(struct cursor *c, bool answer, bool first, struct heard *out)
{
    if (!skip_name(c) || c->left < RECORD_HEAD) {
        return false;
    }
    const uint8_t *head = c->at;
    uint16_t type = get_u16(head);
    size_t len = get_u16(head + 8);
    if (first) {
        out->ttl_s = (uint32_t)get_u16(head + 4) << 16 | get_u16(head + 6);
    }
    if (!skip(c, RECORD_HEAD + len)) {
        return false;
    }
    if (answer && ((type == RRTYPE_A && len == 4) || (type == RRTYPE_AAAA && len == 16))) {
        read_address(head + RECORD_HEAD, len, out);
    }
    return type != RRTYPE_OPT || read_options((struct cursor){head + RECORD_HEAD, len}, out);
}

bool heard_read(const uint8_t *packet, size_t len, struct heard *out)
{
    struct cursor c = {packet, len};
    *out = (struct heard){.ede = -1, .scope_bits = -1};
    if (!skip(&c, MESSAGE_HEADER_SIZE) || get_u16(packet + 4) != 1 || !skip_name(&c) ||
        !skip(&c, 4)) {
        return false;
    }
    out->rcode = packet[3] & 15;
    out->answers = get_u16(packet + 6);
    unsigned records = out->answers + get_u16(packet + 8) + get_u16(packet + 10);
    for (unsigned i = 0; i < records; i++) {
        if (!read_record(&c, i < out->answers, i == 0 && out->answers > 0, out)) {
            return false;
        }
    }
    return c.left == 0;
}
