/* SPDX-License-Identifier: Apache-2.0 */
/* The address table against a naive list of ranges that is searched from end to end. */
#include "base/attr.h"
#include "base/bytes.h"
#include "image/map.h"
#include "image/map_build.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { POINTS_MAX = 4096, V4_FIRST = 96 };

/* All of IPv6 as it must look: every address at which something may change, and the value there. */
struct naive {
    struct map_start at[POINTS_MAX];
    size_t count;
    unsigned first_bit; /* of the family in 128 bits: IPv4 is kept in the last 32 */
};

struct fixture {
    struct map_ranges v4;
    struct map_ranges v6;
    struct naive naive4;
    struct naive naive6;
    struct build *build;
    struct image image;
};

static int by_address(const void *a, const void *b)
{
    const struct map_start *x = a;
    const struct map_start *y = b;
    if (x->start.high != y->start.high) {
        return x->start.high < y->start.high ? -1 : 1;
    }
    return x->start.low < y->start.low ? -1 : x->start.low > y->start.low;
}

/* The value of the last point that is not past the address. */
static uint32_t value_at(const struct map_start *points, size_t count, struct map_address address)
{
    uint32_t value = 0;
    const struct map_start key = {.start = address};
    for (size_t i = 0; i < count && by_address(&points[i], &key) <= 0; i++) {
        value = points[i].value;
    }
    return value;
}

static struct map_address cut(struct map_address address, unsigned bits)
{
    if (bits < 64) {
        address.high = bits == 0 ? 0 : address.high & (UINT64_MAX << (64 - bits));
        address.low = 0;
    } else if (bits < 128) {
        address.low = bits == 64 ? 0 : address.low & (UINT64_MAX << (128 - bits));
    }
    return address;
}

static bool same(struct map_address a, struct map_address b)
{
    return a.high == b.high && a.low == b.low;
}

static bool one_value(const struct naive *naive, struct map_address address, unsigned bits)
{
    struct map_address first = cut(address, bits);
    uint32_t value = value_at(naive->at, naive->count, first);
    for (size_t i = 0; i < naive->count; i++) {
        if (same(cut(naive->at[i].start, bits), first) && naive->at[i].value != value) {
            return false;
        }
    }
    return true;
}

static unsigned naive_scope(const struct naive *naive, struct map_address address)
{
    unsigned bits = naive->first_bit;
    while (!one_value(naive, address, bits)) {
        bits++;
    }
    return bits - naive->first_bit;
}

static void note(struct naive *naive, struct map_address start, uint32_t value)
{
    assert_true(naive->count < POINTS_MAX);
    naive->at[naive->count++] = (struct map_start){start, value};
}

/* The IPv6 addresses of an IPv4 one, and just past each block. */
static void note_blocks(struct naive *naive, uint64_t v4, uint32_t value)
{
    note(naive, (struct map_address){0, 0x0000ffff00000000 | v4}, value);
    note(naive, (struct map_address){0x0064ff9b00000000, v4}, value);
    note(naive, (struct map_address){0x2002000000000000 | (v4 << 16), 0}, value);
}

static void note_past_blocks(struct naive *naive, const struct map_ranges *v6)
{
    static const struct map_address past[] = {
        {0, 0x0001000000000000}, {0x0064ff9b00000000, 0x100000000}, {0x2003000000000000, 0}};
    for (size_t i = 0; i < ARRAY_LEN(past); i++) {
        note(naive, past[i], value_at(v6->at, v6->count, past[i]));
    }
}

static bool in_block(struct map_address a)
{
    return (a.high == 0 && a.low >> 32 == 0xffff) ||
           (a.high == 0x0064ff9b00000000 && a.low >> 32 == 0) || a.high >> 48 == 0x2002;
}

static void make_naive(struct fixture *f)
{
    f->naive4 = (struct naive){.first_bit = V4_FIRST};
    f->naive6 = (struct naive){.first_bit = 0};
    for (size_t i = 0; i < f->v4.count; i++) {
        note(&f->naive4, f->v4.at[i].start, f->v4.at[i].value);
        note_blocks(&f->naive6, f->v4.at[i].start.low, f->v4.at[i].value);
    }
    for (size_t i = 0; i < f->v6.count; i++) {
        if (!in_block(f->v6.at[i].start)) {
            note(&f->naive6, f->v6.at[i].start, f->v6.at[i].value);
        }
    }
    note_past_blocks(&f->naive6, &f->v6);
    qsort(f->naive6.at, f->naive6.count, sizeof(f->naive6.at[0]), by_address);
}

