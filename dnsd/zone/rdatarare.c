/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/rdatarare.h"

#include "base/addr.h"

#include <string.h>

enum { LOC_OCTETS = 16 };

static const char loc_write[] = "degrees [minutes [seconds]] N or S, the same with E or W, then "
                                "altitude [size [two precisions]] in meters";

/* Read digits with up to `decimals` after a dot, scaled to a whole number of the last decimal. */
static bool parse_decimal(const char *text, size_t len, unsigned decimals, uint64_t *out)
{
    uint64_t value = 0;
    size_t i = 0;
    unsigned after = 0;
    while (i < len && text[i] >= '0' && text[i] <= '9' && i < 12) {
        value = value * 10 + (uint64_t)(text[i++] - '0');
    }
    if (i == 0) {
        return false;
    }
    if (i < len && text[i] == '.') {
        for (i++; i < len && text[i] >= '0' && text[i] <= '9' && after < decimals; i++, after++) {
            value = value * 10 + (uint64_t)(text[i] - '0');
        }
        if (after == 0) {
            return false;
        }
    }
    for (; after < decimals; after++) {
        value *= 10;
    }
    *out = value;
    return i == len;
}

/* Take degrees, minutes and seconds up to a letter of `sides`; the first is the positive side. */
static bool take_angle(struct fields *f, const char *what, unsigned degrees_max, const char *sides,
                       uint32_t *out)
{
    static const uint64_t limits[] = {180, 59, 59999};
    static const uint64_t weights[] = {3600000, 60000, 1};
    uint64_t total = 0; /* thousandths of a second of arc */
    for (size_t part = 0;; part++) {
        const struct token *token = fields_next(f, what);
        if (token == NULL) {
            return false;
        }
        char side = token->len == 1 && !token->quoted ? (char)(token->text[0] & ~0x20) : '\0';
        if (part > 0 && (side == sides[0] || side == sides[1])) {
            *out = (uint32_t)(0x80000000u + (side == sides[0] ? total : -total));
            return total <= (uint64_t)degrees_max * 3600000 ||
                   fields_wrong(f, token, what,
                                "an angle up to 90 degrees north or south, 180 "
                                "east or west");
        }
        uint64_t value;
        if (part > 2 || token->quoted ||
            !parse_decimal(token->text, token->len, part == 2 ? 3 : 0, &value) ||
            value > limits[part]) {
            return fields_wrong(f, token, what, loc_write);
        }
        total += value * weights[part];
    }
}

/* Read meters, with or without "m", as centimeters. */
static bool parse_meters(const struct token *token, bool *negative, uint64_t *out)
{
    const char *text = token->text;
    size_t len = token->len;
    *negative = len > 0 && text[0] == '-';
    text += *negative;
    len -= *negative;
    len -= len > 0 && (text[len - 1] | 0x20) == 'm';
    return !token->quoted && parse_decimal(text, len, 2, out);
}

static bool take_altitude(struct fields *f, const char *what, uint32_t *out)
{
    const struct token *token = fields_next(f, what);
    bool negative;
    uint64_t cm;
    if (token == NULL) {
        return false;
    }
    if (!parse_meters(token, &negative, &cm) || cm > (negative ? 10000000u : 4284967295u)) {
        return fields_wrong(f, token, what, "an altitude from -100000.00m to 42849672.95m");
    }
    *out = (uint32_t)(10000000u + (negative ? -cm : cm));
    return true;
}

/* Take an optional size as a digit and a power of ten of centimeters. */
static bool take_size(struct fields *f, const char *what, uint8_t *out)
{
    const struct token *token = fields_peek(f);
    bool negative;
    uint64_t cm;
    if (token == NULL) {
        return true;
    }
    f->at++;
    if (!parse_meters(token, &negative, &cm) || negative || cm > 9000000000u) {
        return fields_wrong(f, token, what, "a size from 0.00m to 90000000.00m");
    }
    unsigned power = 0;
    for (; cm >= 10; power++) {
        cm /= 10;
    }
    *out = (uint8_t)(cm << 4 | power);
    return true;
}

bool rdatarare_loc(struct fields *f, const char *what)
{
    /* version 0; size 1 m, precisions 10 km and 10 m unless they are given */
    uint8_t wire[LOC_OCTETS] = {0, 0x12, 0x16, 0x13};
    uint32_t latitude = 0;
    uint32_t longitude = 0;
    uint32_t altitude = 0;
    if (!take_angle(f, "latitude", 90, "NS", &latitude) ||
        !take_angle(f, "longitude", 180, "EW", &longitude) ||
        !take_altitude(f, "altitude", &altitude) || !take_size(f, "size", &wire[1]) ||
        !take_size(f, "horizontal precision", &wire[2]) ||
        !take_size(f, "vertical precision", &wire[3])) {
        return false;
    }
    put_u32(wire + 4, latitude);
    put_u32(wire + 8, longitude);
    put_u32(wire + 12, altitude);
    (void)what;
    return fields_put(f, wire, sizeof(wire));
}

static bool size_fits(uint8_t size)
{
    return size >> 4 <= 9 && (size & 15) <= 9;
}

