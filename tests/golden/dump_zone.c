/* SPDX-License-Identifier: Apache-2.0 */
/* Prints what a zone file was read as: each record's place and wire octets, its faults, and what
 * the check of a zone without faults warns about. */
#include "wire/rrtype.h"
#include "zone/check.h"
#include "zone/zonefile.h"

#include <stdio.h>
#include <stdlib.h>

static void print_record(const struct records *records, const struct record *record)
{
    char owner[NAME_TEXT_SIZE];
    char type[RRTYPE_TEXT_SIZE];
    struct pos at = record_pos(records, record);
    printf("%u:%u  %s %u %s \\# %u ", at.line, at.col, name_format(record->owner, owner),
           record->ttl, rrtype_format(record->type, type), record->rdlen);
    for (unsigned i = 0; i < record->rdlen; i++) {
        printf("%02x", record->rdata[i]);
    }
    puts("");
}

int main(int argc, char **argv)
{
    struct name origin;
    struct records records;
    if (argc != 2 || !name_parse("example.", 8, NULL, &origin, NULL)) {
        fputs("usage: dump-zone FILE, a file of the zone 'example.'\n", stderr);
        return 2;
    }
    struct errs *errs = errs_new();
    bool ok = zonefile_read(argv[1], &origin, (struct pos){.file = "arguments"}, &records, errs);
    for (size_t i = 0; i < records.count; i++) {
        print_record(&records, &records.list[i]);
    }
    for (size_t i = 1; i < records.nfiles; i++) {
        printf("file: %s\n", records.files[i]);
    }
    if (ok) {
        check_records(&records, errs);
    }
    records_done(&records);
    errs_print(errs, stdout);
    errs_free(errs);
    return ok ? 0 : 1;
}
