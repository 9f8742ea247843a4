/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/rdataform.h"

#include "base/attr.h"
#include "wire/rrtype.h"

#include <stdbool.h>

/* The octets a digest must have, by its number; 0 = any. */
static const uint8_t ds_octets[] = {0, 20, 32, 32, 48}; /* SHA-1, SHA-256, GOST, SHA-384 */
static const uint8_t sshfp_octets[] = {0, 20, 32};      /* SHA-1, SHA-256 */
static const uint8_t tlsa_octets[] = {0, 32, 64};       /* whole, SHA-256, SHA-512 */
static const uint8_t zonemd_octets[] = {0, 48, 64};     /* SHA-384, SHA-512 */

static bool digest_fits(const uint8_t *octets, size_t count, uint8_t number, size_t len)
{
    return number >= count || octets[number] == 0 || octets[number] == len;
}

/* RFC 4034 §5.1.4, RFC 4509, RFC 6605; digest type 0 deletes (RFC 8078 §4). */
static const char *verify_ds(struct bytes rdata)
{
    return digest_fits(ds_octets, ARRAY_LEN(ds_octets), rdata.at[3], rdata.len - 4)
               ? NULL
               : "the digest has not the length of its type; write 40 hexadecimal digits for type "
                 "1, 64 for 2 and 3, 96 for 4";
}

/* Algorithm 1 is SHA-1 and makes 20 octets. RFC 5155 §3.1.7, §11. */
static const char *verify_nsec3(struct bytes rdata)
{
    return rdata.at[0] != 1 || rdata.at[5 + rdata.at[4]] == 20
               ? NULL
               : "the next hashed owner has not the length of its algorithm; write 32 digits of "
                 "base 32 for algorithm 1";
}

/* RFC 4255 §3.1.2, RFC 6594 */
static const char *verify_sshfp(struct bytes rdata)
{
    return digest_fits(sshfp_octets, ARRAY_LEN(sshfp_octets), rdata.at[1], rdata.len - 2)
               ? NULL
               : "the fingerprint has not the length of its type; write 40 hexadecimal digits for "
                 "type 1, 64 for type 2";
}

/* RFC 6698 §2.1.3 */
static const char *verify_tlsa(struct bytes rdata)
{
    return digest_fits(tlsa_octets, ARRAY_LEN(tlsa_octets), rdata.at[2], rdata.len - 3)
               ? NULL
               : "the data has not the length of its matching type; write 64 hexadecimal digits "
                 "for type 1, 128 for type 2";
}

/* RFC 8976 §2.2.3 */
static const char *verify_zonemd(struct bytes rdata)
{
    bool fits = rdata.len - 6 >= 12 &&
                digest_fits(zonemd_octets, ARRAY_LEN(zonemd_octets), rdata.at[5], rdata.len - 6);
    return fits ? NULL
                : "the digest has not the length of its algorithm; write 96 hexadecimal digits for "
                  "algorithm 1, 128 for algorithm 2";
}

