/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/rdataparams.h"

#include "base/addr.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Keys of the IANA registry "Service Parameter Keys (SvcParamKeys)". */
enum {
    PARAM_MANDATORY = 0,
    PARAM_ALPN = 1,
    PARAM_NO_DEFAULT_ALPN = 2,
    PARAM_PORT = 3,
    PARAM_IPV4HINT = 4,
    PARAM_ECH = 5,
    PARAM_IPV6HINT = 6,
    PARAM_DOHPATH = 7,
    PARAM_OHTTP = 8,
    PARAM_INVALID = 65535
};

static const char *const key_names[] = {"mandatory", "alpn",     "no-default-alpn",
                                        "port",      "ipv4hint", "ech",
                                        "ipv6hint",  "dohpath",  "ohttp"};

/* One parameter being read. */
struct param {
    const struct token *token; /* all of it, for messages */
    uint16_t key;
    uint8_t value[RDATA_MAX]; /* first as text with its escapes resolved, then as wire */
    size_t len;
};

static bool parse_key(const char *text, size_t len, uint16_t *out)
{
    for (uint16_t i = 0; i < ARRAY_LEN(key_names); i++) {
        if (strlen(key_names[i]) == len && strncasecmp(text, key_names[i], len) == 0) {
            *out = i;
            return true;
        }
    }
    struct token number = {.text = text + 3, .len = (uint32_t)len - 3};
    uint64_t value;
    if (len < 4 || strncasecmp(text, "key", 3) != 0 ||
        !token_number(&number, PARAM_INVALID - 1, &value)) {
        return false;
    }
    *out = (uint16_t)value;
    return true;
}

/* The part after '=', without its quotes. False for quotes elsewhere. */
static bool split_value(const struct token *token, struct token *key, struct token *value)
{
    const char *equals = memchr(token->text, '=', token->len);
    *key = *token;
    *value = *token;
    value->len = 0;
    if (equals == NULL) {
        return !token->inner;
    }
    key->len = (uint32_t)(equals - token->text);
    value->text = equals + 1;
    value->len = token->len - key->len - 1;
    if (!token->inner) {
        return true;
    }
    if (value->len < 2 || value->text[0] != '"' || value->text[value->len - 1] != '"') {
        return false;
    }
    value->text++;
    value->len -= 2;
    return true;
}

/* Where the item that begins at `at` ends: at a comma that no backslash stands before. */
static size_t item_end(const uint8_t *text, size_t at, size_t len)
{
    while (at < len && text[at] != ',') {
        at += text[at] == '\\' ? 2 : 1;
    }
    return at < len ? at : len;
}

/* "h2,h3" as strings with lengths; "\\," inside a protocol's name is a comma. */
static const char *convert_alpn(struct param *param)
{
    uint8_t text[RDATA_MAX];
    size_t len = param->len;
    size_t out = 0;
    memcpy(text, param->value, len);
    for (size_t at = 0; at <= len;) {
        size_t end = item_end(text, at, len);
        size_t length_at = out++;
        for (; at < end; at++) {
            at += text[at] == '\\' && at + 1 < end;
            param->value[out++] = text[at]; /* never past `at` by more than the first length */
            if (out == RDATA_MAX) {
                return "a shorter list";
            }
        }
        if (out - length_at < 2 || out - length_at > 256) {
            return "protocols of 1 to 255 octets with commas between, like h2,h3";
        }
        param->value[length_at] = (uint8_t)(out - length_at - 1);
        at = end + 1;
    }
    param->len = out;
    return NULL;
}

/* Walk a list of plain words; `convert` turns each into `octets` octets of wire. */
static const char *convert_list(struct param *param, size_t octets, const char *write,
                                bool (*convert)(const char *word, uint8_t *out))
{
    uint8_t wire[RDATA_MAX];
    size_t out = 0;
    size_t at = 0;
    while (at <= param->len) {
        size_t end = item_end(param->value, at, param->len);
        char word[ADDR_TEXT_SIZE];
        if (end - at >= sizeof(word) || out + octets > sizeof(wire)) {
            return write;
        }
        memcpy(word, param->value + at, end - at);
        word[end - at] = '\0';
        if (!convert(word, wire + out)) {
            return write;
        }
        out += octets;
        at = end + 1;
    }
    memcpy(param->value, wire, out);
    param->len = out;
    return NULL;
}

static bool convert_ipv4(const char *word, uint8_t *out)
{
    struct addr addr;
    if (!addr_parse(word, &addr) || addr.family != FAMILY_IPV4) {
        return false;
    }
    memcpy(out, addr.octets, 4);
    return true;
}

