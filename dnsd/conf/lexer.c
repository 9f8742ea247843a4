/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/lexer.h"

#include "conf/variable.h"

#include <string.h>

struct lexer lexer_of(struct lexer_load *load, const char *file, const char *text, size_t len)
{
    bool mark = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
    return (struct lexer){.load = load,
                          .file = file,
                          .text = text,
                          .len = len,
                          .at = mark ? 3 : 0,
                          .line_at = mark ? 3 : 0,
                          .line = 1,
                          .fresh_line = true};
}

static struct pos here(const struct lexer *lexer)
{
    return (struct pos){.file = lexer->file,
                        .line = lexer->line,
                        .col = (uint32_t)(lexer->at - lexer->line_at) + 1};
}

/* Octets of the blank at `at`, 0 when there is none: the code points of White_Space. */
static size_t blank_len(const char *at, size_t left)
{
    static const char *const wide[] = {
        "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
        "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
        "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
        "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};
    unsigned char c = (unsigned char)*at;
    if (c < 0x80) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
    }
    if (c != 0xc2 && (c < 0xe1 || c > 0xe3)) {
        return 0;
    }
    for (size_t i = 0; i < ARRAY_LEN(wide); i++) {
        size_t len = strlen(wide[i]);
        if (len <= left && memcmp(at, wide[i], len) == 0) {
            return len;
        }
    }
    return 0;
}

static bool at_end(const struct lexer *lexer)
{
    return lexer->at >= lexer->len || lexer->load->exhausted;
}

static void step(struct lexer *lexer, size_t octets)
{
    lexer->at += octets;
}

static void step_line(struct lexer *lexer)
{
    lexer->at++;
    lexer->line++;
    lexer->line_at = lexer->at;
}

void lexer_skip_line(struct lexer *lexer)
{
    const char *from = lexer->text + lexer->at;
    const char *newline = memchr(from, '\n', lexer->len - lexer->at);
    lexer->at = newline == NULL ? lexer->len : (size_t)(newline - lexer->text);
}

static void report_nul(const struct lexer *lexer)
{
    err_add(lexer->load->errs, here(lexer),
            "a NUL octet; a Corefile is text, write it without zero octets");
}

/* Go to the next word: past blanks, line breaks and comments. */
static void skip_blanks(struct lexer *lexer)
{
    while (!at_end(lexer)) {
        const char *at = lexer->text + lexer->at;
        size_t blank = blank_len(at, lexer->len - lexer->at);
        if (*at == '\n') {
            step_line(lexer);
            lexer->fresh_line = true;
        } else if (*at == '#') {
            lexer_skip_line(lexer);
        } else if (blank > 0) {
            if (*at == '\0') {
                report_nul(lexer);
            }
            step(lexer, blank);
        } else {
            return;
        }
    }
}

/* Whether only blanks and a comment follow on the line. */
static bool line_ends(const struct lexer *lexer)
{
    size_t at = lexer->at;
    while (at < lexer->len && lexer->text[at] != '\n' && lexer->text[at] != '#') {
        size_t blank = blank_len(lexer->text + at, lexer->len - at);
        if (blank == 0) {
            return false;
        }
        at += blank;
    }
    return true;
}

/* Where the plain word ends that begins here: before a blank (a CR is none) or a '#'. */
static size_t plain_end(const struct lexer *lexer)
{
    size_t at = lexer->at;
    size_t end = at; /* past the last octet that is no CR */
    while (at < lexer->len && lexer->text[at] != '#') {
        if (lexer->text[at] == '\r') {
            at++;
            continue;
        }
        if (blank_len(lexer->text + at, lexer->len - at) > 0) {
            break;
        }
        end = ++at;
    }
    return end;
}

/* A comment that began inside a word ends at the next blank: what follows is words again. */
static void skip_tail(struct lexer *lexer, const struct word *word)
{
    struct pos at = here(lexer);
    while (!at_end(lexer)) {
        const char *from = lexer->text + lexer->at;
        if (*from != '\r' && blank_len(from, lexer->len - lexer->at) > 0) {
            break;
        }
        step(lexer, 1);
    }
    if (!line_ends(lexer)) {
        err_warn(
            lexer->load->errs, at,
            "a comment inside a word ('%.100s#...') ends at the next blank, as for CoreDNS, and "
            "what follows counts; write a blank before the '#', or quotes around the word",
            word->text);
    }
}

static void read_plain(struct lexer *lexer, struct word *out)
{
    size_t end = plain_end(lexer);
    const char *from = lexer->text + lexer->at;
    size_t raw = end - lexer->at;
    char *text = arena_octets(lexer->load->arena, raw + 1);
    uint32_t len = 0;
    for (size_t i = 0; i < raw; i++) {
        if (from[i] != '\r') {
            text[len++] = from[i];
        }
    }
    text[len] = '\0';
    out->text = text;
    out->len = len;
    out->source_len = (uint32_t)raw;
    step(lexer, raw);
    if (lexer->at < lexer->len && lexer->text[lexer->at] == '#') {
        skip_tail(lexer, out);
    }
}

