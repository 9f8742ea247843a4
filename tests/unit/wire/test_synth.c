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
    struct synth_soa soa = {1, 7200, 1800, 86400, 60};
    assert_rdata(synth_soa(ns.octets, host.octets, &soa, out),
                 "'ns.x' 00 'root.x' 00 00000001 00001c20 00000708 00015180 0000003c");
}

static void gives_nothing_when_it_does_not_fit(void **state)
{
    (void)state;
    uint8_t octets[26];
    struct packet name = packet_of("'a' 00");
    struct addr addr;
    assert_true(addr_parse("2001:db8::1", &addr));
    assert_int_equal(synth_address(&addr, (struct span){octets, 15}).len, 0);
    assert_int_equal(synth_address(&addr, (struct span){octets, 16}).len, 16);
    struct synth_soa soa = {0};
    struct span shorter = {octets, 3 + 3 + 20 - 1};
    struct span enough = {octets, 3 + 3 + 20};
    assert_int_equal(synth_soa(name.octets, name.octets, &soa, shorter).len, 0);
    assert_int_equal(synth_soa(name.octets, name.octets, &soa, enough).len, 26);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_each_rdata),
        cmocka_unit_test(gives_nothing_when_it_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
