/* SPDX-License-Identifier: Apache-2.0 */
/* Images that super/'s tests make by hand. */
#ifndef DNSD_TESTS_SUPER_IMAGE_H
#define DNSD_TESTS_SUPER_IMAGE_H

#include "image/build.h"
#include "image/open.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A build with facts. */
static inline struct build *image_begin(const struct image_facts *facts)
{
    struct build *build = build_new();
    build_add(build, SECTION_FACTS, facts, 1);
    return build;
}

/* Where a listener's `except` stands, for a test that adds a place with this number. */
enum { IMAGE_EXCEPT_PLACE = 2 };

/* A listener with one word, or with a list of exceptions. */
static inline void image_listen(struct build *build, const char *address, uint16_t port,
                                uint8_t group, const char *except)
{
    struct image_listen listen = {.port = port, .group = group, .idle_ms = 1000u + group};
    build_place(build, (struct pos){.file = "Corefile", .line = 2, .col = 10}, "    bind it", 3,
                except == NULL ? 0 : IMAGE_EXCEPT_PLACE);
    listen.address = build_text(build, address);
    if (except != NULL) {
        struct blob_ref word = build_text(build, except);
        listen.except.first = build_add(build, SECTION_NAME, &word, 1);
        listen.except.count = 1;
    }
    build_add(build, SECTION_LISTEN, &listen, 1);
}

/* Finish: *octets is the caller's to free. */
static inline struct image image_finish(struct build *build, void **octets)
{
    struct image image = {.base = NULL};
    char why[IMAGE_WHY_SIZE] = "";
    void *local;
    size_t size;
    size_t local_size;
    uint32_t mask = build_slots(build, SECTION_ROUTE_SLOT, NULL, 0);
    ((struct image_facts *)build_at(build, SECTION_FACTS, 0))->route_slot_mask = mask;
    mask = build_slots(build, SECTION_ZONE_SLOT, NULL, 0);
    ((struct image_facts *)build_at(build, SECTION_FACTS, 0))->zone_slot_mask = mask;
    bool made = build_image(build, octets, &size) && build_local(build, &local, &local_size);
    *octets = made ? realloc(*octets, size + local_size) : NULL;
    if (*octets == NULL) {
        abort();
    }
    uint8_t *behind = (uint8_t *)*octets + size;
    memcpy(behind, local, local_size);
    if (!image_read(*octets, size, &image, why) ||
        !local_read(behind, local_size, &image.local, why)) {
        fprintf(stderr, "no image: %s\n", why);
        abort();
    }
    free(local);
    build_free(build);
    return image;
}

#endif
