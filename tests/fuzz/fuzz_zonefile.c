/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of master files, and the check of what it read. */
#include "fuzz.h"

#include "wire/rrtype.h"
#include "zone/check.h"
#include "zone/rdatawire.h"
#include "zone/zonefile.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

/* Whether a $GENERATE may make more than some hundred records: that only takes time. */
static bool is_long(const uint8_t *data, size_t size)
{
    size_t ndigits = 0;
    bool number = false;
    for (size_t i = 0; i < size; i++) {
        ndigits = isdigit(data[i]) ? ndigits + 1 : 0;
        number |= ndigits > 3;
    }
    return number && memmem(data, size, "$G", 2) != NULL;
}

/* What holds for every record, whatever the text was. */
static void check_record(const struct records *records, const struct record *record)
{
    struct rrtype_name names[RRTYPE_NAMES_MAX];
    struct bytes rdata = {.at = record->rdata, .len = record->rdlen};
    assert(name_wire_len(record->owner, record->owner_len) == record->owner_len);
    assert(name_is_below(record->owner, records->origin.octets));
    assert(record->ttl <= INT32_MAX && record->line > 0 && record->file < records->nfiles);
    assert(!rrtype_is_meta(record->type));
    assert(rdatawire_check(record->type, rdata) == NULL);
    size_t count = rrtype_names(record->type, rdata, names);
    for (size_t i = 0; i < count; i++) {
        assert(name_wire_len(rdata.at + names[i].at, names[i].len) == names[i].len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct name origin;
    struct records records;
    if (is_long(data, size) || !name_parse("example.", 8, NULL, &origin, NULL)) {
        return 0;
    }
    struct errs *errs = errs_new();
    bool ok = zonefile_read_text("no-such-folder/zone", (const char *)data, size, &origin, &records,
                                 errs);
    assert(ok != errs_failed(errs));
    for (size_t i = 0; i < records.count; i++) {
        check_record(&records, &records.list[i]);
    }
    if (ok) {
        check_records(&records, errs);
    }
    records_done(&records);
    errs_free(errs);
    return 0;
}
