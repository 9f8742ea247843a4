/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What taking over an image costs: build/tests/bench/bench-image [NAMES]
 *
 * Compiles a zone of NAMES (1,000,000) A records, seals it, and prints the time to map and check
 * it, to compute its digest alone, and to unmap it: the best of ROUNDS.
 */
#include "base/errs.h"
#include "base/hash.h"
#include "image/block.h"
#include "image/find.h"
#include "image/open.h"
#include "image/seed.h"
#include "zone/compile.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 7, OWNER_ROOM = 32 };

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static long peak_kib(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static void fill(struct records *records, size_t count, const struct name *origin)
{
    static const uint8_t soa[] = {1, 'n', 0, 1, 'h', 0, 0, 0, 0, 1, 0, 0, 0,
                                  1, 0,   0, 0, 1,   0, 0, 0, 1, 0, 0, 0, 1};
    *records = (struct records){.arena = arena_new(1024 * 1024), .origin = *origin};
    records->list = calloc(count + 1, sizeof(*records->list));
    records->list[records->count++] = (struct record){.owner = records->origin.octets,
                                                      .rdata = soa,
                                                      .ttl = 300,
                                                      .type = 6,
                                                      .rdlen = sizeof(soa),
                                                      .owner_len = origin->len};
    for (size_t i = 0; i < count; i++) {
        uint8_t *owner = arena_octets(records->arena, OWNER_ROOM);
        int len = snprintf((char *)owner + 1, OWNER_ROOM, "h%zu", i);
        owner[0] = (uint8_t)len;
        memcpy(owner + 1 + len, origin->octets, origin->len);
        uint8_t *rdata = arena_octets(records->arena, 4);
        put_u32(rdata, (uint32_t)i);
        records->list[records->count++] =
            (struct record){.owner = owner,
                            .rdata = rdata,
                            .ttl = 300,
                            .type = 1,
                            .rdlen = 4,
                            .owner_len = (uint8_t)(1 + len + origin->len)};
    }
}

/* An image with one zone that no block serves. */
static struct build *compile(size_t count)
{
    static const struct name origin = {.len = 9, .octets = "\7example"};
    struct build *build = build_new();
    struct errs *errs = errs_new();
    struct image_zone zone = {0};
    struct records records;
    fill(&records, count, &origin);
    double start_ms = now_ms();
    if (!compile_zone(build, &records, 0, &zone, errs)) {
        errs_print(errs, stderr);
        exit(1);
    }
    printf("compile          %8.1f ms\n", now_ms() - start_ms);
    uint64_t hash = find_zone_hash(name_hash(0, origin.octets), 0);
    struct image_facts facts = {
        .nzone_sets = 1,
        .route_slot_mask = build_slots(build, SECTION_ROUTE_SLOT, NULL, 0),
        .zone_slot_mask = build_slots(build, SECTION_ZONE_SLOT, &hash, 1),
    };
    build_add(build, SECTION_ZONE, &zone, 1);
    build_add(build, SECTION_FACTS, &facts, 1);
    arena_free(records.arena);
    free(records.list);
    errs_free(errs);
    return build;
}

static double time_digest(const struct image *image)
{
    struct sha256_ctx sha;
    uint8_t digest[SHA256_DIGEST_SIZE];
    double start_ms = now_ms();
    sha256_init(&sha);
    sha256_update(&sha, image->size, image->base);
    sha256_digest(&sha, sizeof(digest), digest);
    return now_ms() - start_ms;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
    struct build *build = compile(count);
    printf("peak to compile  %8ld KiB\n", peak_kib());
    int fd = memfd_create("image", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    double start_ms = now_ms();
    bool settled = seed_settle(build);
    printf("settle seed      %8.1f ms%s\n", now_ms() - start_ms, settled ? "" : ": in vain");
    start_ms = now_ms();
    if (!build_seal(build, fd)) {
        perror("build_seal");
        return 1;
    }
    printf("seal             %8.1f ms\npeak with seal   %8ld KiB\n", now_ms() - start_ms,
           peak_kib());
    build_free(build);
    double open_ms = 1e9;
    double digest_ms = 1e9;
    double close_ms = 1e9;
    size_t size = 0;
    for (int i = 0; i < ROUNDS; i++) {
        struct image image;
        char why[IMAGE_WHY_SIZE];
        start_ms = now_ms();
        if (!image_open(fd, true, &image, why)) {
            fprintf(stderr, "refused: %s\n", why);
            return 1;
        }
        open_ms = least(open_ms, now_ms() - start_ms);
        digest_ms = least(digest_ms, time_digest(&image));
        size = image.size;
        start_ms = now_ms();
        image_close(&image);
        close_ms = least(close_ms, now_ms() - start_ms);
    }
    printf("image            %8zu KiB\n", size / 1024);
    printf("map and check    %8.1f ms\n", open_ms);
    printf("digest alone     %8.1f ms\n", digest_ms);
    printf("unmap            %8.1f ms\n", close_ms);
    close(fd);
    return 0;
}
