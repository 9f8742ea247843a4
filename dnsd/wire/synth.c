/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/synth.h"

#include "wire/name.h"

#include <string.h>

enum { STRING_MAX = 255 }; /* octets of a character-string: RFC 1035 §3.3 */

/* An rdata under construction; `whole` turns false for good once something did not fit. */
struct builder {
    struct span out;
    size_t len;
    bool whole;
};

static struct builder begin(struct span out)
{
    return (struct builder){.out = out, .whole = true};
}

static void put(struct builder *b, const void *octets, size_t len)
{
    if (!b->whole || len > b->out.len - b->len) {
        b->whole = false;
        return;
    }
    if (len > 0) {
        memcpy(b->out.at + b->len, octets, len);
    }
    b->len += len;
}

static void put_number16(struct builder *b, uint16_t value)
{
    uint8_t octets[2];
    put_u16(octets, value);
    put(b, octets, sizeof(octets));
}

static void put_number32(struct builder *b, uint32_t value)
{
    uint8_t octets[4];
    put_u32(octets, value);
    put(b, octets, sizeof(octets));
}

/* One character-string: as much of the text as it holds. */
static void put_string(struct builder *b, const void *text, size_t len)
{
    uint8_t octet = (uint8_t)(len < STRING_MAX ? len : STRING_MAX);
    put(b, &octet, 1);
    put(b, text, octet);
}

static void put_name(struct builder *b, const uint8_t *name)
{
    put(b, name, name_wire_len(name, NAME_MAX_OCTETS));
}

static struct bytes end(const struct builder *b)
{
    return (struct bytes){.at = b->out.at, .len = b->whole ? b->len : 0};
}

struct bytes synth_address(const struct addr *addr, struct span out)
{
    struct builder b = begin(out);
    put(&b, addr->octets, family_bits(addr->family) / 8);
    return end(&b);
}

struct bytes synth_txt(struct bytes text, struct span out)
{
    struct builder b = begin(out);
    if (text.len == 0) {
        put_string(&b, NULL, 0);
    }
    for (size_t done = 0; done < text.len; done += STRING_MAX) {
        put_string(&b, text.at + done, text.len - done);
    }
    return end(&b);
}

struct bytes synth_hinfo(const char *cpu, const char *os, struct span out)
{
    struct builder b = begin(out);
    put_string(&b, cpu, strlen(cpu));
    put_string(&b, os, strlen(os));
    return end(&b);
}

struct bytes synth_srv(uint16_t priority, uint16_t weight, uint16_t port, const uint8_t *target,
                       struct span out)
{
    struct builder b = begin(out);
    put_number16(&b, priority);
    put_number16(&b, weight);
    put_number16(&b, port);
    put_name(&b, target);
    return end(&b);
}

struct bytes synth_soa(const uint8_t *mname, const uint8_t *rname, const struct synth_soa *soa,
                       struct span out)
{
    struct builder b = begin(out);
    put_name(&b, mname);
    put_name(&b, rname);
    put_number32(&b, soa->serial);
    put_number32(&b, soa->refresh_s);
    put_number32(&b, soa->retry_s);
    put_number32(&b, soa->expire_s);
    put_number32(&b, soa->minimum_s);
    return end(&b);
}
