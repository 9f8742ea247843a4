/* SPDX-License-Identifier: Apache-2.0 */
/* Text in, records and faults out is in tests/golden/zone; here stand limits and files. */
#include "reading.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct name example(void)
{
    struct name origin;
    name_parse("example.", 8, NULL, &origin, NULL);
    return origin;
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void remove_file(const char *folder, const char *name)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    unlink(path);
}

static void consecutive_records_share_their_owner(void **state)
{
    (void)state;
    struct reading reading =
        reading_of("a A 192.0.2.1\n  A 192.0.2.2\na A 192.0.2.3\nb A 192.0.2.4\n"
                   "a A 192.0.2.5\n");
    const struct record *list = reading.records.list;
    assert_true(reading.ok);
    assert_int_equal(reading.records.count, 6);
    assert_ptr_equal(list[1].owner, list[2].owner);
    assert_ptr_equal(list[1].owner, list[3].owner);
    assert_ptr_not_equal(list[3].owner, list[4].owner);
    assert_ptr_not_equal(list[1].owner, list[5].owner);
    assert_int_equal(sizeof(struct record), 40);
    reading_done(&reading);
}

static void a_missing_file_is_an_error_where_it_was_named(void **state)
{
    (void)state;
    struct name origin = example();
    struct records records;
    struct errs *errs = errs_new();
    struct pos from = {.file = "Corefile", .line = 3, .col = 10};
    assert_false(zonefile_read("/no/such/file", &origin, from, &records, errs));
    assert_string_equal(errs_at(errs, 0)->at.file, "Corefile");
    assert_int_equal(errs_at(errs, 0)->at.line, 3);
    assert_non_null(strstr(errs_at(errs, 0)->text, "'/no/such/file'"));
    assert_int_equal(records.nfiles, 1); /* to be watched for */
    records_done(&records);
    errs_free(errs);
}

static void no_soa_is_an_error_of_the_file(void **state)
{
    (void)state;
    struct name origin = example();
    struct records records;
    struct errs *errs = errs_new();
    assert_false(zonefile_read_text("zone", "", 0, &origin, &records, errs));
    assert_int_equal(errs_count(errs, ERR_ERROR), 1);
    assert_int_equal(errs_at(errs, 0)->at.line, 0);
    assert_non_null(strstr(errs_at(errs, 0)->text, "no SOA"));
    records_done(&records);
    errs_free(errs);
}

static void an_unreadable_soa_is_not_missed_as_well(void **state)
{
    (void)state;
    static const char *const rows[] = {"@ SOA ns h 1 2 3 4 x", "@ 5 IN SOA ( ns h 1 2 3 4 5",
                                       "@ SOA \"ns h 1 2 3 4 5", "@ CH SOA ns h 1 2 3 4 5"};
    struct name origin = example();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct records records;
        struct errs *errs = errs_new();
        assert_false(zonefile_read_text("zone", rows[i], strlen(rows[i]), &origin, &records, errs));
        if (errs_count(errs, ERR_ERROR) != 1) {
            fail_msg("%s: also %s", rows[i], errs_at(errs, 1)->text);
        }
        records_done(&records);
        errs_free(errs);
    }
}

/* Each line of it has another place, so that none is said twice. */
static void all_faults_are_counted_and_many_shown(void **state)
{
    (void)state;
    char text[4096] = "";
    enum { FAULTS = ERRS_SHOWN_MAX + 30 };
    for (int i = 0; i < FAULTS; i++) {
        strcat(text, "x A 192.0.2\n");
    }
    struct reading reading = reading_of(text);
    assert_false(reading.ok);
    assert_int_equal(errs_count(reading.errs, ERR_ERROR), FAULTS);
    assert_non_null(errs_at(reading.errs, ERRS_SHOWN_MAX - 1));
    assert_int_equal(errs_at(reading.errs, ERRS_SHOWN_MAX - 1)->at.line, ERRS_SHOWN_MAX + 2);
    assert_string_equal(errs_at(reading.errs, ERRS_SHOWN_MAX - 1)->line, "x A 192.0.2");
    assert_null(errs_at(reading.errs, ERRS_SHOWN_MAX));
    reading_done(&reading);
}

static void a_fault_is_a_failure_the_second_time_too(void **state)
{
    (void)state;
    struct name origin = example();
    struct records records;
    struct errs *errs = errs_new();
    for (int i = 0; i < 2; i++) {
        assert_false(zonefile_read_text("zone", "x A y\n", 6, &origin, &records, errs));
        records_done(&records);
    }
    errs_free(errs);
}

