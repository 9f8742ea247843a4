/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The server's threads in one process, for ThreadSanitizer: workers that answer, a main thread
 * that swaps generations under them, a prober that writes the board of cluster states, a reader of
 * their log rings, clients over UDP and TCP.
 * Build with -Db_sanitize=thread.
 */
#include "base/ring.h"
#include "image/board.h"
#include "image/build.h"
#include "image/standing.h"
#include "net/worker.h"
#include "query/query.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { WORKERS = 2, GENERATIONS = 60, QUERIES = 400, QUERY_SIZE = 12, FRAME = 2 + QUERY_SIZE };

/* As many policies as a generation has; the states of each are of its one cluster, if any. */
static uint64_t npolicies(uint32_t number)
{
    return number % 3;
}

/* Both clusters of a policy go up and down, drained and back: other bits are never seen. */
static bool fit_generation(const struct query *q, uint32_t number)
{
    for (uint64_t i = 0; i < npolicies(number); i++) {
        const struct policy_states *states = q->states == NULL ? NULL : &q->states[i];
        if (states == NULL || (states->up | 3) != UINT64_MAX || (states->drained | 3) != 3 ||
            states->off != 0) {
            return false;
        }
    }
    return npolicies(number) > 0 || q->states == NULL;
}

/* Each generation wrote its number into its image and its listener: a worker that mixes two of
 * them, or reads one that was freed, answers with another octet. */
size_t query_serve(struct query *q, struct bytes in, struct span out)
{
    static const char line[] = "a line\n";
    uint32_t number = image_facts(q->image)->reload_ms;
    bool one_generation = number == q->peer->groups && fit_generation(q, number);
    memcpy(out.at, in.at, in.len);
    out.at[3] = one_generation ? 'y' : 'n';
    ring_put(q->ring, line, sizeof(line) - 1);
    return in.len;
}

struct town {
    struct sockaddr_in name;
    int udp_fds[WORKERS];
    int tcp_fd;
    int ring_fd;
    int wake_fd;
    int board_fd;
    struct board *board;
    struct ring *rings[WORKERS];
    struct worker *workers[WORKERS];
    struct serving_listener listener;
    _Atomic unsigned answered;
    _Atomic unsigned mixed;
    _Atomic bool closing;
    unsigned lines;
};

struct generation {
    struct serving serving;
    struct serving_listener listener;
    void *octets;
};

static void add_policies(struct build *build, uint32_t number)
{
    for (uint32_t i = 0; i < npolicies(number); i++) {
        struct image_policy_cluster clusters[] = {{.name = build_text(build, "nl"), .weight = 1},
                                                  {.name = build_text(build, "eu"), .weight = 1}};
        struct image_policy policy = {
            .checked = 3,
            .clusters = {.first = build_add(build, SECTION_POLICY_CLUSTER, clusters, 2),
                         .count = 2},
            .zone_set = REF_NONE};
        build_add(build, SECTION_POLICY, &policy, 1);
    }
}

static struct generation *make_generation(const struct town *town, uint32_t number)
{
    struct generation *made = calloc(1, sizeof(*made));
    struct build *build = build_new();
    struct image_facts facts = {.reload_ms = number};
    char why[IMAGE_WHY_SIZE] = "";
    size_t size;
    build_add(build, SECTION_FACTS, &facts, 1);
    struct image_facts *built = build_at(build, SECTION_FACTS, 0);
    uint32_t mask = build_slots(build, SECTION_ROUTE_SLOT, NULL, 0);
    built->route_slot_mask = mask;
    mask = build_slots(build, SECTION_ZONE_SLOT, NULL, 0);
    built->zone_slot_mask = mask;
    add_policies(build, number);
    assert_true(build_image(build, &made->octets, &size));
    build_free(build);
    if (!image_read(made->octets, size, &made->serving.image, why)) {
        fail_msg("%s", why);
    }
    made->listener = town->listener;
    made->listener.conf.groups = number;
    made->serving.generation = number;
    made->serving.nlisteners = 1;
    made->serving.listeners = &made->listener;
    return made;
}

static void free_generation(struct generation *generation)
{
    if (generation != NULL) {
        memset((void *)(uintptr_t)generation->serving.image.at[SECTION_FACTS], 0xdd,
               sizeof(struct image_facts));
        free(generation->octets);
        free(generation);
    }
}

static void adopt(struct town *town, const struct generation *generation)
{
    for (size_t i = 0; i < WORKERS; i++) {
        assert_true(worker_adopt(town->workers[i], &generation->serving));
    }
}

static void count(struct town *town, const uint8_t *reply)
{
    atomic_fetch_add(&town->answered, 1);
    atomic_fetch_add(&town->mixed, reply[3] != 'y');
}

static void *ask_udp(void *arg)
{
    struct town *town = arg;
    for (unsigned i = 0; i < QUERIES; i++) {
        uint8_t packet[QUERY_SIZE] = {0};
        int fd = socket(AF_INET, SOCK_DGRAM, 0); /* other ports go to other workers */
        sendto(fd, packet, sizeof(packet), 0, (const struct sockaddr *)&town->name,
               sizeof(town->name));
        if (recv(fd, packet, sizeof(packet), 0) == QUERY_SIZE) {
            count(town, packet);
        }
        close(fd);
    }
    return NULL;
}

