/* SPDX-License-Identifier: Apache-2.0 */
/* The Corefile reader: any text gives a tree whose parts hang together, or errors. */
#include "fuzz.h"

#include "conf/corefile.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *environment(const char *name)
{
    return strcmp(name, "A") == 0 ? "value" : strcmp(name, "B") == 0 ? "{$A} {" : NULL;
}

/* No file of the machine may be imported: absolute paths are spoilt, relative ones lead nowhere. */
static char *tame(const uint8_t *data, size_t size)
{
    char *text = malloc(size == 0 ? 1 : size);
    assert(text != NULL);
    if (size > 0) {
        memcpy(text, data, size);
    }
    if (memmem(text, size, "import", 6) == NULL) {
        return text;
    }
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '/' && (i == 0 || !isalnum((unsigned char)text[i - 1]))) {
            text[i] = '_';
        }
    }
    return text;
}

static void check_node(const struct node *node, unsigned depth)
{
    assert(node->nwords > 0 && depth < 64);
    assert(node->has_block || node->nchildren == 0);
    for (size_t i = 0; i < node->nwords; i++) {
        assert(strlen(node->words[i].text) == node->words[i].len);
        assert(node->words[i].at.line > 0 && node->words[i].at.col > 0);
    }
    for (size_t i = 0; i < node->nchildren; i++) {
        check_node(&node->children[i], depth + 1);
    }
}

static void check_block(const struct corefile_block *block, bool written)
{
    for (size_t i = 0; i < block->nkeys; i++) {
        const struct name *zone = &block->keys[i].zone;
        assert(zone->len > 0 && name_wire_len(zone->octets, zone->len) == zone->len);
        assert(block->keys[i].port > 0 || block->keys[i].scheme == SCHEME_UNIX);
    }
    for (size_t i = 0; i < block->ndirectives && written; i++) {
        check_node(&block->directives[i], 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct corefile corefile;
    struct corefile_env env = {.getenv = environment, .dns_port = 53};
    struct arena *arena = arena_new(4096);
    struct errs *errs = errs_new();
    char *text = tame(data, size);
    bool ok = corefile_read(arena, "/nonexistent/Corefile", text, size, &env, &corefile, errs);
    assert(ok == !errs_failed(errs));
    assert(!ok || corefile.nblocks > 0);
    for (size_t i = 0; i < corefile.nblocks; i++) {
        check_block(&corefile.blocks[i], corefile.blocks[i].at.line > 0);
        assert(!ok || corefile.blocks[i].nkeys > 0);
    }
    free(text);
    errs_free(errs);
    arena_free(arena);
    return 0;
}