static const struct rdataform forms[] = {
    [RRTYPE_A] = {.fields = {{KIND_IPV4, "address"}}},
    [RRTYPE_NS] = {.fields = {{KIND_NAME, "host"}}},
    [RRTYPE_MD] = {.fields = {{KIND_NAME, "host"}}},
    [RRTYPE_MF] = {.fields = {{KIND_NAME, "host"}}},
    [RRTYPE_CNAME] = {.fields = {{KIND_NAME, "target"}}},
    [RRTYPE_SOA] = {.fields = {{KIND_NAME, "primary server"},
                               {KIND_NAME, "mailbox"},
                               {KIND_U32, "serial"},
                               {KIND_PERIOD, "refresh"},
                               {KIND_PERIOD, "retry"},
                               {KIND_PERIOD, "expire"},
                               {KIND_TTL, "minimum"}}},
    [RRTYPE_MB] = {.fields = {{KIND_NAME, "host"}}},
    [RRTYPE_MG] = {.fields = {{KIND_NAME, "mailbox"}}},
    [RRTYPE_MR] = {.fields = {{KIND_NAME, "mailbox"}}},
    [RRTYPE_WKS] = {.fields = {{KIND_IPV4, "address"}, {KIND_PORTS, "service"}}},
    [RRTYPE_PTR] = {.fields = {{KIND_NAME, "target"}}},
    [RRTYPE_HINFO] = {.fields = {{KIND_STRING, "cpu"}, {KIND_STRING, "operating system"}}},
    [RRTYPE_MINFO] = {.fields = {{KIND_NAME, "mailbox"}, {KIND_NAME, "error mailbox"}}},
    [RRTYPE_MX] = {.fields = {{KIND_U16, "preference"}, {KIND_NAME, "mail server"}}},
    [RRTYPE_TXT] = {.fields = {{KIND_STRINGS, "text"}}},
    [RRTYPE_RP] = {.fields = {{KIND_NAME, "mailbox"}, {KIND_NAME, "text name"}}},
    [RRTYPE_AFSDB] = {.fields = {{KIND_U16, "subtype"}, {KIND_NAME, "host"}}},
    [RRTYPE_X25] = {.fields = {{KIND_STRING, "address"}}},
    [RRTYPE_RT] = {.fields = {{KIND_U16, "preference"}, {KIND_NAME, "host"}}},
    [RRTYPE_GPOS] = {.fields = {{KIND_STRING, "longitude"},
                                {KIND_STRING, "latitude"},
                                {KIND_STRING, "altitude"}}},
    [RRTYPE_NSAP_PTR] = {.fields = {{KIND_NAME, "target"}}},
    [RRTYPE_PX] = {.fields = {{KIND_U16, "preference"},
                              {KIND_NAME, "RFC 822 domain"},
                              {KIND_NAME, "X.400 domain"}}},
    [RRTYPE_AAAA] = {.fields = {{KIND_IPV6, "address"}}},
    [RRTYPE_LOC] = {.fields = {{KIND_LOC, "location"}}},
    [RRTYPE_EID] = {.fields = {{KIND_HEX, "endpoint"}}},
    [RRTYPE_NIMLOC] = {.fields = {{KIND_HEX, "locator"}}},
    [RRTYPE_SRV] = {.fields = {{KIND_U16, "priority"},
                               {KIND_U16, "weight"},
                               {KIND_U16, "port"},
                               {KIND_NAME, "target"}}},
    [RRTYPE_ATMA] = {.fields = {{KIND_ATM, "address"}}},
    [RRTYPE_NAPTR] = {.fields = {{KIND_U16, "order"},
                                 {KIND_U16, "preference"},
                                 {KIND_STRING, "flags"},
                                 {KIND_STRING, "services"},
                                 {KIND_STRING, "regular expression"},
                                 {KIND_NAME, "replacement"}}},
    [RRTYPE_KX] = {.fields = {{KIND_U16, "preference"}, {KIND_NAME, "exchanger"}}},
    [RRTYPE_CERT] = {.fields = {{KIND_CERT_TYPE, "certificate type"},
                                {KIND_U16, "key tag"},
                                {KIND_ALGORITHM, "algorithm"},
                                {KIND_BASE64, "certificate"}}},
    [RRTYPE_DNAME] = {.fields = {{KIND_NAME, "target"}}},
    [RRTYPE_SINK] = {.fields = {{KIND_U8, "meaning"},
                                {KIND_U8, "coding"},
                                {KIND_U8, "subcoding"},
                                {KIND_BASE64, "data"}}},
    [RRTYPE_DS] = {.fields = {{KIND_U16, "key tag"},
                              {KIND_ALGORITHM, "algorithm"},
                              {KIND_U8, "digest type"},
                              {KIND_HEX, "digest"}},
                   .verify = verify_ds},
    [RRTYPE_APL] = {.fields = {{KIND_APL, "prefix"}}},
    [RRTYPE_IPSECKEY] = {.fields = {{KIND_U8, "precedence"}, {KIND_GATEWAY, "gateway"}}},
    [RRTYPE_SSHFP] = {.fields = {{KIND_U8, "algorithm"},
                                 {KIND_U8, "fingerprint type"},
                                 {KIND_HEX, "fingerprint"}},
                      .verify = verify_sshfp},
    [RRTYPE_RRSIG] = {.fields = {{KIND_TYPE, "type covered"},
                                 {KIND_ALGORITHM, "algorithm"},
                                 {KIND_U8, "labels"},
                                 {KIND_TTL, "original TTL"},
                                 {KIND_TIME, "expiration"},
                                 {KIND_TIME, "inception"},
                                 {KIND_U16, "key tag"},
                                 {KIND_NAME, "signer"},
                                 {KIND_BASE64, "signature"}}},
    [RRTYPE_NSEC] = {.fields = {{KIND_NAME, "next name"}, {KIND_TYPES, "types"}}},
    [RRTYPE_DNSKEY] = {.fields = {{KIND_U16, "flags"},
                                  {KIND_U8, "protocol"},
                                  {KIND_ALGORITHM, "algorithm"},
                                  {KIND_BASE64, "key"}}},
    [RRTYPE_DHCID] = {.fields = {{KIND_BASE64, "digest"}}},
    [RRTYPE_NSEC3] = {.fields = {{KIND_U8, "hash algorithm"},
                                 {KIND_U8, "flags"},
                                 {KIND_U16, "iterations"},
                                 {KIND_SALT, "salt"},
                                 {KIND_BASE32, "next hashed owner"},
                                 {KIND_TYPES, "types"}},
                      .verify = verify_nsec3},
    [RRTYPE_NSEC3PARAM] = {.fields = {{KIND_U8, "hash algorithm"},
                                      {KIND_U8, "flags"},
                                      {KIND_U16, "iterations"},
                                      {KIND_SALT, "salt"}}},
    [RRTYPE_TLSA] = {.fields = {{KIND_U8, "usage"},
                                {KIND_U8, "selector"},
                                {KIND_U8, "matching type"},
                                {KIND_HEX, "data"}},
                     .verify = verify_tlsa},
    [RRTYPE_NINFO] = {.fields = {{KIND_STRINGS, "text"}}},
    [RRTYPE_TALINK] = {.fields = {{KIND_NAME, "previous name"}, {KIND_NAME, "next name"}}},
    [RRTYPE_OPENPGPKEY] = {.fields = {{KIND_BASE64, "key"}}},
    [RRTYPE_CSYNC] = {.fields = {{KIND_U32, "serial"}, {KIND_U16, "flags"}, {KIND_TYPES, "types"}}},
    [RRTYPE_ZONEMD] = {.fields = {{KIND_U32, "serial"},
                                  {KIND_U8, "scheme"},
                                  {KIND_U8, "hash algorithm"},
                                  {KIND_HEX, "digest"}},
                       .verify = verify_zonemd},
    [RRTYPE_SVCB] = {.fields = {{KIND_U16, "priority"},
                                {KIND_NAME, "target"},
                                {KIND_PARAMS, "parameters"}}},
    [RRTYPE_DSYNC] = {.fields = {{KIND_TYPE, "type"},
                                 {KIND_SCHEME, "scheme"},
                                 {KIND_U16, "port"},
                                 {KIND_NAME, "target"}}},
    [RRTYPE_HHIT] = {.fields = {{KIND_BASE64, "data"}}},
    [RRTYPE_BRID] = {.fields = {{KIND_BASE64, "data"}}},
    [RRTYPE_SPF] = {.fields = {{KIND_STRINGS, "text"}}},
    [RRTYPE_NID] = {.fields = {{KIND_U16, "preference"}, {KIND_LOCATOR, "node identifier"}}},
    [RRTYPE_L32] = {.fields = {{KIND_U16, "preference"}, {KIND_IPV4, "locator"}}},
    [RRTYPE_L64] = {.fields = {{KIND_U16, "preference"}, {KIND_LOCATOR, "locator"}}},
    [RRTYPE_LP] = {.fields = {{KIND_U16, "preference"}, {KIND_NAME, "target"}}},
    [RRTYPE_EUI48] = {.fields = {{KIND_EUI48, "address"}}},
    [RRTYPE_EUI64] = {.fields = {{KIND_EUI64, "address"}}},
    [RRTYPE_URI] = {.fields = {{KIND_U16, "priority"},
                               {KIND_U16, "weight"},
                               {KIND_TEXT, "target"}}},
    [RRTYPE_CAA] = {.fields = {{KIND_U8, "flags"}, {KIND_TAG, "tag"}, {KIND_TEXT, "value"}}},
    [RRTYPE_AVC] = {.fields = {{KIND_STRINGS, "text"}}},
    [RRTYPE_AMTRELAY] = {.fields = {{KIND_U8, "precedence"}, {KIND_RELAY, "relay"}}},
    [RRTYPE_RESINFO] = {.fields = {{KIND_STRINGS, "text"}}},
    [RRTYPE_WALLET] = {.fields = {{KIND_STRINGS, "text"}}},
    [RRTYPE_CLA] = {.fields = {{KIND_STRINGS, "text"}}},
    [RRTYPE_IPN] = {.fields = {{KIND_U64, "number"}}},
};

/* The type whose data has the same form. */
static uint16_t same_form(uint16_t type)
{
    switch (type) {
    case RRTYPE_SIG:
        return RRTYPE_RRSIG; /* RFC 4034 §3.1 */
    case RRTYPE_KEY:
    case RRTYPE_RKEY:
    case RRTYPE_CDNSKEY: /* RFC 7344 §3.2 */
        return RRTYPE_DNSKEY;
    case RRTYPE_CDS: /* RFC 7344 §3.1 */
    case RRTYPE_TA:
    case RRTYPE_DLV: /* RFC 4431 §2 */
        return RRTYPE_DS;
    case RRTYPE_SMIMEA: /* RFC 8162 §2 */
        return RRTYPE_TLSA;
    case RRTYPE_HTTPS: /* RFC 9460 §9 */
        return RRTYPE_SVCB;
    default:
        return type;
    }
}

const struct rdataform *rdataform_find(uint16_t type)
{
    uint16_t form = same_form(type);
    return form < ARRAY_LEN(forms) && forms[form].fields[0].what != NULL ? &forms[form] : NULL;
}
