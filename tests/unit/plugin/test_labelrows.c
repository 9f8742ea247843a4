/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/labelrows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void writes_numbers_as_go_does(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text; /* strconv.FormatFloat(value, 'f', -1, 64) */
    } rows[] = {
        {52.374, "52.374"},
        {0, "0"},
        {-122.42, "-122.42"},
        {100, "100"},
        {0.1 + 0.2, "0.30000000000000004"},
        {-0.0001, "-0.0001"},
        {1e-7, "0.0000001"},
        {5.3042, "5.3042"},
        {180, "180"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[LABELROWS_NUMBER_SIZE];
        assert_string_equal(labelrows_number(rows[i].value, text), rows[i].text);
    }
}

static struct bytes octets(const char *text)
{
    return (struct bytes){.at = (const uint8_t *)text, .len = strlen(text)};
}

/* Text of a column's row in the image being built. */
static const char *text_at(struct build *build, struct range_ref column, uint32_t row, char *out)
{
    const struct blob_ref *ref = build_at(build, SECTION_LABEL_TEXT, column.first + row);
    memcpy(out, ref->len == 0 ? "" : build_at(build, SECTION_BLOB, ref->at), ref->len);
    out[ref->len] = '\0';
    return out;
}

static void keeps_each_list_of_texts_once(void **state)
{
    (void)state;
    struct labelrows rows = {.build = build_new(),
                             .columns = {COLUMN_CITY_NAME, COLUMN_COUNTRY_IN_EU, COLUMN_LONGITUDE},
                             .ncolumns = 3};
    struct place nobody = {0};
    struct place delft = {.country = "NL",
                          .in_eu = true,
                          .has_location = true,
                          .longitude = 4.36,
                          .city = octets("Delft"),
                          .postal = octets("2611")};
    struct place delft_too = delft;
    struct place boston = {.country = "US", .city = octets("Boston")};
    delft_too.postal = octets("2612"); /* in no column */
    assert_int_equal(labelrows_row(&nobody, &rows), 0);
    assert_int_equal(labelrows_row(&delft, &rows), 1);
    assert_int_equal(labelrows_row(&delft_too, &rows), 1);
    assert_int_equal(labelrows_row(&boston, &rows), 2);
    struct range_ref city = labelrows_add(&rows, 0);
    struct range_ref in_eu = labelrows_add(&rows, 1);
    struct range_ref longitude = labelrows_add(&rows, 2);
    char text[64];
    assert_int_equal(city.count, 3);
    assert_string_equal(text_at(rows.build, city, 1, text), "Delft");
    assert_string_equal(text_at(rows.build, in_eu, 0, text), "");
    assert_string_equal(text_at(rows.build, in_eu, 1, text), "true");
    assert_string_equal(text_at(rows.build, in_eu, 2, text), "false");
    assert_string_equal(text_at(rows.build, longitude, 1, text), "4.36");
    assert_string_equal(text_at(rows.build, longitude, 2, text), "");
    build_free(rows.build);
    labelrows_done(&rows);
}

static void stops_at_its_limit(void **state)
{
    (void)state;
    struct labelrows rows = {.build = build_new(), .columns = {COLUMN_ASN_NUMBER}, .ncolumns = 1};
    struct place place = {0};
    for (uint32_t i = 0; i < LABELROWS_MAX - 1; i++) {
        place.asn = i;
        assert_int_equal(labelrows_row(&place, &rows), i);
    }
    assert_false(rows.full);
    place.asn = LABELROWS_MAX;
    labelrows_row(&place, &rows);
    assert_true(rows.full);
    build_free(rows.build);
    labelrows_done(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_numbers_as_go_does),
        cmocka_unit_test(keeps_each_list_of_texts_once),
        cmocka_unit_test(stops_at_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
