/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a residency policy costs a loader: time of each step, and the memory at its peak.
 *
 *     bench-policy POLICY [DATABASE]      the second instead of the country database it names
 *
 * The steps are the loader's: read, open the databases, find faults (L1 to L4, X1), compile and
 * prove. The digest tells whether two builds give the same image.
 */
#include "ctl/polimage.h"
#include "image/map.h"
#include "policy/expect.h"
#include "policy/lint.h"
#include "policy/policy.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { NOW_S = 1790000000, LOOKUPS = 1 << 18, ROUNDS = 10 };

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double cpu_ms(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec * 1e3 + (double)used.tv_nsec / 1e6;
}

static double peak_mib(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

static void tell(const char *what, double *since_ms)
{
    printf("%-10s %8.1f ms  peak %7.1f MiB\n", what, now_ms() - *since_ms, peak_mib());
    *since_ms = now_ms();
}

static double size_of(const struct database *db)
{
    double size = 0;
    for (size_t i = 0; db != NULL && database_facts(db, i) != NULL; i++) {
        size += (double)database_octets(db, i).len;
    }
    return size / 1048576;
}

/* Ask for random networks: /24 of IPv4 or /56 of IPv6 in 2000::/3. */
static void ask(const struct image *image, uint32_t map, bool is_v4)
{
    uint64_t sum = 0; /* keeps the look-ups from being left out */
    double best_ms = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t seed = 4711;
        double start_ms = now_ms();
        for (int i = 0; i < LOOKUPS; i++) {
            struct prefix client = {.addr = {.family = is_v4 ? FAMILY_IPV4 : FAMILY_IPV6}};
            struct map_hit hit;
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            uint64_t bits =
                is_v4 ? seed & ~UINT64_C(0xff) : 0x20 | (seed >> 8 << 8 & ~(0xffULL << 56));
            memcpy(client.addr.octets, &bits, is_v4 ? 3 : 7);
            client.bits = is_v4 ? 24 : 56;
            map_find(image, map, &client, &hit);
            sum += hit.value + hit.scope_bits;
        }
        best_ms = now_ms() - start_ms < best_ms ? now_ms() - start_ms : best_ms;
    }
    printf("IPv%c       %8.1f ns a look-up (sum %llu)\n", is_v4 ? '4' : '6',
           best_ms * 1e6 / LOOKUPS, (unsigned long long)sum);
}

static void print_digest(const struct polimage *image)
{
    char digest[2 * LAYOUT_DIGEST_SIZE + 1];
    printf("image      %llu maps of %.1f MiB, %llu mixed networks, digest %s\n",
           (unsigned long long)image->image.count[SECTION_MAP],
           (double)image->image.count[SECTION_MAP_DATA] / 1048576,
           (unsigned long long)image->image.count[SECTION_POLICY_NODE],
           image_digest(&image->image, digest));
}

static bool run(struct policy *policy, struct errs *errs, double start_ms, double since_ms)
{
    struct atlas_data data;
    struct polimage image = {.octets = NULL};
    bool ok = atlas_open(policy, NULL, &data, errs);
    tell("open", &since_ms);
    if (ok) {
        lint_law(policy, &data, NOW_S, errs);
        tell("law", &since_ms);
        expect_check(policy, &data, NOW_S, errs);
        tell("expect", &since_ms);
        ok = polimage_make(policy, &data, NOW_S, &image, errs);
        tell("compile", &since_ms);
        double size_mib = size_of(data.country) + size_of(data.asn);
        printf("all        %8.1f ms, %.1f of processor time, %.1f MiB more than the databases of "
               "%.1f MiB\n",
               since_ms - start_ms, cpu_ms(), peak_mib() - size_mib, size_mib);
    }
    if (ok) {
        print_digest(&image);
        ask(&image.image, polimage_table(&image, 0, NOW_S)->map, true);
        ask(&image.image, polimage_table(&image, 0, NOW_S)->map, false);
    }
    polimage_done(&image);
    atlas_close(&data);
    return ok;
}

int main(int argc, char **argv)
{
    mallopt(M_MMAP_THRESHOLD, 256 * 1024); /* as the loader does */
    struct errs *errs = errs_new();
    double start_ms = now_ms();
    double since_ms = start_ms;
    struct policy *policy = argc > 1 ? policy_read(argv[1], errs) : NULL;
    bool ok = policy != NULL;
    tell("read", &since_ms);
    if (ok) {
        if (argc > 2) {
            policy->country_paths[0] = argv[2];
            policy->ncountry_paths = 1;
        }
        ok = run(policy, errs, start_ms, since_ms);
    }
    errs_print(errs, stderr);
    errs_free(errs);
    policy_free(policy);
    return ok ? 0 : 1;
}
