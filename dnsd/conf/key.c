/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/key.h"

#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct scheme {
    const char *prefix;
    enum corefile_scheme scheme;
    uint16_t port; /* 0 = none */
};

static const struct scheme schemes[] = {
    {"dns://", SCHEME_DNS, 0},       {"tls://", SCHEME_TLS, 853},
    {"quic://", SCHEME_QUIC, 853},   {"grpc://", SCHEME_GRPC, 443},
    {"https://", SCHEME_HTTPS, 443}, {"https3://", SCHEME_HTTPS3, 443},
    {"unix://", SCHEME_UNIX, 0},
};

uint16_t key_default_port(enum corefile_scheme scheme, uint16_t dns_port)
{
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
        if (schemes[i].scheme == scheme && schemes[i].port != 0) {
            return schemes[i].port;
        }
    }
    return scheme == SCHEME_DNS ? dns_port : 0;
}

/* One octet or nibble of an address as a label. */
static void add_label(struct name *name, unsigned value, const char *format)
{
    char text[4];
    int len = snprintf(text, sizeof(text), format, value & 0xff);
    name->octets[name->len++] = (uint8_t)len;
    memcpy(&name->octets[name->len], text, (size_t)len);
    name->len = (uint8_t)(name->len + len);
}

static unsigned nibble(const uint8_t *octets, unsigned i)
{
    return i % 2 == 0 ? octets[i / 2] >> 4 : octets[i / 2] & 15;
}

/* The zone of a network whose length ends between octets or nibbles. */
static struct name reverse_zone(const uint8_t *octets, uint8_t family, unsigned nlabels)
{
    static const char v4_tail[] = "\7in-addr\4arpa";
    static const char v6_tail[] = "\3ip6\4arpa";
    struct name name = {0};
    bool v4 = family == FAMILY_IPV4;
    for (unsigned i = nlabels; i > 0; i--) {
        add_label(&name, v4 ? octets[i - 1] : nibble(octets, i - 1), v4 ? "%u" : "%x");
    }
    size_t tail = v4 ? sizeof(v4_tail) : sizeof(v6_tail); /* the NUL is the root label */
    memcpy(&name.octets[name.len], v4 ? v4_tail : v6_tail, tail);
    name.len = (uint8_t)(name.len + tail);
    return name;
}

size_t key_reverse(const struct prefix *prefix, struct name *out)
{
    uint8_t octets[16];
    unsigned unit = prefix->addr.family == FAMILY_IPV4 ? 8 : 4;
    unsigned nlabels = (prefix->bits + unit - 1) / unit;
    unsigned count = 1u << (nlabels * unit - prefix->bits);
    unsigned last = nlabels == 0 ? 0 : (nlabels * unit - 1) / 8; /* the octet that is split */
    unsigned shift = unit == 4 && nlabels % 2 == 1 ? 4 : 0;
    memcpy(octets, prefix->addr.octets, sizeof(octets));
    for (unsigned i = 0; i < count; i++) {
        octets[last] = (uint8_t)(prefix->addr.octets[last] | (i << shift));
        out[i] = reverse_zone(octets, prefix->addr.family, nlabels);
    }
    return count;
}

static bool key_err(const struct word *word, struct errs *errs, const char *what)
{
    return err_add_mark(errs, word->at, word->source_len, "'%.100s' %s", word->text, what);
}

static const char *skip_scheme(const char *text, enum corefile_scheme *out)
{
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
        size_t len = strlen(schemes[i].prefix);
        if (strncmp(text, schemes[i].prefix, len) == 0) {
            *out = schemes[i].scheme;
            return text + len;
        }
    }
    return text;
}

/* Cut ":digits" off the end; *len becomes the length of what stands before it. */
static bool read_port(const struct word *word, const char *text, size_t *len, uint16_t *out,
                      struct errs *errs)
{
    uint32_t port;
    const char *colon = strrchr(text, ':');
    if (colon == NULL) {
        return true;
    }
    if (colon[1] == '\0') {
        return key_err(word, errs, "ends in a colon; write the port behind it, or no colon");
    }
    if (strspn(colon + 1, "0123456789") != strlen(colon + 1)) {
        return true; /* part of the name */
    }
    if (!text_u32(colon + 1, &port) || port < 1 || port > UINT16_MAX) {
        return key_err(word, errs, "has an impossible port; write one from 1 to 65535");
    }
    *out = (uint16_t)port;
    *len = (size_t)(colon - text);
    return true;
}

