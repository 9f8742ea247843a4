/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/rdata.h"

#include "wire/rrtype.h"
#include "zone/ldnsrdata.h"
#include "zone/rdatabasic.h"
#include "zone/rdatacode.h"
#include "zone/rdataform.h"
#include "zone/rdataparams.h"
#include "zone/rdatarare.h"
#include "zone/rdatawire.h"

#include <stdio.h>
#include <string.h>

typedef bool (*field_reader)(struct fields *fields, const char *what);

static const field_reader readers[KIND_COUNT] = {
    [KIND_U8] = rdatabasic_u8,
    [KIND_U16] = rdatabasic_u16,
    [KIND_U32] = rdatabasic_u32,
    [KIND_U64] = rdatabasic_u64,
    [KIND_TTL] = rdatabasic_ttl,
    [KIND_PERIOD] = rdatabasic_period,
    [KIND_NAME] = rdatabasic_name,
    [KIND_IPV4] = rdatabasic_ipv4,
    [KIND_IPV6] = rdatabasic_ipv6,
    [KIND_STRING] = rdatabasic_string,
    [KIND_STRINGS] = rdatabasic_strings,
    [KIND_TEXT] = rdatabasic_text,
    [KIND_TAG] = rdatabasic_tag,
    [KIND_TYPE] = rdatabasic_type,
    [KIND_TYPES] = rdatacode_types,
    [KIND_ALGORITHM] = rdatabasic_algorithm,
    [KIND_CERT_TYPE] = rdatabasic_cert_type,
    [KIND_SCHEME] = rdatabasic_scheme,
    [KIND_TIME] = rdatacode_time,
    [KIND_HEX] = rdatacode_hex,
    [KIND_BASE64] = rdatacode_base64,
    [KIND_BASE32] = rdatacode_base32,
    [KIND_SALT] = rdatacode_salt,
    [KIND_LOCATOR] = rdatacode_locator,
    [KIND_EUI48] = rdatacode_eui48,
    [KIND_EUI64] = rdatacode_eui64,
    [KIND_PARAMS] = rdataparams_read,
    [KIND_RELAY] = rdatabasic_relay,
    [KIND_GATEWAY] = rdatabasic_gateway,
    [KIND_LOC] = rdatarare_loc,
    [KIND_APL] = rdatarare_apl,
    [KIND_ATM] = rdatacode_atm,
    [KIND_PORTS] = rdatarare_ports,
};

/* "MX preference mail-server", for messages. */
static void write_usage(const struct fields *f, const struct rdataform *form, char *out,
                        size_t size)
{
    char type[RRTYPE_TEXT_SIZE];
    size_t len = (size_t)snprintf(out, size, "%s", rrtype_format(f->type, type));
    for (const struct rdatafield *field = form->fields; field->kind != KIND_END; field++) {
        if (len < size) {
            len += (size_t)snprintf(out + len, size - len, " '%s'", field->what);
        }
    }
}

static bool read_form(struct fields *f, const struct rdataform *form)
{
    for (const struct rdatafield *field = form->fields; field->kind != KIND_END; field++) {
        if (!readers[field->kind](f, field->what)) {
            return false;
        }
    }
    if (fields_peek(f) != NULL) {
        char shown[TOKEN_SHOWN_SIZE];
        char usage[160];
        write_usage(f, form, usage, sizeof(usage));
        return fields_fail(f, fields_peek(f), "'%s' is one field too many; write %s",
                           token_show(fields_peek(f), shown), usage);
    }
    if (form->verify == NULL) {
        return true;
    }
    const char *fault = form->verify((struct bytes){.at = f->out, .len = f->len});
    return fault == NULL || fields_fail(f, &f->tokens[f->ntokens - 1], "%s", fault);
}

/* \# length digits. Source: RFC 3597 §5. */
static bool read_generic(struct fields *f)
{
    f->at++;
    const struct token *length = fields_next(f, "length");
    uint64_t octets;
    if (length == NULL) {
        return false;
    }
    if (!token_number(length, RDATA_MAX, &octets)) {
        return fields_wrong(f, length, "length", "a number from 0 to 65535");
    }
    if (!rdatacode_hex_rest(f, "data")) {
        return false;
    }
    if (f->len != octets) {
        return fields_fail(f, length, "the data has %zu octets, not %u; write \\# %zu", f->len,
                           (unsigned)octets, f->len);
    }
    const char *fault = rdatawire_check(f->type, (struct bytes){.at = f->out, .len = f->len});
    char type[RRTYPE_TEXT_SIZE];
    return fault == NULL ||
           fields_fail(f, length, "this is no data of %s: %s", rrtype_format(f->type, type), fault);
}

bool rdata_read(struct fields *f)
{
    f->len = 0;
    f->at = 0;
    const struct token *first = fields_peek(f);
    if (first != NULL && first->len == 2 && first->text[0] == '\\' && first->text[1] == '#' &&
        !first->quoted) {
        return read_generic(f);
    }
    const struct rdataform *form = rdataform_find(f->type);
    return form != NULL ? read_form(f, form) : ldnsrdata_read(f);
}
