/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/stream.h"

#include <string.h>

enum { IMPORTS_DEEP_MAX = 64 };

struct stream_frame {
    struct import_text text;
    size_t parent; /* index of the frame whose `import` brought it in */
    size_t depth;  /* blocks open where it begins */
    size_t level;  /* imports inside imports */
};

static struct stream_frame *top(struct stream *stream)
{
    return &stream->frames[stream->nframes - 1];
}

static void push(struct stream *stream, const struct import_text *text, size_t parent)
{
    stream->frames = arena_grow(stream->import->scratch, stream->frames, stream->nframes,
                                &stream->room, sizeof(*stream->frames));
    size_t level = stream->nframes == 0 ? 0 : stream->frames[parent].level + 1;
    stream->frames[stream->nframes++] = (struct stream_frame){
        .text = *text, .parent = parent, .depth = stream->depth, .level = level};
}

void stream_init(struct stream *stream, struct import *import, const struct text *file)
{
    struct import_text text = {.lexer = lexer_of(import->load, file->path, file->octets, file->len),
                               .file = file};
    *stream = (struct stream){.import = import, .load = import->load};
    push(stream, &text, 0);
}

void stream_skip_line(struct stream *stream)
{
    lexer_skip_line(&top(stream)->text.lexer);
}

/* Pass over a block of the text on top, its '{' already read. Returns false without its end. */
static bool skip_block(struct stream *stream, struct lexer *body)
{
    struct lexer *lexer = &top(stream)->text.lexer;
    struct token token;
    size_t depth = 1;
    *body = *lexer;
    while (depth > 0) {
        body->len = lexer->at;
        lexer_next(lexer, &token);
        if (token.kind == TOKEN_END) {
            return false;
        }
        depth += token.kind == TOKEN_OPEN;
        depth -= token.kind == TOKEN_CLOSE;
    }
    return true;
}

/* The brace that is missing is rarely that of the block that stays open: the indentation tells. */
static void report_open(struct stream *stream, const struct stream_block *block)
{
    struct errs *errs = stream->load->errs;
    const struct pos *suspect = &stream->suspect;
    if (stream->load->exhausted || top(stream)->text.lexer.open_quote) {
        return;
    }
    if (suspect->line > 0 && strcmp(suspect->file, block->at.file) == 0) {
        err_add(errs, block->at,
                "a '{' that is never closed; write '}' on a line of its own at the end of the "
                "block of line %u, by the indentation",
                suspect->line);
        return;
    }
    err_add(errs, block->at,
            "a '{' that is never closed; write '}' on a line of its own at the block's end");
}

void stream_capture(struct stream *stream, struct lexer *body)
{
    stream->depth--;
    if (!skip_block(stream, body)) {
        report_open(stream, &stream->open[stream->depth]);
    }
}

/* Whether the text is being read already, further out. */
static bool is_cycle(struct stream *stream, const struct import_text *text)
{
    const struct stream_frame *frame = top(stream);
    for (;; frame = &stream->frames[frame->parent]) {
        if (import_same(&frame->text, text)) {
            return true;
        }
        if (frame->level == 0) {
            return false;
        }
    }
}

static void import_word(struct stream *stream, const struct word *what)
{
    struct import_text *texts;
    struct errs *errs = stream->load->errs;
    size_t parent = stream->nframes - 1;
    size_t count = import_find(stream->import, what, &texts);
    if (count > 0 && top(stream)->level == IMPORTS_DEEP_MAX) {
        err_add_mark(errs, what->at, what->source_len,
                     "imports inside imports, more than 64 deep; write it flatter");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (is_cycle(stream, &texts[i])) {
            err_add_mark(errs, what->at, what->source_len,
                         "'%.100s' imports itself; take this import away", what->text);
            return;
        }
    }
    for (size_t i = count; i > 0; i--) {
        push(stream, &texts[i - 1], parent);
    }
}

