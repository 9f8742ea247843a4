/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of a Corefile with every `import` line replaced by what it brings in. Braces balance:
 * a block that its text leaves open is reported and closed at the text's end, a '}' that closes
 * nothing is reported and dropped.
 */
#ifndef DNSD_CONF_STREAM_H
#define DNSD_CONF_STREAM_H

#include "conf/import.h"
#include "conf/lexer.h"

#include <stddef.h>

enum { STREAM_BLOCKS_MAX = 32 }; /* blocks inside blocks; plugins need four */

struct stream_frame;

/* A block whose end was not read yet. */
struct stream_block {
    struct pos at;   /* its '{' */
    uint32_t indent; /* the column where its line begins */
};

struct stream {
    struct import *import;
    struct lexer_load *load;
    struct stream_frame *frames; /* the texts being read, the innermost last */
    size_t nframes;
    size_t room;
    struct stream_block open[STREAM_BLOCKS_MAX];
    size_t depth;
    uint32_t line; /* of the last word */
    uint32_t indent;
    struct pos suspect; /* the first '{' whose '}' is indented like an outer block's */
};

/** Start reading a file. */
void stream_init(struct stream *stream, struct import *import, const struct text *file);

/** The next word, brace or the end, with imports resolved. */
void stream_next(struct stream *stream, struct token *out);

/**
 * After a TOKEN_OPEN: pass over the block's text, its end included, without resolving imports.
 *
 * body  reads what is between the braces
 */
void stream_capture(struct stream *stream, struct lexer *body);

/** Drop the rest of the line that the last word is on. */
void stream_skip_line(struct stream *stream);

#endif
