/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/attr.h"
#include "plugin/hosttable.h"
#include "plugin/lines.h"
#include "wire/rrtype.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct bench {
    struct arena *arena;
    struct errs *errs;
    struct hosttable table;
    struct name zone;
};

/* Write text to a file that is gone when it was read, and read it. */
static void read_text(struct bench *bench, const char *text, struct lines *out)
{
    char *path = arena_printf(bench->arena, "/tmp/dnsd-hosttable-XXXXXX"); /* errs keep it */
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    bool ok = lines_read(bench->arena, path, (struct pos){0}, out, bench->errs);
    unlink(path);
    assert_true(ok);
}

static void begin(struct bench *bench, const char *zone)
{
    *bench = (struct bench){.arena = arena_new(4096), .errs = errs_new()};
    assert_true(name_parse(zone, strlen(zone), NULL, &bench->zone, NULL));
    bench->table =
        (struct hosttable){.zones = &bench->zone, .nzones = 1, .ttl_s = 30, .reverse = true};
    hosttable_init(&bench->table, "hosts");
}

static void end(struct bench *bench)
{
    hosttable_done(&bench->table);
    errs_free(bench->errs);
    arena_free(bench->arena);
}

/* The records as text: "OWNER TYPE RDLEN" each. */
static void expect(struct bench *bench, const char *const *want, size_t nwant)
{
    const struct records *records = &bench->table.records;
    for (size_t i = 0; i < records->count && i < nwant; i++) {
        char owner[NAME_TEXT_SIZE];
        char type[RRTYPE_TEXT_SIZE];
        char text[NAME_TEXT_SIZE + 64];
        const struct record *record = &records->list[i];
        snprintf(text, sizeof(text), "%s %s %u", name_format(record->owner, owner),
                 rrtype_format(record->type, type), record->rdlen);
        assert_string_equal(text, want[i]);
        assert_int_equal(record->ttl, 30);
    }
    assert_int_equal(records->count, nwant);
}

static void lines_become_addresses_and_pointers(void **state)
{
    (void)state;
    static const char *const want[] = {
        "a.example. A 4",
        "7.2.0.192.in-addr.arpa. PTR 11",
        "b.example. A 4",
        "7.2.0.192.in-addr.arpa. PTR 11",
        "*.example. A 4",
        "l.example. AAAA 16",
        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.e.f.ip6.arpa. PTR 11",
    };
    struct bench bench;
    struct lines lines;
    begin(&bench, "example");
    read_text(&bench,
              "# comment\n\n192.0.2.7\tA.example b.example # more\r\n"
              "192.0.2.8 *.example other.test\nfe80::1%lo0 l.example",
              &lines);
    assert_int_equal(lines.count, 3);
    assert_int_equal(lines.list[1].words[0].at.line, 4);
    assert_int_equal(lines.list[1].words[1].at.col, 11);
    for (size_t i = 0; i < lines.count; i++) {
        assert_true(hosttable_add(&bench.table, &lines.list[i], bench.errs));
    }
    expect(&bench, want, ARRAY_LEN(want));
    end(&bench);
}

static void what_stands_twice_is_kept_once(void **state)
{
    (void)state;
    static const char *const want[] = {"a.example. A 4", "a.example. A 4"};
    struct bench bench;
    struct lines lines;
    begin(&bench, ".");
    bench.table.reverse = false;
    read_text(&bench, "192.0.2.7 a.example\n192.0.2.8 a.example\n192.0.2.7 A.example a.example\n",
              &lines);
    for (size_t i = 0; i < lines.count; i++) {
        assert_true(hosttable_add(&bench.table, &lines.list[i], bench.errs));
    }
    hosttable_settle(&bench.table);
    expect(&bench, want, ARRAY_LEN(want));
    assert_int_equal(errs_count(bench.errs, ERR_WARNING), 0);
    end(&bench);
}

static void refuses_what_is_no_line_of_hosts(void **state)
{
    (void)state;
    struct bench bench;
    struct lines lines;
    begin(&bench, ".");
    read_text(&bench, "192.0.2 a.example\n192.0.2.7\n192.0.2.7 a..b\n%eth0 a.example\n", &lines);
    for (size_t i = 0; i < lines.count; i++) {
        assert_false(hosttable_add(&bench.table, &lines.list[i], bench.errs));
        assert_int_equal(errs_count(bench.errs, ERR_ERROR), i + 1);
    }
    assert_int_equal(bench.table.records.count, 0);
    end(&bench);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_become_addresses_and_pointers),
        cmocka_unit_test(what_stands_twice_is_kept_once),
        cmocka_unit_test(refuses_what_is_no_line_of_hosts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