static bool convert_ipv6(const char *word, uint8_t *out)
{
    struct addr addr;
    if (!addr_parse(word, &addr) || addr.family != FAMILY_IPV6) {
        return false;
    }
    memcpy(out, addr.octets, 16);
    return true;
}

static bool convert_key(const char *word, uint8_t *out)
{
    uint16_t key;
    if (!parse_key(word, strlen(word), &key) || key == PARAM_MANDATORY) {
        return false;
    }
    put_u16(out, key);
    return true;
}

/* Keys of "mandatory" in ascending order. RFC 9460 §8. */
static const char *convert_mandatory(struct param *param)
{
    const char *write = "other keys with commas between, like alpn,port";
    const char *fault = convert_list(param, 2, write, convert_key);
    for (size_t i = 2; fault == NULL && i < param->len; i += 2) {
        uint16_t key = get_u16(param->value + i);
        size_t at = i;
        for (; at > 0 && get_u16(param->value + at - 2) > key; at -= 2) {
            memcpy(param->value + at, param->value + at - 2, 2);
        }
        put_u16(param->value + at, key);
    }
    return fault;
}

static const char *convert_port(struct param *param)
{
    struct token token = {.text = (const char *)param->value, .len = (uint32_t)param->len};
    uint64_t port;
    if (param->len > 5 || !token_number(&token, UINT16_MAX, &port)) {
        return "a number from 0 to 65535";
    }
    put_u16(param->value, (uint16_t)port);
    param->len = 2;
    return NULL;
}

/* Base 64 with padding; the same digits as nettle and OpenSSL write. RFC 9848 §3. */
static const char *convert_ech(struct param *param)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t len = param->len;
    size_t out = 0;
    uint32_t bits = 0;
    while (len > 0 && param->len - len < 2 && param->value[len - 1] == '=') {
        len--;
    }
    if (param->len % 4 != 0 || len < 2) {
        return "base 64";
    }
    for (size_t i = 0; i < len; i++) {
        const char *digit = memchr(digits, param->value[i], 64);
        if (digit == NULL) {
            return "base 64";
        }
        bits = bits << 6 | (uint32_t)(digit - digits);
        if (i % 4 != 0) {
            param->value[out++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
        }
    }
    unsigned unused = len % 4 == 2 ? 0xf : len % 4 == 3 ? 3 : 0;
    param->len = out;
    return (bits & unused) != 0 || len % 4 == 1 ? "base 64" : NULL;
}

/* Turn the value's text into its wire form. Returns what to write instead, NULL when it is fine. */
static const char *convert(struct param *param)
{
    bool none = param->key == PARAM_NO_DEFAULT_ALPN || param->key == PARAM_OHTTP;
    if (none) {
        return param->len > 0 ? "it without a value" : NULL;
    }
    if (param->len == 0 && param->key <= PARAM_DOHPATH) {
        return "'=' and its value after it";
    }
    switch (param->key) {
    case PARAM_MANDATORY:
        return convert_mandatory(param);
    case PARAM_ALPN:
        return convert_alpn(param);
    case PARAM_PORT:
        return convert_port(param);
    case PARAM_IPV4HINT:
        return convert_list(param, 4, "IPv4 addresses with commas between", convert_ipv4);
    case PARAM_IPV6HINT:
        return convert_list(param, 16, "IPv6 addresses with commas between", convert_ipv6);
    case PARAM_ECH:
        return convert_ech(param);
    default:
        return NULL;
    }
}

/* Put a parameter where its key belongs among those that begin at `from`. */
static bool insert(struct fields *f, size_t from, const struct param *param)
{
    char shown[TOKEN_SHOWN_SIZE];
    size_t at = from;
    while (at < f->len && get_u16(f->out + at) < param->key) {
        at += 4u + get_u16(f->out + at + 2);
    }
    if (at < f->len && get_u16(f->out + at) == param->key) {
        return fields_fail(f, param->token, "'%s' gives a key a second time; write each key once",
                           token_show(param->token, shown));
    }
    size_t tail = f->len - at;
    uint8_t head[4];
    put_u16(head, param->key);
    put_u16(head + 2, (uint16_t)param->len);
    if (!fields_put(f, head, 4) || !fields_put(f, param->value, param->len)) {
        return false;
    }
    memmove(f->out + at + 4 + param->len, f->out + at, tail);
    memcpy(f->out + at, head, 4);
    memcpy(f->out + at + 4, param->value, param->len);
    return true;
}

