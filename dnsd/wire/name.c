/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/name.h"

#include "base/hash.h"
#include "base/lower.h"

#include <string.h>

/* A name under construction: the open label's length octet is at `label`, the next octet at `at`.
 */
struct builder {
    struct name name;
    size_t label;
    size_t at;
};

static const char *add_octet(struct builder *b, uint8_t octet)
{
    if (b->at - b->label > LABEL_MAX_OCTETS) {
        return "a label is longer than 63 octets";
    }
    if (b->at >= NAME_MAX_OCTETS - 1) {
        return "the name is longer than 255 octets";
    }
    b->name.octets[b->at++] = octet;
    return NULL;
}

static const char *end_label(struct builder *b)
{
    if (b->at == b->label + 1) {
        return "a label is empty";
    }
    b->name.octets[b->label] = (uint8_t)(b->at - b->label - 1);
    b->label = b->at++;
    return NULL;
}

/* The root or the origin after the last label. */
static const char *end_name(struct builder *b, const struct name *origin)
{
    size_t len = origin == NULL ? 1 : origin->len;
    if (b->label + len > NAME_MAX_OCTETS) {
        return "the name is longer than 255 octets with its origin";
    }
    if (origin != NULL) {
        memcpy(&b->name.octets[b->label], origin->octets, len);
    }
    b->name.len = (uint8_t)(b->label + len);
    return NULL;
}

/* Read what follows a backslash; moves *at past it. */
static const char *read_escape(const char **at, const char *end, uint8_t *octet)
{
    if (*at == end) {
        return "it ends in a backslash";
    }
    if (**at < '0' || **at > '9') {
        *octet = (uint8_t) * (*at)++;
        return NULL;
    }
    unsigned value = 0;
    for (int i = 0; i < 3; i++, (*at)++) {
        if (*at == end || **at < '0' || **at > '9') {
            return "an escape needs three digits, as in \\046";
        }
        value = value * 10 + (unsigned)(**at - '0');
    }
    *octet = (uint8_t)value;
    return value > 255 ? "an escape is above \\255" : NULL;
}

/* Read all labels; *absolute = the text ended with a dot of its own. */
static const char *read_labels(struct builder *b, const char *at, const char *end, bool *absolute)
{
    const char *fault = NULL;
    *absolute = false;
    while (at < end && fault == NULL) {
        uint8_t octet = (uint8_t)*at++;
        *absolute = octet == '.';
        if (octet == '.') {
            fault = end_label(b);
            continue;
        }
        if (octet == '\\') {
            fault = read_escape(&at, end, &octet);
        }
        fault = fault == NULL ? add_octet(b, octet) : fault;
    }
    return fault;
}

static const char *parse(struct builder *b, const char *text, size_t len, const struct name *origin)
{
    bool absolute;
    if (len == 0) {
        return "the name is empty";
    }
    if (len == 1 && text[0] == '.') {
        return end_name(b, NULL);
    }
    const char *fault = read_labels(b, text, text + len, &absolute);
    if (fault == NULL && !absolute) {
        fault = end_label(b);
    }
    return fault != NULL ? fault : end_name(b, absolute ? NULL : origin);
}

bool name_parse(const char *text, size_t len, const struct name *origin, struct name *out,
                const char **why)
{
    struct builder b = {.at = 1};
    const char *fault = parse(&b, text, len, origin);
    if (fault != NULL) {
        if (why != NULL) {
            *why = fault;
        }
        return false;
    }
    *out = b.name;
    return true;
}

size_t name_wire_len(const uint8_t *octets, size_t len)
{
    size_t limit = len < NAME_MAX_OCTETS ? len : NAME_MAX_OCTETS;
    size_t at = 0;
    while (at < limit && octets[at] <= LABEL_MAX_OCTETS) {
        if (octets[at] == 0) {
            return at + 1;
        }
        at += octets[at] + 1u;
    }
    return 0;
}

