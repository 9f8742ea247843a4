/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/rdatacode.h"

#include "base/bytes.h"
#include "wire/rrtype.h"

#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Append one octet; room for the rest of the rdata is checked by fields_put(). */
static bool put_octet(struct fields *f, unsigned value)
{
    uint8_t octet = (uint8_t)value;
    return fields_put(f, &octet, 1);
}

bool rdatacode_hex_rest(struct fields *f, const char *what)
{
    const struct token *token = NULL;
    unsigned value = 0;
    bool half = false;
    while (fields_peek(f) != NULL) {
        token = fields_next(f, what);
        for (uint32_t i = 0; i < token->len; i++) {
            int digit = hex_digit(token->text[i]);
            if (digit < 0 || token->quoted) {
                return fields_wrong(f, token, what, "hexadecimal digits");
            }
            value = value << 4 | (unsigned)digit;
            half = !half;
            if (!half && !put_octet(f, value & 0xff)) {
                return false;
            }
        }
    }
    return !half || fields_wrong(f, token, what, "an even number of hexadecimal digits");
}

bool rdatacode_hex(struct fields *f, const char *what)
{
    size_t before = f->len;
    if (fields_next(f, what) == NULL) {
        return false;
    }
    f->at--;
    return rdatacode_hex_rest(f, what) &&
           (f->len > before || fields_wrong(f, &f->tokens[f->at - 1], what, "hexadecimal digits"));
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Groups of four digits being gathered. */
struct base64 {
    uint32_t bits;
    unsigned ndigits; /* of the open group, with padding */
    unsigned npads;
};

static bool base64_add(struct fields *f, struct base64 *group, char c)
{
    int digit = base64_digit(c);
    if (c == '=' && group->ndigits >= 2 && group->npads < 2) {
        group->npads++;
        digit = 0;
    } else if (digit < 0 || group->npads > 0) {
        return false;
    }
    group->bits = group->bits << 6 | (uint32_t)digit;
    if (++group->ndigits < 4) {
        return true;
    }
    uint32_t unused = (1u << (8 * group->npads)) - 1;
    if (group->bits & unused) {
        return false; /* digits lost or changed: RFC 4648 §3.5 */
    }
    uint8_t octets[3] = {(uint8_t)(group->bits >> 16), (uint8_t)(group->bits >> 8),
                         (uint8_t)group->bits};
    unsigned npads = group->npads;
    *group = (struct base64){.npads = npads}; /* after padding nothing may follow */
    return fields_put(f, octets, 3 - npads);
}

bool rdatacode_base64(struct fields *f, const char *what)
{
    static const char write[] = "base 64 (A-Z a-z 0-9 + / and = at the end)";
    const struct token *token = fields_next(f, what);
    struct base64 group = {.ndigits = 0};
    size_t before = f->len;
    size_t faults = errs_count(f->errs, ERR_ERROR);
    while (token != NULL) {
        for (uint32_t i = 0; i < token->len; i++) {
            if (token->quoted || !base64_add(f, &group, token->text[i])) {
                return errs_count(f->errs, ERR_ERROR) == faults &&
                       fields_wrong(f, token, what, write);
            }
        }
        if (fields_peek(f) == NULL) {
            return (group.ndigits == 0 && f->len > before) ||
                   fields_wrong(f, token, what, "whole groups of four base 64 digits");
        }
        token = fields_next(f, what);
    }
    return false;
}

static int base32_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'v' ? lower - 'a' + 10 : -1;
}

