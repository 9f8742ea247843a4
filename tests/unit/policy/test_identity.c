/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/identity.h"

#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void names_the_texts_wherever_they_are(void **state)
{
    (void)state;
    static const char text[] = "version: 1\n";
    struct bytes texts[] = {{.at = (const uint8_t *)text, .len = sizeof(text) - 1}};
    const char *here[] = {"here.yaml"};
    const char *there[] = {"/there/p.yaml"};
    struct policy a = {.files = here, .texts = texts, .nfiles = 1};
    struct policy b = {.files = there, .texts = texts, .nfiles = 1};
    char digest_a[DIGEST_TEXT_SIZE];
    char digest_b[DIGEST_TEXT_SIZE];
    assert_string_equal(identity_policy(&a, digest_a), identity_policy(&b, digest_b));
    texts[0].len--;
    assert_string_not_equal(digest_a, identity_policy(&b, digest_b));
}

static void names_each_database_file(void **state)
{
    (void)state;
    static const char *const words[] = {"country", "country", "asn"};
    struct identity_file files[IDENTITY_FILES_MAX];
    struct errs *errs = errs_new();
    char *paths[] = {sample_path("tests/geo/flat-ipv4.mmdb"),
                     sample_path("tests/geo/flat-ipv6.mmdb"), sample_path("tests/geo/asn.mmdb")};
    const char *pair[] = {paths[0], paths[1]};
    const char *single[] = {paths[2]};
    struct pos at = {.file = "p.yaml"};
    struct atlas_data data = {.country = database_open(pair, 2, at, errs),
                              .asn = database_open(single, 1, at, errs)};
    assert_int_equal(identity_files(&data, files), 3);
    for (size_t i = 0; i < 3; i++) {
        char digest[DIGEST_TEXT_SIZE];
        char want[DIGEST_TEXT_SIZE];
        static uint8_t octets[65536];
        FILE *file = fopen(paths[i], "rb");
        assert_non_null(file);
        size_t len = fread(octets, 1, sizeof(octets), file);
        fclose(file);
        assert_string_equal(files[i].word, words[i]);
        assert_string_equal(files[i].path, paths[i]);
        assert_string_equal(identity_file_digest(&data, i, digest),
                            digest_of((struct bytes){.at = octets, .len = len}, want));
    }
    assert_int_equal(identity_built_s(&data), 1767225600);
    atlas_close(&data);
    assert_int_equal(identity_built_s(&data), INT64_MAX);
    errs_free(errs);
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        free(paths[i]);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_texts_wherever_they_are),
        cmocka_unit_test(names_each_database_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
