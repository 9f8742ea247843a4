/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/mmdb.h"

#include "base/attr.h"
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct fixture fixture;

static const char *const country_code[] = {"country_code", NULL};

/* What the first error says, or "". */
static const char *first_error(const struct errs *errs)
{
    const struct err *err = errs_at(errs, 0);
    return err == NULL ? "" : err->text;
}

struct seen {
    struct map_address next; /* where the next leaf must start */
    size_t leaves;
    size_t records; /* leaves with one */
    uint32_t last;
    unsigned length;
};

static void note_leaf(const struct mmdb_leaf *leaf, void *arg)
{
    struct seen *seen = arg;
    assert_int_equal(leaf->start.high, seen->next.high);
    assert_int_equal(leaf->start.low, seen->next.low);
    unsigned past = seen->length - leaf->bits;
    if (past < 64) {
        seen->next.low += UINT64_C(1) << past;
        seen->next.high += seen->next.low == 0;
    } else if (past < 128) {
        seen->next.high += UINT64_C(1) << (past - 64);
    }
    seen->leaves++;
    seen->records += leaf->record != 0;
    seen->last = leaf->record;
}

static struct mmdb *open_or_fail(const char *path, struct errs *errs)
{
    struct mmdb *db = mmdb_open(path, fixture_pos, errs);
    if (db == NULL) {
        fail_msg("%s", first_error(errs));
    }
    return db;
}

static void tells_what_a_database_says_of_itself(void **state)
{
    (void)state;
    struct errs *errs = errs_new();
    char path[FIXTURE_PATH_MAX];
    struct mmdb *db = open_or_fail(fixture_path("tests/geo/flat-ipv4.mmdb", path), errs);
    const struct mmdb_facts *facts = mmdb_facts(db);
    assert_string_equal(facts->type, "dnsd-Test-Flat-IPv4");
    assert_string_equal(facts->path, path);
    assert_int_equal(facts->built_s, 1767225600);
    assert_int_equal(facts->record_bits, 24);
    assert_int_equal(facts->ip_version, 4);
    mmdb_close(db);
    errs_free(errs);
}

static void walks_every_address_once(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t v4_records;
        size_t v6_records;
        uint32_t distinct;
    } rows[] = {
        {"tests/geo/flat-ipv4.mmdb", 5, 0, 5}, {"tests/geo/flat-ipv6.mmdb", 0, 4, 4},
        {"tests/geo/ipv4-only.mmdb", 3, 0, 2}, {"tests/geo/city.mmdb", 6, 2, 7},
        {"tests/geo/asn.mmdb", 3, 2, 3},
    };
    char path[FIXTURE_PATH_MAX];
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct errs *errs = errs_new();
        struct mmdb *db = open_or_fail(fixture_path(rows[i].name, path), errs);
        struct seen v4 = {.length = 32};
        struct seen v6 = {.length = 128};
        assert_true(mmdb_walk(db, FAMILY_IPV4, note_leaf, &v4, errs));
        assert_true(mmdb_walk(db, FAMILY_IPV6, note_leaf, &v6, errs));
        assert_int_equal(v4.next.low, UINT64_C(1) << 32);
        assert_int_equal(v6.next.high, 0); /* once around, or a single leaf */
        assert_int_equal(v4.records, rows[i].v4_records);
        assert_int_equal(v6.records, rows[i].v6_records);
        assert_int_equal(mmdb_record_count(db), rows[i].distinct);
        mmdb_close(db);
        errs_free(errs);
    }
}

static void reads_fields_by_path(void **state)
{
    (void)state;
    struct errs *errs = errs_new();
    char path[FIXTURE_PATH_MAX];
    struct mmdb *db = open_or_fail(fixture_path("tests/geo/city.mmdb", path), errs);
    struct addr addr;
    struct mmdb_leaf leaf;
    assert_true(addr_parse("192.0.2.77", &addr));
    assert_true(mmdb_lookup(db, &addr, &leaf, errs));
    assert_int_equal(leaf.bits, 25);
    assert_int_equal(leaf.start.low, 0xc0000200);

    static const char *const subdivision[] = {"subdivisions", "0", "iso_code", NULL};
    static const char *const latitude[] = {"location", "latitude", NULL};
    static const char *const in_eu[] = {"country", "is_in_european_union", NULL};
    static const char *const missing[] = {"country", "iso_code", "deeper", NULL};
    struct bytes text;
    double degrees;
    uint64_t flag;
    assert_true(mmdb_text(db, leaf.record, subdivision, &text));
    assert_memory_equal(text.at, "NH", 2);
    assert_int_equal(text.len, 2);
    assert_true(mmdb_real(db, leaf.record, latitude, &degrees));
    assert_true(degrees > 52.373 && degrees < 52.375);
    assert_true(mmdb_number(db, leaf.record, in_eu, &flag));
    assert_int_equal(flag, 1);
    assert_false(mmdb_text(db, leaf.record, missing, &text));
    assert_false(mmdb_text(db, leaf.record, latitude, &text));
    assert_false(mmdb_text(db, 0, subdivision, &text));
    mmdb_close(db);
    errs_free(errs);
}

