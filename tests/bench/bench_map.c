/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the address table costs: to make, to keep, to ask.
 *
 *     bench-map [DATABASE [DATABASE]]     without: a million made-up networks in each family
 *     valgrind --tool=callgrind --toggle-collect=map_find bench-map
 *
 * The second gives instructions: divide by the look-ups that it prints. Clients are in networks of
 * the table, in random order: /24 of IPv4, /56 of IPv6.
 */
#include "base/bytes.h"
#include "geo/database.h"
#include "image/map.h"
#include "image/map_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { NETWORKS = 1000000, CLIENTS = 1 << 18, ROUNDS = 20, VALUES = 250 };

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static int by_number(const void *a, const void *b)
{
    const uint64_t *x = a;
    const uint64_t *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* Sorted starts: /16 to /24 of IPv4; of IPv6 /28 to /48 in the blocks that registries have. */
static void make_up(struct map_ranges *ranges, bool is_v4, uint64_t *seed)
{
    static const uint64_t blocks[] = {0x2001, 0x2400, 0x2600, 0x2800, 0x2a00, 0x2c00};
    uint64_t *starts = calloc(NETWORKS, sizeof(*starts));
    for (size_t i = 0; i < NETWORKS; i++) {
        uint64_t r = next_random(seed);
        uint64_t bits = r % 21 + 28;
        uint64_t v6 = ((blocks[(r >> 8) % 6] + (r >> 16) % 10) << 48) | (r >> 20 << 4);
        starts[i] =
            is_v4 ? (r >> 32) & (UINT32_MAX << (8 + r % 4)) : v6 & (UINT64_MAX << (64 - bits));
    }
    starts[0] = 0;
    qsort(starts, NETWORKS, sizeof(*starts), by_number);
    for (size_t i = 0; i < NETWORKS; i++) {
        struct map_address at =
            is_v4 ? (struct map_address){0, starts[i]} : (struct map_address){starts[i], 0};
        map_build_append(ranges, at, (uint32_t)(next_random(seed) % VALUES));
    }
    free(starts);
}

static uint32_t by_code(const struct place *place, void *arg)
{
    (void)arg;
    return get_u16((const uint8_t *)place->country);
}

static bool read_databases(char **paths, int count, struct map_ranges *v4, struct map_ranges *v6)
{
    const char *const names[] = {paths[0], count > 1 ? paths[1] : NULL};
    struct errs *errs = errs_new();
    double start_ms = now_ms();
    struct pos at = {.file = "command line"};
    struct database *db = database_open(names, (size_t)count, at, errs);
    bool done = db != NULL && database_compile(db, by_code, NULL, v4, v6, errs);
    errs_print(errs, stderr);
    printf("database  %8.1f ms to read into ranges\n", now_ms() - start_ms);
    database_close(db);
    errs_free(errs);
    return done;
}

static void make_clients(const struct map_ranges *ranges, bool is_v4, struct prefix *out,
                         uint64_t *seed)
{
    for (size_t i = 0; i < CLIENTS; i++) {
        struct map_address at = ranges->at[next_random(seed) % ranges->count].start;
        struct addr addr = {.family = is_v4 ? FAMILY_IPV4 : FAMILY_IPV6};
        if (is_v4) {
            put_u32(addr.octets, (uint32_t)at.low);
        } else {
            put_u32(addr.octets, (uint32_t)(at.high >> 32));
            put_u32(addr.octets + 4, (uint32_t)at.high);
        }
        out[i] = prefix_of(&addr, is_v4 ? 24 : 56);
    }
}

static void ask(const struct image *image, const struct map_ranges *ranges, bool is_v4)
{
    uint64_t seed = 99;
    uint64_t sum = 0; /* keeps the look-ups from being left out */
    struct prefix *clients = calloc(CLIENTS, sizeof(*clients));
    make_clients(ranges, is_v4, clients, &seed);
    double best_ms = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        double start_ms = now_ms();
        for (size_t i = 0; i < CLIENTS; i++) {
            struct map_hit hit;
            map_find(image, 0, &clients[i], &hit);
            sum += hit.value + hit.scope_bits;
        }
        double took_ms = now_ms() - start_ms;
        best_ms = took_ms < best_ms ? took_ms : best_ms;
    }
    printf("%s      %8.1f ns a look-up (%zu ranges, %d look-ups, sum %llu)\n",
           is_v4 ? "IPv4" : "IPv6", best_ms * 1e6 / CLIENTS, ranges->count, ROUNDS * CLIENTS,
           (unsigned long long)sum);
    free(clients);
}

int main(int argc, char **argv)
{
    struct map_ranges v4 = {0};
    struct map_ranges v6 = {0};
    uint64_t seed = 4711;
    if (argc > 1) {
        if (!read_databases(argv + 1, argc > 2 ? 2 : 1, &v4, &v6)) {
            return 1;
        }
    } else {
        make_up(&v4, true, &seed);
        make_up(&v6, false, &seed);
    }
    struct build *build = build_new();
    double start_ms = now_ms();
    map_build_add(build, &v4, &v6);
    uint64_t octets = build_count(build, SECTION_MAP_DATA);
    printf("table     %8.1f ms to make, %.1f MiB\n", now_ms() - start_ms, (double)octets / 1048576);
    struct image image = {.at = {[SECTION_MAP] = build_at(build, SECTION_MAP, 0),
                                 [SECTION_MAP_DATA] = build_at(build, SECTION_MAP_DATA, 0)},
                          .count = {[SECTION_MAP] = 1, [SECTION_MAP_DATA] = octets}};
    char why[IMAGE_WHY_SIZE];
    start_ms = now_ms();
    if (!map_check(&image, 0, why)) {
        fprintf(stderr, "%s\n", why);
        return 1;
    }
    printf("check     %8.1f ms\n", now_ms() - start_ms);
    ask(&image, &v4, true);
    ask(&image, &v6, false);
    build_free(build);
    map_build_free(&v4);
    map_build_free(&v6);
    return 0;
}
