/* SPDX-License-Identifier: Apache-2.0 */
#include "packet.h"

#include "base/attr.h"
#include "wire/edns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct prefix client = {.addr = {.octets = {192, 0, 2}, .family = FAMILY_IPV4},
                                     .bits = 24};

static void writes_each_option(void **state)
{
    (void)state;
    const struct {
        const char *why;
        struct edns edns;
        const char *want;
    } rows[] = {
        {"nothing but our size",
         {.udp_size = 1232, .ede = EDNS_NO_EDE},
         "00 0029 04d0 00000000 0000"},
        {"DO",
         {.udp_size = 1232, .ede = EDNS_NO_EDE, .dnssec_ok = true},
         "00 0029 04d0 00008000 0000"},
        {"the upper bits of BADVERS",
         {.udp_size = 512, .ede = EDNS_NO_EDE, .rcode = RCODE_BADVERS},
         "00 0029 0200 01000000 0000"},
        {"nothing of REFUSED, which fits the header",
         {.udp_size = 512, .ede = EDNS_NO_EDE, .rcode = RCODE_REFUSED},
         "00 0029 0200 00000000 0000"},
        {"the client subnet with its scope",
         {.udp_size = 1232, .ede = EDNS_NO_EDE, .ecs = &client, .ecs_scope_bits = 16},
         "00 0029 04d0 00000000 000b 0008 0007 0001 18 10 c00002"},
        {"the server's identity",
         {.udp_size = 1232, .ede = EDNS_NO_EDE, .nsid = {(const uint8_t *)"ns1", 3}},
         "00 0029 04d0 00000000 0007 0003 0003 6e7331"},
        {"an extended error of code 0",
         {.udp_size = 1232, .ede = 0},
         "00 0029 04d0 00000000 0006 000f 0002 0000"},
        {"an extended error with its text",
         {.udp_size = 1232, .ede = 20, .ede_text = {(const uint8_t *)"no", 2}},
         "00 0029 04d0 00000000 0008 000f 0004 0014 6e6f"},
        {"all of them in order",
         {.udp_size = 1232,
          .ede = 20,
          .ecs = &client,
          .nsid = {(const uint8_t *)"n", 1},
          .ede_text = {(const uint8_t *)"x", 1}},
         "00 0029 04d0 00000000 0017 0008 0007 0001 18 00 c00002 0003 0001 6e 000f 0003 0014 78"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint8_t out[64];
        struct packet want = packet_of(rows[i].want);
        print_message("# %s\n", rows[i].why);
        assert_int_equal(edns_size(&rows[i].edns), want.len);
        assert_int_equal(edns_write(&rows[i].edns, (struct span){out, sizeof(out)}), want.len);
        assert_memory_equal(out, want.octets, want.len);
    }
}

/* The room shrinks by one octet at a time; what is left out goes whole, and never the subnet. */
static void leaves_out_what_does_not_fit(void **state)
{
    (void)state;
    const struct edns edns = {.udp_size = 1232,
                              .ecs = &client,
                              .nsid = {(const uint8_t *)"ns1", 3},
                              .ede = 20,
                              .ede_text = {(const uint8_t *)"text", 4}};
    enum { BARE = 11 + 11, NSID = 7, EDE = 6, TEXT = 4 };
    for (size_t room = 0; room <= BARE + NSID + EDE + TEXT; room++) {
        uint8_t out[64];
        size_t want = room < BARE                       ? 0
                      : room < BARE + EDE               ? BARE
                      : room < BARE + NSID              ? BARE + EDE
                      : room < BARE + NSID + EDE        ? BARE + NSID
                      : room < BARE + NSID + EDE + TEXT ? BARE + NSID + EDE
                                                        : BARE + NSID + EDE + TEXT;
        memset(out, 0xee, sizeof(out));
        assert_int_equal(edns_write(&edns, (struct span){out, room}), want);
        assert_int_equal(out[room], 0xee);
        if (want > 0) {
            assert_int_equal(get_u16(out + 9), want - 11);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_each_option),
        cmocka_unit_test(leaves_out_what_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
