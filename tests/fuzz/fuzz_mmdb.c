/* SPDX-License-Identifier: Apache-2.0 */
/* A MaxMind database from its octets to the address table, and what the table then gives. */
#include "fuzz.h"

#include "geo/database.h"
#include "image/map.h"
#include "image/map_build.h"

#include <assert.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { CHECKED_MAX = 200 };

const char *__lsan_default_suppressions(void);

/* MMDB_open() forgets the list of a metadata that it refuses; a loader ends soon after. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libmaxminddb";
}

static uint32_t by_letters(const struct place *place, void *arg)
{
    uint32_t *asked = arg;
    ++*asked;
    assert(place->country[0] == '\0' || place->continent[0] != '\0');
    return ((uint32_t)(uint8_t)place->country[0] << 8) | (uint8_t)place->country[1];
}

/* The start of each IPv4 range gives the range's value, with a scope that gives itself. */
static void check_v4(const struct image *image, const struct map_ranges *v4)
{
    for (size_t i = 0; i < v4->count && i < CHECKED_MAX; i++) {
        struct addr addr = {.family = FAMILY_IPV4};
        struct map_hit hit;
        struct map_hit again;
        put_u32(addr.octets, (uint32_t)v4->at[i].start.low);
        struct prefix client = prefix_of(&addr, 32);
        map_find(image, 0, &client, &hit);
        assert(hit.clear && hit.value == v4->at[i].value);
        struct prefix scope = prefix_of(&addr, hit.scope_bits);
        map_find(image, 0, &scope, &again);
        assert(again.clear && again.value == hit.value && again.scope_bits == hit.scope_bits);
    }
}

static void check_table(const struct map_ranges *v4, const struct map_ranges *v6)
{
    struct build *build = build_new();
    char why[IMAGE_WHY_SIZE];
    map_build_add(build, v4, v6);
    const struct image image = {
        .at = {[SECTION_MAP] = build_at(build, SECTION_MAP, 0),
               [SECTION_MAP_DATA] = build_at(build, SECTION_MAP_DATA, 0)},
        .count = {[SECTION_MAP] = 1, [SECTION_MAP_DATA] = build_count(build, SECTION_MAP_DATA)},
    };
    assert(map_check(&image, 0, why));
    check_v4(&image, v4);
    build_free(build);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct map_ranges v4 = {0};
    struct map_ranges v6 = {0};
    uint32_t asked = 0;
    char path[32];
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size) {
        return 0;
    }
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    const char *paths[] = {path};
    struct errs *errs = errs_new();
    struct database *db = database_open(paths, 1, (struct pos){.file = "Corefile"}, errs);
    if (db != NULL && database_compile(db, by_letters, &asked, &v4, &v6, errs)) {
        check_table(&v4, &v6);
    } else {
        assert(errs_failed(errs));
    }
    map_build_free(&v4);
    map_build_free(&v6);
    database_close(db);
    errs_free(errs);
    close(fd);
    return 0;
}
