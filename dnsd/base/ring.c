/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ring.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Positions count octets since the beginning; writer's and reader's words on lines of their own. */
struct control {
    _Alignas(64) _Atomic uint64_t head; /* writer: octets put */
    _Atomic uint64_t lost;              /* writer: lines dropped */
    _Alignas(64) _Atomic uint64_t tail; /* reader: octets taken */
    _Atomic uint32_t sleeping;          /* reader: wants a wake-up */
};

enum { PAGE = 4096, RING_STEP = PAGE + RING_SIZE };

struct ring {
    struct control *control;
    uint8_t *octets;
    int wake_fd;
};

_Static_assert(sizeof(struct control) <= PAGE, "the control words fit their page");
_Static_assert((RING_SIZE & (RING_SIZE - 1)) == 0, "positions are masked");

int ring_memfd(size_t nrings)
{
    int fd = memfd_create("dnsd-log", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) {
        return -1;
    }
    if (ftruncate(fd, (off_t)(nrings * RING_STEP)) != 0 ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

struct ring *ring_new(int memfd, size_t index, int wake_fd)
{
    struct stat facts;
    if (fstat(memfd, &facts) != 0 || (size_t)facts.st_size < (index + 1) * RING_STEP) {
        return NULL;
    }
    struct ring *ring = calloc(1, sizeof(*ring));
    if (ring == NULL) {
        return NULL;
    }
    uint8_t *at = mmap(NULL, RING_STEP, PROT_READ | PROT_WRITE, MAP_SHARED, memfd,
                       (off_t)(index * RING_STEP));
    if (at == MAP_FAILED) {
        free(ring);
        return NULL;
    }
    ring->control = (struct control *)(void *)at;
    ring->octets = at + PAGE;
    ring->wake_fd = wake_fd;
    return ring;
}

void ring_free(struct ring *ring)
{
    if (ring != NULL) {
        munmap(ring->control, RING_STEP);
        free(ring);
    }
}

static void wake_reader(const struct ring *ring)
{
    uint64_t one = 1;
    if (write(ring->wake_fd, &one, sizeof(one)) < 0) {
        return; /* the counter is full: the reader has been told */
    }
}

bool ring_put(struct ring *ring, const char *line, size_t len)
{
    struct control *control = ring->control;
    uint64_t head = atomic_load_explicit(&control->head, memory_order_relaxed);
    uint64_t tail = atomic_load_explicit(&control->tail, memory_order_acquire);
    if (len > RING_SIZE - (head - tail)) {
        /* Who sees the loss sees what was put before it. */
        atomic_fetch_add_explicit(&control->lost, 1, memory_order_release);
        return false;
    }
    size_t at = (size_t)(head & (RING_SIZE - 1));
    size_t first = len < RING_SIZE - at ? len : RING_SIZE - at;
    memcpy(ring->octets + at, line, first);
    memcpy(ring->octets, line + first, len - first);

    /* In one total order with ring_sleep(): one of the two sides sees the other. */
    atomic_store(&control->head, head + len);
    if (atomic_load(&control->sleeping) != 0 && atomic_exchange(&control->sleeping, 0) != 0) {
        wake_reader(ring);
    }
    return true;
}

size_t ring_peek(struct ring *ring, struct bytes parts[2])
{
    struct control *control = ring->control;
    uint64_t head = atomic_load(&control->head);
    uint64_t tail = atomic_load_explicit(&control->tail, memory_order_relaxed);
    if (head - tail > RING_SIZE) { /* the writer broke its word: start over where it says */
        atomic_store_explicit(&control->tail, head, memory_order_release);
        tail = head;
    }
    size_t len = (size_t)(head - tail);
    size_t at = (size_t)(tail & (RING_SIZE - 1));
    size_t first = len < RING_SIZE - at ? len : RING_SIZE - at;
    parts[0] = (struct bytes){ring->octets + at, first};
    parts[1] = (struct bytes){ring->octets, len - first};
    return len;
}

void ring_drop(struct ring *ring, size_t len)
{
    uint64_t tail = atomic_load_explicit(&ring->control->tail, memory_order_relaxed);
    atomic_store_explicit(&ring->control->tail, tail + len, memory_order_release);
}

void ring_sleep(struct ring *ring)
{
    atomic_store(&ring->control->sleeping, 1);
}

bool ring_is_empty(const struct ring *ring)
{
    return atomic_load(&ring->control->head) == atomic_load(&ring->control->tail);
}

uint64_t ring_lost(const struct ring *ring)
{
    return atomic_load_explicit(&ring->control->lost, memory_order_acquire);
}
