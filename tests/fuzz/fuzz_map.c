/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An address table whose octets were changed: refused, or followed without harm. The input is
 * triples: the place of an octet in the table's element and data (two octets), and its new value.
 */
#include "fuzz.h"

#include "base/attr.h"
#include "base/bytes.h"
#include "image/map.h"
#include "image/map_build.h"

#include <assert.h>
#include <string.h>

static const char *const clients[] = {
    "0.0.0.0/0",     "192.0.2.0/24",       "192.0.2.77",      "255.255.255.255", "::/0",
    "2001:db8::/32", "2001:db8::1",        "2002::/15",       "2002:c000:200::", "::ffff:192.0.2.1",
    "64:ff9b::/40",  "64:ff9b::ffff:ffff", "2001:db8:7::/48", "ffff::",
};

static void append_network(struct map_ranges *ranges, const char *first, const char *past,
                           uint32_t value)
{
    struct addr addr;
    bool parsed = addr_parse(first, &addr);
    map_build_append(ranges, map_build_address(&addr), value);
    parsed = parsed && addr_parse(past, &addr);
    map_build_append(ranges, map_build_address(&addr), 0);
    assert(parsed);
}

static struct build *make_map(void)
{
    struct map_ranges v4 = {0};
    struct map_ranges v6 = {0};
    struct build *build = build_new();
    map_build_append(&v4, (struct map_address){0, 0}, 0);
    append_network(&v4, "192.0.2.0", "192.0.2.128", 1);
    append_network(&v4, "198.51.100.0", "198.51.101.0", 2);
    map_build_append(&v6, (struct map_address){0, 0}, 0);
    append_network(&v6, "2001:db8::1", "2001:db8::2", 3);
    for (uint32_t i = 0; i < 12; i++) {
        struct map_address start = {0x20010db800070000 + ((uint64_t)i << 16), 0};
        map_build_append(&v6, start, i % 3);
    }
    map_build_add(build, &v4, &v6);
    map_build_free(&v4);
    map_build_free(&v6);
    return build;
}

static void ask_all(const struct image *image)
{
    for (size_t i = 0; i < ARRAY_LEN(clients); i++) {
        struct prefix client;
        struct map_hit hit;
        uint32_t values[3];
        bool parsed = prefix_parse(clients[i], &client, NULL);
        assert(parsed);
        map_find(image, 0, &client, &hit);
        map_values(image, 0, &client, values, ARRAY_LEN(values));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct build *build = make_map();
    char why[IMAGE_WHY_SIZE];
    uint8_t *element = build_at(build, SECTION_MAP, 0);
    uint8_t *octets = build_at(build, SECTION_MAP_DATA, 0);
    size_t len = build_count(build, SECTION_MAP_DATA);
    for (; size >= 3; data += 3, size -= 3) {
        size_t at = get_u16(data) % (sizeof(struct image_map) + len);
        uint8_t *octet =
            at < sizeof(struct image_map) ? element + at : octets + at - sizeof(struct image_map);
        *octet = data[2];
    }
    const struct image image = {.at = {[SECTION_MAP] = element, [SECTION_MAP_DATA] = octets},
                                .count = {[SECTION_MAP] = 1, [SECTION_MAP_DATA] = len}};
    if (map_check(&image, 0, why)) {
        ask_all(&image);
    }
    build_free(build);
    return 0;
}