static void keeps_its_copy_when_the_file_is_cut(void **state)
{
    (void)state;
    struct errs *errs = errs_new();
    assert_true(fixture_read(&fixture, "tests/geo/flat-ipv4.mmdb"));
    struct mmdb *db = open_or_fail(fixture_write(&fixture), errs);
    assert_int_equal(ftruncate(fixture.fd, 0), 0);
    struct addr addr;
    struct mmdb_leaf leaf;
    struct bytes text;
    assert_true(addr_parse("192.0.2.1", &addr));
    assert_true(mmdb_lookup(db, &addr, &leaf, errs));
    assert_true(mmdb_text(db, leaf.record, country_code, &text));
    assert_memory_equal(text.at, "NL", 2);
    mmdb_close(db);
    errs_free(errs);
    fixture_done(&fixture);
}

static void refuses_what_is_no_file(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *says;
    } rows[] = {
        {"/nonexistent/x.mmdb", "cannot be opened: No such file or directory"},
        {"/proc/self", "is a directory"},
        {"/dev/null", "is no file"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct errs *errs = errs_new();
        assert_null(mmdb_open(rows[i].path, fixture_pos, errs));
        assert_non_null(strstr(first_error(errs), rows[i].path));
        assert_non_null(strstr(first_error(errs), rows[i].says));
        assert_int_equal(errs_at(errs, 0)->at.line, 2);
        errs_free(errs);
    }
}

/* Open, walk and read whatever the fixture's octets are now; what is wrong with them, or "". */
static const char *use(char *text, size_t size)
{
    struct errs *errs = errs_new();
    struct mmdb *db = mmdb_open(fixture_write(&fixture), fixture_pos, errs);
    struct seen v4 = {.length = 32};
    struct seen v6 = {.length = 128};
    bool used = db != NULL && mmdb_walk(db, FAMILY_IPV4, note_leaf, &v4, errs) &&
                mmdb_walk(db, FAMILY_IPV6, note_leaf, &v6, errs);
    for (uint32_t i = 1; used && i <= mmdb_record_count(db); i++) {
        struct bytes code;
        (void)mmdb_text(db, i, country_code, &code);
    }
    assert_int_equal(used, !errs_failed(errs));
    snprintf(text, size, "%s", first_error(errs));
    mmdb_close(db);
    errs_free(errs);
    return text;
}

static void refuses_every_file_that_is_cut_short(void **state)
{
    (void)state;
    char text[ERR_TEXT_SIZE];
    assert_true(fixture_read(&fixture, "tests/geo/flat-ipv4.mmdb"));
    size_t whole = fixture.len;
    for (size_t len = 0; len < whole; len++) {
        fixture.len = len;
        if (use(text, sizeof(text))[0] == '\0') {
            fail_msg("took the first %zu octets", len);
        }
    }
    fixture.len = whole;
    assert_string_equal(use(text, sizeof(text)), "");
    fixture_done(&fixture);
}

static void survives_every_octet_changed(void **state)
{
    (void)state;
    static const char *const names[] = {"tests/geo/flat-ipv4.mmdb", "tests/geo/flat-ipv6.mmdb"};
    char text[ERR_TEXT_SIZE];
    for (size_t n = 0; n < ARRAY_LEN(names); n++) {
        assert_true(fixture_read(&fixture, names[n]));
        for (size_t i = 0; i < fixture.len; i++) {
            for (unsigned change = 1; change < 256; change *= 4) {
                fixture.octets[i] ^= (uint8_t)change;
                use(text, sizeof(text));
                fixture.octets[i] ^= (uint8_t)change;
            }
        }
        fixture_done(&fixture);
    }
}

static void put_record(size_t node, size_t side, uint32_t value)
{
    uint8_t *at = fixture.octets + 6 * node + 3 * side;
    at[0] = (uint8_t)(value >> 16);
    at[1] = (uint8_t)(value >> 8);
    at[2] = (uint8_t)value;
}

static void says_what_is_wrong_with_a_tree(void **state)
{
    (void)state;
    enum { NODES = 63 };
    static const struct {
        uint32_t left;
        uint32_t right;
        const char *says;
    } rows[] = {
        {0, NODES, "goes in a circle"},
        {1, 1, "leads to a node in two ways"},
        {NODES + 1, NODES, "points between itself and the data"},
        {NODES + 15, NODES, "points between itself and the data"},
        {0xffffff, NODES, "points past the end of the file"},
    };
    char text[ERR_TEXT_SIZE];
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_true(fixture_read(&fixture, "tests/geo/flat-ipv4.mmdb"));
        put_record(0, 0, rows[i].left);
        put_record(0, 1, rows[i].right);
        if (strstr(use(text, sizeof(text)), rows[i].says) == NULL) {
            fail_msg("row %zu: %s", i, text);
        }
        fixture_done(&fixture);
    }
}

static void names_the_file_and_the_place(void **state)
{
    (void)state;
    char text[ERR_TEXT_SIZE];
    assert_true(fixture_read(&fixture, "tests/geo/flat-ipv4.txt"));
    use(text, sizeof(text));
    assert_non_null(strstr(text, fixture.path));
    assert_non_null(strstr(text, "the file is of another kind"));
    fixture_done(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_a_database_says_of_itself),
        cmocka_unit_test(walks_every_address_once),
        cmocka_unit_test(reads_fields_by_path),
        cmocka_unit_test(keeps_its_copy_when_the_file_is_cut),
        cmocka_unit_test(refuses_what_is_no_file),
        cmocka_unit_test(refuses_every_file_that_is_cut_short),
        cmocka_unit_test(survives_every_octet_changed),
        cmocka_unit_test(says_what_is_wrong_with_a_tree),
        cmocka_unit_test(names_the_file_and_the_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
