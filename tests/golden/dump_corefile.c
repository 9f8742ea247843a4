/* SPDX-License-Identifier: Apache-2.0 */
/* Prints what a Corefile was read as: its blocks, the files it came from, and its faults. */
#include "conf/corefile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The environment that the cases are written for. */
static const char *environment(const char *name)
{
    static const char *const values[][2] = {
        {"ZONE", "example.org"}, {"PORT", "5300"},      {"EMPTY", ""},
        {"WORDS", "two words"},  {"NESTED", "{$ZONE}"}, {"BRACE", "{"},
    };
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        if (strcmp(name, values[i][0]) == 0) {
            return values[i][1];
        }
    }
    return NULL;
}

static void print_word(const struct word *word)
{
    printf(word->quoted ? "\"%s\"" : word->len == 0 ? "<empty>%s" : "%s", word->text);
    printf("@%u:%u", word->at.line, word->at.col);
}

static void print_node(const struct node *node, unsigned indent)
{
    printf("%*s", (int)(4 * indent), "");
    for (size_t i = 0; i < node->nwords; i++) {
        printf(i == 0 ? "" : " ");
        print_word(&node->words[i]);
    }
    printf(node->has_block ? " {\n" : "\n");
    for (size_t i = 0; i < node->nchildren; i++) {
        print_node(&node->children[i], indent + 1);
    }
    if (node->has_block) {
        printf("%*s}@%u:%u\n", (int)(4 * indent), "", node->end.line, node->end.col);
    }
}

static void print_key(const struct corefile_key *key)
{
    static const char *const schemes[] = {"dns", "tls", "quic", "grpc", "https", "https3", "unix"};
    char text[NAME_TEXT_SIZE];
    printf("%s://%s:%u  %s:%u:%u\n", schemes[key->scheme], name_format(key->zone.octets, text),
           key->port, key->at.file, key->at.line, key->at.col);
}

static void print_corefile(const struct corefile *corefile)
{
    for (size_t i = 0; i < corefile->nblocks; i++) {
        const struct corefile_block *block = &corefile->blocks[i];
        for (size_t k = 0; k < block->nkeys; k++) {
            print_key(&block->keys[k]);
        }
        for (size_t d = 0; d < block->ndirectives; d++) {
            print_node(&block->directives[d], 1);
        }
    }
    for (size_t i = 1; i < corefile->nfiles; i++) {
        printf("%s: %s\n", corefile->files[i].folder ? "folder" : "file", corefile->files[i].path);
    }
}

static char *slurp(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    char *text = malloc(1 << 20);
    if (file == NULL || text == NULL) {
        perror(path);
        exit(2);
    }
    *len = fread(text, 1, 1 << 20, file);
    fclose(file);
    return text;
}

int main(int argc, char **argv)
{
    size_t len;
    struct corefile corefile;
    struct corefile_env env = {.getenv = environment, .dns_port = 53};
    if (argc != 2) {
        fputs("usage: dump-corefile FILE\n", stderr);
        return 2;
    }
    char *text = slurp(argv[1], &len);
    struct arena *arena = arena_new(64 * 1024);
    struct errs *errs = errs_new();
    bool ok = corefile_read(arena, argv[1], text, len, &env, &corefile, errs);
    print_corefile(&corefile);
    errs_print(errs, stdout);
    errs_free(errs);
    arena_free(arena);
    free(text);
    return ok ? 0 : 1;
}
