/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with the operator's input: every fault with its place and what to write instead. */
#ifndef DNSD_BASE_ERRS_H
#define DNSD_BASE_ERRS_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A place in a text. */
struct pos {
    const char *file; /* as the operator wrote it */
    uint32_t line;    /* from 1; 0 = the file as a whole */
    uint32_t col;     /* from 1, in octets; 0 = the line as a whole */
};

enum err_level {
    ERR_ERROR,   /* stops the load */
    ERR_WARNING, /* loads, but likely not what was meant */
    ERR_NOTICE   /* loads as dnsd understands it; worth knowing once */
};

enum {
    ERR_TEXT_SIZE = 400, /* octets of a message with its NUL */
    ERR_LINE_SIZE = 200, /* octets kept of the source line */
    ERR_WORD_SIZE = 12,  /* octets of a code or of a detail's label with its NUL */
    ERRS_SHOWN_MAX = 100 /* errors kept and shown; the rest is counted */
};

/* A line below a message: what it is seen by, and why. */
struct err_detail {
    struct err_detail *next;
    char label[ERR_WORD_SIZE]; /* "witness", "rule", "because", "note" */
    char text[ERR_TEXT_SIZE];
};

struct err {
    struct pos at;
    enum err_level level;
    char code[ERR_WORD_SIZE];   /* of a finding: "L1"; empty = none */
    char text[ERR_TEXT_SIZE];   /* "what was found; what to write" */
    char line[ERR_LINE_SIZE];   /* the source line, tabs as blanks; empty when not known */
    uint32_t mark_len;          /* octets to underline from at.col; 1 = just a caret */
    struct err_detail *details; /* in the order they were added; the collection's */
};

struct errs;

/** A new, empty collection. Owns: the caller frees it with errs_free(). */
struct errs *errs_new(void) ATTR_MALLOC;

/** Free the collection. NULL is fine. */
void errs_free(struct errs *errs);

/**
 * Tell where the text of a file is, so that messages about it can show the line.
 *
 * file  compared as text with pos.file. text  len octets; only read during err_add() calls that
 * follow, so it must live until errs_source_drop(file) or the last err_add() about the file.
 */
void errs_source(struct errs *errs, const char *file, const char *text, size_t len);

/** The source line of a place as messages show it: ERR_LINE_SIZE octets; empty when not known. */
void errs_line(struct errs *errs, struct pos at, char *out);

/** Forget the text of a file, before it is unmapped or freed. */
void errs_source_drop(struct errs *errs, const char *file);

/**
 * Add an error: "what was found; what to write". The collection keeps a copy of at.file. What was
 * said of the same place in the same words is not added again. Always returns false, so that a
 * reader can end with `return err_add(...)`.
 */
bool err_add(struct errs *errs, struct pos at, const char *format, ...) ATTR_PRINTF(3, 4);

/** Add an error that underlines `mark_len` octets. Returns false. */
bool err_add_mark(struct errs *errs, struct pos at, uint32_t mark_len, const char *format, ...)
    ATTR_PRINTF(4, 5);

/** Add an error at a place whose source line the caller knows. Returns false. */
bool err_add_line(struct errs *errs, struct pos at, const char *line, uint32_t mark_len,
                  const char *format, ...) ATTR_PRINTF(5, 6);

/** Add a warning (kept like an error, but does not make errs_failed() true). */
void err_warn(struct errs *errs, struct pos at, const char *format, ...) ATTR_PRINTF(3, 4);

/** Add a notice: said once, for things that load but that the operator should know. */
void err_note(struct errs *errs, struct pos at, const char *format, ...) ATTR_PRINTF(3, 4);

/**
 * Add a finding: an error or warning that the policy language has a code for ("S1"). Returns false.
 *
 * mark_len  octets to underline; 1 = just a caret
 */
bool err_find(struct errs *errs, enum err_level level, const char *code, struct pos at,
              uint32_t mark_len, const char *format, ...) ATTR_PRINTF(6, 7);

/**
 * Add a line to the message that was added last: "witness", "NL, e.g. 2a02:e040::/29". Nothing when
 * that one was not kept (it was said before, or there are too many).
 */
void err_detail(struct errs *errs, const char *label, const char *format, ...) ATTR_PRINTF(3, 4);

/** Whether an error (not only a warning) was added. */
bool errs_failed(const struct errs *errs);

/** How many of one level were added, shown or not. */
size_t errs_count(const struct errs *errs, enum err_level level);

/** The i-th one kept, in the order they were added; NULL past the last. */
const struct err *errs_at(const struct errs *errs, size_t i);

/**
 * Print all of them, errors first, each kind file by file from top to bottom:
 *
 *     Corefile:7:13: '9000' is not a size for bufsize; write a number from 512 to 4096
 *         bufsize 9000
 *                 ^~~~
 *
 * Warnings and notices say so after the place ("Corefile:7:13: warning: ..."), and findings say
 * their code ("residency.yaml:80:45: error L1: ..."), with their details below.
 */
void errs_print(const struct errs *errs, FILE *to);

#endif
