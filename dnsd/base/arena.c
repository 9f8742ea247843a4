/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include "base/must.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct chunk {
    struct chunk *next;
    size_t size; /* octets after this header */
};

struct arena {
    struct chunk *chunks; /* newest first; only the newest has room */
    uint8_t *at;
    uint8_t *end;
    size_t chunk_octets;
    size_t total_octets;
};

enum { ALIGN = 16, CHUNK_MIN = 4096 };

struct arena *arena_new(size_t chunk_octets)
{
    struct arena *arena = must(calloc(1, sizeof(*arena)));
    arena->chunk_octets = chunk_octets;
    return arena;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL) {
        return;
    }
    struct chunk *chunk = arena->chunks;
    while (chunk != NULL) {
        struct chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    free(arena);
}

static void add_chunk(struct arena *arena, size_t octets)
{
    size_t size = arena->total_octets + CHUNK_MIN; /* doubling: clearing a chunk costs time */
    size = size < arena->chunk_octets ? size : arena->chunk_octets;
    size = size > octets ? size : octets;
    struct chunk *chunk = must(calloc(1, sizeof(*chunk) + size + ARENA_SLACK));
    chunk->size = size;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    arena->at = (uint8_t *)(chunk + 1);
    arena->end = arena->at + size;
    arena->total_octets += size;
}

void *arena_octets(struct arena *arena, size_t octets)
{
    if (octets > (size_t)(arena->end - arena->at)) {
        add_chunk(arena, octets);
    }
    void *memory = arena->at;
    arena->at += octets;
    return memory;
}

void *arena_alloc(struct arena *arena, size_t octets)
{
    size_t pad = (size_t)(-(uintptr_t)arena->at) % ALIGN;
    size_t room = (size_t)(arena->end - arena->at);
    if (pad + octets > room || room == 0) {
        add_chunk(arena, octets + ALIGN);
        pad = (size_t)(-(uintptr_t)arena->at) % ALIGN;
    }
    uint8_t *memory = arena->at + pad;
    arena->at = memory + octets;
    return memory; /* chunks come zeroed, and nothing is handed out twice */
}

char *arena_text(struct arena *arena, const char *text, size_t len)
{
    char *copy = arena_octets(arena, len + 1);
    memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    size_t size = len < 0 ? 1 : (size_t)len + 1;
    char *text = arena_octets(arena, size);
    vsnprintf(text, size, format, again);
    va_end(again);
    return text;
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t *room, size_t elem_octets)
{
    if (count < *room) {
        return array;
    }
    size_t more = *room == 0 ? 8 : *room * 2;
    void *bigger = arena_alloc(arena, more * elem_octets);
    if (count > 0) {
        memcpy(bigger, array, count * elem_octets);
    }
    *room = more;
    return bigger;
}

size_t arena_size(const struct arena *arena)
{
    return arena->total_octets;
}
