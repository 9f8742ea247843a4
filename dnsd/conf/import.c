/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/import.h"

#include <glob.h>
#include <string.h>

/* CoreDNS's caps on expansion. */
enum { SNIPPETS_MAX = 10000, FILES_MAX = 100000 };

struct import_snippet {
    struct lexer body;
    struct pos at;
};

void import_init(struct import *import, struct lexer_load *load, struct texts *texts,
                 struct arena *scratch)
{
    *import = (struct import){.load = load,
                              .scratch = scratch,
                              .texts = texts,
                              .snippets = {.arena = scratch},
                              .snippets_left = SNIPPETS_MAX,
                              .files_left = FILES_MAX};
}

bool import_define(struct import *import, const struct word *name, const struct lexer *body)
{
    const char *key = arena_text(import->scratch, name->text + 1, name->len - 2);
    const struct import_snippet *other = dict_find(&import->snippets, key);
    if (other != NULL) {
        return err_add_mark(import->load->errs, name->at, name->source_len,
                            "a second snippet %s, the first is at %s:%u; write another name",
                            name->text, other->at.file, other->at.line);
    }
    struct import_snippet *snippet = arena_alloc(import->scratch, sizeof(*snippet));
    *snippet = (struct import_snippet){.body = *body, .at = name->at};
    dict_put(&import->snippets, key, snippet);
    return true;
}

bool import_same(const struct import_text *a, const struct import_text *b)
{
    if (a->file == NULL || b->file == NULL) {
        return a->file == b->file && a->snippet == b->snippet;
    }
    return a->file == b->file || (a->file->inode != 0 && a->file->inode == b->file->inode &&
                                  a->file->device == b->file->device);
}

/* Report a fault of an import at its argument. Returns 0: nothing to read. */
static size_t fault(struct import *import, const struct word *what, const char *text)
{
    err_add_mark(import->load->errs, what->at, what->source_len, "%s", text);
    return 0;
}

static size_t find_snippet(struct import *import, const struct word *what,
                           const struct import_snippet *snippet, struct import_text **out)
{
    if (import->snippets_left == 0) {
        return fault(import, what,
                     "more than 10000 snippets are imported; write what is common to many blocks "
                     "as one block with several zones");
    }
    import->snippets_left--;
    *out = arena_alloc(import->scratch, sizeof(**out));
    **out = (struct import_text){.lexer = snippet->body, .snippet = snippet};
    return 1;
}

/* Octets of the folder part of a path, with its slash. */
static size_t folder_len(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

static bool is_pattern(const char *text)
{
    return strpbrk(text, "*?") != NULL;
}

/* Folder and name put together; with `escape`, the folder's own wildcards are taken literally. */
static char *join(struct import *import, const char *from_file, const char *name, bool escape)
{
    size_t folder = name[0] == '/' ? 0 : folder_len(from_file);
    char *path = arena_octets(import->scratch, 2 * folder + strlen(name) + 1);
    char *to = path;
    for (size_t i = 0; i < folder; i++) {
        if (escape && strchr("*?[\\", from_file[i]) != NULL) {
            *to++ = '\\';
        }
        *to++ = from_file[i];
    }
    strcpy(to, name);
    return path;
}

static size_t add_file(struct import *import, const struct word *what, const char *path,
                       struct import_text *out)
{
    const char *why;
    const struct text *file = texts_read(import->texts, path, &why);
    if (file == NULL) {
        err_add_mark(import->load->errs, what->at, what->source_len,
                     "cannot import '%.100s': %s; write a readable file, or the name of a snippet "
                     "that is defined above",
                     path, why);
        return 0;
    }
    *out = (struct import_text){
        .lexer = lexer_of(import->load, file->path, file->octets, file->len), .file = file};
    return 1;
}

static size_t find_file(struct import *import, const struct word *what, struct import_text **out)
{
    *out = arena_alloc(import->scratch, sizeof(**out));
    return add_file(import, what, join(import, what->at.file, what->text, false), *out);
}

/* Changes of a pattern's answer are seen by the folders it looked in. */
static void note_folders(struct import *import, const struct word *what, const glob_t *found)
{
    char *path = join(import, what->at.file, what->text, false);
    char *wildcard = path + folder_len(what->at.file) * (what->text[0] != '/');
    wildcard += strcspn(wildcard, "*?");
    bool inner = strchr(wildcard, '/') != NULL;
    *wildcard = '\0';
    path[folder_len(path)] = '\0';
    texts_add_folder(import->texts, path[0] == '\0' ? "./" : path);
    for (size_t i = 0; inner && i < found->gl_pathc; i++) {
        char *match = found->gl_pathv[i];
        const char *folder = arena_text(import->scratch, match, folder_len(match));
        texts_add_folder(import->texts, folder);
    }
}

static size_t add_matches(struct import *import, const struct word *what, const glob_t *found,
                          struct import_text **out)
{
    size_t count = 0;
    *out = arena_alloc(import->scratch, (found->gl_pathc + 1) * sizeof(**out));
    for (size_t i = 0; i < found->gl_pathc; i++) {
        const char *path = found->gl_pathv[i];
        if (path[strlen(path) - 1] == '/') {
            continue; /* GLOB_MARK: a folder */
        }
        if (import->files_left == 0) {
            return fault(import, what, "more than 100000 files are imported; write fewer");
        }
        import->files_left--;
        count += add_file(import, what, path, &(*out)[count]);
    }
    if (count == 0 && found->gl_pathc == 0) {
        err_warn(import->load->errs, what->at,
                 "no file matches '%.100s'; write a pattern that does, unless files are to come",
                 what->text);
    }
    return count;
}

static size_t find_matches(struct import *import, const struct word *what, struct import_text **out)
{
    const char *text = what->text;
    const char *star = strchr(text, '*');
    const char *mark = strchr(text, '?');
    if ((star != NULL && strchr(star + 1, '*') != NULL) ||
        (mark != NULL && strchr(mark + 1, '?') != NULL) ||
        (strchr(text, '[') != NULL && strchr(text, ']') != NULL)) {
        return fault(import, what,
                     "a pattern that is too wide; write at most one '*' and one '?', and no '[ ]'");
    }
    glob_t found = {0};
    if (glob(join(import, what->at.file, text, true), GLOB_MARK, NULL, &found) == GLOB_NOSPACE) {
        globfree(&found);
        return fault(import, what, "memory ran out over this pattern; write a narrower one");
    }
    note_folders(import, what, &found);
    size_t count = add_matches(import, what, &found, out);
    globfree(&found);
    return count;
}

size_t import_find(struct import *import, const struct word *what, struct import_text **out)
{
    if (what->len == 0) {
        return fault(import, what,
                     "import of an empty name; write a snippet's name, a file or a pattern");
    }
    const struct import_snippet *snippet = dict_find(&import->snippets, what->text);
    if (snippet != NULL) {
        return find_snippet(import, what, snippet, out);
    }
    if (import->files_left == 0) {
        return fault(import, what, "more than 100000 files are imported; write fewer");
    }
    import->files_left--;
    return is_pattern(what->text) ? find_matches(import, what, out) : find_file(import, what, out);
}
