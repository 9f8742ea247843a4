/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/place.h"

#include "base/attr.h"
#include "fixture.h"
#include "geo/database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void find(const char *name, const char *client, struct database **db, struct place *out,
                 unsigned *bits)
{
    char path[FIXTURE_PATH_MAX];
    const char *paths[] = {fixture_path(name, path)};
    struct errs *errs = errs_new();
    struct addr addr;
    *db = database_open(paths, 1, fixture_pos, errs);
    assert_non_null(*db);
    assert_true(addr_parse(client, &addr));
    assert_true(database_find(*db, &addr, out, bits, errs));
    errs_free(errs);
}

static void reads_codes_and_their_traps(void **state)
{
    (void)state;
    static const char example[] = "policies/geo/example-country.mmdb";
    static const char flat4[] = "tests/geo/flat-ipv4.mmdb";
    static const char flat6[] = "tests/geo/flat-ipv6.mmdb";
    static const struct {
        const char *why;
        const char *name;
        const char *client;
        const char *country;
        const char *continent;
        const char *registered;
        bool in_eu;
        unsigned bits;
    } rows[] = {
        {"a member", example, "192.0.2.1", "NL", "EU", "NL", true, 26},
        {"in Europe, not in the Union", example, "192.0.2.230", "NO", "EU", "NO", false, 28},
        {"anycast is in no one place", example, "192.0.2.249", "", "", "", false, 30},
        {"in no country", example, "192.0.2.254", "", "", "", false, 30},
        {"registered must not win", example, "198.51.100.193", "GB", "EU", "FR", false, 28},
        {"a continent alone", example, "198.51.100.225", "", "EU", "", false, 29},
        {"a continent, registered in DE", example, "198.51.100.233", "", "EU", "DE", false, 29},
        {"ZZ is no country", example, "198.51.100.241", "", "", "", false, 29},
        {"Namibia", example, "203.0.113.129", "NA", "AF", "NA", false, 28},
        {"Saudi Arabia", example, "203.0.113.145", "SA", "AS", "SA", false, 28},
        {"the Union in Africa", example, "203.0.113.193", "RE", "AF", "RE", true, 28},
        {"a Dutch host", example, "2001:db8:14::1", "NL", "EU", "NL", true, 128},
        {"in NAT64", example, "64:ff9b::192.0.2.1", "NL", "EU", "NL", true, 122},
        {"mapped", example, "::ffff:192.0.2.1", "NL", "EU", "NL", true, 122},
        {"6to4", example, "2002:c000:201::1", "NL", "EU", "NL", true, 42},
        {"where the tree keeps IPv4", example, "::192.0.2.1", "", "", "", false, 96},
        {"flat has no continent", flat4, "192.0.2.200", "DE", "EU", "", false, 25},
        {"ZZ, flat", flat4, "203.0.113.1", "", "", "", false, 25},
        {"EU is no country", flat4, "203.0.113.200", "", "", "", false, 25},
        {"IPv6 of a tree of IPv4", flat4, "2001:db8::1", "", "", "", false, 0},
        {"small letters", flat6, "2001:db8:4::1", "", "", "", false, 48},
        {"flat IPv6", flat6, "2001:db8:3::1", "US", "NA", "", false, 48},
        {"Teredo in aliases", "tests/geo/city.mmdb", "2001:0:c000:201::", "", "", "", false, 32},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct database *db;
        struct place place;
        unsigned bits;
        find(rows[i].name, rows[i].client, &db, &place, &bits);
        if (strcmp(place.country, rows[i].country) != 0 ||
            strcmp(place.continent, rows[i].continent) != 0 ||
            strcmp(place.registered, rows[i].registered) != 0 || place.in_eu != rows[i].in_eu ||
            bits != rows[i].bits) {
            fail_msg("%s: %s %s %s %d %u", rows[i].why, place.country, place.continent,
                     place.registered, place.in_eu, bits);
        }
        database_close(db);
    }
}

static void assert_text(struct bytes text, const char *want)
{
    assert_int_equal(text.len, strlen(want));
    assert_memory_equal(text.at, want, text.len);
}

static void reads_city_fields(void **state)
{
    (void)state;
    struct database *db;
    struct place place;
    unsigned bits;
    find("tests/geo/city.mmdb", "192.0.2.200", &db, &place, &bits);
    assert_text(place.city, "'s-Hertogenbosch");
    assert_text(place.country_name, "The Netherlands");
    assert_text(place.continent_name, "Europe");
    assert_text(place.time_zone, "Europe/Amsterdam");
    assert_text(place.postal, "5211");
    assert_string_equal(place.subdivisions, "NB");
    assert_true(place.has_location);
    assert_true(place.latitude > 51.699 && place.latitude < 51.700);
    assert_int_equal(place.asn, 0);
    database_close(db);
}

static void tells_who_carries_the_traffic_of_others(void **state)
{
    (void)state;
    static const struct {
        const char *why;
        const char *client;
        bool anonymous;
    } rows[] = {
        {"a VPN", "128.32.1.1", true},
        {"hosting alone: resolvers live there", "128.32.2.1", false},
        {"hosting, and a proxy", "128.32.3.1", true},
        {"a Tor exit", "130.89.1.1", true},
        {"a residential proxy", "198.51.100.65", true},
        {"anonymous and nothing else", "2001:468:1::1", true},
        {"hosting in IPv6", "2001:468:2::1", false},
        {"not in the file", "130.89.2.1", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct database *db;
        struct place place;
        unsigned bits;
        find("tests/geo/anonymous.mmdb", rows[i].client, &db, &place, &bits);
        if (place.is_anonymous != rows[i].anonymous) {
            fail_msg("%s", rows[i].why);
        }
        database_close(db);
    }
}

static void reads_asn_fields(void **state)
{
    (void)state;
    struct database *db;
    struct place place;
    unsigned bits;
    find("tests/geo/asn.mmdb", "198.51.100.129", &db, &place, &bits);
    assert_int_equal(place.asn, 65551);
    assert_text(place.asn_org, "Example EMEA, a company");
    assert_string_equal(place.country, "");
    database_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_codes_and_their_traps),
        cmocka_unit_test(reads_city_fields),
        cmocka_unit_test(tells_who_carries_the_traffic_of_others),
        cmocka_unit_test(reads_asn_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
