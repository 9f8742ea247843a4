/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/ecs.h"

#include "base/bytes.h"

enum { OPTION_CODE = 8, FIXED_OCTETS = 4 }; /* family, source and scope length */

static const uint8_t most_bits[] = {0, [FAMILY_IPV4] = 32, [FAMILY_IPV6] = 128};

bool ecs_parse(const uint8_t *data, size_t len, struct prefix *out)
{
    if (len < FIXED_OCTETS) {
        return false;
    }
    unsigned family = get_u16(data);
    unsigned bits = data[2];
    unsigned octets = (bits + 7) / 8;
    if (family > FAMILY_IPV6 || bits > most_bits[family] || data[3] != 0 ||
        len != FIXED_OCTETS + octets) {
        return false;
    }
    if (bits % 8 != 0 && (data[len - 1] & (0xff >> (bits % 8))) != 0) {
        return false;
    }
    *out = (struct prefix){.addr = {.family = (uint8_t)family}, .bits = (uint8_t)bits};
    bytes_copy(out->addr.octets, data + FIXED_OCTETS, octets);
    return true;
}

size_t ecs_write(const struct prefix *client, unsigned scope_bits, uint8_t *out)
{
    unsigned octets = (client->bits + 7u) / 8;
    put_u16(out, OPTION_CODE);
    put_u16(out + 2, (uint16_t)(FIXED_OCTETS + octets));
    put_u16(out + 4, client->addr.family);
    out[6] = client->bits;
    out[7] = (uint8_t)scope_bits;
    bytes_copy(out + 8, client->addr.octets, octets);
    return 8 + octets;
}
