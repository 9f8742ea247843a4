/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/ldnsrdata.h"

#include "base/must.h"
#include "wire/rrtype.h"

#include <ldns/ldns.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a record of a type must look like before ldns sees it. */
struct shape {
    uint16_t type;
    uint8_t min; /* tokens */
    uint8_t max; /* 0 = any number */
    bool (*fits)(const struct fields *fields, const struct token **wrong);
    const char *usage;
};

/* ldns takes an odd digit for the upper half of an octet, and none at all. RFC 1706 §6. */
static bool nsap_fits(const struct fields *f, const struct token **wrong)
{
    size_t ndigits = 0;
    *wrong = &f->tokens[0];
    for (uint32_t i = 2; i < f->tokens[0].len; i++) {
        ndigits += f->tokens[0].text[i] != '.';
    }
    return ndigits > 0 && ndigits % 2 == 0;
}

/* ldns wraps the algorithm. RFC 8005 §5. */
static bool hip_fits(const struct fields *f, const struct token **wrong)
{
    uint64_t algorithm;
    *wrong = &f->tokens[0];
    return token_number(&f->tokens[0], UINT8_MAX, &algorithm);
}

static const struct shape shapes[] = {
    {RRTYPE_ISDN, 1, 2, NULL, "address [subaddress], each at most 255 octets"},
    {RRTYPE_NSAP, 1, 1, nsap_fits, "0x and an even number of hexadecimal digits"},
    {RRTYPE_HIP, 3, 0, hip_fits,
     "algorithm HIT key [server...]: a number to 255, hexadecimal, base 64"},
};

static const struct shape *find_shape(uint16_t type)
{
    for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
        if (shapes[i].type == type) {
            return &shapes[i];
        }
    }
    return NULL;
}

static bool check_shape(struct fields *f, const struct shape *shape)
{
    char type[RRTYPE_TEXT_SIZE];
    rrtype_format(f->type, type);
    if (f->ntokens < shape->min || (shape->max > 0 && f->ntokens > shape->max)) {
        return fields_fail(f, f->type_token, "%s has %zu fields; write %s %s", type, f->ntokens,
                           type, shape->usage);
    }
    const struct token *wrong = NULL;
    return shape->fits == NULL || shape->fits(f, &wrong) ||
           fields_fail(f, wrong, "%s cannot be read from this; write %s %s", type, type,
                       shape->usage);
}

/* The record as one line for ldns, which wants an owner; malloc'd. */
static char *make_line(const struct fields *f)
{
    size_t room = 64;
    for (size_t i = 0; i < f->ntokens; i++) {
        room += f->tokens[i].len + 3;
    }
    char *line = must(malloc(room));
    char type[RRTYPE_TEXT_SIZE];
    size_t len = (size_t)snprintf(line, room, ". 0 IN %s", rrtype_format(f->type, type));
    for (size_t i = 0; i < f->ntokens; i++) {
        const struct token *token = &f->tokens[i];
        const char *quote = token->quoted ? "\"" : "";
        len += (size_t)snprintf(line + len, room - len, " %s%.*s%s", quote, (int)token->len,
                                token->text, quote);
    }
    return line;
}

static bool refused(const struct fields *f, const struct shape *shape, ldns_status status)
{
    char type[RRTYPE_TEXT_SIZE];
    const struct token *token = f->ntokens > 0 ? &f->tokens[0] : f->type_token;
    rrtype_format(f->type, type);
    if (shape == NULL) {
        return fields_fail(f, token,
                           "%s has no text form that dnsd knows; write \\# with the length and "
                           "hexadecimal digits of its data (RFC 3597)",
                           type);
    }
    return fields_fail(f, token, "the fields of %s cannot be read (%s); write %s %s", type,
                       ldns_get_errorstr_by_id(status), type, shape->usage);
}

static bool put_rdfs(struct fields *f, const ldns_rr *rr)
{
    for (size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
        const ldns_rdf *rdf = ldns_rr_rdf(rr, i);
        if (!fields_put(f, ldns_rdf_data(rdf), ldns_rdf_size(rdf))) {
            return false;
        }
    }
    return true;
}

bool ldnsrdata_read(struct fields *f)
{
    const struct shape *shape = find_shape(f->type);
    if (shape == NULL) {
        return refused(f, NULL, LDNS_STATUS_OK);
    }
    if (!check_shape(f, shape)) {
        return false;
    }
    ldns_rdf *origin =
        ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, f->origin->len, f->origin->octets);
    char *line = make_line(f);
    ldns_rr *rr = NULL;
    ldns_status status = ldns_rr_new_frm_str(&rr, line, 0, origin, NULL);
    bool ok = status == LDNS_STATUS_OK ? put_rdfs(f, rr) : refused(f, shape, status);
    if (status == LDNS_STATUS_OK) {
        ldns_rr_free(rr);
    }
    free(line);
    ldns_rdf_deep_free(origin);
    f->at = f->ntokens;
    return ok;
}

bool ldnsrdata_check(uint16_t type, struct bytes rdata)
{
    if (find_shape(type) == NULL) {
        return true;
    }
    uint8_t *wire = must(malloc(rdata.len + 2));
    ldns_rr *rr = must(ldns_rr_new());
    put_u16(wire, (uint16_t)rdata.len);
    memcpy(wire + 2, rdata.at, rdata.len);
    ldns_rr_set_type(rr, (ldns_rr_type)type);
    size_t at = 0;
    bool ok = ldns_wire2rdf(rr, wire, rdata.len + 2, &at) == LDNS_STATUS_OK && at == rdata.len + 2;
    ldns_rr_free(rr);
    free(wire);
    return ok;
}
