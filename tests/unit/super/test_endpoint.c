/* SPDX-License-Identifier: Apache-2.0 */
#include "super/endpoint.h"

#include "image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct expanded {
    struct endpoint *list;
    size_t count;
    struct errs *errs;
    bool well;
    void *octets;
};

static struct expanded expand(struct build *build)
{
    struct expanded out = {.errs = errs_new()};
    struct image image = image_finish(build, &out.octets);
    out.well = endpoint_expand(&image, &out.list, &out.count, out.errs);
    return out;
}

static void done(struct expanded *expanded)
{
    free(expanded->list);
    free(expanded->octets);
    errs_free(expanded->errs);
}

static const struct endpoint *find(const struct expanded *expanded, const char *text)
{
    for (size_t i = 0; i < expanded->count; i++) {
        if (strcmp(expanded->list[i].text, text) == 0) {
            return &expanded->list[i];
        }
    }
    fail_msg("there is no %s", text);
    return NULL;
}

static void every_address_is_a_wildcard_of_each_family(void **state)
{
    (void)state;
    struct build *build = image_begin(&(struct image_facts){.workers = 1});
    image_listen(build, "", 53, 0, NULL);
    struct expanded got = expand(build);
    assert_true(got.well);
    assert_int_equal(got.count, 2);
    assert_int_equal(got.list[0].conf.addr.family, FAMILY_IPV4);
    assert_int_equal(got.list[1].conf.addr.family, FAMILY_IPV6);
    for (size_t i = 0; i < 2; i++) {
        assert_true(got.list[i].conf.wildcard && got.list[i].unnamed);
        assert_string_equal(got.list[i].text, "*:53");
    }
    done(&got);
}

static void joins_blocks_that_share_an_address(void **state)
{
    (void)state;
    struct build *build = image_begin(&(struct image_facts){.workers = 1});
    image_listen(build, "127.0.0.1", 53, 1, NULL);
    image_listen(build, "127.0.0.1", 53, 5, NULL);
    image_listen(build, "127.0.0.1", 54, 6, NULL);
    image_listen(build, "::1", 53, 5, NULL);
    struct expanded got = expand(build);
    assert_true(got.well);
    assert_int_equal(got.count, 3);
    const struct endpoint *shared = find(&got, "127.0.0.1:53");
    assert_int_equal(shared->conf.groups, 1 << 1 | 1 << 5);
    assert_int_equal(shared->conf.idle_ms, 1001); /* the first block's */
    assert_int_equal(find(&got, "127.0.0.1:54")->conf.groups, 1 << 6);
    assert_int_equal(find(&got, "[::1]:53")->conf.groups, 1 << 5);
    done(&got);
}

static void an_interface_is_its_addresses(void **state)
{
    (void)state;
    struct build *build = image_begin(&(struct image_facts){.workers = 1});
    image_listen(build, "lo", 53, 0, NULL);
    struct expanded got = expand(build);
    assert_true(got.well);
    const struct endpoint *v4 = find(&got, "127.0.0.1:53");
    assert_false(v4->conf.wildcard || v4->unnamed);
    assert_true(v4->local);
    done(&got);
}

static void leaves_out_what_is_excepted(void **state)
{
    (void)state;
    struct build *build = image_begin(&(struct image_facts){.workers = 1});
    image_listen(build, "lo", 53, 0, "127.0.0.1");
    image_listen(build, "127.0.0.9", 53, 0, NULL);
    struct expanded got = expand(build);
    assert_true(got.well);
    for (size_t i = 0; i < got.count; i++) {
        assert_string_not_equal(got.list[i].text, "127.0.0.1:53");
    }
    find(&got, "127.0.0.9:53");
    done(&got);
}

static void knows_which_addresses_are_not_here(void **state)
{
    (void)state;
    struct build *build = image_begin(&(struct image_facts){.workers = 1});
    image_listen(build, "192.0.2.77", 53, 0, NULL);
    image_listen(build, "127.8.8.8", 53, 0, NULL);
    struct expanded got = expand(build);
    assert_true(got.well);
    assert_false(find(&got, "192.0.2.77:53")->local);
    assert_true(find(&got, "127.8.8.8:53")->local);
    done(&got);
}

static void names_the_interfaces_when_one_is_unknown(void **state)
{
    (void)state;
    struct build *build = image_begin(&(struct image_facts){.workers = 1});
    image_listen(build, "nosuch0", 53, 0, NULL);
    image_listen(build, "127.0.0.1", 53, 0, "nosuch1");
    build_place(build, (struct pos){.file = "part", .line = 7, .col = 16}, "        except nosuch1",
                7, 0);
    struct expanded got = expand(build);
    assert_false(got.well);
    assert_null(got.list);
    assert_int_equal(errs_count(got.errs, ERR_ERROR), 2); /* both are told */
    assert_non_null(strstr(errs_at(got.errs, 0)->text, "'nosuch0' (port 53)"));
    assert_non_null(strstr(errs_at(got.errs, 0)->text, "lo"));
    assert_non_null(strstr(errs_at(got.errs, 1)->text, "'nosuch1'"));
    const struct err *err = errs_at(got.errs, 0); /* at the word in the Corefile */
    assert_string_equal(err->at.file, "Corefile");
    assert_int_equal(err->at.line, 2);
    assert_int_equal(err->at.col, 10);
    assert_int_equal(err->mark_len, 3);
    assert_string_equal(err->line, "    bind it");
    err = errs_at(got.errs, 1); /* at the word of its own */
    assert_string_equal(err->at.file, "part");
    assert_int_equal(err->at.line, 7);
    assert_string_equal(err->line, "        except nosuch1");
    done(&got);
}

static void refuses_to_listen_nowhere(void **state)
{
    (void)state;
    struct build *build = image_begin(&(struct image_facts){.workers = 1});
    image_listen(build, "127.0.0.1", 53, 0, "127.0.0.1");
    struct expanded got = expand(build);
    assert_false(got.well);
    assert_non_null(strstr(errs_at(got.errs, 0)->text, "no address is left"));
    done(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_address_is_a_wildcard_of_each_family),
        cmocka_unit_test(joins_blocks_that_share_an_address),
        cmocka_unit_test(an_interface_is_its_addresses),
        cmocka_unit_test(leaves_out_what_is_excepted),
        cmocka_unit_test(knows_which_addresses_are_not_here),
        cmocka_unit_test(names_the_interfaces_when_one_is_unknown),
        cmocka_unit_test(refuses_to_listen_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
