/* SPDX-License-Identifier: Apache-2.0 */
#include "image/build.h"

#include "base/attr.h"
#include "base/hash.h"
#include "base/must.h"
#include "image/section.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    ROOM_MIN = 65536,     /* octets */
    SLICE = 1024 * 1024,  /* octets written and given back at a time */
    BLOB_SLOTS_MIN = 1024 /* a power of two */
};

/*
 * A section that grows. It is a mapping of its own, so that growing moves page tables and not
 * octets, room costs nothing until it is used, and a written slice can be given back. Octets past
 * `len` are zero.
 */
struct buffer {
    uint8_t *octets;
    size_t len;
    size_t room;
};

/* What the blob holds already. */
struct blob_slot {
    uint64_t hash;
    struct blob_ref ref; /* len 0 = the slot is empty */
};

struct build {
    struct buffer sections[SECTION_COUNT];
    struct buffer watches; /* struct local_watch */
    struct buffer places;  /* struct local_place */
    struct buffer texts;   /* of both */
    uint64_t config;       /* local_head.config */
    struct blob_slot *blob_slots;
    size_t blob_mask; /* slots - 1 */
    size_t blob_used;
};

static void *must_map(void *pages)
{
    return must(pages == MAP_FAILED ? NULL : pages);
}

struct build *build_new(void)
{
    struct build *build = must(calloc(1, sizeof(*build)));
    build->blob_slots = must(calloc(BLOB_SLOTS_MIN, sizeof(*build->blob_slots)));
    build->blob_mask = BLOB_SLOTS_MIN - 1;
    return build;
}

static void buffer_free(struct buffer *buffer)
{
    if (buffer->octets != NULL) {
        munmap(buffer->octets, buffer->room);
    }
    *buffer = (struct buffer){0};
}

void build_free(struct build *build)
{
    if (build == NULL) {
        return;
    }
    for (int i = 0; i < SECTION_COUNT; i++) {
        buffer_free(&build->sections[i]);
    }
    buffer_free(&build->watches);
    buffer_free(&build->places);
    buffer_free(&build->texts);
    free(build->blob_slots);
    free(build);
}

