/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the programs of this machine want to know about an image, and what is no part of it: the
 * files to watch, where the operator wrote each listener, and whether the Corefile changed. It
 * travels behind the image in the same sealed memory file. The image's digest does not cover it, so
 * that the same input gives the same image wherever it lies.
 *
 *     +--------------------+ 0
 *     | the image          | image/layout.h; its size is a multiple of LAYOUT_ALIGN
 *     +--------------------+ layout_head.size
 *     | struct local_head  | magic, version, counts
 *     | struct local_watch | head.nwatches of them
 *     | struct local_place | head.nplaces of them
 *     | texts              | head.texts_size octets; each text ends in a NUL
 *     +--------------------+ end of the file
 *
 * Little-endian. A text is the offset of its first octet in the texts.
 */
#ifndef DNSD_IMAGE_LOCAL_H
#define DNSD_IMAGE_LOCAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOCAL_MAGIC "dnsdloc\n"

enum { LOCAL_VERSION = 1 };

struct local_head {
    char magic[8];
    uint32_t version;
    uint32_t nwatches;
    uint32_t nplaces;
    uint32_t texts_size; /* octets */
    uint64_t config;     /* hash over the words of the Corefile and its imports, paths included */
};

enum watch_kind {
    WATCH_COREFILE,  /* the Corefile and what it imports: load anew when the octets change */
    WATCH_SERIAL,    /* a zone file: taken when its serial changed */
    WATCH_MTIME,     /* a file: taken when it changed */
    WATCH_DIRECTORY, /* files that come and go: what `auto` scans, or a pattern of `import` */
    WATCH_KINDS
};

/* A file to look at from time to time; when it changed, the loader runs and decides. */
struct local_watch {
    uint32_t path; /* a text */
    uint32_t every_ms;
    uint32_t kind; /* enum watch_kind */
};

/*
 * Where a word stands. Place i is that of element i of SECTION_LISTEN: its `bind` word, or the key
 * of a block without `bind`. Behind those come the places of `except` words.
 */
struct local_place {
    uint32_t file;     /* a text: the name of the file; empty = not known */
    uint32_t source;   /* a text: the line as it is written there */
    uint32_t line;     /* from 1 */
    uint32_t col;      /* from 1 */
    uint32_t mark_len; /* octets of the word */
    uint32_t excepts;  /* of a listener: the place of its first `except` word; the rest follow */
};

/* Octets that were checked once. All pointers are into them; all zero = there is nothing. */
struct local {
    const struct local_watch *watches;
    const struct local_place *places;
    const char *texts;
    uint64_t config;
    uint32_t nwatches;
    uint32_t nplaces;
};

/**
 * Check what stands behind an image: every text in bounds, every kind known.
 *
 * octets  aligned to 8; must stay as long as `out` is used
 * why     IMAGE_WHY_SIZE octets (image/open.h): what is wrong; written on failure
 */
bool local_read(const void *octets, size_t size, struct local *out, char *why);

/** A text. */
static inline const char *local_text(const struct local *local, uint32_t at)
{
    return local->texts + at;
}

/** Place `i`; NULL when it is not known. */
static inline const struct local_place *local_place_at(const struct local *local, uint64_t i)
{
    return i < local->nplaces ? &local->places[i] : NULL;
}

#endif