/* Where the text of a quoted word ends: at its closing quote, or at the end of the file. */
static size_t quoted_end(const struct lexer *lexer)
{
    size_t at = lexer->at;
    while (at < lexer->len && lexer->text[at] != '"') {
        at += lexer->text[at] == '\\' && at + 1 < lexer->len ? 2 : 1;
    }
    return at;
}

static char *copy_quoted(struct lexer *lexer, size_t end, char *to)
{
    while (lexer->at < end) {
        char c = lexer->text[lexer->at];
        bool escape = c == '\\' && lexer->at + 1 < end && lexer->text[lexer->at + 1] == '"';
        if (c == '\n') {
            step_line(lexer);
            *to++ = c;
            continue;
        }
        if (c == '\0') {
            report_nul(lexer);
        } else if (c != '\r') {
            *to++ = escape ? '"' : c;
        }
        step(lexer, escape ? 2 : 1);
    }
    *to = '\0';
    return to;
}

static void read_quoted(struct lexer *lexer, struct word *out)
{
    size_t start = lexer->at;
    step(lexer, 1);
    size_t end = quoted_end(lexer);
    char *text = arena_octets(lexer->load->arena, end - lexer->at + 1);
    out->text = text;
    out->quoted = true;
    out->len = (uint32_t)(copy_quoted(lexer, end, text) - text);
    out->source_len = (uint32_t)(end - start);
    if (lexer->at == lexer->len) {
        lexer->open_quote = true;
        err_add(lexer->load->errs, out->at,
                "a quote that is never closed; write '\"' at the end of the quoted text");
        return;
    }
    step(lexer, 1);
    out->source_len++;
}

static enum token_kind kind_of(const struct word *word)
{
    if (word->len == 1 && word->text[0] == '{') {
        return TOKEN_OPEN;
    }
    return word->len == 1 && word->text[0] == '}' ? TOKEN_CLOSE : TOKEN_WORD;
}

/*
 * `errors{`: for Caddy an ordinary word, so that its block's lines become directives of the server
 * block. Nobody means that: refused, and read as a word and a brace.
 */
static void part_brace(struct lexer *lexer, struct token *token)
{
    struct word *word = &token->word;
    if (word->quoted || word->len < 2 || !token->ends_line ||
        strchr(word->text, '{') != word->text + word->len - 1 ||
        lexer->text[lexer->at - 1] != '{') {
        return;
    }
    err_add_mark(
        lexer->load->errs, word->at, word->source_len,
        "'%.100s' ends in a brace; write a blank before the '{', or quotes around the word",
        word->text);
    lexer->at--;
    word->text = arena_text(lexer->load->arena, word->text, --word->len);
    word->source_len--;
    token->ends_line = false;
}

/* Count a word and the octets read for it against what the load may use. */
static void spend(struct lexer *lexer, size_t octets, size_t words)
{
    struct lexer_load *load = lexer->load;
    if (load->words_left > words && load->octets_left > octets) {
        load->words_left -= words;
        load->octets_left -= octets;
        return;
    }
    if (load->exhausted) {
        return;
    }
    load->exhausted = true;
    err_add(load->errs, here(lexer),
            "the Corefile and its imports are too long to go on from here; write fewer words, or "
            "serve many zones with the plugin 'auto'");
}

static void read_word(struct lexer *lexer, struct token *token)
{
    struct word *word = &token->word;
    word->at = here(lexer);
    token->starts_line = lexer->fresh_line;
    if (lexer->text[lexer->at] == '"') {
        read_quoted(lexer, word);
    } else {
        read_plain(lexer, word);
    }
    token->end = here(lexer);
    token->ends_line = line_ends(lexer);
    token->kind = kind_of(word);
    token->bare_import = strcmp(word->text, "import") == 0;
    lexer->fresh_line = token->kind == TOKEN_OPEN;
}

void lexer_next(struct lexer *lexer, struct token *out)
{
    size_t start = lexer->at;
    *out = (struct token){.kind = TOKEN_END, .starts_line = true, .ends_line = true};
    skip_blanks(lexer);
    out->end = here(lexer);
    out->word = (struct word){.text = "", .at = out->end};
    if (at_end(lexer)) {
        spend(lexer, lexer->at - start, 0);
        return;
    }
    read_word(lexer, out);
    part_brace(lexer, out);
    if (out->kind == TOKEN_WORD) {
        variable_expand(lexer->load, &out->word);
    }
    spend(lexer, lexer->at - start, 1);
}