static void *ask_tcp(void *arg)
{
    struct town *town = arg;
    for (unsigned i = 0; i < QUERIES; i++) {
        uint8_t frame[FRAME] = {0, QUERY_SIZE};
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fd, (const struct sockaddr *)&town->name, sizeof(town->name)) == 0 &&
            send(fd, frame, sizeof(frame), 0) == FRAME &&
            recv(fd, frame, sizeof(frame), MSG_WAITALL) == FRAME) {
            count(town, frame + 2);
        }
        close(fd);
    }
    return NULL;
}

static void *probe(void *arg)
{
    struct town *town = arg;
    struct board *board = board_map(town->board_fd, true);
    uint32_t slots[] = {board_add(board, (struct bytes){(const uint8_t *)"nl", 2}), 0};
    for (unsigned i = 0; !atomic_load(&town->closing); i++) {
        slots[1] = board_add(board, (struct bytes){(const uint8_t *)"eu", 2});
        board_set_health(board, slots[i & 1], i & 2 ? BOARD_DOWN : BOARD_UP);
        board_set_order(board, slots[i & 1], i & 4 ? BOARD_DRAIN : BOARD_AS_POLICY);
        sched_yield();
    }
    board_free(board);
    return NULL;
}

static void *read_rings(void *arg)
{
    struct town *town = arg;
    for (bool last = false; !last;) {
        last = atomic_load(&town->closing);
        for (size_t i = 0; i < WORKERS; i++) {
            struct bytes parts[2];
            size_t len = ring_peek(town->rings[i], parts);
            for (size_t k = 0; k < len; k++) {
                town->lines +=
                    (k < parts[0].len ? parts[0].at[k] : parts[1].at[k - parts[0].len]) == '\n';
            }
            ring_drop(town->rings[i], len);
            ring_sleep(town->rings[i]);
        }
        uint64_t wakes;
        if (!last && read(town->wake_fd, &wakes, sizeof(wakes)) < 0) {
            return NULL;
        }
    }
    return NULL;
}

static void bind_town(struct town *town)
{
    int one = 1;
    socklen_t len = sizeof(town->name);
    const struct sockaddr *name = (const struct sockaddr *)&town->name;
    town->name =
        (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    town->tcp_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(town->tcp_fd, name, len), 0);
    assert_int_equal(listen(town->tcp_fd, 64), 0);
    getsockname(town->tcp_fd, (struct sockaddr *)&town->name, &len);
    for (size_t i = 0; i < WORKERS; i++) {
        town->udp_fds[i] = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        setsockopt(town->udp_fds[i], SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one));
        assert_int_equal(bind(town->udp_fds[i], name, len), 0);
    }
    town->listener = (struct serving_listener){
        .conf = {.id = 1,
                 .read_ms = 60000,
                 .write_ms = 60000,
                 .idle_ms = 60000,
                 .addr = {.octets = {127, 0, 0, 1}, .family = FAMILY_IPV4}},
        .udp_fds = town->udp_fds,
        .tcp_fd = town->tcp_fd};
}

static void found_town(struct town *town)
{
    bind_town(town);
    town->ring_fd = ring_memfd(WORKERS);
    town->wake_fd = eventfd(0, 0);
    town->board_fd = board_memfd();
    town->board = board_map(town->board_fd, false);
    for (uint32_t i = 0; i < WORKERS; i++) {
        town->rings[i] = ring_new(town->ring_fd, i, town->wake_fd);
        struct worker_conf conf = {
            .index = i, .tcp_cap = 64, .board = town->board, .log = town->rings[i]};
        town->workers[i] = worker_new(&conf);
        assert_non_null(town->workers[i]);
    }
}

static void clear_town(struct town *town)
{
    for (size_t i = 0; i < WORKERS; i++) {
        worker_stop(town->workers[i], 1000);
    }
    for (size_t i = 0; i < WORKERS; i++) {
        worker_free(town->workers[i]);
        ring_free(town->rings[i]);
        close(town->udp_fds[i]);
    }
    close(town->tcp_fd);
    close(town->ring_fd);
    close(town->wake_fd);
    board_free(town->board);
    close(town->board_fd);
}

static void answers_from_one_generation_while_they_are_swapped(void **state)
{
    (void)state;
    struct town town = {.lines = 0};
    pthread_t clients[3];
    pthread_t reader;
    pthread_t prober;
    found_town(&town);
    struct generation *now = make_generation(&town, 1);
    adopt(&town, now);
    pthread_create(&reader, NULL, read_rings, &town);
    pthread_create(&prober, NULL, probe, &town);
    pthread_create(&clients[0], NULL, ask_udp, &town);
    pthread_create(&clients[1], NULL, ask_udp, &town);
    pthread_create(&clients[2], NULL, ask_tcp, &town);
    for (uint32_t number = 2; number <= GENERATIONS || town.answered < 3 * QUERIES - 9; number++) {
        struct generation *next = make_generation(&town, number);
        adopt(&town, next);
        free_generation(now);
        now = next;
    }
    for (size_t i = 0; i < 3; i++) {
        pthread_join(clients[i], NULL);
    }
    atomic_store(&town.closing, true);
    pthread_join(prober, NULL);
    uint64_t one = 1;
    assert_int_equal(write(town.wake_fd, &one, sizeof(one)), sizeof(one));
    pthread_join(reader, NULL);
    assert_int_equal(town.answered, 3 * QUERIES);
    assert_int_equal(town.mixed, 0);
    assert_int_equal(town.lines, 3 * QUERIES);
    clear_town(&town);
    free_generation(now);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_from_one_generation_while_they_are_swapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
