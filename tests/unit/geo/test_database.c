/* SPDX-License-Identifier: Apache-2.0 */
/* Databases compiled into address tables, against libmaxminddb's own look-up of every network. */
#include "geo/database.h"

#include "base/attr.h"
#include "fixture.h"
#include "geo/country.h"
#include "image/map.h"

#include <maxminddb.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct compiled {
    struct database *db;
    struct map_ranges v4;
    struct map_ranges v6;
    struct build *build;
    struct image image;
    void *octets;
    uint32_t map;
    size_t asked; /* calls of the class function */
};

/* The country's letters as a number; 0 = unknown. */
static uint32_t code_number(const char *code)
{
    return ((uint32_t)(uint8_t)code[0] << 8) | (uint8_t)code[1];
}

static uint32_t by_country(const struct place *place, void *arg)
{
    struct compiled *compiled = arg;
    compiled->asked++;
    return place->country[0] == '\0' ? 0 : code_number(place->country);
}

static bool compile(struct compiled *c, const char *const *paths, size_t npaths, struct errs *errs)
{
    *c = (struct compiled){0};
    c->db = database_open(paths, npaths, fixture_pos, errs);
    if (c->db == NULL || !database_compile(c->db, by_country, c, &c->v4, &c->v6, errs)) {
        return false;
    }
    c->build = build_new();
    c->map = map_build_add(c->build, &c->v4, &c->v6);
    c->image.at[SECTION_MAP] = build_at(c->build, SECTION_MAP, 0);
    c->image.count[SECTION_MAP] = build_count(c->build, SECTION_MAP);
    c->image.at[SECTION_MAP_DATA] = build_at(c->build, SECTION_MAP_DATA, 0);
    c->image.count[SECTION_MAP_DATA] = build_count(c->build, SECTION_MAP_DATA);
    return true;
}

static void done(struct compiled *c)
{
    map_build_free(&c->v4);
    map_build_free(&c->v6);
    build_free(c->build);
    database_close(c->db);
}

static struct map_hit find_prefix(const struct compiled *c, const char *text)
{
    struct prefix client;
    struct map_hit hit;
    assert_true(prefix_parse(text, &client, NULL));
    map_find(&c->image, c->map, &client, &hit);
    return hit;
}

static void finds_the_example_by_table(void **state)
{
    (void)state;
    static const struct {
        const char *client;
        const char *country; /* "" = unknown */
        unsigned scope;
    } rows[] = {
        {"130.89.1.0/24", "NL", 16},
        {"192.0.2.0/26", "NL", 26},
        {"192.0.2.0/24", "NL", 26},
        {"198.51.100.200/32", "GB", 28},
        {"198.51.100.130/32", "GB", 26},
        {"203.0.113.200", "RE", 28},
        {"8.8.8.0/24", "", 1},
        {"2001:610::/32", "NL", 32},
        {"2001:db8:a::/48", "NL", 49},
        {"2001:db8:14::/64", "US", 128},
        {"2001:db8:14::1", "NL", 128},
        {"2001:db8:14:1::/64", "US", 64},
        {"::ffff:130.89.1.0/120", "NL", 112},
        {"2002:8259:0100::/40", "NL", 32},
        {"64:ff9b::130.89.0.0/112", "NL", 112},
        {"2001::/32", "", 22},
    };
    char path[FIXTURE_PATH_MAX];
    const char *paths[] = {fixture_path("policies/geo/example-country.mmdb", path)};
    struct errs *errs = errs_new();
    struct compiled c;
    assert_true(compile(&c, paths, 1, errs));
    assert_int_equal(c.asked, 23); /* 22 distinct records and "unknown" */
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct map_hit hit = find_prefix(&c, rows[i].client);
        uint32_t want = rows[i].country[0] == '\0' ? 0 : code_number(rows[i].country);
        if (hit.value != want || hit.scope_bits != rows[i].scope) {
            fail_msg("%s: %#x scope %u", rows[i].client, hit.value, hit.scope_bits);
        }
    }
    assert_true(database_has_countries(c.db));
    assert_false(database_has_asns(c.db));
    done(&c);
    errs_free(errs);
}

/*
 * What libmaxminddb finds: in a block that carries IPv4 the record of the IPv4 address, whatever
 * else the file says about the block.
 */
static MMDB_lookup_result_s library_find(const MMDB_s *lib, const struct addr *client)
{
    struct prefix host = prefix_of(client, family_bits(client->family));
    struct prefix inside;
    const struct addr *addr = prefix_unmap(&host, &inside) == 0 ? client : &inside.addr;
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    memcpy(&v4.sin_addr, addr->octets, 4);
    memcpy(&v6.sin6_addr, addr->octets, 16);
    const void *socket = addr->family == FAMILY_IPV4 ? (const void *)&v4 : (const void *)&v6;
    int status;
    MMDB_lookup_result_s found = MMDB_lookup_sockaddr(lib, socket, &status);
    assert_int_equal(status, MMDB_SUCCESS);
    return found;
}

