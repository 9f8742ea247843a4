/* SPDX-License-Identifier: Apache-2.0 */
#include "mix.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    uint16_t type;
} types[] = {
    {"A", 1},    {"NS", 2},    {"CNAME", 5}, {"SOA", 6}, {"PTR", 12},   {"MX", 15},
    {"TXT", 16}, {"AAAA", 28}, {"SRV", 33},  {"DS", 43}, {"HTTPS", 65}, {"ANY", 255},
};

static bool read_type(const char *text, size_t len, uint16_t *out)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (strlen(types[i].name) == len && memcmp(types[i].name, text, len) == 0) {
            *out = types[i].type;
            return true;
        }
    }
    return false;
}

bool mix_add(struct mix *mix, const char *text)
{
    const char *colon = strchr(text, ':');
    struct mix_pattern pattern = {.count = 1};
    if (mix->npatterns == MIX_PATTERNS_MAX || colon == NULL ||
        !read_type(text, (size_t)(colon - text), &pattern.type)) {
        return false;
    }
    pattern.name = colon + 1;
    const char *count = strchr(pattern.name, ':');
    if (count != NULL) {
        char *end;
        pattern.count = (uint32_t)strtoul(count + 1, &end, 10);
        pattern.first = *end == '+' ? (uint32_t)strtoul(end + 1, NULL, 10) : 0;
    }
    if (pattern.count == 0 || strlen(pattern.name) > 200) {
        return false;
    }
    mix->patterns[mix->npatterns++] = pattern;
    return true;
}

/* xorshift64*: enough to spread queries, the same on every run. */
static uint32_t next_random(struct mix *mix)
{
    uint64_t x = mix->random;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    mix->random = x;
    return (uint32_t)((x * 0x2545F4914F6CDD1DU) >> 32);
}

static uint8_t *put_u16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
    return at + 2;
}

static uint8_t *put_number(uint8_t *at, uint32_t value)
{
    uint8_t digits[10];
    size_t n = 0;
    do {
        digits[n++] = (uint8_t)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    while (n > 0) {
        *at++ = digits[--n];
    }
    return at;
}

/* The pattern's name in wire format; an empty name is the root. */
static uint8_t *put_name(uint8_t *at, const char *text, uint32_t number)
{
    uint8_t *length = at++;
    for (; *text != '\0' && *text != ':'; text++) {
        if (*text == '#') {
            at = put_number(at, number);
        } else if (*text == '.') {
            *length = (uint8_t)(at - length - 1);
            length = at++;
        } else {
            *at++ = (uint8_t)*text;
        }
    }
    *length = (uint8_t)(at - length - 1);
    if (*length != 0) {
        *at++ = 0;
    }
    return at;
}

/* Public-looking addresses only: 1.0.0.0-223.255.255.0 and 2000::/3. */
static uint8_t *put_ecs(struct mix *mix, uint8_t *at)
{
    uint32_t random = next_random(mix);
    bool v4 = mix->ecs == MIX_ECS_V4 || (mix->ecs == MIX_ECS_BOTH && (random & 1) == 0);
    at = put_u16(at, 8);
    at = put_u16(at, v4 ? 4 + 3 : 4 + 7);
    at = put_u16(at, v4 ? 1 : 2);
    *at++ = v4 ? 24 : 56;
    *at++ = 0;
    if (v4) {
        *at++ = (uint8_t)(1 + (random >> 24) % 223);
        return put_u16(at, random >> 8);
    }
    uint32_t more = next_random(mix);
    *at++ = (uint8_t)(0x20 | random >> 27);
    at = put_u16(at, random >> 8);
    at = put_u16(at, more >> 16);
    return put_u16(at, more);
}

static uint8_t *put_opt(struct mix *mix, uint8_t *at)
{
    *at++ = 0;
    at = put_u16(at, 41);
    at = put_u16(at, mix->edns_size);
    at = put_u16(at, 0);
    at = put_u16(at, mix->dnssec_ok ? 0x8000 : 0);
    uint8_t *length = at;
    at += 2;
    if (mix->ecs != MIX_ECS_NONE) {
        at = put_ecs(mix, at);
    }
    put_u16(length, (unsigned)(at - length - 2));
    return at;
}

size_t mix_next(struct mix *mix, uint16_t id, uint8_t *out)
{
    uint32_t random = next_random(mix);
    const struct mix_pattern *pattern = &mix->patterns[random % mix->npatterns];
    uint32_t number = (uint32_t)((uint64_t)next_random(mix) * pattern->count >> 32);
    number += pattern->first;
    bool opt = mix->edns_size > 0;
    uint8_t *at = put_u16(out, id);
    at = put_u16(at, 0); /* QUERY, RD off */
    at = put_u16(at, 1);
    at = put_u16(at, 0);
    at = put_u16(at, 0);
    at = put_u16(at, opt ? 1 : 0);
    at = put_name(at, pattern->name, number);
    at = put_u16(at, pattern->type);
    at = put_u16(at, 1);
    if (opt) {
        at = put_opt(mix, at);
    }
    return (size_t)(at - out);
}
