/* SPDX-License-Identifier: Apache-2.0 */
#include "image/digest.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct bytes text(const char *at)
{
    return (struct bytes){.at = (const uint8_t *)at, .len = strlen(at)};
}

/* Source: FIPS 180-4's example of one block; the empty text. */
static void is_sha256_of_a_text(void **state)
{
    (void)state;
    char out[DIGEST_TEXT_SIZE];
    assert_string_equal(digest_of(text("abc"), out),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_equal(digest_of(text(""), out),
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void tells_where_texts_end(void **state)
{
    (void)state;
    const struct bytes one[] = {text("ab"), text("c")};
    const struct bytes other[] = {text("a"), text("bc")};
    const struct bytes turned[] = {text("c"), text("ab")};
    static const char with_length[] = "\0\0\0\0\0\0\0\3abc";
    const struct bytes alone = text("abc");
    char a[DIGEST_TEXT_SIZE];
    char b[DIGEST_TEXT_SIZE];
    assert_string_not_equal(digest_of_all(one, 2, a), digest_of_all(other, 2, b));
    assert_string_not_equal(a, digest_of_all(turned, 2, b));
    const struct bytes octets = {.at = (const uint8_t *)with_length, .len = 11};
    assert_string_equal(digest_of_all(&alone, 1, a), digest_of(octets, b));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_sha256_of_a_text),
        cmocka_unit_test(tells_where_texts_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