static void buffer_grow(struct buffer *buffer, size_t need)
{
    size_t room = buffer->room < ROOM_MIN ? ROOM_MIN : buffer->room;
    while (room < need) {
        room *= 2;
    }
    if (buffer->octets == NULL) {
        buffer->octets = must_map(mmap(NULL, room, PROT_READ | PROT_WRITE,
                                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    } else {
        buffer->octets = must_map(mremap(buffer->octets, buffer->room, room, MREMAP_MAYMOVE));
    }
    buffer->room = room;
}

/* Append; octets NULL = zeroed room. */
static void buffer_put(struct buffer *buffer, const void *octets, size_t len)
{
    if (len > buffer->room - buffer->len) {
        buffer_grow(buffer, buffer->len + len);
    }
    if (octets != NULL && len > 0) {
        memcpy(buffer->octets + buffer->len, octets, len);
    }
    buffer->len += len;
}

uint32_t build_add(struct build *build, enum section section, const void *elems, size_t count)
{
    uint64_t first = build_count(build, section);
    assert(first + count < REF_NONE);
    buffer_put(&build->sections[section], elems, count * section_def(section)->size);
    return (uint32_t)first;
}

void *build_at(struct build *build, enum section section, uint64_t index)
{
    struct buffer *buffer = &build->sections[section];
    uint64_t at = index * section_def(section)->size;
    assert(at <= buffer->len);
    return buffer->octets + at;
}

uint64_t build_count(const struct build *build, enum section section)
{
    return build->sections[section].len / section_def(section)->size;
}

static struct blob_slot *blob_find(const struct build *build, uint64_t hash, const void *octets,
                                   size_t len)
{
    const uint8_t *blob = build->sections[SECTION_BLOB].octets;
    for (size_t i = (size_t)hash;; i++) {
        struct blob_slot *slot = &build->blob_slots[i & build->blob_mask];
        if (slot->ref.len == 0 || (slot->hash == hash && slot->ref.len == len &&
                                   memcmp(blob + slot->ref.at, octets, len) == 0)) {
            return slot;
        }
    }
}

static void blob_slots_grow(struct build *build)
{
    struct blob_slot *old = build->blob_slots;
    size_t nold = build->blob_mask + 1;
    build->blob_slots = must(calloc(nold * 2, sizeof(*old)));
    build->blob_mask = nold * 2 - 1;
    for (size_t i = 0; i < nold; i++) {
        size_t at = (size_t)old[i].hash;
        while (old[i].ref.len != 0 && build->blob_slots[at & build->blob_mask].ref.len != 0) {
            at++;
        }
        if (old[i].ref.len != 0) {
            build->blob_slots[at & build->blob_mask] = old[i];
        }
    }
    free(old);
}

struct blob_ref build_blob(struct build *build, const void *octets, size_t len)
{
    struct buffer *blob = &build->sections[SECTION_BLOB];
    if (len == 0) {
        return (struct blob_ref){0};
    }
    uint64_t hash = hash_octets(0, octets, len);
    struct blob_slot *slot = blob_find(build, hash, octets, len);
    if (slot->ref.len != 0) {
        return slot->ref;
    }
    assert(blob->len + len < REF_NONE);
    struct blob_ref ref = {.at = (uint32_t)blob->len, .len = (uint32_t)len};
    *slot = (struct blob_slot){.hash = hash, .ref = ref};
    buffer_put(blob, octets, len);
    if (++build->blob_used * 2 > build->blob_mask) {
        blob_slots_grow(build);
    }
    return ref;
}

struct blob_ref build_text(struct build *build, const char *text)
{
    return build_blob(build, text, strlen(text));
}

uint64_t build_octets(struct build *build, enum section section, const void *octets, size_t len,
                      size_t align)
{
    struct buffer *buffer = &build->sections[section];
    assert(section_def(section)->size == 1);
    assert(align > 0 && align <= LAYOUT_ALIGN && LAYOUT_ALIGN % align == 0);
    buffer_put(buffer, NULL, (align - buffer->len % align) % align);
    buffer_put(buffer, octets, len);
    return buffer->len - len;
}

void build_cut(struct build *build, enum section section, uint64_t count)
{
    struct buffer *buffer = &build->sections[section];
    size_t len = count * section_def(section)->size;
    assert(len <= buffer->len);
    if (len < buffer->len) {
        memset(buffer->octets + len, 0, buffer->len - len);
        buffer->len = len;
    }
}

static size_t slots_for(size_t nkeys)
{
    size_t nslots = 2;
    while (nslots < nkeys * 2) {
        nslots *= 2;
    }
    assert(nkeys < REF_NONE && nslots <= (size_t)UINT32_MAX + 1);
    return nslots;
}

static void fill_slots(struct image_slot *slots, size_t nslots, const uint64_t *hashes,
                       size_t nkeys)
{
    for (size_t i = 0; i < nkeys; i++) {
        size_t at = (size_t)hashes[i] & (nslots - 1);
        while (slots[at].value != 0) {
            at = (at + 1) & (nslots - 1);
        }
        slots[at] =
            (struct image_slot){.tag = (uint32_t)(hashes[i] >> 32), .value = (uint32_t)i + 1};
    }
}

uint32_t build_slots(struct build *build, enum section section, const uint64_t *hashes,
                     size_t nkeys)
{
    size_t nslots = slots_for(nkeys);
    uint32_t first = build_add(build, section, NULL, nslots);
    fill_slots(build_at(build, section, first), nslots, hashes, nkeys);
    return (uint32_t)(nslots - 1);
}

/* Where the finished image goes: a file, or memory. */
struct sink {
    struct sha256_ctx sha;
    int fd;          /* -1 = memory */
    uint8_t *memory; /* room for the whole image, zeroed */
    uint64_t at;     /* octets so far */
};

static bool sink_write(const struct sink *sink, const void *octets, size_t len, uint64_t at)
{
    const uint8_t *from = octets;
    if (sink->fd < 0) {
        memcpy(sink->memory + at, octets, len);
        return true;
    }
    while (len > 0) {
        ssize_t done = pwrite(sink->fd, from, len, (off_t)at);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            return false;
        }
        from += done;
        at += (uint64_t)done;
        len -= (size_t)done;
    }
    return true;
}

/* Append a section and its padding, which is a hole in the file. */
static bool sink_put(struct sink *sink, struct buffer *buffer)
{
    static const uint8_t padding[LAYOUT_ALIGN];
    for (size_t done = 0; done < buffer->len; done += SLICE) {
        size_t len = buffer->len - done < SLICE ? buffer->len - done : SLICE;
        sha256_update(&sink->sha, len, buffer->octets + done);
        if (!sink_write(sink, buffer->octets + done, len, sink->at + done)) {
            return false;
        }
        if (sink->fd >= 0) {
            madvise(buffer->octets + done, len, MADV_DONTNEED);
        }
    }
    size_t pad = (LAYOUT_ALIGN - buffer->len % LAYOUT_ALIGN) % LAYOUT_ALIGN;
    sha256_update(&sink->sha, pad, padding);
    sink->at += buffer->len + pad;
    return true;
}

static struct layout_head make_head(const struct build *build)
{
    struct layout_head head = {.version = LAYOUT_VERSION, .nsections = SECTION_COUNT};
    memcpy(head.magic, LAYOUT_MAGIC, sizeof(head.magic));
    uint64_t at = (sizeof(head) + LAYOUT_ALIGN - 1) / LAYOUT_ALIGN * LAYOUT_ALIGN;
    for (int i = 0; i < SECTION_COUNT; i++) {
        size_t len = build->sections[i].len;
        head.sections[i] = (struct layout_section){.at = at,
                                                   .count = build_count(build, (enum section)i),
                                                   .size = section_def((enum section)i)->size};
        at += (len + LAYOUT_ALIGN - 1) / LAYOUT_ALIGN * LAYOUT_ALIGN;
    }
    head.size = at;
    return head;
}

static bool write_all(struct build *build, struct layout_head *head, struct sink *sink)
{
    static const uint8_t padding[LAYOUT_ALIGN];
    size_t digested = offsetof(struct layout_head, size); /* what follows the digest */
    sha256_init(&sink->sha);
    sha256_update(&sink->sha, sizeof(*head) - digested, (const uint8_t *)head + digested);
    sha256_update(&sink->sha, head->sections[0].at - sizeof(*head), padding);
    sink->at = head->sections[0].at;
    for (int i = 0; i < SECTION_COUNT; i++) {
        if (!sink_put(sink, &build->sections[i])) {
            return false;
        }
    }
    sha256_digest(&sink->sha, sizeof(head->digest), head->digest);
    return sink_write(sink, head, sizeof(*head), 0);
}

/*
 * Names in the blob are hashed word by word: HASH_SLACK octets follow the last. The caller takes
 * them back by setting `len` to what this returns.
 */
static size_t add_slack(struct build *build)
{
    struct buffer *blob = &build->sections[SECTION_BLOB];
    size_t len = blob->len;
    buffer_put(blob, NULL, HASH_SLACK);
    return len;
}

static bool write_image(struct build *build, int fd)
{
    add_slack(build);
    struct layout_head head = make_head(build);
    struct sink sink = {.fd = fd};
    return ftruncate(fd, 0) == 0 && ftruncate(fd, (off_t)head.size) == 0 &&
           write_all(build, &head, &sink);
}

static uint32_t add_local_text(struct build *build, const char *text)
{
    assert(build->texts.len < REF_NONE);
    uint32_t at = (uint32_t)build->texts.len;
    buffer_put(&build->texts, text, strlen(text) + 1);
    return at;
}

void build_watch(struct build *build, const char *path, uint32_t every_ms, enum watch_kind kind)
{
    struct local_watch watch = {
        .path = add_local_text(build, path), .every_ms = every_ms, .kind = kind};
    buffer_put(&build->watches, &watch, sizeof(watch));
}

void build_config(struct build *build, uint64_t config)
{
    build->config = config;
}

uint32_t build_place(struct build *build, struct pos at, const char *source, uint32_t mark_len,
                     uint32_t excepts)
{
    struct local_place place = {.file = add_local_text(build, at.file == NULL ? "" : at.file),
                                .source = add_local_text(build, source),
                                .line = at.line,
                                .col = at.col,
                                .mark_len = mark_len,
                                .excepts = excepts};
    buffer_put(&build->places, &place, sizeof(place));
    return (uint32_t)(build->places.len / sizeof(place) - 1);
}

bool build_local(const struct build *build, void **out, size_t *size)
{
    const struct buffer *parts[] = {&build->watches, &build->places, &build->texts};
    struct local_head head = {.version = LOCAL_VERSION,
                              .nwatches =
                                  (uint32_t)(build->watches.len / sizeof(struct local_watch)),
                              .nplaces = (uint32_t)(build->places.len / sizeof(struct local_place)),
                              .texts_size = (uint32_t)build->texts.len,
                              .config = build->config};
    memcpy(head.magic, LOCAL_MAGIC, sizeof(head.magic));
    size_t len = sizeof(head);
    uint8_t *octets = malloc(len + build->watches.len + build->places.len + build->texts.len);
    if (octets == NULL) {
        return false;
    }
    memcpy(octets, &head, sizeof(head));
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (parts[i]->len > 0) {
            memcpy(octets + len, parts[i]->octets, parts[i]->len);
            len += parts[i]->len;
        }
    }
    *out = octets;
    *size = len;
    return true;
}

static bool append_local(const struct build *build, int fd)
{
    void *octets;
    size_t size;
    struct stat image;
    struct sink sink = {.fd = fd};
    if (fstat(fd, &image) != 0 || !build_local(build, &octets, &size)) {
        return false;
    }
    bool ok = sink_write(&sink, octets, size, (uint64_t)image.st_size);
    free(octets);
    return ok;
}

bool build_seal(struct build *build, int memfd)
{
    return write_image(build, memfd) && append_local(build, memfd) &&
           fcntl(memfd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0;
}

bool build_image(struct build *build, void **out, size_t *size)
{
    size_t blob_len = add_slack(build);
    struct layout_head head = make_head(build);
    struct sink sink = {.fd = -1, .memory = aligned_alloc(LAYOUT_ALIGN, head.size)};
    bool ok = sink.memory != NULL;
    if (ok) {
        memset(sink.memory, 0, head.size);
        write_all(build, &head, &sink);
    }
    build->sections[SECTION_BLOB].len = blob_len;
    if (!ok) {
        return false;
    }
    *out = sink.memory;
    *size = head.size;
    return true;
}