static void open_build(struct fixture *f)
{
    char why[IMAGE_WHY_SIZE] = "";
    f->image.at[SECTION_MAP] = build_at(f->build, SECTION_MAP, 0);
    f->image.count[SECTION_MAP] = build_count(f->build, SECTION_MAP);
    f->image.at[SECTION_MAP_DATA] = build_at(f->build, SECTION_MAP_DATA, 0);
    f->image.count[SECTION_MAP_DATA] = build_count(f->build, SECTION_MAP_DATA);
    if (!map_check(&f->image, 0, why)) {
        fail_msg("%s", why);
    }
}

static void finish(struct fixture *f)
{
    make_naive(f);
    f->build = build_new();
    assert_int_equal(map_build_add(f->build, &f->v4, &f->v6), 0);
    open_build(f);
}

static void done(struct fixture *f)
{
    build_free(f->build);
    map_build_free(&f->v4);
    map_build_free(&f->v6);
    free(f);
}

static struct fixture *begin(void)
{
    struct fixture *f = calloc(1, sizeof(*f));
    assert_non_null(f);
    map_build_append(&f->v4, (struct map_address){0, 0}, 0);
    map_build_append(&f->v6, (struct map_address){0, 0}, 0);
    return f;
}

static struct prefix prefix_from(struct map_address address, bool v4, unsigned bits)
{
    struct addr addr = {.family = v4 ? FAMILY_IPV4 : FAMILY_IPV6};
    if (v4) {
        put_u32(addr.octets, (uint32_t)address.low);
    } else {
        put_u32(addr.octets, (uint32_t)(address.high >> 32));
        put_u32(addr.octets + 4, (uint32_t)address.high);
        put_u32(addr.octets + 8, (uint32_t)(address.low >> 32));
        put_u32(addr.octets + 12, (uint32_t)address.low);
    }
    return prefix_of(&addr, bits);
}

static void check_prefix(const struct fixture *f, const struct prefix *client)
{
    const struct naive *naive = client->addr.family == FAMILY_IPV4 ? &f->naive4 : &f->naive6;
    struct map_address address = map_build_address(&client->addr);
    struct map_hit hit;
    char text[PREFIX_TEXT_SIZE];
    map_find(&f->image, 0, client, &hit);
    uint32_t value = value_at(naive->at, naive->count, address);
    unsigned scope = naive_scope(naive, address);
    if (hit.value != value || hit.scope_bits != scope || hit.clear != (scope <= client->bits)) {
        fail_msg("%s: value %u scope %u clear %d; want value %u scope %u",
                 prefix_format(client, text), hit.value, hit.scope_bits, hit.clear, value, scope);
    }
    uint32_t values[2];
    size_t count = map_values(&f->image, 0, client, values, 2);
    assert_int_equal(values[0], value);
    if ((count == 1) != hit.clear) {
        fail_msg("%s: %zu values, clear %d", prefix_format(client, text), count, hit.clear);
    }
}

/* Both sides of every point, as networks of several lengths. */
static void check_points(const struct fixture *f, const struct naive *naive, bool v4)
{
    static const unsigned lengths[] = {0,  1,  8,  15, 16, 17, 24,  32,
                                       48, 64, 65, 95, 96, 97, 127, 128};
    unsigned most = v4 ? 32 : 128;
    for (size_t i = 0; i < naive->count; i++) {
        struct map_address start = naive->at[i].start;
        struct map_address before = {start.low == 0 && !v4 ? start.high - 1 : start.high,
                                     start.low - 1};
        for (size_t l = 0; l < ARRAY_LEN(lengths) && lengths[l] <= most; l++) {
            struct prefix at = prefix_from(start, v4, lengths[l]);
            struct prefix below = prefix_from(before, v4, lengths[l]);
            check_prefix(f, &at);
            check_prefix(f, &below);
        }
    }
}

static void add_network(struct map_ranges *ranges, const char *text, uint32_t value)
{
    struct prefix prefix;
    assert_true(prefix_parse(text, &prefix, NULL));
    struct map_address start = map_build_address(&prefix.addr);
    struct map_address end = start;
    unsigned past = family_bits(prefix.addr.family) - prefix.bits;
    if (past < 64) {
        end.low += UINT64_C(1) << past;
        end.high += end.low == 0;
    } else {
        end.high += UINT64_C(1) << (past - 64);
    }
    map_build_append(ranges, start, value);
    map_build_append(ranges, end, 0);
}

static void expect(const struct fixture *f, const char *client, uint32_t value, unsigned scope,
                   bool clear)
{
    struct prefix prefix;
    struct map_hit hit;
    assert_true(prefix_parse(client, &prefix, NULL));
    map_find(&f->image, 0, &prefix, &hit);
    if (hit.value != value || hit.scope_bits != scope || hit.clear != clear) {
        fail_msg("%s: value %u scope %u clear %d", client, hit.value, hit.scope_bits, hit.clear);
    }
}