bool name_from_wire(const uint8_t *octets, size_t len, struct name *out)
{
    if (len == 0 || name_wire_len(octets, len) != len) {
        return false;
    }
    struct name name = {.len = (uint8_t)len};
    memcpy(name.octets, octets, len);
    *out = name;
    return true;
}

static char *format_octet(char *out, uint8_t octet)
{
    static const char special[] = "\"().;\\@$";
    if (octet <= ' ' || octet >= 0x7f) {
        *out++ = '\\';
        *out++ = (char)('0' + octet / 100);
        *out++ = (char)('0' + octet / 10 % 10);
        *out++ = (char)('0' + octet % 10);
        return out;
    }
    if (memchr(special, octet, sizeof(special) - 1) != NULL) {
        *out++ = '\\';
    }
    *out++ = (char)octet;
    return out;
}

const char *name_format(const uint8_t *octets, char *out)
{
    char *at = out;
    if (octets[0] == 0) {
        *at++ = '.';
    }
    while (octets[0] != 0) {
        for (unsigned i = 1; i <= octets[0]; i++) {
            at = format_octet(at, octets[i]);
        }
        *at++ = '.';
        octets += octets[0] + 1;
    }
    *at = '\0';
    return out;
}

void name_lower(struct name *name)
{
    for (size_t i = 0; i < name->len; i += 8) {
        uint64_t word = lower_u64(load_u64(&name->octets[i]));
        memcpy(&name->octets[i], &word, sizeof(word));
    }
}

unsigned name_labels(const uint8_t *octets)
{
    unsigned count = 0;
    for (; octets[0] != 0; octets += octets[0] + 1) {
        count++;
    }
    return count;
}

static int compare_label(const uint8_t *a, const uint8_t *b)
{
    unsigned least = a[0] < b[0] ? a[0] : b[0];
    for (unsigned i = 1; i <= least; i++) {
        int diff = lower_octet(a[i]) - lower_octet(b[i]);
        if (diff != 0) {
            return diff;
        }
    }
    return a[0] - b[0];
}

bool name_label_equal(const uint8_t *a, const uint8_t *b)
{
    return a[0] == b[0] && compare_label(a, b) == 0;
}

bool name_equal(const uint8_t *a, const uint8_t *b)
{
    while (a[0] != 0 && name_label_equal(a, b)) {
        a += a[0] + 1;
        b += b[0] + 1;
    }
    return a[0] == 0 && b[0] == 0;
}

bool name_is_below(const uint8_t *name, const uint8_t *above)
{
    unsigned depth = name_labels(name);
    unsigned least = name_labels(above);
    for (; depth > least; depth--) {
        name += name[0] + 1;
    }
    return depth == least && name_equal(name, above);
}

/* Where each label of a name begins, without the root's. Returns how many. */
static unsigned find_labels(const uint8_t *octets, uint8_t *label_at)
{
    unsigned count = 0;
    for (unsigned at = 0; octets[at] != 0; at += octets[at] + 1u) {
        label_at[count++] = (uint8_t)at;
    }
    return count;
}

int name_compare(const uint8_t *a, const uint8_t *b)
{
    uint8_t a_at[NAME_MAX_LABELS];
    uint8_t b_at[NAME_MAX_LABELS];
    unsigned na = find_labels(a, a_at);
    unsigned nb = find_labels(b, b_at);
    while (na > 0 && nb > 0) {
        int diff = compare_label(&a[a_at[--na]], &b[b_at[--nb]]);
        if (diff != 0) {
            return diff;
        }
    }
    return (int)na - (int)nb;
}

uint64_t name_hash(uint64_t seed, const uint8_t *octets)
{
    uint8_t label_at[NAME_MAX_LABELS];
    uint64_t hash = hash_root(seed);
    for (unsigned i = find_labels(octets, label_at); i > 0; i--) {
        hash = hash_label(hash, &octets[label_at[i - 1]]);
    }
    return hash;
}
