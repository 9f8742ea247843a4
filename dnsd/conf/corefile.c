/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/corefile.h"

#include "conf/import.h"
#include "conf/lexer.h"
#include "conf/stream.h"
#include "conf/texts.h"

#include <string.h>

enum {
    SCRATCH_CHUNK = 64 * 1024,
    KEY_CHUNK = 1024,
    OCTETS_MAX = 256 * 1024 * 1024, /* read in all, snippets once per import: seconds at most */
    WORDS_MAX = 2000000,            /* about 100 octets of memory each */
    KEYS_MAX = 500000               /* zones of all blocks; about 300 octets each */
};

/* A stack of elements in the scratch arena: a finished list is cut off its end and copied. */
struct stack {
    void *items;
    size_t count;
    size_t room;
};

struct reader {
    struct arena *arena;
    struct arena *scratch;
    struct errs *errs;
    const struct corefile_env *env;
    struct lexer_load load;
    struct texts texts;
    struct import import;
    struct stream stream;
    struct token now; /* the word that is looked at */
    struct stack words;
    struct stack nodes;
    struct stack keys;
    struct stack blocks;
    size_t keys_left;
    bool slashes_noted;
};

static void *push(struct reader *reader, struct stack *stack, size_t octets)
{
    stack->items = arena_grow(reader->scratch, stack->items, stack->count, &stack->room, octets);
    return (char *)stack->items + stack->count++ * octets;
}

/* Copy the elements from `start` on into the arena and take them off the stack. */
static void *cut(struct reader *reader, struct stack *stack, size_t start, size_t octets,
                 size_t *count)
{
    *count = stack->count - start;
    stack->count = start;
    if (*count == 0) {
        return NULL;
    }
    void *copy = arena_alloc(reader->arena, *count * octets);
    memcpy(copy, (char *)stack->items + start * octets, *count * octets);
    return copy;
}

static void next(struct reader *reader)
{
    stream_next(&reader->stream, &reader->now);
}

/* Outside blocks, a line that begins with `//` is a comment. */
static void next_outside(struct reader *reader)
{
    next(reader);
    while (reader->now.kind == TOKEN_WORD && reader->now.starts_line && !reader->now.word.quoted &&
           strncmp(reader->now.word.text, "//", 2) == 0) {
        if (!reader->slashes_noted) {
            err_note(reader->errs, reader->now.word.at,
                     "lines that begin with '//' are read as comments, CoreDNS takes them as "
                     "zones; write '#'");
        }
        reader->slashes_noted = true;
        stream_skip_line(&reader->stream);
        next(reader);
    }
}

static void read_lines(struct reader *reader, const struct node **out, size_t *count);

/* The words of a line up to its end or a '{'; the token after them becomes the current one. */
static void read_words(struct reader *reader, struct node *node)
{
    size_t start = reader->words.count;
    bool more = true;
    while (more) {
        *(struct word *)push(reader, &reader->words, sizeof(struct word)) = reader->now.word;
        node->end = reader->now.end;
        more = !reader->now.ends_line;
        next(reader);
        more = more && reader->now.kind == TOKEN_WORD && !reader->now.starts_line;
    }
    node->words = cut(reader, &reader->words, start, sizeof(struct word), &node->nwords);
}

/* A block: its '{' is the current token; afterwards it is the one behind its '}'. */
static void read_block(struct reader *reader, struct node *node)
{
    node->has_block = true;
    next(reader);
    read_lines(reader, &node->children, &node->nchildren);
    node->end = reader->now.word.at;
    bool ends = reader->now.ends_line;
    next(reader);
    if (!ends && (reader->now.kind == TOKEN_WORD || reader->now.kind == TOKEN_CLOSE)) {
        err_add_mark(reader->errs, reader->now.word.at, reader->now.word.source_len,
                     "'%.100s' stands behind a '}'; write it on a line of its own",
                     reader->now.word.text);
    }
}

static void read_line(struct reader *reader)
{
    struct node node = {0};
    read_words(reader, &node);
    if (reader->now.kind == TOKEN_OPEN && !reader->now.starts_line) {
        read_block(reader, &node);
    } else if (reader->now.kind == TOKEN_CLOSE && !reader->now.starts_line) {
        err_add(reader->errs, reader->now.word.at,
                "a '}' on the line of '%.100s'; write it on a line of its own", node.words[0].text);
    }
    *(struct node *)push(reader, &reader->nodes, sizeof(node)) = node;
}

