/* SPDX-License-Identifier: Apache-2.0 */
/* What the word behind `import` stands for: a snippet, a file, or the files of a pattern. */
#ifndef DNSD_CONF_IMPORT_H
#define DNSD_CONF_IMPORT_H

#include "base/arena.h"
#include "conf/dict.h"
#include "conf/lexer.h"
#include "conf/node.h"
#include "conf/texts.h"

#include <stdbool.h>
#include <stddef.h>

/* `(name) { ... }` */
struct import_snippet;

/* A text to go on with. */
struct import_text {
    struct lexer lexer;
    const struct import_snippet *snippet; /* NULL = a file */
    const struct text *file;              /* NULL = a snippet */
};

struct import {
    struct lexer_load *load;
    struct arena *scratch; /* what only reading needs */
    struct texts *texts;
    struct dict snippets;
    size_t snippets_left; /* expansions that are still allowed, as CoreDNS caps them */
    size_t files_left;
};

/** Start with no snippet. */
void import_init(struct import *import, struct lexer_load *load, struct texts *texts,
                 struct arena *scratch);

/**
 * Define a snippet; a second one of the same name is an error.
 *
 * name  with its parentheses: "(common)"
 * body  a lexer that reads what is between the braces
 */
bool import_define(struct import *import, const struct word *name, const struct lexer *body);

/**
 * Find what to import: first a snippet of that name, else a file or pattern beside the importing
 * file. A pattern may hold one `*` and one `?`; without a match it is a warning. Files whose names
 * begin with a dot, and folders, are not matched.
 *
 * out  in the order to read them; lives in the scratch arena
 * Returns how many there are: 0 after a fault, which was reported.
 */
size_t import_find(struct import *import, const struct word *what, struct import_text **out);

/** Whether both are the same snippet, or the same file under whatever path. */
bool import_same(const struct import_text *a, const struct import_text *b);

#endif
