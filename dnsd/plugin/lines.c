/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TABLE_MAX = 64 * 1024 * 1024 };

/* The text being cut up. */
struct cut {
    struct arena *arena;
    const char *path;
    const char *at;
    const char *end;
    const char *line_start;
    uint32_t line;
    struct node *list;
    size_t count;
    size_t room;
};

static bool cannot(const char *path, struct pos from, const char *why, struct errs *errs)
{
    return err_add(errs, from, "'%s' cannot be read (%s); write the path of a file", path, why);
}

static bool read_fd(struct arena *arena, const char *path, int fd, struct pos from, char **text,
                    size_t *len, struct errs *errs)
{
    struct stat facts;
    if (fstat(fd, &facts) != 0) {
        return cannot(path, from, strerror(errno), errs);
    }
    if (!S_ISREG(facts.st_mode) || facts.st_size > TABLE_MAX) {
        return cannot(path, from, "it is no file, or larger than 64 MiB", errs);
    }
    *len = (size_t)facts.st_size;
    *text = (char *)arena_octets(arena, *len + 1);
    size_t done = 0;
    while (done < *len) {
        ssize_t got = read(fd, *text + done, *len - done);
        if (got <= 0) {
            return cannot(path, from, got < 0 ? strerror(errno) : "it changes meanwhile", errs);
        }
        done += (size_t)got;
    }
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static struct pos place(const struct cut *cut, const char *at)
{
    return (struct pos){
        .file = cut->path, .line = cut->line, .col = (uint32_t)(at - cut->line_start) + 1};
}

/* The next word of the line; false at its end or a comment. */
static bool next_word(struct cut *cut, struct word *out)
{
    while (cut->at < cut->end && is_blank(*cut->at)) {
        cut->at++;
    }
    const char *start = cut->at;
    while (cut->at < cut->end && !is_blank(*cut->at) && *cut->at != '\n' && *cut->at != '#') {
        cut->at++;
    }
    size_t len = (size_t)(cut->at - start);
    if (len == 0) {
        return false;
    }
    *out = (struct word){.text = arena_text(cut->arena, start, len),
                         .at = place(cut, start),
                         .len = (uint32_t)len,
                         .source_len = (uint32_t)len};
    return true;
}

static void cut_line(struct cut *cut)
{
    struct word *words = NULL;
    struct word word;
    size_t nwords = 0;
    size_t room = 0;
    cut->line++;
    cut->line_start = cut->at;
    while (next_word(cut, &word)) {
        words = arena_grow(cut->arena, words, nwords, &room, sizeof(*words));
        words[nwords++] = word;
    }
    struct pos end = place(cut, cut->at);
    const char *newline = memchr(cut->at, '\n', (size_t)(cut->end - cut->at));
    cut->at = newline == NULL ? cut->end : newline + 1;
    if (nwords > 0) {
        cut->list = arena_grow(cut->arena, cut->list, cut->count, &cut->room, sizeof(*cut->list));
        cut->list[cut->count++] = (struct node){.words = words, .nwords = nwords, .end = end};
    }
}

bool lines_read(struct arena *arena, const char *path, struct pos from, struct lines *out,
                struct errs *errs)
{
    char *text = NULL;
    size_t len = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not stall us */
    if (fd < 0) {
        return cannot(path, from, strerror(errno), errs);
    }
    bool ok = read_fd(arena, path, fd, from, &text, &len, errs);
    close(fd);
    if (!ok) {
        return false;
    }
    const char *name = arena_text(arena, path, strlen(path));
    errs_source(errs, name, text, len);
    struct cut cut = {.arena = arena, .path = name, .at = text, .end = text + len};
    while (cut.at < cut.end) {
        cut_line(&cut);
    }
    *out = (struct lines){.list = cut.list, .count = cut.count};
    return true;
}
