/* SPDX-License-Identifier: Apache-2.0 */
#include "image/board.h"

#include "base/hash.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VERSION = 1, NAME_WORDS = (BOARD_NAME_MAX + 7) / 8, SEALS = F_SEAL_SHRINK | F_SEAL_GROW };

#define MAGIC UINT64_C(0x6472616f62736e64) /* "dnsboard" */

struct head {
    uint64_t magic;
    uint32_t version;
    uint32_t nslots;
    _Alignas(64) _Atomic uint64_t generation;
    _Atomic uint32_t nnames;
};

/* A name is written in words, and its length after it: who sees the length sees the name. */
struct slot {
    _Atomic uint32_t name_len; /* 0 = free */
    _Atomic uint32_t health;   /* enum board_health */
    _Atomic uint32_t order;    /* enum board_order */
    uint32_t zero;
    _Atomic uint64_t name[NAME_WORDS];
    uint64_t spare[6]; /* a line of the next version: until when, since when */
};

struct layout {
    struct head head;
    struct slot slots[BOARD_SLOTS];
};

struct board {
    struct layout *at;
};

_Static_assert(ATOMIC_INT_LOCK_FREE == 2 && ATOMIC_LONG_LOCK_FREE == 2, "processes share no locks");
_Static_assert(sizeof(struct head) == 128 && sizeof(struct slot) == 128,
               "the layout is that of every program");
_Static_assert((BOARD_SLOTS & (BOARD_SLOTS - 1)) == 0, "slots are found by masked hashes");

int board_memfd(void)
{
    int fd = memfd_create("dnsd-board", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) {
        return -1;
    }
    struct head head = {.magic = MAGIC, .version = VERSION, .nslots = BOARD_SLOTS};
    if (ftruncate(fd, sizeof(struct layout)) != 0 ||
        write(fd, &head, sizeof(head)) != (ssize_t)sizeof(head) ||
        fcntl(fd, F_ADD_SEALS, SEALS | F_SEAL_SEAL) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

int board_readonly(int memfd)
{
    char path[40];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", memfd);
    return open(path, O_RDONLY | O_CLOEXEC);
}

/* Whether a descriptor is a board whose pages stay where they are. */
static bool is_board(int memfd)
{
    struct stat facts;
    struct head head;
    int seals = fcntl(memfd, F_GET_SEALS);
    return seals >= 0 && (seals & SEALS) == SEALS && fstat(memfd, &facts) == 0 &&
           (size_t)facts.st_size == sizeof(struct layout) &&
           pread(memfd, &head, sizeof(head), 0) == (ssize_t)sizeof(head) && head.magic == MAGIC &&
           head.version == VERSION && head.nslots == BOARD_SLOTS;
}

struct board *board_map(int memfd, bool write)
{
    if (!is_board(memfd)) {
        return NULL;
    }
    struct board *board = calloc(1, sizeof(*board));
    if (board == NULL) {
        return NULL;
    }
    board->at = mmap(NULL, sizeof(struct layout), write ? PROT_READ | PROT_WRITE : PROT_READ,
                     MAP_SHARED, memfd, 0);
    if (board->at == MAP_FAILED) {
        free(board);
        return NULL;
    }
    return board;
}

void board_free(struct board *board)
{
    if (board != NULL) {
        munmap(board->at, sizeof(struct layout));
        free(board);
    }
}

uint64_t board_generation(const struct board *board)
{
    return atomic_load_explicit(&board->at->head.generation, memory_order_acquire);
}

static bool has_name(const struct slot *slot, struct bytes name)
{
    char octets[NAME_WORDS * 8];
    for (unsigned i = 0; i < NAME_WORDS; i++) {
        uint64_t word = atomic_load_explicit(&slot->name[i], memory_order_relaxed);
        memcpy(octets + i * sizeof(word), &word, sizeof(word));
    }
    return memcmp(octets, name.at, name.len) == 0;
}

/* The slot of a name, or the free one where its search ends; BOARD_NO_SLOT when there is none. */
static uint32_t search(const struct board *board, struct bytes name, bool *found)
{
    uint32_t at = (uint32_t)hash_octets(0, name.at, name.len);
    for (unsigned i = 0; i < BOARD_SLOTS; i++) {
        uint32_t number = (at + i) & (BOARD_SLOTS - 1);
        const struct slot *slot = &board->at->slots[number];
        uint32_t len = atomic_load_explicit(&slot->name_len, memory_order_acquire);
        *found = len == name.len && has_name(slot, name);
        if (*found || len == 0) {
            return number;
        }
    }
    return BOARD_NO_SLOT;
}

static bool is_length(size_t len)
{
    return len > 0 && len <= BOARD_NAME_MAX;
}

uint32_t board_find(const struct board *board, struct bytes name)
{
    bool found = false;
    uint32_t slot = is_length(name.len) ? search(board, name, &found) : BOARD_NO_SLOT;
    return found ? slot : BOARD_NO_SLOT;
}

static void change(struct board *board)
{
    atomic_fetch_add_explicit(&board->at->head.generation, 1, memory_order_release);
}

uint32_t board_add(struct board *board, struct bytes name)
{
    bool found = false;
    uint32_t number = is_length(name.len) ? search(board, name, &found) : BOARD_NO_SLOT;
    if (found || number == BOARD_NO_SLOT ||
        atomic_load_explicit(&board->at->head.nnames, memory_order_relaxed) >= BOARD_NAMES_MAX) {
        return found ? number : BOARD_NO_SLOT;
    }
    struct slot *slot = &board->at->slots[number];
    char octets[NAME_WORDS * 8] = {0};
    memcpy(octets, name.at, name.len);
    for (unsigned i = 0; i < NAME_WORDS; i++) {
        uint64_t word;
        memcpy(&word, octets + i * sizeof(word), sizeof(word));
        atomic_store_explicit(&slot->name[i], word, memory_order_relaxed);
    }
    atomic_store_explicit(&slot->name_len, (uint32_t)name.len, memory_order_release);
    atomic_fetch_add_explicit(&board->at->head.nnames, 1, memory_order_relaxed);
    change(board);
    return number;
}

struct board_state board_state(const struct board *board, uint32_t slot)
{
    struct board_state state = {BOARD_UNKNOWN, BOARD_AS_POLICY};
    if (slot >= BOARD_SLOTS) {
        return state;
    }
    const struct slot *at = &board->at->slots[slot];
    uint32_t health = atomic_load_explicit(&at->health, memory_order_relaxed);
    uint32_t order = atomic_load_explicit(&at->order, memory_order_relaxed);
    state.health = health < BOARD_HEALTHS ? (enum board_health)health : BOARD_UNKNOWN;
    state.order = order < BOARD_ORDERS ? (enum board_order)order : BOARD_AS_POLICY;
    return state;
}

void board_set_health(struct board *board, uint32_t slot, enum board_health health)
{
    if (slot < BOARD_SLOTS && atomic_exchange_explicit(&board->at->slots[slot].health, health,
                                                       memory_order_relaxed) != (uint32_t)health) {
        change(board);
    }
}

void board_set_order(struct board *board, uint32_t slot, enum board_order order)
{
    if (slot < BOARD_SLOTS && atomic_exchange_explicit(&board->at->slots[slot].order, order,
                                                       memory_order_relaxed) != (uint32_t)order) {
        change(board);
    }
}
