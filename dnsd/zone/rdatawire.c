/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/rdatawire.h"

#include "wire/name.h"
#include "zone/ldnsrdata.h"
#include "zone/rdataform.h"
#include "zone/rdataparams.h"
#include "zone/rdatarare.h"

#include <stdbool.h>

static const char wrong_length[] =
    "the octets are not as many as the type has; write the length and the digits of its wire form";

/* Fields of a fixed size. */
static const uint8_t sizes[KIND_COUNT] = {
    [KIND_U8] = 1,     [KIND_U16] = 2,    [KIND_U32] = 4,       [KIND_U64] = 8,
    [KIND_TTL] = 4,    [KIND_PERIOD] = 4, [KIND_IPV4] = 4,      [KIND_IPV6] = 16,
    [KIND_TYPE] = 2,   [KIND_TIME] = 4,   [KIND_ALGORITHM] = 1, [KIND_CERT_TYPE] = 2,
    [KIND_SCHEME] = 1, [KIND_EUI48] = 6,  [KIND_EUI64] = 8,     [KIND_LOCATOR] = 8,
};

/* Octets of the string at the start, 0 when it is cut short. */
static size_t string_len(struct bytes at)
{
    return at.len > 0 && at.at[0] < at.len ? at.at[0] + 1u : 0;
}

static size_t strings_len(struct bytes at)
{
    size_t len = 0;
    do {
        size_t one = string_len((struct bytes){.at = at.at + len, .len = at.len - len});
        if (one == 0) {
            return 0;
        }
        len += one;
    } while (len < at.len);
    return len;
}

/* RFC 4034 §4.1.2: windows ascend, 1 to 32 octets each, the last octet not zero. */
static bool types_fit(struct bytes at)
{
    int last = -1;
    for (size_t i = 0; i < at.len;) {
        if (at.len - i < 3 || at.at[i] <= last || at.at[i + 1] < 1 || at.at[i + 1] > 32 ||
            at.len - i - 2 < at.at[i + 1] || at.at[i + 1 + at.at[i + 1]] == 0) {
            return false;
        }
        last = at.at[i];
        i += 2u + at.at[i + 1];
    }
    return true;
}

/* Octets of an address or name whose type is 0 to 3; SIZE_MAX when it is none. */
static size_t relay_len(unsigned type, struct bytes at)
{
    size_t len = 0;
    switch (type) {
    case 0:
        return 0;
    case 1:
        return 4;
    case 2:
        return 16;
    case 3:
        len = name_wire_len(at.at, at.len);
        return len == 0 ? SIZE_MAX : len;
    default:
        return SIZE_MAX;
    }
}

/* The relay with the octets before it, or more than there are. */
static size_t relay_end(struct bytes left, size_t before, uint8_t type_mask)
{
    if (left.len < before) {
        return SIZE_MAX;
    }
    struct bytes relay = {.at = left.at + before, .len = left.len - before};
    size_t len = relay_len(left.at[0] & type_mask, relay);
    return len > relay.len ? SIZE_MAX : before + len;
}

/* Gateway and key: a key follows just when there is an algorithm. RFC 4025 §2.4. */
static size_t gateway_len(struct bytes left)
{
    size_t end = relay_end(left, 2, 0xff);
    if (end == SIZE_MAX || (left.at[1] != 0) != (left.len > end)) {
        return SIZE_MAX;
    }
    return left.len;
}

/* Octets that a field takes of those left; SIZE_MAX when they are none of its kind. */
static size_t field_len(uint8_t kind, struct bytes left)
{
    size_t len = 0;
    switch (kind) {
    case KIND_NAME:
        len = name_wire_len(left.at, left.len);
        break;
    case KIND_STRING:
    case KIND_BASE32:
    case KIND_SALT:
        len = string_len(left);
        break;
    case KIND_TAG:
        len = string_len(left);
        len = len == 1 ? 0 : len;
        break;
    case KIND_STRINGS:
        len = strings_len(left);
        break;
    case KIND_TEXT:
        return left.len;
    case KIND_HEX:
    case KIND_BASE64:
        len = left.len;
        break;
    case KIND_TYPES:
        return types_fit(left) ? left.len : SIZE_MAX;
    case KIND_PARAMS:
        return rdataparams_check(left) == NULL ? left.len : SIZE_MAX;
    case KIND_RELAY:
        return relay_end(left, 1, 0x7f);
    case KIND_GATEWAY:
        return gateway_len(left);
    case KIND_LOC:
        return rdatarare_loc_fits(left) ? left.len : SIZE_MAX;
    case KIND_APL:
        return rdatarare_apl_fits(left) ? left.len : SIZE_MAX;
    case KIND_ATM:
        return left.len >= 2 && left.at[0] <= 1 ? left.len : SIZE_MAX;
    case KIND_PORTS:
        return left.len >= 1 && left.len <= 1 + 8192 ? left.len : SIZE_MAX;
    default:
        len = sizes[kind];
        break;
    }
    return len == 0 || len > left.len ? SIZE_MAX : len;
}

const char *rdatawire_check(uint16_t type, struct bytes rdata)
{
    const struct rdataform *form = rdataform_find(type);
    if (form == NULL) {
        return ldnsrdata_check(type, rdata) ? NULL : wrong_length;
    }
    size_t at = 0;
    for (const struct rdatafield *field = form->fields; field->kind != KIND_END; field++) {
        struct bytes left = {.at = rdata.at + at, .len = rdata.len - at};
        size_t len = field_len(field->kind, left);
        if (len == SIZE_MAX) {
            return wrong_length;
        }
        at += len;
    }
    if (at != rdata.len) {
        return wrong_length;
    }
    return form->verify == NULL ? NULL : form->verify(rdata);
}
