/* SPDX-License-Identifier: Apache-2.0 */
#include "query/label.h"

#include "asking.h"
#include "base/attr.h"
#include "image/metadata.h"
#include "query/client.h"
#include "query/route.h"
#include "query/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Load one block with an example database, then a block for the rest. */
static void load_with(struct asking *asking, const char *metadata, const char *database,
                      const char *properties, const char *expr)
{
    char text[2048];
    const char *root = getenv("SOURCE_ROOT");
    snprintf(text, sizeof(text),
             "example.org {\n%s\ngeoip %s/tests/geo/%s.mmdb {\n%s\n}\nview v {\nexpr %s\n}\n"
             "whoami\n}\nexample.org {\nwhoami\n}\n",
             metadata, root == NULL ? "." : root, database, properties, expr);
    asking_load(asking, text, strlen(text));
    if (asking->octets == NULL) {
        fail_msg("refused: %s", errs_at(asking->errs, 0)->text);
    }
}

static void assert_label(struct asking *asking, uint32_t index, const char *want)
{
    struct bytes text = label_find(&asking->query, index);
    if (want == NULL) {
        assert_null(text.at);
        return;
    }
    assert_non_null(text.at);
    if (text.len != strlen(want) || memcmp(text.at, want, text.len) != 0) {
        fail_msg("label %u is '%.*s' instead of '%s'", index, (int)text.len, (const char *)text.at,
                 want);
    }
}

static void has_every_label_as_coredns_writes_it(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        const char *amsterdam; /* 192.0.2.77 of tests/geo/city.txt */
        const char *leeds;     /* 203.0.113.70: registered in France, without a location */
        const char *nowhere;
    } rows[] = {
        {"geoip/city/name", "Amsterdam", "", ""},
        {"geoip/country/code", "NL", "GB", ""},
        {"geoip/country/name", "The Netherlands", "United Kingdom", ""},
        {"geoip/country/is_in_european_union", "true", "false", ""},
        {"geoip/continent/code", "EU", "EU", ""},
        {"geoip/latitude", "52.374", "", ""},
        {"geoip/longitude", "4.8897", "", ""},
        {"geoip/timezone", "Europe/Amsterdam", "", ""},
        {"geoip/postalcode", "1012", "", ""},
        {"geoip/subdivisions/code", "NH", "", ""},
        {"geoip/asn/number", NULL, NULL, NULL}, /* not in a City database */
        {"geoip/asn/org", NULL, NULL, NULL},
        {"view/name", "v", "v", "v"},
        {"forward/upstream", NULL, NULL, NULL},
    };
    struct asking asking;
    char expr[2048] = "do()";
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        snprintf(expr + strlen(expr), sizeof(expr) - strlen(expr), " && metadata('%s') == ''",
                 rows[i].label);
    }
    load_with(&asking, "metadata", "city", "", expr);
    assert_int_equal(asking.image.count[SECTION_LABEL], ARRAY_LEN(rows));
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint32_t index = (uint32_t)i;
        asking_begin(&asking, &(struct asking_for){0});
        assert_label(&asking, index, rows[i].amsterdam);
        asking_begin(&asking, &(struct asking_for){.client = "203.0.113.70"});
        assert_label(&asking, index, rows[i].leeds);
        asking_begin(&asking, &(struct asking_for){.client = "10.0.0.1"});
        assert_label(&asking, index, rows[i].nowhere);
        asking_begin(&asking, &(struct asking_for){.client = "2001:db8:1::1"});
        assert_label(&asking, index, rows[i].amsterdam);
    }
    asking_done(&asking);
}

static void has_the_labels_of_an_as_database(void **state)
{
    (void)state;
    struct asking asking;
    load_with(&asking, "metadata", "asn", "",
              "metadata('geoip/asn/number') == '64496' && metadata('geoip/asn/org') != '' && "
              "metadata('geoip/country/code') == ''");
    asking_begin(&asking, &(struct asking_for){.client = "192.0.2.1"});
    assert_true(view_holds(&asking.query, 0, &asking.query.name));
    assert_label(&asking, 2, NULL);
    asking_begin(&asking, &(struct asking_for){.client = "10.0.0.1"});
    assert_false(view_holds(&asking.query, 0, &asking.query.name));
    assert_label(&asking, 0, "");
    asking_done(&asking);
}

