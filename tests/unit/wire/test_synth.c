/* SPDX-License-Identifier: Apache-2.0 */
#include "packet.h"

#include "wire/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_rdata(struct bytes rdata, const char *text)
{
    struct packet want = packet_of(text);
    assert_int_equal(rdata.len, want.len);
    assert_memory_equal(rdata.at, want.octets, want.len);
}

static void writes_each_rdata(void **state)
{
    (void)state;
    uint8_t octets[128];
    struct span out = {octets, sizeof(octets)};
    struct packet ns = packet_of("'ns.x' 00");
    struct packet host = packet_of("'root.x' 00");
    struct addr addr;
    assert_true(addr_parse("192.0.2.1", &addr));
    assert_rdata(synth_address(&addr, out), "c0000201");
    assert_true(addr_parse("2001:db8::1", &addr));
    assert_rdata(synth_address(&addr, out), "20010db8000000000000000000000001");
    assert_rdata(synth_txt((struct bytes){(const uint8_t *)"ab", 2}, out), "02 6162");
    assert_rdata(synth_txt((struct bytes){NULL, 0}, out), "00");
    assert_rdata(synth_hinfo("RFC8482", "", out), "07 52464338343832 00");
    assert_rdata(synth_srv(1, 2, 53, ns.octets, out), "0001 0002 0035 'ns.x' 00");
    struct synth_soa soa = {1, 7200, 1800, 86400, 60};
    assert_rdata(synth_soa(ns.octets, host.octets, &soa, out),
                 "'ns.x' 00 'root.x' 00 00000001 00001c20 00000708 00015180 0000003c");
}

static void splits_long_texts_into_strings(void **state)
{
    (void)state;
    uint8_t text[511];
    uint8_t out[600];
    memset(text, 'x', sizeof(text));
    struct bytes rdata = synth_txt((struct bytes){text, 510}, (struct span){out, sizeof(out)});
    assert_int_equal(rdata.len, 512);
    assert_int_equal(out[0], 255);
    assert_int_equal(out[256], 255);
    rdata = synth_txt((struct bytes){text, 511}, (struct span){out, sizeof(out)});
    assert_int_equal(rdata.len, 514);
    assert_int_equal(out[512], 1);
}

static void gives_nothing_when_it_does_not_fit(void **state)
{
    (void)state;
    uint8_t octets[16];
    struct packet name = packet_of("'a' 00");
    struct addr addr;
    assert_true(addr_parse("2001:db8::1", &addr));
    assert_int_equal(synth_address(&addr, (struct span){octets, 15}).len, 0);
    assert_int_equal(synth_address(&addr, (struct span){octets, 16}).len, 16);
    assert_int_equal(
        synth_txt((struct bytes){(const uint8_t *)"ab", 2}, (struct span){octets, 2}).len, 0);
    assert_int_equal(synth_srv(0, 0, 0, name.octets, (struct span){octets, 8}).len, 0);
    assert_int_equal(synth_srv(0, 0, 0, name.octets, (struct span){octets, 9}).len, 9);
    assert_int_equal(synth_hinfo("abc", "", (struct span){octets, 4}).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_each_rdata),
        cmocka_unit_test(splits_long_texts_into_strings),
        cmocka_unit_test(gives_nothing_when_it_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