/* A few networks of the reference table of the policy language. */
static void gives_value_scope_and_clear(void **state)
{
    (void)state;
    struct fixture *f = begin();
    add_network(&f->v4, "67.43.156.0/24", 7);
    add_network(&f->v4, "89.160.20.112/28", 1);
    add_network(&f->v4, "198.51.100.0/24", 2);
    add_network(&f->v6, "2a02:cf40::/29", 3);
    finish(f);
    expect(f, "89.160.20.112/28", 1, 28, true);
    expect(f, "89.160.20.112/30", 1, 28, true);
    expect(f, "89.160.20.0/24", 0, 26, false);
    expect(f, "198.51.100.7/32", 2, 24, true);
    expect(f, "8.8.8.0/24", 0, 2, true);
    expect(f, "0.0.0.0/0", 0, 2, false);
    expect(f, "255.255.255.255", 0, 3, true);
    expect(f, "2a02:cf40::/32", 3, 29, true);
    expect(f, "2a02::/16", 0, 17, false);
    expect(f, "::/0", 0, 81, false); /* up to ::ffff:0:0/96 */
    done(f);
}

static void finds_ipv4_inside_its_blocks(void **state)
{
    (void)state;
    struct fixture *f = begin();
    add_network(&f->v4, "89.160.20.112/28", 1);
    add_network(&f->v4, "198.51.100.0/24", 2);
    add_network(&f->v6, "2002:c633:6400::/48", 9); /* no IPv6 network covers a block */
    finish(f);
    expect(f, "::ffff:198.51.100.9", 2, 120, true);
    expect(f, "64:ff9b::198.51.100.0/120", 2, 120, true);
    expect(f, "2002:c633:6400::/48", 2, 40, true);
    expect(f, "2002:c633:6409:1:2:3:4:5", 2, 40, true);
    expect(f, "2002:59a0:1400::/40", 0, 42, false);
    expect(f, "2002::/15", 0, 18, false); /* wider than the block: IPv4's first address */
    expect(f, "64:ff9b::/40", 0, 98, false);
    done(f);
}

static void merges_blocks_when_ipv4_has_one_value(void **state)
{
    (void)state;
    struct fixture *f = begin();
    add_network(&f->v6, "2a02:cf40::/29", 3);
    finish(f);
    expect(f, "198.51.100.0/24", 0, 0, true);
    expect(f, "::ffff:198.51.100.9", 0, 3, true);
    expect(f, "2002:c633:6400::/48", 0, 5, true);
    done(f);
}

static void has_scope_zero_for_one_value(void **state)
{
    (void)state;
    struct fixture *f = begin();
    finish(f);
    expect(f, "0.0.0.0/0", 0, 0, true);
    expect(f, "::/0", 0, 0, true);
    expect(f, "2001:db8::1", 0, 0, true);
    done(f);
}