static void is_set_by_metadata_for_its_zones(void **state)
{
    (void)state;
    static const struct {
        const char *metadata;
        bool set;
    } rows[] = {{"", false},
                {"metadata", true},
                {"metadata www.example.org", true},
                {"metadata example.com EXAMPLE.org", true},
                {"metadata sub.example.org", false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct asking asking;
        load_with(&asking, rows[i].metadata, "city", "", "metadata('geoip/country/code') == 'NL'");
        asking_begin(&asking, &(struct asking_for){0});
        assert_label(&asking, 0, rows[i].set ? "NL" : NULL);
        assert_int_equal(view_holds(&asking.query, 0, &asking.query.name), rows[i].set);
        asking_done(&asking);
    }
}

/* Which client counts, which block answers, and what is said about it in the reply. */
static void looks_at_whom_the_block_takes_for_the_client(void **state)
{
    (void)state;
    static const char label[] = "metadata('geoip/country/code') == 'NL'";
    static const struct {
        const char *why;
        const char *properties;
        const char *expr;
        const char *client;
        const char *subnet;
        bool holds;
        bool send_ecs;
        uint8_t scope_bits;
    } rows[] = {
        {"plain geoip: the source", "", label, "192.0.2.77", "198.51.100.0/24", true, false, 0},
        {"and not the option", "", label, "198.51.100.1", "192.0.2.0/25", false, false, 0},
        {"edns-subnet: the option", "edns-subnet", label, "198.51.100.1", "192.0.2.0/25", true,
         true, 24},
        {"with a scope where it fails, too", "edns-subnet", label, "192.0.2.77", "198.51.100.0/24",
         false, true, 24},
        {"the network's first address", "edns-subnet", label, "198.51.100.1", "192.0.2.0/23", true,
         true, 24},
        {"no option: the source", "edns-subnet", label, "192.0.2.77", NULL, true, false, 0},
        {"length 0: the source", "edns-subnet", label, "192.0.2.77", "0.0.0.0/0", true, true, 0},
        {"another sender", "edns-subnet\necs-from 10.0.0.0/8", label, "192.0.2.77",
         "198.51.100.0/24", true, false, 0},
        {"a sender who may", "edns-subnet\necs-from 192.0.2.0/24", label, "192.0.2.77",
         "198.51.100.0/24", false, true, 24},
        {"client_ip() is the source", "edns-subnet", "client_ip() == '192.0.2.77'", "192.0.2.77",
         "198.51.100.0/24", true, true, 0},
        {"nobody's place", "", "type() == 'MX'", "192.0.2.77", "198.51.100.0/24", false, true, 0},
        {"the source, in the next block", "", "client_ip() == '10.0.0.1'", "192.0.2.77",
         "198.51.100.0/24", false, false, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct asking asking;
        load_with(&asking, "metadata", "city", rows[i].properties, rows[i].expr);
        asking_begin(&asking,
                     &(struct asking_for){.client = rows[i].client, .subnet = rows[i].subnet});
        struct query *q = &asking.query;
        assert_int_equal(route_find(q), VERDICT_NEXT);
        if ((q->view == 0) != rows[i].holds) {
            fail_msg("%s: the view %s", rows[i].why, q->view == 0 ? "holds" : "does not hold");
        }
        assert_true(client_find(q));
        if (q->send_ecs != rows[i].send_ecs || q->scope_bits != rows[i].scope_bits) {
            fail_msg("%s: option %d, scope %u", rows[i].why, q->send_ecs, q->scope_bits);
        }
        asking_done(&asking);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_every_label_as_coredns_writes_it),
        cmocka_unit_test(has_the_labels_of_an_as_database),
        cmocka_unit_test(is_set_by_metadata_for_its_zones),
        cmocka_unit_test(looks_at_whom_the_block_takes_for_the_client),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