/* Read the words behind `import` up to the line's end; false when a block begins there. */
static bool read_args(struct stream *stream, struct token *last, struct word *what, size_t *count)
{
    struct lexer *lexer = &top(stream)->text.lexer;
    for (*count = 0; !last->ends_line; ++*count) {
        struct lexer before = *lexer;
        lexer_next(lexer, last);
        if (last->kind == TOKEN_OPEN) {
            return false;
        }
        if (last->kind != TOKEN_WORD) {
            *lexer = before; /* a '}' or the end is for stream_next() to see */
            return true;
        }
        if (*count == 0) {
            *what = last->word;
        }
    }
    return true;
}

static void import_line(struct stream *stream, const struct token *word)
{
    struct word what;
    size_t count;
    struct lexer body;
    struct token last = *word;
    struct errs *errs = stream->load->errs;
    if (!read_args(stream, &last, &what, &count)) {
        err_add(errs, last.word.at, "import takes no block; write import SNIPPET, FILE or PATTERN");
        skip_block(stream, &body);
        return;
    }
    if (count == 0) {
        err_add(errs, word->end, "import without a name; write import SNIPPET, FILE or PATTERN");
        return;
    }
    if (count > 1) {
        err_add_mark(
            errs, last.word.at, last.word.source_len,
            "import takes one argument, '%.100s' is too many; write one import line for each",
            last.word.text);
        return;
    }
    import_word(stream, &what);
}

static void open_block(struct stream *stream, const struct token *brace)
{
    stream->open[stream->depth++] =
        (struct stream_block){.at = brace->word.at, .indent = stream->indent};
}

static void note_indent(struct stream *stream, const struct token *token)
{
    if (token->word.at.line != stream->line) {
        stream->line = token->word.at.line;
        stream->indent = token->word.at.col;
    }
}

/* Called when the '}' of the innermost block is the word at hand. */
static void note_suspect(struct stream *stream)
{
    size_t last = stream->depth - 1;
    if (stream->suspect.line > 0 || stream->indent == stream->open[last].indent) {
        return;
    }
    for (size_t i = 0; i < last; i++) {
        if (stream->open[i].indent == stream->indent) {
            stream->suspect = stream->open[last].at;
        }
    }
}

/* The text on top has ended. Returns true when `out` is a token to hand on. */
static bool end_text(struct stream *stream, struct token *out)
{
    if (stream->depth > top(stream)->depth) {
        report_open(stream, &stream->open[--stream->depth]);
        out->kind = TOKEN_CLOSE;
        return true;
    }
    if (stream->nframes == 1) {
        return true;
    }
    stream->nframes--;
    return false;
}

static bool close_block(struct stream *stream, const struct token *brace)
{
    if (stream->depth > top(stream)->depth) {
        note_suspect(stream);
        stream->depth--;
        return true;
    }
    err_add(stream->load->errs, brace->word.at,
            "a '}' that closes nothing; take it away, or write the '{' it belongs to");
    return false;
}

/* Blocks too deep are passed over. */
static bool accept_open(struct stream *stream, const struct token *brace)
{
    struct lexer body;
    if (stream->depth < STREAM_BLOCKS_MAX) {
        open_block(stream, brace);
        return true;
    }
    err_add(stream->load->errs, brace->word.at,
            "blocks inside blocks, more than 32 deep; write it flatter");
    skip_block(stream, &body);
    return false;
}

void stream_next(struct stream *stream, struct token *out)
{
    for (bool found = false; !found;) {
        lexer_next(&top(stream)->text.lexer, out);
        note_indent(stream, out);
        switch (out->kind) {
        case TOKEN_END:
            found = end_text(stream, out);
            break;
        case TOKEN_OPEN:
            found = accept_open(stream, out);
            break;
        case TOKEN_CLOSE:
            found = close_block(stream, out);
            break;
        case TOKEN_WORD:
            found = !(out->bare_import && out->starts_line);
            if (!found) {
                import_line(stream, out);
            }
            break;
        }
    }
}