bool rdatarare_loc_fits(struct bytes wire)
{
    return wire.len == LOC_OCTETS && wire.at[0] == 0 && size_fits(wire.at[1]) &&
           size_fits(wire.at[2]) && size_fits(wire.at[3]);
}

/* Read "[!]afi:address/bits". */
static bool parse_apl(const struct token *token, bool *negated, struct prefix *out)
{
    char text[PREFIX_TEXT_SIZE];
    bool host_bits = false;
    *negated = token->len > 0 && token->text[0] == '!';
    const char *at = token->text + *negated;
    size_t len = token->len - *negated;
    if (len < 3 || len - 2 >= sizeof(text) || at[1] != ':' || token->quoted ||
        memchr(at, '/', len) == NULL) {
        return false;
    }
    memcpy(text, at + 2, len - 2);
    text[len - 2] = '\0';
    uint8_t family = at[0] == '1' ? FAMILY_IPV4 : at[0] == '2' ? FAMILY_IPV6 : FAMILY_NONE;
    return prefix_parse(text, out, &host_bits) && out->addr.family == family && !host_bits;
}

bool rdatarare_apl(struct fields *f, const char *what)
{
    while (fields_peek(f) != NULL) {
        const struct token *token = fields_next(f, what);
        struct prefix prefix;
        bool negated;
        if (!parse_apl(token, &negated, &prefix)) {
            return fields_wrong(f, token, what,
                                "1:192.0.2.0/24 for IPv4, 2:2001:db8::/32 for IPv6, "
                                "with ! in front to exclude and no bits set past "
                                "the prefix");
        }
        uint8_t wire[4 + 16] = {0, prefix.addr.family, prefix.bits};
        uint8_t len = (uint8_t)((prefix.bits + 7) / 8);
        memcpy(wire + 4, prefix.addr.octets, len);
        while (len > 0 && wire[3 + len] == 0) {
            len--; /* RFC 3123 §4: trailing zeros are left out */
        }
        wire[3] = (uint8_t)(len | (negated ? 0x80 : 0));
        if (!fields_put(f, wire, 4u + len)) {
            return false;
        }
    }
    return true;
}

bool rdatarare_apl_fits(struct bytes wire)
{
    for (size_t at = 0; at < wire.len;) {
        if (wire.len - at < 4) {
            return false;
        }
        const uint8_t *item = wire.at + at;
        unsigned len = item[3] & 0x7f;
        unsigned family = get_u16(item);
        unsigned bits = family == FAMILY_IPV4 ? 32 : 128;
        bool known = family == FAMILY_IPV4 || family == FAMILY_IPV6;
        if (len > wire.len - at - 4 || (known && (item[2] > bits || len > bits / 8)) ||
            (len > 0 && item[3 + len] == 0)) {
            return false;
        }
        at += 4 + len;
    }
    return true;
}

struct service {
    const char *name;
    uint16_t number;
};

/* The services of RFC 1010's day; the system's list would make the image depend on the machine. */
static const struct service services[] = {
    {"ftp-data", 20}, {"ftp", 21},     {"ssh", 22},        {"telnet", 23},   {"smtp", 25},
    {"time", 37},     {"name", 42},    {"nameserver", 42}, {"whois", 43},    {"nicname", 43},
    {"domain", 53},   {"bootps", 67},  {"bootpc", 68},     {"tftp", 69},     {"gopher", 70},
    {"finger", 79},   {"http", 80},    {"www", 80},        {"kerberos", 88}, {"hostname", 101},
    {"pop3", 110},    {"sunrpc", 111}, {"nntp", 119},      {"ntp", 123},     {"imap", 143},
    {"snmp", 161},    {"ldap", 389},   {"https", 443},
};

static const struct service protocols[] = {{"icmp", 1}, {"tcp", 6}, {"udp", 17}};

static bool find_number(const struct token *token, const struct service *list, size_t count,
                        uint64_t max, uint64_t *out)
{
    for (size_t i = 0; i < count; i++) {
        if (token_is(token, list[i].name)) {
            *out = list[i].number;
            return true;
        }
    }
    return token_number(token, max, out);
}

bool rdatarare_ports(struct fields *f, const char *what)
{
    const struct token *token = fields_next(f, "protocol");
    uint64_t number;
    uint8_t map[1 + 8192] = {0};
    size_t len = 1;
    if (token == NULL) {
        return false;
    }
    if (!find_number(token, protocols, ARRAY_LEN(protocols), 255, &number)) {
        return fields_wrong(f, token, "protocol", "tcp, udp, or a number from 0 to 255");
    }
    map[0] = (uint8_t)number;
    while (fields_peek(f) != NULL) {
        token = fields_next(f, what);
        if (!find_number(token, services, ARRAY_LEN(services), UINT16_MAX, &number)) {
            return fields_wrong(f, token, what, "a port from 0 to 65535, or a service like smtp");
        }
        map[1 + number / 8] |= (uint8_t)(0x80 >> (number % 8));
        len = 2 + number / 8 > len ? 2 + (size_t)number / 8 : len;
    }
    return fields_put(f, map, len);
}