static void lists_values_in_order_of_address(void **state)
{
    (void)state;
    struct fixture *f = begin();
    add_network(&f->v4, "192.0.2.0/26", 5);
    add_network(&f->v4, "192.0.2.64/26", 4);
    add_network(&f->v4, "192.0.2.192/26", 5);
    add_network(&f->v6, "2001:db8::1/128", 9);
    finish(f);
    static const struct {
        const char *client;
        size_t count;
        uint32_t values[4];
    } rows[] = {
        {"192.0.2.0/24", 3, {5, 4, 0}},    {"192.0.2.128/25", 2, {0, 5}},
        {"0.0.0.0/0", 3, {0, 5, 4}},       {"2001:db8::/64", 2, {0, 9}},
        {"2001:db8::1", 1, {9}},           {"::/0", 4, {0, 5, 4, 9}},
        {"::ffff:192.0.2.64/122", 1, {4}}, {"2002:c000:200::/40", 3, {5, 4, 0}},
        {"64:ff9b::/64", 3, {0, 5, 4}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct prefix client;
        uint32_t values[4] = {0};
        assert_true(prefix_parse(rows[i].client, &client, NULL));
        if (map_values(&f->image, 0, &client, values, 4) != rows[i].count ||
            memcmp(values, rows[i].values, sizeof(values)) != 0) {
            fail_msg("%s: %u %u %u %u", rows[i].client, values[0], values[1], values[2], values[3]);
        }
        uint32_t first;
        assert_int_equal(map_values(&f->image, 0, &client, &first, 1), rows[i].count > 1 ? 2 : 1);
    }
    done(f);
}

static uint64_t random_u64(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    uint64_t x = *seed ^ (*seed >> 29);
    x *= 0xbf58476d1ce4e5b9u;
    return x ^ (x >> 32);
}

static int by_start(const void *a, const void *b)
{
    return by_address(a, b);
}

/* Networks that crowd together, so that boundaries meet in all parts of the tables. */
static void add_random(struct map_ranges *ranges, bool v4, uint64_t *seed)
{
    enum { COUNT = 90 };
    struct map_start starts[COUNT];
    static const uint64_t highs[] = {0, 0x0064ff9b00000000, 0x2001db8000000000, 0x2002000000000000,
                                     0x2a02000000000000};
    for (size_t i = 0; i < COUNT; i++) {
        uint64_t r = random_u64(seed);
        struct map_address a = {highs[r % ARRAY_LEN(highs)], 0};
        a.high += (r & 0x100) ? random_u64(seed) >> (16 + r % 48) : 0;
        a.low = (r & 0x600) ? 0 : random_u64(seed) >> (r >> 20) % 64;
        if (v4) {
            a = (struct map_address){0, (uint32_t)random_u64(seed) >> (r % 32)};
        }
        starts[i] =
            (struct map_start){cut(a, 128 - (unsigned)(r >> 12) % 40), (uint32_t)(r >> 40) % 4};
    }
    qsort(starts, COUNT, sizeof(starts[0]), by_start);
    for (size_t i = 0; i < COUNT; i++) {
        map_build_append(ranges, starts[i].start, starts[i].value);
    }
}

static void agrees_with_a_naive_search(void **state)
{
    (void)state;
    uint64_t seed = 4711;
    for (int round = 0; round < 12; round++) {
        struct fixture *f = begin();
        add_random(&f->v4, true, &seed);
        add_random(&f->v6, false, &seed);
        finish(f);
        check_points(f, &f->naive4, true);
        check_points(f, &f->naive6, false);
        done(f);
    }
}

static void uses_an_equal_map_again(void **state)
{
    (void)state;
    struct fixture *f = begin();
    add_network(&f->v4, "198.51.100.0/24", 2);
    finish(f);
    uint64_t size = build_count(f->build, SECTION_MAP_DATA);
    assert_int_equal(map_build_add(f->build, &f->v4, &f->v6), 0);
    assert_int_equal(build_count(f->build, SECTION_MAP_DATA), size);
    add_network(&f->v4, "203.0.113.0/24", 2);
    assert_int_equal(map_build_add(f->build, &f->v4, &f->v6), 1);
    done(f);
}

/* Any octet of the map's element or tables may be wrong: refused, or followed without harm. */
static void refuses_tables_out_of_order(void **state)
{
    (void)state;
    struct fixture *f = begin();
    add_network(&f->v4, "198.51.100.0/24", 2);
    add_network(&f->v6, "2001:db8::1/128", 3);
    finish(f);
    struct image_map *map = build_at(f->build, SECTION_MAP, 0);
    const struct image_map good = *map;
    char why[IMAGE_WHY_SIZE];
    size_t accepted = 0;
    for (size_t i = 0; i < sizeof(*map); i++) {
        ((uint8_t *)map)[i] ^= 0x40;
        if (map_check(&f->image, 0, why)) {
            check_points(f, &f->naive6, false);
            accepted++;
        }
        *map = good;
    }
    assert_true(accepted < sizeof(*map) / 8); /* where an empty table lies does not matter */
    uint32_t *directory = build_at(f->build, SECTION_MAP_DATA, good.v4_directory);
    directory[77] = good.v4_count;
    assert_false(map_check(&f->image, 0, why));
    assert_string_equal(why, "address table 0: its IPv4 ranges are out of order");
    directory[77] = 0;
    struct map_range6 *inner = build_at(f->build, SECTION_MAP_DATA, good.inner);
    inner[0].inner = MAP_INNER_IPV4;
    assert_false(map_check(&f->image, 0, why));
    inner[0].inner = MAP_INNER_NONE;
    assert_true(map_check(&f->image, 0, why));
    done(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_value_scope_and_clear),
        cmocka_unit_test(finds_ipv4_inside_its_blocks),
        cmocka_unit_test(merges_blocks_when_ipv4_has_one_value),
        cmocka_unit_test(has_scope_zero_for_one_value),
        cmocka_unit_test(lists_values_in_order_of_address),
        cmocka_unit_test(agrees_with_a_naive_search),
        cmocka_unit_test(uses_an_equal_map_again),
        cmocka_unit_test(refuses_tables_out_of_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