/* A '{' where a directive should be: the block is read, for its faults, and dropped. */
static void read_stray_block(struct reader *reader)
{
    struct node dropped = {0};
    err_add(reader->errs, reader->now.word.at,
            "a '{' with no word before it; write it at the end of the line that it belongs to");
    read_block(reader, &dropped);
}

/* Lines up to a '}' or the end, which becomes the current token. */
static void read_lines(struct reader *reader, const struct node **out, size_t *count)
{
    size_t start = reader->nodes.count;
    while (reader->now.kind == TOKEN_WORD || reader->now.kind == TOKEN_OPEN) {
        if (reader->now.kind == TOKEN_WORD) {
            read_line(reader);
        } else {
            read_stray_block(reader);
        }
    }
    *out = cut(reader, &reader->nodes, start, sizeof(struct node), count);
}

static void add_key(struct reader *reader, struct arena *arena, const struct word *word)
{
    struct key key;
    if (reader->load.exhausted || !key_parse(arena, word, &key, reader->errs)) {
        return;
    }
    if (key.nzones > reader->keys_left) {
        err_add(reader->errs, word->at,
                "more than %d zones; serve many zones with the plugin 'auto'", KEYS_MAX);
        reader->load.exhausted = true;
        return;
    }
    reader->keys_left -= key.nzones;
    uint16_t port = key.port != 0 ? key.port : key_default_port(key.scheme, reader->env->dns_port);
    for (size_t i = 0; i < key.nzones; i++) {
        *(struct corefile_key *)push(reader, &reader->keys, sizeof(struct corefile_key)) =
            (struct corefile_key){.zone = key.zones[i],
                                  .at = word->at,
                                  .source_len = word->source_len,
                                  .port = port,
                                  .scheme = key.scheme};
    }
}

/* The arena for one key is short-lived: a network may be 128 names that are copied at once. */
static void add_keys(struct reader *reader, const struct word *words, size_t nwords)
{
    for (size_t i = 0; i < nwords; i++) {
        struct arena *arena = arena_new(KEY_CHUNK);
        add_key(reader, arena, &words[i]);
        arena_free(arena);
    }
}

/* One word of the key list: "a", "a,", or "a,b". Returns whether a comma ends it. */
static bool split_keys(struct reader *reader, const struct word *word)
{
    const char *at = word->text;
    while (*at != '\0') {
        size_t len = strcspn(at, ",");
        struct word key = *word;
        if (len > 0) {
            key.text = arena_text(reader->arena, at, len);
            key.len = (uint32_t)len;
            if (word->source_len == word->len) { /* spelled as it reads: columns can be counted */
                key.at.col += (uint32_t)(at - word->text);
                key.source_len = key.len;
            }
            *(struct word *)push(reader, &reader->words, sizeof(key)) = key;
        }
        at += len + (at[len] == ',');
    }
    return word->len > 0 && at[-1] == ',';
}

/*
 * The words before a block, on to the next line after a comma. The current token is then the
 * block's '{', also when it stands on the next line, or whatever follows the line.
 */
static void read_key_words(struct reader *reader)
{
    bool comma = false;
    bool ends = false;
    while (reader->now.kind == TOKEN_WORD && !(ends && !comma)) {
        comma = split_keys(reader, &reader->now.word);
        ends = reader->now.ends_line;
        struct pos end = reader->now.end;
        if (ends) {
            next_outside(reader);
        } else {
            next(reader);
        }
        if (comma && reader->now.kind != TOKEN_WORD) {
            err_add(reader->errs, end, "no zone after the ','; write one, or take the ',' away");
        }
    }
}

static bool is_snippet(const struct word *words, size_t nwords)
{
    return nwords == 1 && words[0].len > 2 && words[0].text[0] == '(' &&
           words[0].text[words[0].len - 1] == ')';
}

static void read_snippet(struct reader *reader, const struct word *name)
{
    struct lexer body;
    if (reader->now.kind != TOKEN_OPEN) {
        err_add_mark(reader->errs, name->at, name->source_len,
                     "the snippet %s has no block; write its lines between '{' and '}'",
                     name->text);
        return;
    }
    stream_capture(&reader->stream, &body);
    import_define(&reader->import, name, &body);
    next_outside(reader);
}