/* Warn of what loads as CoreDNS reads it, but is hardly meant. */
static void warn_of(const struct word *word, const char *text, size_t len, struct errs *errs)
{
    struct addr addr;
    const char *what = NULL;
    if (strstr(text, "://") != NULL) {
        what = "has a scheme that is unknown and becomes part of the name; write dns://, tls://, "
               "quic://, grpc://, https://, https3:// or no scheme";
    } else if (addr_parse(text, &addr)) {
        what = "is an address but is read as a name; for its reverse zone write it with /32";
    } else if (memchr(text, '*', len) != NULL) {
        what = "holds a '*', which is no wildcard in a zone's name; write the zone's own name";
    }
    for (size_t i = 0; i < len && what == NULL; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x80) {
            what = "is not ASCII; write the name's xn-- form";
        } else if (!isalnum(c) && strchr("-_./\\", c) == NULL) {
            what = "holds a character that host names have not; check the name";
        }
    }
    if (what != NULL) {
        err_warn(errs, word->at, "'%.100s' %s", word->text, what);
    }
}

static bool read_name(struct arena *arena, const struct word *word, const char *text, size_t len,
                      struct key *out, struct errs *errs)
{
    const char *why;
    struct name *name = arena_alloc(arena, sizeof(*name));
    if (!name_parse(text, len, NULL, name, &why)) {
        return err_add_mark(errs, word->at, word->source_len,
                            "'%.100s' is not a zone, %s; write one as in example.org:53",
                            word->text, why);
    }
    warn_of(word, text, len, errs);
    name_lower(name);
    out->zones = name;
    out->nzones = 1;
    return true;
}

static void read_network(struct arena *arena, const struct word *word, const struct prefix *prefix,
                         bool host_bits, struct key *out, struct errs *errs)
{
    char fixed[PREFIX_TEXT_SIZE];
    struct name zones[KEY_REVERSE_MAX];
    size_t count = key_reverse(prefix, zones);
    struct name *copy = arena_alloc(arena, count * sizeof(*copy));
    memcpy(copy, zones, count * sizeof(*copy));
    if (host_bits) {
        err_warn(errs, word->at,
                 "'%.100s' has bits set past its length and is read as %s; write that", word->text,
                 prefix_format(prefix, fixed));
    }
    out->zones = copy;
    out->nzones = count;
}

/* Whether it is an address with something behind its slash. */
static bool looks_like_network(const char *text, size_t slash)
{
    char host[ADDR_TEXT_SIZE];
    struct addr addr;
    if (slash >= sizeof(host)) {
        return false;
    }
    memcpy(host, text, slash);
    host[slash] = '\0';
    return addr_parse(host, &addr);
}

static bool read_zones(struct arena *arena, const struct word *word, const char *text, size_t len,
                       struct key *out, struct errs *errs)
{
    struct prefix prefix;
    bool host_bits;
    const char *cut = arena_text(arena, text, len);
    const char *slash = strchr(cut, '/');
    if (slash == NULL) {
        return read_name(arena, word, cut, len, out, errs);
    }
    if (prefix_parse(cut, &prefix, &host_bits)) {
        read_network(arena, word, &prefix, host_bits, out, errs);
        return true;
    }
    if (looks_like_network(cut, (size_t)(slash - cut))) {
        return key_err(word, errs,
                       "is not a network; write a length from 0 to 32 (IPv4) or 128 (IPv6)");
    }
    return read_name(arena, word, cut, len, out, errs);
}

bool key_parse(struct arena *arena, const struct word *word, struct key *out, struct errs *errs)
{
    struct addr addr;
    struct key key = {.scheme = SCHEME_DNS};
    const char *text = skip_scheme(word->text, &key.scheme);
    size_t len = strlen(text);
    if (addr_parse(text, &addr) && addr.family == FAMILY_IPV6) {
        return key_err(word, errs, "is an address; for its reverse zone write it with /128");
    }
    if (!read_port(word, text, &len, &key.port, errs) ||
        !read_zones(arena, word, text, len, &key, errs)) {
        return false;
    }
    *out = key;
    return true;
}