/* Its country, as by_country() numbers it. */
static uint32_t library_country(const MMDB_s *lib, const struct addr *client)
{
    MMDB_lookup_result_s found = library_find(lib, client);
    MMDB_entry_data_s data;
    bool has_code =
        found.found_entry &&
        (MMDB_get_value(&found.entry, &data, "country", "iso_code", NULL) == MMDB_SUCCESS ||
         MMDB_get_value(&found.entry, &data, "country_code", NULL) == MMDB_SUCCESS);
    if (!has_code || !data.has_data || data.data_size != 2) {
        return 0;
    }
    char code[3] = {data.utf8_string[0], data.utf8_string[1]};
    return country_is(code) ? code_number(code) : 0;
}

/* Texts and numbers of a record, as libmaxminddb decodes them. */
static void compare_fields(const struct mmdb *db, uint32_t record, MMDB_entry_s *entry)
{
    static const char *const paths[][4] = {
        {"country", "names", "en"},        {"continent", "code"},
        {"city", "names", "en"},           {"subdivisions", "0", "iso_code"},
        {"location", "latitude"},          {"country", "is_in_european_union"},
        {"registered_country", "names"},   {"country", "geoname_id"},
        {"subdivisions", "7", "iso_code"}, {"country_code"},
    };
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        MMDB_entry_data_s want;
        struct bytes text = {0};
        uint64_t number = 0;
        double real = 0;
        bool has = MMDB_aget_value(entry, &want, paths[i]) == MMDB_SUCCESS && want.has_data;
        uint32_t type = has ? want.type : 0;
        assert_int_equal(mmdb_text(db, record, paths[i], &text),
                         type == MMDB_DATA_TYPE_UTF8_STRING);
        assert_int_equal(mmdb_real(db, record, paths[i], &real), type == MMDB_DATA_TYPE_DOUBLE);
        assert_int_equal(mmdb_number(db, record, paths[i], &number),
                         type == MMDB_DATA_TYPE_UINT32 || type == MMDB_DATA_TYPE_BOOLEAN);
        if (type == MMDB_DATA_TYPE_UTF8_STRING) {
            assert_int_equal(text.len, want.data_size);
            assert_memory_equal(text.at, want.utf8_string, text.len);
        } else if (type == MMDB_DATA_TYPE_DOUBLE) {
            assert_memory_equal(&real, &want.double_value, sizeof(real));
        } else if (type != 0 && type != MMDB_DATA_TYPE_MAP) {
            assert_int_equal(number, type == MMDB_DATA_TYPE_BOOLEAN ? want.boolean : want.uint32);
        }
    }
}

struct comparison {
    struct mmdb *db;
    const struct compiled *c;
    const MMDB_s *lib;
    enum family family;
    size_t count;
};

static struct addr to_addr(enum family family, struct map_address address)
{
    struct addr addr = {.family = (uint8_t)family};
    bool v4 = family == FAMILY_IPV4;
    for (unsigned i = 0; i < (v4 ? 4u : 16u); i++) {
        unsigned shift = (v4 ? 24 : 56) - 8 * (i % 8);
        addr.octets[i] = (uint8_t)((v4 || i >= 8 ? address.low : address.high) >> shift);
    }
    return addr;
}

static void compare(const struct comparison *comparison, struct map_address address)
{
    struct addr addr = to_addr(comparison->family, address);
    struct prefix client = prefix_of(&addr, family_bits(addr.family));
    struct map_hit hit;
    map_find(&comparison->c->image, comparison->c->map, &client, &hit);
    uint32_t want = library_country(comparison->lib, &addr);
    if (hit.value != want) {
        char text[ADDR_TEXT_SIZE];
        fail_msg("%s: %u, libmaxminddb %u", addr_format(&addr, text), hit.value, want);
    }
    assert_true(hit.clear);
    struct prefix scope = prefix_of(&addr, hit.scope_bits);
    struct map_hit around;
    map_find(&comparison->c->image, comparison->c->map, &scope, &around);
    assert_true(around.clear && around.value == hit.value && around.scope_bits == hit.scope_bits);
}

/* The first and the last address of a network, but those that have no entry by decree. */
static void compare_ends(const struct mmdb_leaf *leaf, void *arg)
{
    struct comparison *comparison = arg;
    unsigned past = (comparison->family == FAMILY_IPV4 ? 32u : 128u) - leaf->bits;
    struct map_address last = leaf->start;
    last.low |= past >= 64 ? UINT64_MAX : (UINT64_C(1) << past) - 1;
    last.high |= past <= 64 ? 0 : past == 128 ? UINT64_MAX : (UINT64_C(1) << (past - 64)) - 1;
    bool blank = comparison->family == FAMILY_IPV6 && leaf->start.high == 0 && leaf->bits >= 96;
    if (!blank && leaf->start.high >> 32 != 0x20010000) {
        compare(comparison, leaf->start);
        compare(comparison, last);
        comparison->count++;
    }
    struct addr addr = to_addr(comparison->family, leaf->start);
    struct prefix inside;
    struct prefix host = prefix_of(&addr, family_bits(addr.family));
    if (!blank && leaf->record != 0 && prefix_unmap(&host, &inside) == 0) {
        MMDB_lookup_result_s found = library_find(comparison->lib, &addr);
        assert_true(found.found_entry);
        compare_fields(comparison->db, leaf->record, &found.entry);
    }
}