/* The directives of a server block; without braces it is the rest of the text. */
static void read_directives(struct reader *reader, struct corefile_block *block)
{
    bool braces = reader->now.kind == TOKEN_OPEN;
    if (braces) {
        next(reader);
    }
    read_lines(reader, &block->directives, &block->ndirectives);
    if (reader->now.kind == TOKEN_CLOSE) {
        next_outside(reader);
    }
}

static void read_server(struct reader *reader, const struct word *words, size_t nwords)
{
    struct corefile_block block = {.at = nwords > 0 ? words[0].at : reader->now.word.at};
    size_t faults = errs_count(reader->errs, ERR_ERROR);
    size_t start = reader->keys.count;
    add_keys(reader, words, nwords);
    if (reader->keys.count == start && errs_count(reader->errs, ERR_ERROR) == faults) {
        err_add(reader->errs, block.at,
                "a block without a zone; write the zones it serves before the '{', '.' for all");
    }
    block.keys = cut(reader, &reader->keys, start, sizeof(struct corefile_key), &block.nkeys);
    read_directives(reader, &block);
    *(struct corefile_block *)push(reader, &reader->blocks, sizeof(block)) = block;
}

static void read_blocks(struct reader *reader)
{
    next_outside(reader);
    while (reader->now.kind != TOKEN_END) {
        size_t nwords;
        size_t start = reader->words.count;
        read_key_words(reader);
        struct word *words = cut(reader, &reader->words, start, sizeof(*words), &nwords);
        if (is_snippet(words, nwords)) {
            read_snippet(reader, &words[0]);
        } else {
            read_server(reader, words, nwords);
        }
    }
}

/* What CoreDNS does for an empty Corefile. */
static void add_default(struct reader *reader, const char *path)
{
    static const char *const names[] = {"whoami", "log"};
    struct pos at = {.file = path};
    struct word zone = {.text = ".", .at = at, .len = 1};
    struct corefile_block block = {.at = at};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct word *word = arena_alloc(reader->arena, sizeof(*word));
        *word = (struct word){.text = names[i], .at = at, .len = (uint32_t)strlen(names[i])};
        *(struct node *)push(reader, &reader->nodes, sizeof(struct node)) =
            (struct node){.words = word, .nwords = 1, .end = at};
    }
    block.directives = cut(reader, &reader->nodes, 0, sizeof(struct node), &block.ndirectives);
    add_keys(reader, &zone, 1);
    block.keys = cut(reader, &reader->keys, 0, sizeof(struct corefile_key), &block.nkeys);
    *(struct corefile_block *)push(reader, &reader->blocks, sizeof(block)) = block;
    err_note(reader->errs, at,
             "there is no server block, so '.' is served with whoami and log; write a block");
}

static void list_files(struct reader *reader, struct corefile *out)
{
    struct corefile_file *files = arena_alloc(reader->arena, reader->texts.count * sizeof(*files));
    for (const struct text *text = reader->texts.first; text != NULL; text = text->next) {
        files[out->nfiles++] = (struct corefile_file){.path = text->path, .folder = text->folder};
    }
    out->files = files;
}

static void begin(struct reader *reader, const char *path, const char *text, size_t len)
{
    reader->load = (struct lexer_load){.arena = reader->arena,
                                       .errs = reader->errs,
                                       .getenv = reader->env->getenv,
                                       .octets_left = OCTETS_MAX,
                                       .words_left = WORDS_MAX};
    reader->keys_left = KEYS_MAX;
    texts_init(&reader->texts, reader->arena, reader->scratch, reader->errs);
    import_init(&reader->import, &reader->load, &reader->texts, reader->scratch);
    stream_init(&reader->stream, &reader->import, texts_add(&reader->texts, path, text, len));
}

bool corefile_read(struct arena *arena, const char *path, const char *text, size_t len,
                   const struct corefile_env *env, struct corefile *out, struct errs *errs)
{
    size_t faults = errs_count(errs, ERR_ERROR);
    struct corefile corefile = {0};
    struct reader reader = {
        .arena = arena, .scratch = arena_new(SCRATCH_CHUNK), .errs = errs, .env = env};
    begin(&reader, path, text, len);
    read_blocks(&reader);
    if (reader.blocks.count == 0 && errs_count(errs, ERR_ERROR) == faults) {
        add_default(&reader, path);
    }
    corefile.blocks =
        cut(&reader, &reader.blocks, 0, sizeof(struct corefile_block), &corefile.nblocks);
    list_files(&reader, &corefile);
    arena_free(reader.scratch);
    *out = corefile;
    return errs_count(errs, ERR_ERROR) == faults;
}
