/* SPDX-License-Identifier: Apache-2.0 */
#include "image/open.h"

#include "image/section.h"
#include "image/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { UNMAP_SLICE = 4 * 1024 * 1024 }; /* octets: unmapping 160 MiB at once stalls for 13 ms */

static bool digest_matches(const struct layout_head *head)
{
    struct sha256_ctx sha;
    uint8_t digest[LAYOUT_DIGEST_SIZE];
    size_t digested = offsetof(struct layout_head, size); /* what follows the digest */
    sha256_init(&sha);
    sha256_update(&sha, head->size - digested, (const uint8_t *)head + digested);
    sha256_digest(&sha, sizeof(digest), digest);
    return memcmp(digest, head->digest, sizeof(digest)) == 0;
}

static bool verify_head(const struct layout_head *head, size_t size, char *why)
{
    if (size < sizeof(head->magic) || memcmp(head->magic, LAYOUT_MAGIC, sizeof(head->magic)) != 0) {
        return verify_fails(why, "it is not an image: it does not begin with 'dnsdimg'");
    }
    if (size < sizeof(head->magic) + sizeof(head->version) || head->version != LAYOUT_VERSION) {
        return verify_fails(why, "its version is %u; this program reads version %d",
                            size < sizeof(head->magic) + sizeof(head->version) ? 0 : head->version,
                            LAYOUT_VERSION);
    }
    if (size < sizeof(*head) || head->size != size) {
        return verify_fails(why, "it has %zu octets instead of %llu: it was cut or extended", size,
                            size < sizeof(*head) ? (unsigned long long)sizeof(*head)
                                                 : (unsigned long long)head->size);
    }
    if (head->nsections != SECTION_COUNT) {
        return verify_fails(why, "it has %u sections instead of %d", head->nsections,
                            SECTION_COUNT);
    }
    return true;
}

static bool is_zero(const uint8_t *octets, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (octets[i] != 0) {
            return false;
        }
    }
    return true;
}

/* One section lies where the one before ended, with zero octets between. */
static bool place_section(struct image *image, enum section section, uint64_t *end, char *why)
{
    const struct section_def *def = section_def(section);
    const struct layout_section *entry =
        &((const struct layout_head *)(const void *)image->base)->sections[section];
    uint64_t at = (*end + LAYOUT_ALIGN - 1) / LAYOUT_ALIGN * LAYOUT_ALIGN;
    if (entry->size != def->size || entry->zero != 0) {
        return verify_fails(why, "section '%s' has elements of %u octets instead of %u", def->name,
                            entry->size, def->size);
    }
    if (entry->at != at || at > image->size || entry->count > (image->size - at) / def->size) {
        return verify_fails(why, "section '%s' is not where the one before it ends, or too long",
                            def->name);
    }
    if (entry->count >= REF_NONE && def->size > 1) {
        return verify_fails(why, "section '%s' has more elements than can be named", def->name);
    }
    if (!is_zero(image->base + *end, at - *end)) {
        return verify_fails(why, "octets before section '%s' are not zero", def->name);
    }
    *end = at + entry->count * def->size;
    image->at[section] = image->base + at;
    image->count[section] = entry->count;
    return true;
}

static bool place_sections(struct image *image, char *why)
{
    uint64_t end = sizeof(struct layout_head);
    for (int i = 0; i < SECTION_COUNT; i++) {
        if (!place_section(image, (enum section)i, &end, why)) {
            return false;
        }
    }
    uint64_t size = (end + LAYOUT_ALIGN - 1) / LAYOUT_ALIGN * LAYOUT_ALIGN;
    if (image->size != size || !is_zero(image->base + end, size - end)) {
        return verify_fails(why, "octets follow the last section");
    }
    if (image->count[SECTION_FACTS] != 1) {
        return verify_fails(why, "section 'facts' has %llu elements instead of 1",
                            (unsigned long long)image->count[SECTION_FACTS]);
    }
    return true;
}

