/* SPDX-License-Identifier: Apache-2.0 */
#include "geodb.h"

#include "base/attr.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { NODES_MAX = GEODB_NETS_MAX * 128 + 512, DATA_MAX = GEODB_NETS_MAX * 128, SEPARATOR = 16 };

/* Where a record leads: a node, nothing, or a data record. */
enum { LEADS_NOWHERE = -1, LEADS_TO_DATA = -2 /* and less: data record i is -2 - i */ };

struct making {
    const struct geodb *db;
    int32_t nodes[NODES_MAX][2];
    int32_t nnodes;
    size_t data_at[GEODB_NETS_MAX];
    uint8_t data[DATA_MAX];
    size_t ndata;
};

/* Where the tree has IPv4. */
static const struct prefix v4_place = {.addr = {.family = FAMILY_IPV6}, .bits = 96};

static int depth_of(const struct prefix *prefix)
{
    return prefix->bits + (prefix->addr.family == FAMILY_IPV4 ? v4_place.bits : 0);
}

static int compare(const void *left, const void *right)
{
    const struct geodb_net *a = left;
    const struct geodb_net *b = right;
    int order = depth_of(&a->prefix) - depth_of(&b->prefix);
    return order != 0 ? order : memcmp(&a->prefix.addr, &b->prefix.addr, sizeof(struct addr));
}

/* Whether the tree has room for a network: not the whole of it, and in ::/96 is IPv4. */
static bool is_apt(const struct geodb *db, const struct prefix *prefix)
{
    bool is_v6 = prefix->addr.family == FAMILY_IPV6;
    return !(!is_v6 && db->v6_only) &&
           !(is_v6 && (db->v4_only || prefix_covers(&v4_place, prefix))) &&
           (prefix->bits > 0 || (!is_v6 && !db->v4_only));
}

void geodb_settle(struct geodb *db)
{
    size_t kept = 0;
    for (size_t i = 0; i < db->nnets; i++) {
        bool again = !is_apt(db, &db->nets[i].prefix);
        for (size_t k = i + 1; k < db->nnets && !again; k++) {
            again = compare(&db->nets[i], &db->nets[k]) == 0;
        }
        if (!again) {
            db->nets[kept] = db->nets[i];
            db->nets[kept].anycast &= !db->flat;
            db->nets[kept++].subdivision[0] = db->flat ? '\0' : db->nets[i].subdivision[0];
        }
    }
    db->nnets = kept;
    qsort(db->nets, db->nnets, sizeof(db->nets[0]), compare);
}

const struct geodb_net *geodb_find(const struct geodb *db, const struct addr *addr)
{
    const struct geodb_net *found = NULL;
    for (size_t i = 0; i < db->nnets; i++) {
        const struct prefix *prefix = &db->nets[i].prefix;
        bool holds = prefix_holds(prefix, addr) ||
                     (addr->family == FAMILY_IPV4 && prefix_covers(prefix, &v4_place));
        found = holds ? &db->nets[i] : found;
    }
    return found;
}

/* ---- data: a control octet, then the value */

static void put(struct making *m, const void *octets, size_t len)
{
    assert(m->ndata + len <= DATA_MAX);
    memcpy(m->data + m->ndata, octets, len);
    m->ndata += len;
}

static void put_control(struct making *m, unsigned type, size_t size)
{
    uint8_t octets[] = {(uint8_t)(type << 5 | size), (uint8_t)(type - 7)};
    octets[0] = type > 7 ? (uint8_t)size : octets[0];
    assert(size < 29);
    put(m, octets, type > 7 ? 2 : 1);
}

static void put_string(struct making *m, const char *text)
{
    put_control(m, 2, strlen(text));
    put(m, text, strlen(text));
}

static void put_number(struct making *m, unsigned type, uint64_t value, size_t len)
{
    put_control(m, type, len);
    for (size_t i = len; i-- > 0;) {
        uint8_t octet = (uint8_t)(value >> (8 * i));
        put(m, &octet, 1);
    }
}

enum { TYPE_U16 = 5, TYPE_U32 = 6, TYPE_MAP = 7, TYPE_U64 = 9, TYPE_ARRAY = 11, TYPE_BOOL = 14 };