static void includes_end_at_a_depth(void **state)
{
    (void)state;
    char folder[] = "/tmp/dnsd-zonefile-XXXXXX";
    struct name origin = example();
    struct records records;
    struct errs *errs = errs_new();
    char name[32];
    char text[64];
    assert_non_null(mkdtemp(folder));
    for (int i = 0; i < 25; i++) {
        snprintf(name, sizeof(name), "z%d", i);
        snprintf(text, sizeof(text), "%s$INCLUDE z%d\n", i == 0 ? "@ 5 SOA ns h 1 2 3 4 5\n" : "",
                 i + 1);
        write_file(folder, name, text);
    }
    char path[64];
    snprintf(path, sizeof(path), "%s/z0", folder);
    assert_false(zonefile_read(path, &origin, (struct pos){.file = "Corefile"}, &records, errs));
    assert_int_equal(errs_count(errs, ERR_ERROR), 1);
    assert_non_null(strstr(errs_at(errs, 0)->text, "nested deeper than 20"));
    assert_int_equal(records.nfiles, 21);
    snprintf(path, sizeof(path), "%s/z20", folder);
    assert_string_equal(records.files[20], path);
    records_done(&records);
    errs_free(errs);
    for (int i = 0; i < 25; i++) {
        snprintf(name, sizeof(name), "z%d", i);
        remove_file(folder, name);
    }
    assert_int_equal(rmdir(folder), 0);
}

/* Opening a FIFO without a writer would wait for one for ever. */
static void what_is_no_regular_file_is_refused(void **state)
{
    (void)state;
    char folder[] = "/tmp/dnsd-zonefile-XXXXXX";
    struct name origin = example();
    struct records records;
    struct errs *errs = errs_new();
    char path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/fifo", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_false(zonefile_read(path, &origin, (struct pos){.file = "Corefile"}, &records, errs));
    assert_non_null(strstr(errs_at(errs, 0)->text, "it is no file"));
    records_done(&records);
    assert_false(zonefile_read(folder, &origin, (struct pos){.file = "Corefile"}, &records, errs));
    assert_non_null(strstr(errs_at(errs, 1)->text, "it is a directory"));
    records_done(&records);
    errs_free(errs);
    remove_file(folder, "fifo");
    rmdir(folder);
}

static void generates_up_to_the_last_number(void **state)
{
    (void)state;
    struct reading reading = reading_of("$GENERATE 2147483645-2147483647 h$ TXT $");
    assert_true(reading.ok);
    assert_int_equal(reading.records.count, 4);
    assert_memory_equal(reading_last(&reading)->rdata, "\0122147483647", 11);
    reading_done(&reading);
    reading = reading_of("$GENERATE 0-1048575/2 h$ A 192.0.2.1");
    assert_true(reading.ok);
    assert_int_equal(reading.records.count, 524289);
    reading_done(&reading);
    reading = reading_of("$GENERATE 0-1048576 h$ A 192.0.2.1");
    assert_false(reading.ok);
    reading_done(&reading);
}

static void refuses_what_is_no_generate(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "$GENERATE 1-2 h$ A",
        "$GENERATE 2-1 h$ A 192.0.2.1",
        "$GENERATE 1 h$ A 192.0.2.1",
        "$GENERATE 1-2/0 h$ A 192.0.2.1",
        "$GENERATE 1-2147483648 h$ A 192.0.2.1",
        "$GENERATE 1-2x h$ A 192.0.2.1",
        "$GENERATE 1-2 h${ A 192.0.2.1",
        "$GENERATE 1-2 h${0,0,q} A 192.0.2.1",
        "$GENERATE 1-2 h${0,256} A 192.0.2.1",
        "$GENERATE 1-2 h${0,1,d A 192.0.2.1",
        "$GENERATE 1-2 h${-5} A 192.0.2.1",
        "$GENERATE 1-2 h${,3} A 192.0.2.1",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct reading reading = reading_of(rows[i]);
        if (reading.ok) {
            fail_msg("accepted %s", rows[i]);
        }
        assert_int_equal(errs_count(reading.errs, ERR_ERROR), 1);
        reading_done(&reading);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(consecutive_records_share_their_owner),
        cmocka_unit_test(a_missing_file_is_an_error_where_it_was_named),
        cmocka_unit_test(no_soa_is_an_error_of_the_file),
        cmocka_unit_test(an_unreadable_soa_is_not_missed_as_well),
        cmocka_unit_test(all_faults_are_counted_and_many_shown),
        cmocka_unit_test(a_fault_is_a_failure_the_second_time_too),
        cmocka_unit_test(includes_end_at_a_depth),
        cmocka_unit_test(what_is_no_regular_file_is_refused),
        cmocka_unit_test(generates_up_to_the_last_number),
        cmocka_unit_test(refuses_what_is_no_generate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