static bool read_one(struct fields *f, size_t from, struct param *param)
{
    char shown[TOKEN_SHOWN_SIZE];
    struct token key;
    struct token value;
    const struct token *token = param->token;
    if (token->quoted || !split_value(token, &key, &value) ||
        !parse_key(key.text, key.len, &param->key)) {
        return fields_fail(f, token,
                           "'%s' is no service parameter; write key=value or key=\"value\" with a "
                           "key like alpn, port, ipv4hint, or keyNNNNN",
                           token_show(token, shown));
    }
    param->len =
        token_octets(&value, param->value, sizeof(param->value) - 1); /* alpn grows by one */
    const char *write = param->len == SIZE_MAX ? "escapes as \\ and three digits" : convert(param);
    if (write != NULL) {
        return fields_fail(f, token, "'%s' is no good %.*s; write %s", token_show(token, shown),
                           (int)key.len, key.text, write);
    }
    return insert(f, from, param);
}

bool rdataparams_read(struct fields *f, const char *what)
{
    size_t from = f->len;
    while (fields_peek(f) != NULL) {
        struct param param;
        param.token = fields_next(f, what);
        if (!read_one(f, from, &param)) {
            return false;
        }
    }
    struct bytes wire = {.at = f->out + from, .len = f->len - from};
    const char *fault = rdataparams_check(wire);
    return fault == NULL || fields_fail(f, f->type_token, "%s", fault);
}

/* The value of a key, at = NULL when it is not there; wire is checked. */
static struct bytes find_param(struct bytes wire, uint16_t key)
{
    for (size_t at = 0; at < wire.len; at += 4u + get_u16(wire.at + at + 2)) {
        if (get_u16(wire.at + at) == key) {
            return (struct bytes){.at = wire.at + at + 4, .len = get_u16(wire.at + at + 2)};
        }
    }
    return (struct bytes){.at = NULL};
}

static bool strings_fill(struct bytes value)
{
    size_t at = 0;
    while (at < value.len) {
        if (value.at[at] == 0) {
            return false;
        }
        at += 1u + value.at[at];
    }
    return at == value.len && value.len > 0;
}

static bool value_fits(uint16_t key, struct bytes value)
{
    switch (key) {
    case PARAM_MANDATORY:
        return value.len > 0 && value.len % 2 == 0;
    case PARAM_ALPN:
        return strings_fill(value);
    case PARAM_PORT:
        return value.len == 2;
    case PARAM_IPV4HINT:
        return value.len > 0 && value.len % 4 == 0;
    case PARAM_IPV6HINT:
        return value.len > 0 && value.len % 16 == 0;
    case PARAM_NO_DEFAULT_ALPN:
    case PARAM_OHTTP:
        return value.len == 0;
    default:
        return key != PARAM_INVALID;
    }
}

/* RFC 9460 §8: ascending, none twice, not itself, all of them there. */
static const char *check_mandatory(struct bytes wire)
{
    struct bytes keys = find_param(wire, PARAM_MANDATORY);
    for (size_t i = 0; i < keys.len; i += 2) {
        uint16_t key = get_u16(keys.at + i);
        if (key == PARAM_MANDATORY || (i > 0 && get_u16(keys.at + i - 2) >= key)) {
            return "'mandatory' lists a key twice or itself; write each other key once";
        }
        if (find_param(wire, key).at == NULL) {
            return "'mandatory' lists a key that the record does not have; add it to the record, "
                   "or remove it from the list";
        }
    }
    return NULL;
}

const char *rdataparams_check(struct bytes wire)
{
    int last = -1;
    for (size_t at = 0; at < wire.len;) {
        if (wire.len - at < 4 || get_u16(wire.at + at + 2) > wire.len - at - 4) {
            return "the service parameters are cut short; write them whole";
        }
        uint16_t key = get_u16(wire.at + at);
        struct bytes value = {.at = wire.at + at + 4, .len = get_u16(wire.at + at + 2)};
        if (key <= last) {
            return "the service parameters are not in ascending order; write each key once, in "
                   "order";
        }
        if (!value_fits(key, value)) {
            return "a service parameter has a value of a wrong form; write it as RFC 9460 says";
        }
        last = key;
        at += 4 + value.len;
    }
    if (find_param(wire, PARAM_NO_DEFAULT_ALPN).at != NULL &&
        find_param(wire, PARAM_ALPN).at == NULL) {
        return "'no-default-alpn' stands without 'alpn'; write an alpn, or remove it";
    }
    return check_mandatory(wire);
}
