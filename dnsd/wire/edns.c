/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/edns.h"

#include "wire/ecs.h"
#include "wire/rrtype.h"

#include <string.h>

enum {
    OPTION_NSID = 3, /* RFC 5001 §2.3 */
    OPTION_EDE = 15, /* RFC 8914 §2 */
    DO = 0x8000,
    RDLEN_AT = 9
};

static size_t ecs_size(const struct edns *edns)
{
    return edns->ecs == NULL ? 0 : 8 + (edns->ecs->bits + 7u) / 8;
}

static size_t nsid_size(const struct edns *edns)
{
    return edns->nsid.len == 0 ? 0 : EDNS_OPTION_FIXED_SIZE + edns->nsid.len;
}

size_t edns_size(const struct edns *edns)
{
    size_t ede = edns->ede == EDNS_NO_EDE ? 0 : EDNS_EDE_FIXED_SIZE + edns->ede_text.len;
    return EDNS_FIXED_SIZE + ecs_size(edns) + nsid_size(edns) + ede;
}

static void put_fixed(const struct edns *edns, uint8_t *at)
{
    at[0] = 0; /* the root owns it */
    put_u16(at + 1, RRTYPE_OPT);
    put_u16(at + 3, edns->udp_size);
    at[5] = (uint8_t)((unsigned)edns->rcode >> 4);
    at[6] = 0; /* version */
    put_u16(at + 7, edns->dnssec_ok ? DO : 0);
}

static size_t put_nsid(const struct edns *edns, struct span out)
{
    size_t size = nsid_size(edns);
    if (size == 0 || size > out.len) {
        return 0;
    }
    put_u16(out.at, OPTION_NSID);
    put_u16(out.at + 2, (uint16_t)edns->nsid.len);
    memcpy(out.at + EDNS_OPTION_FIXED_SIZE, edns->nsid.at, edns->nsid.len);
    return size;
}

static size_t put_ede(const struct edns *edns, struct span out)
{
    if (edns->ede == EDNS_NO_EDE || out.len < EDNS_EDE_FIXED_SIZE) {
        return 0;
    }
    size_t text_len = edns->ede_text.len;
    if (EDNS_EDE_FIXED_SIZE + text_len > out.len) {
        text_len = 0; /* a text cut in the middle may say the opposite */
    }
    put_u16(out.at, OPTION_EDE);
    put_u16(out.at + 2, (uint16_t)(2 + text_len));
    put_u16(out.at + 4, (uint16_t)edns->ede);
    if (text_len > 0) {
        memcpy(out.at + EDNS_EDE_FIXED_SIZE, edns->ede_text.at, text_len);
    }
    return EDNS_EDE_FIXED_SIZE + text_len;
}

size_t edns_write(const struct edns *edns, struct span out)
{
    size_t len = EDNS_FIXED_SIZE + ecs_size(edns);
    if (len > out.len) {
        return 0;
    }
    put_fixed(edns, out.at);
    if (edns->ecs != NULL) {
        ecs_write(edns->ecs, edns->ecs_scope_bits, out.at + EDNS_FIXED_SIZE);
    }
    len += put_nsid(edns, (struct span){out.at + len, out.len - len});
    len += put_ede(edns, (struct span){out.at + len, out.len - len});
    put_u16(out.at + RDLEN_AT, (uint16_t)(len - EDNS_FIXED_SIZE));
    return len;
}
