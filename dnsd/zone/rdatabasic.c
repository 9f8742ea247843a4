/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/rdatabasic.h"

#include "base/addr.h"
#include "base/bytes.h"
#include "wire/rrtype.h"
#include "zone/rdatacode.h"

#include <stdio.h>
#include <string.h>

enum { STRING_MAX = 255, TTL_MAX = INT32_MAX }; /* octets; seconds, RFC 2181 §8 */

/* Append the low `octets` octets of a number. */
static bool put_number(struct fields *f, uint64_t value, size_t octets)
{
    uint8_t wire[8];
    put_u32(wire, (uint32_t)(value >> 32));
    put_u32(wire + 4, (uint32_t)value);
    return fields_put(f, wire + 8 - octets, octets);
}

static bool read_number(struct fields *f, const char *what, size_t octets)
{
    const struct token *token = fields_next(f, what);
    uint64_t max = UINT64_MAX >> (64 - 8 * octets);
    uint64_t value;
    if (token == NULL) {
        return false;
    }
    if (!token_number(token, max, &value)) {
        char range[64];
        snprintf(range, sizeof(range), "a number from 0 to %llu", (unsigned long long)max);
        return fields_wrong(f, token, what, range);
    }
    return put_number(f, value, octets);
}

bool rdatabasic_u8(struct fields *f, const char *what)
{
    return read_number(f, what, 1);
}

bool rdatabasic_u16(struct fields *f, const char *what)
{
    return read_number(f, what, 2);
}

bool rdatabasic_u32(struct fields *f, const char *what)
{
    return read_number(f, what, 4);
}

bool rdatabasic_u64(struct fields *f, const char *what)
{
    return read_number(f, what, 8);
}

bool rdatabasic_ttl(struct fields *f, const char *what)
{
    const struct token *token = fields_next(f, what);
    uint32_t value;
    if (token == NULL) {
        return false;
    }
    if (!token_ttl(token, TTL_MAX, &value)) {
        return fields_wrong(f, token, what, "seconds from 0 to 2147483647, or a time like 1h30m");
    }
    return put_number(f, value, 4);
}

bool rdatabasic_period(struct fields *f, const char *what)
{
    const struct token *token = fields_next(f, what);
    uint32_t value;
    if (token == NULL) {
        return false;
    }
    if (!token_ttl(token, UINT32_MAX, &value)) {
        return fields_wrong(f, token, what, "seconds from 0 to 4294967295, or a time like 1h30m");
    }
    return put_number(f, value, 4);
}

static bool put_name(struct fields *f, const struct token *token, const char *what)
{
    struct name name;
    const char *why;
    if (token_name(token, f->origin, &name, &why)) {
        return fields_put(f, name.octets, name.len);
    }
    char shown[TOKEN_SHOWN_SIZE];
    char type[RRTYPE_TEXT_SIZE];
    return fields_fail(f, token, "'%s' is not the %s of %s: %s; write a name", //
                       token_show(token, shown), what, rrtype_format(f->type, type), why);
}

bool rdatabasic_name(struct fields *f, const char *what)
{
    const struct token *token = fields_next(f, what);
    return token != NULL && put_name(f, token, what);
}

/* Dotted quad without leading zeros, which some programs take for octal. */
static bool parse_ipv4(const struct token *token, uint8_t out[4])
{
    const char *at = token->text;
    const char *end = at + token->len;
    for (int i = 0; i < 4; i++) {
        if (i > 0 && (at == end || *at++ != '.')) {
            return false;
        }
        const char *first = at;
        unsigned value = 0;
        for (; at < end && *at >= '0' && *at <= '9' && at - first < 3; at++) {
            value = value * 10 + (unsigned)(*at - '0');
        }
        if (at == first || value > 255 || (*first == '0' && at - first > 1)) {
            return false;
        }
        out[i] = (uint8_t)value;
    }
    return at == end;
}

static bool put_ipv4(struct fields *f, const struct token *token, const char *what)
{
    uint8_t octets[4];
    if (token->quoted || !parse_ipv4(token, octets)) {
        return fields_wrong(f, token, what, "an IPv4 address like 192.0.2.1");
    }
    return fields_put(f, octets, sizeof(octets));
}

