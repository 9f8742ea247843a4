/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/rrtype.h"

#include "base/attr.h"
#include "wire/name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct word {
    const char *text;
    uint16_t number;
};

/* Sorted by strcasecmp() of the text for rrtype_parse(); a unit test looks. */
static const struct word types[] = {
    {"A", 1},         {"A6", 38},         {"AAAA", 28},       {"AFSDB", 18},   {"AMTRELAY", 260},
    {"ANY", 255},     {"APL", 42},        {"ATMA", 34},       {"AVC", 258},    {"AXFR", 252},
    {"BRID", 68},     {"CAA", 257},       {"CDNSKEY", 60},    {"CDS", 59},     {"CERT", 37},
    {"CLA", 263},     {"CNAME", 5},       {"CSYNC", 62},      {"DHCID", 49},   {"DLV", 32769},
    {"DNAME", 39},    {"DNSKEY", 48},     {"DOA", 259},       {"DS", 43},      {"DSYNC", 66},
    {"EID", 31},      {"EUI48", 108},     {"EUI64", 109},     {"GID", 102},    {"GPOS", 27},
    {"HHIT", 67},     {"HINFO", 13},      {"HIP", 55},        {"HTTPS", 65},   {"IPN", 264},
    {"IPSECKEY", 45}, {"ISDN", 20},       {"IXFR", 251},      {"KEY", 25},     {"KX", 36},
    {"L32", 105},     {"L64", 106},       {"LOC", 29},        {"LP", 107},     {"MAILA", 254},
    {"MAILB", 253},   {"MB", 7},          {"MD", 3},          {"MF", 4},       {"MG", 8},
    {"MINFO", 14},    {"MR", 9},          {"MX", 15},         {"NAPTR", 35},   {"NID", 104},
    {"NIMLOC", 32},   {"NINFO", 56},      {"NS", 2},          {"NSAP", 22},    {"NSAP-PTR", 23},
    {"NSEC", 47},     {"NSEC3", 50},      {"NSEC3PARAM", 51}, {"NULL", 10},    {"NXNAME", 128},
    {"NXT", 30},      {"OPENPGPKEY", 61}, {"OPT", 41},        {"PTR", 12},     {"PX", 26},
    {"RESINFO", 261}, {"RKEY", 57},       {"RP", 17},         {"RRSIG", 46},   {"RT", 21},
    {"SIG", 24},      {"SINK", 40},       {"SMIMEA", 53},     {"SOA", 6},      {"SPF", 99},
    {"SRV", 33},      {"SSHFP", 44},      {"SVCB", 64},       {"TA", 32768},   {"TALINK", 58},
    {"TKEY", 249},    {"TLSA", 52},       {"TSIG", 250},      {"TXT", 16},     {"UID", 101},
    {"UINFO", 100},   {"UNSPEC", 103},    {"URI", 256},       {"WALLET", 262}, {"WKS", 11},
    {"X25", 19},      {"ZONEMD", 63},
};

static const struct word classes[] = {
    {"IN", 1}, {"CH", 3}, {"HS", 4}, {"NONE", 254}, {"ANY", 255},
};

/* How far into its rdata a type's names begin, for the types whose layout is fixed up to there. */
struct layout {
    uint16_t type;
    uint8_t skip;   /* octets before the first name */
    uint8_t nnames; /* that follow one another */
    bool compresses;
    bool lowers;
};

static const struct layout layouts[] = {
    {RRTYPE_NS, 0, 1, true, true},         {RRTYPE_MD, 0, 1, true, true},
    {RRTYPE_MF, 0, 1, true, true},         {RRTYPE_CNAME, 0, 1, true, true},
    {RRTYPE_SOA, 0, 2, true, true},        {RRTYPE_MB, 0, 1, true, true},
    {RRTYPE_MG, 0, 1, true, true},         {RRTYPE_MR, 0, 1, true, true},
    {RRTYPE_PTR, 0, 1, true, true},        {RRTYPE_MINFO, 0, 2, true, true},
    {RRTYPE_MX, 2, 1, true, true},         {RRTYPE_RP, 0, 2, false, true},
    {RRTYPE_AFSDB, 2, 1, false, true},     {RRTYPE_RT, 2, 1, false, true},
    {RRTYPE_SIG, 18, 1, false, true},      {RRTYPE_PX, 2, 2, false, true},
    {RRTYPE_NXT, 0, 1, false, true},       {RRTYPE_SRV, 6, 1, false, true},
    {RRTYPE_KX, 2, 1, false, true},        {RRTYPE_DNAME, 0, 1, false, true},
    {RRTYPE_RRSIG, 18, 1, false, true},    {RRTYPE_NSEC, 0, 1, false, false},
    {RRTYPE_NSAP_PTR, 0, 1, false, false}, {RRTYPE_TALINK, 0, 2, false, false},
    {RRTYPE_SVCB, 2, 1, false, false},     {RRTYPE_HTTPS, 2, 1, false, false},
    {RRTYPE_DSYNC, 5, 1, false, false},    {RRTYPE_LP, 2, 1, false, false},
};

static int compare_word(const void *key, const void *elem)
{
    const struct bytes *text = key;
    const struct word *word = elem;
    int order = strncasecmp((const char *)text->at, word->text, text->len);
    return order != 0 || word->text[text->len] == '\0' ? order : -1;
}