static size_t compare_database(const char *path)
{
    struct errs *errs = errs_new();
    struct compiled c;
    MMDB_s lib;
    assert_true(compile(&c, &path, 1, errs));
    assert_int_equal(MMDB_open(path, MMDB_MODE_MMAP, &lib), MMDB_SUCCESS);
    struct mmdb *db = mmdb_open(path, fixture_pos, errs);
    assert_non_null(db);
    struct comparison comparison = {.db = db, .c = &c, .lib = &lib, .family = FAMILY_IPV4};
    assert_true(mmdb_walk(db, FAMILY_IPV4, compare_ends, &comparison, errs));
    if (mmdb_facts(db)->ip_version == 6) {
        comparison.family = FAMILY_IPV6;
        assert_true(mmdb_walk(db, FAMILY_IPV6, compare_ends, &comparison, errs));
    }
    mmdb_close(db);
    MMDB_close(&lib);
    done(&c);
    errs_free(errs);
    return comparison.count;
}

static void agrees_with_libmaxminddb(void **state)
{
    (void)state;
    static const char *const names[] = {"policies/geo/example-country.mmdb", "tests/geo/city.mmdb",
                                        "tests/geo/ipv4-only.mmdb"};
    char path[FIXTURE_PATH_MAX];
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        assert_true(compare_database(fixture_path(names[i], path)) > 60);
    }
    const char *extra = getenv("GEO_DATABASE"); /* a real one, when somebody has it */
    if (extra != NULL) {
        assert_true(compare_database(extra) > 100);
    }
}

static void takes_one_file_per_family(void **state)
{
    (void)state;
    char v4[FIXTURE_PATH_MAX];
    char v6[FIXTURE_PATH_MAX];
    const char *paths[] = {fixture_path("tests/geo/flat-ipv4.mmdb", v4),
                           fixture_path("tests/geo/flat-ipv6.mmdb", v6)};
    struct errs *errs = errs_new();
    struct compiled c;
    assert_true(compile(&c, paths, 2, errs));
    assert_int_equal(find_prefix(&c, "192.0.2.1").value, code_number("NL"));
    assert_int_equal(find_prefix(&c, "2001:db8:2::1").value, code_number("DE"));
    assert_int_equal(find_prefix(&c, "::ffff:192.0.2.200").value, code_number("DE"));
    assert_string_equal(database_facts(c.db, 1)->type, "dnsd-Test-Flat-IPv6");
    assert_null(database_facts(c.db, 2));
    done(&c);

    const char *swapped[] = {paths[1], paths[0]};
    assert_null(database_open(swapped, 2, fixture_pos, errs));
    assert_non_null(strstr(errs_at(errs, 0)->text, "turn the two around"));
    errs_free(errs);
}

static void tells_when_no_record_names_a_country(void **state)
{
    (void)state;
    char path[FIXTURE_PATH_MAX];
    const char *paths[] = {fixture_path("tests/geo/asn.mmdb", path)};
    struct errs *errs = errs_new();
    struct compiled c;
    assert_true(compile(&c, paths, 1, errs));
    assert_false(database_has_countries(c.db));
    assert_true(database_has_asns(c.db));
    done(&c);
    errs_free(errs);
}

static void leaves_nothing_behind_when_a_tree_is_corrupt(void **state)
{
    (void)state;
    static struct fixture fixture;
    assert_true(fixture_read(&fixture, "tests/geo/flat-ipv4.mmdb"));
    fixture.octets[5] = 0; /* the root's right record: to itself */
    fixture.octets[4] = 0;
    fixture.octets[3] = 0;
    const char *path = fixture_write(&fixture);
    struct errs *errs = errs_new();
    struct compiled c;
    assert_false(compile(&c, &path, 1, errs));
    assert_null(c.v4.at);
    assert_null(c.v6.at);
    assert_int_equal(errs_count(errs, ERR_ERROR), 1);
    done(&c);
    errs_free(errs);
    fixture_done(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_example_by_table),
        cmocka_unit_test(agrees_with_libmaxminddb),
        cmocka_unit_test(takes_one_file_per_family),
        cmocka_unit_test(tells_when_no_record_names_a_country),
        cmocka_unit_test(leaves_nothing_behind_when_a_tree_is_corrupt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
