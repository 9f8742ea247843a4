/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/synth.h"

#include "wire/name.h"

#include <string.h>

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

static void put_number32(struct builder *b, uint32_t value)
{
    uint8_t octets[4];
    put_u32(octets, value);
    put(b, octets, sizeof(octets));
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