static void put_place(struct making *m, const struct geodb_net *net)
{
    bool has[] = {net->country[0] != '\0', net->subdivision[0] != '\0', net->anycast};
    put_control(m, TYPE_MAP, 1u + has[0] + has[1] + has[2]);
    put_string(m, "continent");
    put_control(m, TYPE_MAP, 1);
    put_string(m, "code");
    put_string(m, "EU");
    if (has[0]) {
        put_string(m, "country");
        put_control(m, TYPE_MAP, 1);
        put_string(m, "iso_code");
        put_string(m, net->country);
    }
    if (has[1]) {
        put_string(m, "subdivisions");
        put_control(m, TYPE_ARRAY, 1);
        put_control(m, TYPE_MAP, 1);
        put_string(m, "iso_code");
        put_string(m, net->subdivision);
    }
    if (has[2]) {
        put_string(m, "traits");
        put_control(m, TYPE_MAP, 1);
        put_string(m, "is_anycast");
        put_control(m, TYPE_BOOL, 1);
    }
}

static void put_flat(struct making *m, const struct geodb_net *net)
{
    put_control(m, TYPE_MAP, net->country[0] != '\0');
    if (net->country[0] != '\0') {
        put_string(m, "country_code");
        put_string(m, net->country);
    }
}

static void put_asn(struct making *m, const struct geodb_net *net)
{
    put_control(m, TYPE_MAP, net->asn != 0);
    if (net->asn != 0) {
        put_string(m, "autonomous_system_number");
        put_number(m, TYPE_U32, net->asn, 4);
    }
}

static void put_metadata(struct making *m)
{
    static const char marker[] = "\xab\xcd\xefMaxMind.com";
    put(m, marker, sizeof(marker) - 1);
    put_control(m, TYPE_MAP, 9);
    put_string(m, "binary_format_major_version");
    put_number(m, TYPE_U16, 2, 1);
    put_string(m, "binary_format_minor_version");
    put_number(m, TYPE_U16, 0, 0);
    put_string(m, "build_epoch");
    put_number(m, TYPE_U64, 1767225600, 4);
    put_string(m, "database_type");
    put_string(m, m->db->of_asns ? "Property-ASN" : "Property-City");
    put_string(m, "description");
    put_control(m, TYPE_MAP, 1);
    put_string(m, "en");
    put_string(m, "random");
    put_string(m, "ip_version");
    put_number(m, TYPE_U16, m->db->v4_only ? 4 : 6, 1);
    put_string(m, "languages");
    put_control(m, TYPE_ARRAY, 1);
    put_string(m, "en");
    put_string(m, "node_count");
    put_number(m, TYPE_U32, (uint64_t)m->nnodes, 4);
    put_string(m, "record_size");
    put_number(m, TYPE_U16, m->db->bits, 1);
}

/* ---- the tree */

static int32_t new_node(struct making *m, int32_t both)
{
    assert(m->nnodes < NODES_MAX);
    m->nodes[m->nnodes][0] = both;
    m->nodes[m->nnodes][1] = both;
    return m->nnodes++;
}

/* Let a network lead somewhere; what it held before is lost. IPv4 lies at ::/96. */
static void lead(struct making *m, const struct prefix *prefix, int32_t where)
{
    bool deep = prefix->addr.family == FAMILY_IPV4 && !m->db->v4_only;
    unsigned zeros = deep ? 96 : 0;
    int32_t at = 0;
    for (unsigned i = 0; i + 1 < zeros + prefix->bits; i++) {
        unsigned k = i - zeros;
        int bit = i < zeros ? 0 : prefix->addr.octets[k / 8] >> (7 - k % 8) & 1;
        int32_t next = m->nodes[at][bit];
        if (next < 0) {
            next = new_node(m, next);
            m->nodes[at][bit] = next;
        }
        at = next;
    }
    unsigned last = prefix->bits - 1u; /* of all of IPv4 the last bit is one of the zeros */
    int bit = prefix->bits == 0 ? 0 : prefix->addr.octets[last / 8] >> (7 - last % 8) & 1;
    m->nodes[at][bit] = where;
}