bool image_read(const void *octets, size_t size, struct image *out, char *why)
{
    struct image image = {.base = octets, .size = size};
    if (!verify_head(octets, size, why)) {
        return false;
    }
    if (!digest_matches(octets)) {
        return verify_fails(why, "its digest does not match its octets: it was changed");
    }
    if (!place_sections(&image, why) || !verify_image(&image, why)) {
        return false;
    }
    *out = image;
    return true;
}

/* A private copy of a file that others could still change or cut. NULL: errno says why. */
static void *copy_file(int fd, size_t size)
{
    uint8_t *octets = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    size_t done = 0;
    while (octets != MAP_FAILED && done < size) {
        ssize_t got = pread(fd, octets + done, size - done, (off_t)done);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            int error = got == 0 ? EIO : errno;
            munmap(octets, size);
            errno = error;
            return MAP_FAILED;
        }
        done += got < 0 ? 0 : (size_t)got;
    }
    return octets;
}

/* How many octets of a file are the image; what follows is local. */
static size_t image_part(const void *octets, size_t size)
{
    const struct layout_head *head = octets;
    bool more = size >= sizeof(*head) && head->size < size;
    return more ? head->size : size;
}

/* Check what stands behind a mapped image, whose size is known to be right. */
static bool read_local(struct image *image, char *why)
{
    size_t len = image->mapped - image->size;
    return len == 0 || local_read(image->base + image->size, len, &image->local, why);
}

/* Map a descriptor, or copy what is in it when others could still write there. */
static bool map_file(int fd, bool need_seals, struct image *out, char *why)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        return verify_fails(why, "it cannot be looked at: %s", strerror(errno));
    }
    if (!S_ISREG(status.st_mode) || status.st_size == 0) {
        return verify_fails(why, "it is not an image: it is empty or no plain file");
    }
    int need = F_SEAL_WRITE | F_SEAL_SHRINK;
    int seals = fcntl(fd, F_GET_SEALS);
    bool sealed = seals >= 0 && (seals & need) == need;
    if (need_seals && !sealed) {
        return verify_fails(why, "it is not sealed against writing and shrinking");
    }
    size_t size = (size_t)status.st_size;
    void *octets = sealed ? mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0) : copy_file(fd, size);
    if (octets == MAP_FAILED) {
        return verify_fails(why, "it cannot be mapped: %s", strerror(errno));
    }
    *out = (struct image){.base = octets, .size = image_part(octets, size), .mapped = size};
    return true;
}

bool image_open(int fd, bool need_seals, struct image *out, char *why)
{
    struct image image;
    if (!map_file(fd, need_seals, &image, why)) {
        return false;
    }
    struct image checked;
    if (!image_read(image.base, image.size, &checked, why) || !read_local(&image, why)) {
        image_close(&image);
        return false;
    }
    checked.mapped = image.mapped;
    checked.local = image.local;
    *out = checked;
    return true;
}

bool image_outline(int fd, struct image *out, char *why)
{
    struct image image;
    if (!map_file(fd, true, &image, why)) {
        return false;
    }
    if (!verify_head((const void *)image.base, image.size, why) || !place_sections(&image, why) ||
        !verify_outline(&image, why) || !read_local(&image, why)) {
        image_close(&image);
        return false;
    }
    *out = image;
    return true;
}

void image_close(struct image *image)
{
    size_t size = image->mapped;
    for (size_t done = 0; done < size; done += UNMAP_SLICE) {
        size_t len = size - done < UNMAP_SLICE ? size - done : UNMAP_SLICE;
        munmap((void *)(uintptr_t)(image->base + done), len);
    }
    *image = (struct image){0};
}

const char *image_digest(const struct image *image, char out[2 * LAYOUT_DIGEST_SIZE + 1])
{
    const struct layout_head *head = (const struct layout_head *)(const void *)image->base;
    for (size_t i = 0; i < LAYOUT_DIGEST_SIZE; i++) {
        snprintf(out + 2 * i, 3, "%02x", head->digest[i]);
    }
    return out;
}