bool rdatacode_base32(struct fields *f, const char *what)
{
    enum { DIGITS_MAX = 255 * 8 / 5 };
    const struct token *token = fields_next(f, what);
    if (token == NULL) {
        return false;
    }
    uint8_t octets[1 + 256];
    size_t len = 0;
    uint32_t bits = 0;
    unsigned nbits = 0;
    bool good = token->len > 0 && token->len <= DIGITS_MAX && !token->quoted;
    for (uint32_t i = 0; good && i < token->len; i++) {
        int digit = base32_digit(token->text[i]);
        good = digit >= 0;
        bits = bits << 5 | (uint32_t)(digit & 31);
        nbits += 5;
        if (nbits >= 8) {
            nbits -= 8;
            octets[1 + len++] = (uint8_t)(bits >> nbits);
        }
    }
    if (!good || nbits >= 5 || (bits & ((1u << nbits) - 1)) != 0) {
        return fields_wrong(f, token, what, "base 32 with the digits 0-9 and A-V, unpadded");
    }
    octets[0] = (uint8_t)len;
    return fields_put(f, octets, len + 1);
}

/* Read exactly `noctets` octets of hexadecimal digits with a separator after every `group` ones. */
static bool grouped_hex(const struct token *token, size_t noctets, size_t group, char separator,
                        uint8_t *out)
{
    size_t at = 0;
    for (size_t i = 0; i < noctets; i++) {
        if (i > 0 && i % group == 0 && (at == token->len || token->text[at++] != separator)) {
            return false;
        }
        if (at + 2 > token->len) {
            return false;
        }
        int high = hex_digit(token->text[at]);
        int low = hex_digit(token->text[at + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        out[i] = (uint8_t)(high << 4 | low);
        at += 2;
    }
    return at == token->len && !token->quoted;
}

bool rdatacode_salt(struct fields *f, const char *what)
{
    const struct token *token = fields_next(f, what);
    uint8_t octets[1 + 255];
    size_t len = 0;
    if (token == NULL) {
        return false;
    }
    if (!token_is(token, "-")) {
        len = token->len / 2;
        if (len == 0 || len > 255 || !grouped_hex(token, len, SIZE_MAX, ' ', octets + 1)) {
            return fields_wrong(f, token, what, "2 to 510 hexadecimal digits, or '-' for none");
        }
    }
    octets[0] = (uint8_t)len;
    return fields_put(f, octets, len + 1);
}

bool rdatacode_eui48(struct fields *f, const char *what)
{
    const struct token *token = fields_next(f, what);
    uint8_t octets[6];
    if (token == NULL) {
        return false;
    }
    return grouped_hex(token, sizeof(octets), 1, '-', octets)
               ? fields_put(f, octets, sizeof(octets))
               : fields_wrong(f, token, what, "an address like 00-00-5e-00-53-2a");
}

bool rdatacode_eui64(struct fields *f, const char *what)
{
    const struct token *token = fields_next(f, what);
    uint8_t octets[8];
    if (token == NULL) {
        return false;
    }
    return grouped_hex(token, sizeof(octets), 1, '-', octets)
               ? fields_put(f, octets, sizeof(octets))
               : fields_wrong(f, token, what, "an address like 00-00-5e-ef-10-00-00-2a");
}

/* Format 1 is "+" and an E.164 number, format 0 hexadecimal digits with dots where one likes. */
bool rdatacode_atm(struct fields *f, const char *what)
{
    const struct token *token = fields_next(f, what);
    if (token == NULL) {
        return false;
    }
    uint8_t octets[1 + 40] = {0};
    size_t ndigits = 0;
    bool number = token->len > 0 && token->text[0] == '+';
    bool good = token->len > 1 && !token->quoted;
    octets[0] = number;
    for (uint32_t i = number; good && i < token->len; i++) {
        char c = token->text[i];
        int digit = hex_digit(c);
        if (c == '.' && !number) {
            continue;
        }
        good = digit >= 0 && digit < (number ? 10 : 16) && ndigits < 40;
        if (good && number) {
            octets[1 + ndigits] = (uint8_t)c;
        } else if (good) {
            octets[1 + ndigits / 2] = (uint8_t)(octets[1 + ndigits / 2] << 4 | digit);
        }
        ndigits++;
    }
    if (!good || ndigits == 0 || (!number && ndigits % 2 != 0)) {
        return fields_wrong(f, token, what, "+ and digits, or whole octets as hexadecimal digits");
    }
    return fields_put(f, octets, 1 + (number ? ndigits : ndigits / 2));
}

/* Four groups of one to four hexadecimal digits. */
bool rdatacode_locator(struct fields *f, const char *what)
{
    const struct token *token = fields_next(f, what);
    if (token == NULL) {
        return false;
    }
    uint8_t octets[8];
    unsigned group = 0;
    unsigned value = 0;
    unsigned ndigits = 0;
    bool good = !token->quoted;
    for (uint32_t i = 0; good && i <= token->len; i++) {
        char c = i == token->len ? ':' : token->text[i];
        if (c == ':') {
            good = ndigits > 0 && group < 4;
            if (good) {
                put_u16(octets + 2 * group++, (uint16_t)value);
            }
            value = ndigits = 0;
        } else {
            int digit = hex_digit(c);
            good = digit >= 0 && ++ndigits <= 4;
            value = value << 4 | (unsigned)(digit & 15);
        }
    }
    return good && group == 4 ? fields_put(f, octets, sizeof(octets))
                              : fields_wrong(f, token, what, "64 bits like 0014:4fff:ff20:ee64");
}

/* Days since 1970-01-01 of a day of the Gregorian calendar. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t y = year - (month <= 2);
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + of_year - 719468;
}

static bool parse_date(const char *text, uint32_t *out)
{
    static const uint8_t month_days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static const uint8_t widths[] = {4, 2, 2, 2, 2, 2};
    int64_t parts[6] = {0};
    for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
        for (unsigned j = 0; j < widths[i]; j++, text++) {
            if (*text < '0' || *text > '9') {
                return false;
            }
            parts[i] = parts[i] * 10 + (*text - '0');
        }
    }
    if (parts[0] < 1970 || parts[1] < 1 || parts[1] > 12 || parts[2] < 1 ||
        parts[2] > month_days[parts[1] - 1] || parts[3] > 23 || parts[4] > 59 || parts[5] > 60) {
        return false;
    }
    int64_t days = days_of(parts[0], parts[1], parts[2]);
    *out = (uint32_t)(((days * 24 + parts[3]) * 60 + parts[4]) * 60 + parts[5]);
    return true;
}

bool rdatacode_time(struct fields *f, const char *what)
{
    const struct token *token = fields_next(f, what);
    uint64_t seconds;
    uint32_t time_s = 0;
    if (token == NULL) {
        return false;
    }
    if (token->len == 14 && !token->quoted && parse_date(token->text, &time_s)) {
        seconds = time_s;
    } else if (token->len > 10 || !token_number(token, UINT32_MAX, &seconds)) {
        return fields_wrong(f, token, what, "a time as YYYYMMDDHHmmSS, or seconds since 1970");
    }
    uint8_t wire[4];
    put_u32(wire, (uint32_t)seconds);
    return fields_put(f, wire, sizeof(wire));
}

/* The types named by the tokens that follow, as one bit each. False after reporting a fault. */
static bool gather_types(struct fields *f, const char *what, uint8_t bits[8192])
{
    while (fields_peek(f) != NULL) {
        const struct token *token = fields_next(f, what);
        uint16_t type;
        if (token->quoted || !rrtype_parse(token->text, token->len, &type) || type == 0) {
            return fields_wrong(f, token, what, "record types' names, or TYPE and a number");
        }
        bits[type / 8] |= (uint8_t)(0x80 >> (type % 8));
    }
    return true;
}

bool rdatacode_types(struct fields *f, const char *what)
{
    uint8_t bits[8192] = {0};
    if (!gather_types(f, what, bits)) {
        return false;
    }
    for (unsigned window = 0; window < 256; window++) {
        uint8_t block[2 + 32] = {(uint8_t)window};
        unsigned len = 32;
        memcpy(block + 2, bits + (size_t)window * 32, 32);
        while (len > 0 && block[1 + len] == 0) {
            len--;
        }
        block[1] = (uint8_t)len;
        if (len > 0 && !fields_put(f, block, 2 + len)) {
            return false;
        }
    }
    return true;
}