/* The node, or what else the record of IPv4 as a whole is. */
static int32_t find_v4(const struct making *m)
{
    int32_t at = 0;
    for (unsigned i = 0; i < 96 && at >= 0; i++) {
        at = m->nodes[at][0];
    }
    return at;
}

static void make_tree(struct making *m)
{
    static const char *const blocks[] = {"::ffff:0:0/96", "2001::/32", "2002::/16"};
    const struct geodb *db = m->db;
    new_node(m, LEADS_NOWHERE);
    for (size_t i = 0; i < db->nnets; i++) {
        m->data_at[i] = m->ndata;
        if (db->of_asns) {
            put_asn(m, &db->nets[i]);
        } else if (db->flat) {
            put_flat(m, &db->nets[i]);
        } else {
            put_place(m, &db->nets[i]);
        }
        lead(m, &db->nets[i].prefix, LEADS_TO_DATA - (int32_t)i);
    }
    for (size_t i = 0; i < ARRAY_LEN(blocks) && db->aliases && !db->v4_only; i++) {
        struct prefix block;
        bool ok = prefix_parse(blocks[i], &block, NULL);
        assert(ok);
        lead(m, &block, find_v4(m));
    }
}

/* ---- the file */

static uint32_t record_of(const struct making *m, int32_t leads)
{
    if (leads >= 0) {
        return (uint32_t)leads;
    }
    uint32_t count = (uint32_t)m->nnodes;
    return leads == LEADS_NOWHERE ? count
                                  : count + SEPARATOR + (uint32_t)m->data_at[LEADS_TO_DATA - leads];
}

static size_t write_node(const struct making *m, int32_t node, uint8_t *out)
{
    uint32_t left = record_of(m, m->nodes[node][0]);
    uint32_t right = record_of(m, m->nodes[node][1]);
    unsigned octets = m->db->bits / 8; /* of each; of 28 bits an octet in the middle is shared */
    size_t at = 0;
    for (unsigned i = octets; i-- > 0;) {
        out[at++] = (uint8_t)(left >> (8 * i));
    }
    if (m->db->bits == 28) {
        out[at++] = (uint8_t)(left >> 24 << 4 | right >> 24);
    }
    for (unsigned i = octets; i-- > 0;) {
        out[at++] = (uint8_t)(right >> (8 * i));
    }
    return at;
}

int geodb_file(const struct geodb *db)
{
    struct making *m = calloc(1, sizeof(*m));
    uint8_t *out = calloc(1, NODES_MAX * sizeof(uint64_t) + SEPARATOR + DATA_MAX);
    assert(m != NULL && out != NULL);
    m->db = db;
    make_tree(m);
    put_metadata(m);
    size_t len = 0;
    for (int32_t i = 0; i < m->nnodes; i++) {
        len += write_node(m, i, out + len);
    }
    len += SEPARATOR;
    memcpy(out + len, m->data, m->ndata);
    len += m->ndata;
    int fd = memfd_create("geodb", MFD_CLOEXEC);
    bool ok = fd >= 0 && write(fd, out, len) == (ssize_t)len;
    assert(ok);
    free(out);
    free(m);
    return fd;
}

void geodb_print(const struct geodb *db, FILE *to)
{
    char text[PREFIX_TEXT_SIZE];
    fprintf(to, "ip %d\nrecord %u\n%sschema %s\n", db->v4_only ? 4 : 6, db->bits,
            db->aliases ? "aliases\n" : "",
            db->of_asns ? "asn"
            : db->flat  ? "flat"
                        : "nested");
    for (size_t i = 0; i < db->nnets; i++) {
        const struct geodb_net *net = &db->nets[i];
        fprintf(to, "net %s", prefix_format(&net->prefix, text));
        if (db->of_asns) {
            fprintf(to, " asn=%u\n", net->asn);
            continue;
        }
        fprintf(to, "%s%s%s%s%s\n", net->country[0] == '\0' ? "" : " code=", net->country,
                net->subdivision[0] == '\0' ? "" : " subdivision=", net->subdivision,
                net->anycast ? " anycast" : "");
    }
}