bool rdatabasic_ipv4(struct fields *f, const char *what)
{
    const struct token *token = fields_next(f, what);
    return token != NULL && put_ipv4(f, token, what);
}

static bool put_ipv6(struct fields *f, const struct token *token, const char *what)
{
    char text[ADDR_TEXT_SIZE] = "";
    struct addr addr = {.family = FAMILY_NONE};
    if (token->len < sizeof(text) && !token->quoted) {
        memcpy(text, token->text, token->len);
        text[token->len] = '\0';
    }
    if (!addr_parse(text, &addr) || addr.family != FAMILY_IPV6) {
        return fields_wrong(f, token, what, "an IPv6 address like 2001:db8::1");
    }
    return fields_put(f, addr.octets, 16);
}

bool rdatabasic_ipv6(struct fields *f, const char *what)
{
    const struct token *token = fields_next(f, what);
    return token != NULL && put_ipv6(f, token, what);
}

/* Why a token is no string, for the fault that token_octets() found or that it cannot see. */
static bool wrong_string(struct fields *f, const struct token *token, const char *what)
{
    if (token->inner) {
        return fields_wrong(f, token, what, "the whole text in quotes, a quote inside as \\\"");
    }
    uint8_t longer[2 * STRING_MAX];
    if (token_octets(token, longer, sizeof(longer)) == SIZE_MAX && token->len <= STRING_MAX) {
        return fields_wrong(f, token, what,
                            "an escape as \\ and three digits up to 255, or \\ and a character");
    }
    return fields_wrong(f, token, what,
                        "at most 255 octets; longer text as several strings in quotes");
}

static bool put_string(struct fields *f, const struct token *token, const char *what)
{
    uint8_t string[1 + STRING_MAX];
    size_t len = token->inner ? SIZE_MAX : token_octets(token, string + 1, STRING_MAX);
    if (len == SIZE_MAX) {
        return wrong_string(f, token, what);
    }
    string[0] = (uint8_t)len;
    return fields_put(f, string, len + 1);
}

bool rdatabasic_string(struct fields *f, const char *what)
{
    const struct token *token = fields_next(f, what);
    return token != NULL && put_string(f, token, what);
}

bool rdatabasic_strings(struct fields *f, const char *what)
{
    do {
        if (!rdatabasic_string(f, what)) {
            return false;
        }
    } while (fields_peek(f) != NULL);
    return true;
}