/* The number after a prefix, as in TYPE731. */
static bool parse_numbered(const char *text, size_t len, const char *prefix, uint16_t *out)
{
    size_t skip = strlen(prefix);
    if (len <= skip || len > skip + 5 || strncasecmp(text, prefix, skip) != 0) {
        return false;
    }
    unsigned number = 0;
    for (size_t i = skip; i < len; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        number = number * 10 + (unsigned)(text[i] - '0');
    }
    if (number > UINT16_MAX) {
        return false;
    }
    *out = (uint16_t)number;
    return true;
}

bool rrtype_parse(const char *text, size_t len, uint16_t *out)
{
    if (len == 1 && (text[0] | 0x20) == 'a') {
        *out = RRTYPE_A; /* by far the commonest: a million of them in a big zone */
        return true;
    }
    struct bytes key = {.at = (const uint8_t *)text, .len = len};
    const struct word *word =
        len == 0 ? NULL : bsearch(&key, types, ARRAY_LEN(types), sizeof(types[0]), compare_word);
    if (word != NULL) {
        *out = word->number;
        return true;
    }
    if (len == 1 && text[0] == '*') {
        *out = RRTYPE_ANY;
        return true;
    }
    return parse_numbered(text, len, "TYPE", out);
}

const char *rrtype_format(uint16_t type, char *out)
{
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (types[i].number == type) {
            return strcpy(out, types[i].text);
        }
    }
    snprintf(out, RRTYPE_TEXT_SIZE, "TYPE%u", type);
    return out;
}

bool rrtype_parse_class(const char *text, size_t len, uint16_t *out)
{
    for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
        if (strlen(classes[i].text) == len && strncasecmp(text, classes[i].text, len) == 0) {
            *out = classes[i].number;
            return true;
        }
    }
    return parse_numbered(text, len, "CLASS", out);
}

const char *rrtype_format_class(uint16_t number, char *out)
{
    for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
        if (classes[i].number == number) {
            return strcpy(out, classes[i].text);
        }
    }
    snprintf(out, RRTYPE_TEXT_SIZE, "CLASS%u", number);
    return out;
}

bool rrtype_is_meta(uint16_t type)
{
    return type == 0 || type == RRTYPE_OPT || (type >= RRTYPE_NXNAME && type <= RRTYPE_ANY);
}

static const struct layout *find_layout(uint16_t type)
{
    for (size_t i = 0; i < ARRAY_LEN(layouts); i++) {
        if (layouts[i].type == type) {
            return &layouts[i];
        }
    }
    return NULL;
}

bool rrtype_compresses(uint16_t type)
{
    const struct layout *layout = find_layout(type);
    return layout != NULL && layout->compresses;
}

bool rrtype_lowers(uint16_t type)
{
    if (type == RRTYPE_NAPTR || type == RRTYPE_A6) {
        return true;
    }
    const struct layout *layout = find_layout(type);
    return layout != NULL && layout->lowers;
}

/* Names from `at` on, at most `limit`; 0 when a name is cut short. */
static size_t collect(struct bytes rdata, size_t at, size_t limit, struct rrtype_name *out)
{
    size_t count = 0;
    while (count < limit && at < rdata.len) {
        size_t len = name_wire_len(rdata.at + at, rdata.len - at);
        if (len == 0) {
            return 0;
        }
        out[count++] = (struct rrtype_name){.at = (uint16_t)at, .len = (uint8_t)len};
        at += len;
    }
    return count;
}

/* Where the replacement of a NAPTR starts: after three character strings. RFC 3403 §4.1. */
static size_t naptr_skip(struct bytes rdata)
{
    size_t at = 4;
    for (int i = 0; i < 3 && at < rdata.len; i++) {
        at += 1u + rdata.at[at];
    }
    return at;
}

size_t rrtype_names(uint16_t type, struct bytes rdata, struct rrtype_name *out)
{
    const struct layout *layout = find_layout(type);
    if (layout != NULL) {
        return collect(rdata, layout->skip, layout->nnames, out);
    }
    if (type == RRTYPE_NAPTR) {
        return collect(rdata, naptr_skip(rdata), 1, out);
    }
    if (type == RRTYPE_IPSECKEY && rdata.len > 3 && rdata.at[1] == 3) { /* RFC 4025 §2.3 */
        return collect(rdata, 3, 1, out);
    }
    if (type == RRTYPE_AMTRELAY && rdata.len > 2 && (rdata.at[1] & 0x7f) == 3) { /* RFC 8777 §4.2 */
        return collect(rdata, 2, 1, out);
    }
    if (type == RRTYPE_HIP && rdata.len > 4) { /* RFC 8005 §5 */
        return collect(rdata, 4u + rdata.at[0] + get_u16(rdata.at + 2), RRTYPE_NAMES_MAX, out);
    }
    if (type == RRTYPE_A6 && rdata.len > 1 && rdata.at[0] > 0 && rdata.at[0] <= 128) {
        return collect(rdata, 1u + (128u - rdata.at[0] + 7u) / 8u, 1, out); /* RFC 2874 §3.1 */
    }
    return 0;
}

int rrtype_host_at(uint16_t type)
{
    switch (type) {
    case RRTYPE_NS:
        return 0;
    case RRTYPE_MX:
    case RRTYPE_SVCB:
    case RRTYPE_HTTPS:
        return 2;
    case RRTYPE_SRV:
        return 6;
    default:
        return -1;
    }
}