bool rdatabasic_text(struct fields *f, const char *what)
{
    const struct token *token = fields_next(f, what);
    if (token == NULL) {
        return false;
    }
    size_t len = token->inner ? SIZE_MAX : token_octets(token, f->out + f->len, RDATA_MAX - f->len);
    if (len == SIZE_MAX) {
        return wrong_string(f, token, what);
    }
    f->len += len;
    return true;
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* RFC 8659 §4.1: ASCII letters and digits. */
bool rdatabasic_tag(struct fields *f, const char *what)
{
    const struct token *token = fields_next(f, what);
    if (token == NULL) {
        return false;
    }
    bool good = token->len > 0 && token->len <= STRING_MAX;
    for (uint32_t i = 0; good && i < token->len; i++) {
        good = is_alnum(token->text[i]);
    }
    return good ? put_string(f, token, what)
                : fields_wrong(f, token, what,
                               "issue, issuewild, iodef or another tag of letters "
                               "and digits");
}

bool rdatabasic_type(struct fields *f, const char *what)
{
    const struct token *token = fields_next(f, what);
    uint16_t type;
    if (token == NULL) {
        return false;
    }
    if (token->quoted || !rrtype_parse(token->text, token->len, &type)) {
        return fields_wrong(f, token, what, "a record type's name, or TYPE and its number");
    }
    return put_number(f, type, 2);
}

struct word {
    const char *text;
    uint16_t number;
};

/* Read a number of `octets` octets or one of the words. */
static bool read_word(struct fields *f, const char *what, const struct word *words, size_t nwords,
                      size_t octets)
{
    const struct token *token = fields_next(f, what);
    if (token == NULL) {
        return false;
    }
    for (size_t i = 0; i < nwords; i++) {
        if (token_is(token, words[i].text)) {
            return put_number(f, words[i].number, octets);
        }
    }
    f->at--;
    return read_number(f, what, octets);
}

/* IANA registry "DNS Security Algorithm Numbers", with the spellings of BIND and ldns. */
bool rdatabasic_algorithm(struct fields *f, const char *what)
{
    static const struct word words[] = {
        {"RSAMD5", 1},
        {"DH", 2},
        {"DSA", 3},
        {"RSASHA1", 5},
        {"DSA-NSEC3-SHA1", 6},
        {"NSEC3DSA", 6},
        {"RSASHA1-NSEC3-SHA1", 7},
        {"NSEC3RSASHA1", 7},
        {"RSASHA256", 8},
        {"RSASHA512", 10},
        {"ECC-GOST", 12},
        {"ECCGOST", 12},
        {"ECDSAP256SHA256", 13},
        {"ECDSAP384SHA384", 14},
        {"ED25519", 15},
        {"ED448", 16},
        {"INDIRECT", 252},
        {"PRIVATEDNS", 253},
        {"PRIVATEOID", 254},
    };
    return read_word(f, what, words, ARRAY_LEN(words), 1);
}

/* RFC 4398 §2.1 */
bool rdatabasic_cert_type(struct fields *f, const char *what)
{
    static const struct word words[] = {
        {"PKIX", 1}, {"SPKI", 2},   {"PGP", 3},     {"IPKIX", 4}, {"ISPKI", 5},
        {"IPGP", 6}, {"ACPKIX", 7}, {"IACPKIX", 8}, {"URI", 253}, {"OID", 254},
    };
    return read_word(f, what, words, ARRAY_LEN(words), 2);
}

/* RFC 9859 §2.2 */
bool rdatabasic_scheme(struct fields *f, const char *what)
{
    static const struct word words[] = {{"NOTIFY", 1}};
    return read_word(f, what, words, ARRAY_LEN(words), 1);
}

/* What IPSECKEY and AMTRELAY point to, by its type: RFC 4025 §2.3, RFC 8777 §4.2.3. */
static bool put_relay(struct fields *f, uint64_t type, const struct token *token, const char *what)
{
    switch (type) {
    case 0:
        return (token->len == 1 && token->text[0] == '.' && !token->quoted) ||
               fields_wrong(f, token, what, "'.', as its type is 0");
    case 1:
        return put_ipv4(f, token, what);
    case 2:
        return put_ipv6(f, token, what);
    default:
        return put_name(f, token, what);
    }
}

static bool wrong_relay_type(struct fields *f, const struct token *token, const char *what)
{
    return fields_wrong(f, token, what, "0 for none, 1 for IPv4, 2 for IPv6, 3 for a name");
}

/* The discovery bit, the relay's type, and a relay of that type. RFC 8777 §4.3.1. */
bool rdatabasic_relay(struct fields *f, const char *what)
{
    const struct token *bit = fields_next(f, "discovery bit");
    const struct token *type = bit == NULL ? NULL : fields_next(f, "relay type");
    const struct token *relay = type == NULL ? NULL : fields_next(f, what);
    uint64_t discovery;
    uint64_t number;
    if (relay == NULL) {
        return false;
    }
    if (!token_number(bit, 1, &discovery)) {
        return fields_wrong(f, bit, "discovery bit", "0 or 1");
    }
    if (!token_number(type, 3, &number)) {
        return wrong_relay_type(f, type, "relay type");
    }
    return put_number(f, discovery << 7 | number, 1) && put_relay(f, number, relay, what);
}

/* The gateway's type, the key's algorithm, the gateway, and the key if there is one. RFC 4025 §3.1.
 */
bool rdatabasic_gateway(struct fields *f, const char *what)
{
    const struct token *type = fields_next(f, "gateway type");
    uint64_t number;
    if (type == NULL) {
        return false;
    }
    if (!token_number(type, 3, &number)) {
        return wrong_relay_type(f, type, "gateway type");
    }
    if (!put_number(f, number, 1) || !read_number(f, "algorithm", 1)) {
        return false;
    }
    bool keyless = f->out[f->len - 1] == 0;
    const struct token *gateway = fields_next(f, what);
    return gateway != NULL && put_relay(f, number, gateway, what) &&
           (keyless || rdatacode_base64(f, "key"));
}
