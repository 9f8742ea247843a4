/* SPDX-License-Identifier: Apache-2.0 */
#include "super/supervisor.h"

#include "base/attr.h"
#include "base/errs.h"
#include "base/log.h"
#include "image/standing.h"
#include "super/banner.h"
#include "super/drain.h"
#include "super/endpoint.h"
#include "super/handover.h"
#include "super/loader.h"
#include "super/pidfile.h"
#include "super/program.h"
#include "super/watch.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    GRACE_MS = 5000,  /* CoreDNS's, for TCP clients at the end */
    FLUSH_MS = 1000,  /* for log lines at the end */
    ORDER_MS = 20,    /* for ours to come before the loader's, which writes for itself */
    STATUS_FORCED = 2 /* what CoreDNS exits with at the second SIGINT */
};

static const int signal_numbers[] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2};

struct supervisor {
    const struct cmdline *cmdline;
    uv_loop_t loop;
    uv_signal_t signals[ARRAY_LEN(signal_numbers)];
    struct loader *loader;
    struct handover *handover; /* NULL until the first image */
    struct watch *watch;
    struct drain *errors; /* our own lines, to standard error */
    struct drain *output; /* the workers' lines, to standard output; NULL until the first image */
    struct ring *lines;
    struct board *board; /* states of clusters: they outlive images and servers */
    int board_fd;        /* the same, for the server, which only reads */
    char load_path[PROGRAM_PATH_SIZE];
    char serve_path[PROGRAM_PATH_SIZE];
    struct generation *now;
    struct generation *next;
    struct image image;                 /* of `next`, mapped until that is settled */
    uint8_t digest[LAYOUT_DIGEST_SIZE]; /* of `now` */
    uint32_t number;                    /* of the last generation made */
    uint32_t workers_wanted;            /* by the first image */
    bool again;                         /* another load was asked for meanwhile */
    bool again_force;
    bool stopping;
    int status;
};

static void end(struct supervisor *super, int status)
{
    super->status = status;
    uv_stop(&super->loop);
}

static void load(struct supervisor *super, bool force);

/* A load ended, one way or the other: do the next one if it was asked for. */
static void rest(struct supervisor *super)
{
    if (super->again && !super->stopping) {
        bool force = super->again_force;
        super->again = super->again_force = false;
        load(super, force);
    }
}

/* Nothing new is served: at the start that is the end. */
static void fail(struct supervisor *super)
{
    if (super->now == NULL) {
        end(super, EXIT_FAILURE);
        return;
    }
    log_write(LOG_LEVEL_ERROR, "reload failed; what was served before is still served");
    rest(super);
}

static void print_errs(const struct supervisor *super, const struct errs *errs)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    if (to != NULL) {
        errs_print(errs, to);
        fclose(to);
        ring_put(super->lines, text, len);
        free(text);
    }
}

static void drop_generation(struct generation *generation, const struct generation *kept)
{
    if (generation != NULL) {
        bindings_drop(generation->bindings, kept == NULL ? NULL : kept->bindings);
        close(generation->image_fd);
        free(generation);
    }
}

static uint32_t worker_count(uint32_t wanted)
{
    cpu_set_t cpus;
    if (wanted == 0 && sched_getaffinity(0, sizeof(cpus), &cpus) == 0) {
        wanted = (uint32_t)CPU_COUNT(&cpus);
    }
    if (wanted == 0) {
        return 1;
    }
    return wanted > CHANNEL_WORKERS_MAX ? CHANNEL_WORKERS_MAX : wanted;
}

static void on_settled(void *owner, bool adopted, const char *why);
static void on_ended(void *owner);

/* The first image says how many workers there are, for good. */
static bool prepare_server(struct supervisor *super, uint32_t wanted)
{
    if (super->handover != NULL) {
        if (wanted != super->workers_wanted) {
            log_write(LOG_LEVEL_WARNING, "multisocket changed; that takes a restart of dnsd");
        }
        return true;
    }
    super->workers_wanted = wanted;
    uint32_t nworkers = worker_count(wanted);
    super->output = drain_new(STDOUT_FILENO, nworkers);
    if (super->output == NULL) {
        log_write(LOG_LEVEL_ERROR, "no log rings: %s", strerror(errno));
        return false;
    }
    struct handover_conf conf = {.program = super->serve_path,
                                 .nworkers = nworkers,
                                 .ring_fd = drain_ring_fd(super->output),
                                 .wake_fd = drain_wake_fd(super->output),
                                 .board_fd = super->board_fd};
    struct handover_calls calls = {.settled = on_settled, .ended = on_ended, .owner = super};
    super->handover = handover_new(&super->loop, &conf, &calls);
    return super->handover != NULL;
}

static struct bindings *bind_image(struct supervisor *super, const struct image *image)
{
    struct errs *errs = errs_new();
    struct endpoint *endpoints = NULL;
    struct bindings *bindings = NULL;
    size_t count = 0;
    const struct bindings *old = super->now == NULL ? NULL : super->now->bindings;
    if (endpoint_expand(image, &endpoints, &count, errs)) {
        bindings = bindings_open(old, endpoints, count, worker_count(super->workers_wanted), errs);
    }
    print_errs(super, errs);
    free(endpoints);
    errs_free(errs);
    return bindings;
}

/* Addresses may be bound before they are there: say so once. */
static void warn_of_absent(const struct bindings *bindings, const struct bindings *old)
{
    for (size_t i = 0; i < bindings->count; i++) {
        const struct endpoint *endpoint = &bindings->list[i].endpoint;
        if (!endpoint->local && !bindings_have(old, endpoint->conf.id)) {
            log_write(LOG_LEVEL_WARNING,
                      "%s: no interface has this address yet; queries come once one has",
                      endpoint->text);
        }
    }
}

/* Whether it is what is served already: the same octets, and interfaces have the same addresses. */
static bool is_unchanged(const struct supervisor *super, const struct bindings *bindings)
{
    const struct layout_head *head = (const void *)super->image.base;
    const struct generation *now = super->now;
    return now != NULL && memcmp(head->digest, super->digest, sizeof(super->digest)) == 0 &&
           bindings->count == now->bindings->count && bindings->next_id == now->bindings->next_id;
}

/* Every cluster is on the board before a query can be answered with it. */
static void register_clusters(struct supervisor *super)
{
    size_t left_out = standing_register(&super->image, super->board);
    if (left_out > 0) {
        log_write(
            LOG_LEVEL_WARNING,
            "%zu clusters find no room among the %d names on the board of states: they stay as "
            "their policy says; restart dnsd to forget old names",
            left_out, BOARD_NAMES_MAX);
    }
}

static void tell_digest(const struct image *image)
{
    char digest[2 * LAYOUT_DIGEST_SIZE + 1];
    bool debug = image_facts(image)->flags & FACTS_DEBUG;
    log_level_set(debug ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
    log_write(LOG_LEVEL_DEBUG, "loaded an image of %zu octets, digest %s", image->size,
              image_digest(image, digest));
}

/* An image was loaded: bind what it wants and offer it to the server. */
static void offer(struct supervisor *super, int image_fd)
{
    const struct bindings *old = super->now == NULL ? NULL : super->now->bindings;
    struct bindings *bindings = NULL;
    tell_digest(&super->image);
    register_clusters(super);
    if (prepare_server(super, image_facts(&super->image)->workers)) {
        bindings = bind_image(super, &super->image);
    }
    if (bindings != NULL && is_unchanged(super, bindings)) {
        log_write(LOG_LEVEL_INFO, "reload: unchanged, nothing to swap");
        watch_replace(super->watch, &super->image);
        bindings_drop(bindings, old);
        image_close(&super->image);
        close(image_fd);
        rest(super);
        return;
    }
    struct generation *next = calloc(1, sizeof(*next));
    if (bindings == NULL || next == NULL) {
        bindings_drop(bindings, old);
        free(next);
        image_close(&super->image);
        close(image_fd);
        fail(super);
        return;
    }
    warn_of_absent(bindings, old);
    *next =
        (struct generation){.number = ++super->number, .image_fd = image_fd, .bindings = bindings};
    super->next = next;
    handover_offer(super->handover, next);
}

static void on_loaded(void *owner, enum loader_end how, int image_fd, const char *why)
{
    struct supervisor *super = owner;
    char unsound[IMAGE_WHY_SIZE] = "";
    if (super->stopping) {
        close(image_fd);
    } else if (how == LOADER_FAULTS) {
        fail(super); /* it has printed them */
    } else if (how == LOADER_BROKEN) {
        log_write(LOG_LEVEL_ERROR, "%s", why);
        fail(super);
    } else if (!image_outline(image_fd, &super->image, unsound)) {
        log_write(LOG_LEVEL_ERROR, "dnsd-load made an image that cannot be served: %s", unsound);
        close(image_fd);
        fail(super);
    } else {
        offer(super, image_fd);
    }
}

static void load(struct supervisor *super, bool force)
{
    if (loader_runs(super->loader) || super->next != NULL) {
        super->again = true;
        super->again_force = super->again_force || force;
        return;
    }
    struct loader_run run = {.old_fd = super->now == NULL ? -1 : super->now->image_fd,
                             .force = force,
                             .background = super->now != NULL};
    char why[LOADER_WHY_SIZE];
    watch_load_begins(super->watch);
    drain_flush(super->errors, ORDER_MS);
    if (!loader_start(super->loader, &run, why)) {
        log_write(LOG_LEVEL_ERROR, "%s", why);
        fail(super);
    }
}

static void announce(struct supervisor *super)
{
    const char *pidfile = super->cmdline->pidfile;
    if (!super->cmdline->quiet) {
        banner_print(&super->loop, &super->image, super->now->bindings);
    }
    if (pidfile != NULL && !pidfile_write(pidfile)) {
        log_write(LOG_LEVEL_ERROR, "%s cannot be written: %s; write another -pidfile", pidfile,
                  strerror(errno));
    }
}

static void on_settled(void *owner, bool adopted, const char *why)
{
    struct supervisor *super = owner;
    struct generation *next = super->next;
    struct generation *old = super->now;
    super->next = NULL;
    if (!adopted) {
        log_write(LOG_LEVEL_ERROR, "the new image is not served: %s", why);
        drop_generation(next, old);
        image_close(&super->image);
        fail(super);
        return;
    }
    const struct layout_head *head = (const void *)super->image.base;
    super->now = next;
    memcpy(super->digest, head->digest, sizeof(super->digest));
    drop_generation(old, next);
    watch_replace(super->watch, &super->image);
    if (old == NULL) {
        announce(super);
    } else {
        log_write(LOG_LEVEL_INFO, "Reloading complete");
    }
    image_close(&super->image);
    rest(super);
}

static void on_changed(void *owner, const char *path)
{
    log_write(LOG_LEVEL_INFO, "reload: %s changed", path);
    load(owner, false);
}

static void on_ended(void *owner)
{
    struct supervisor *super = owner;
    end(super, super->status);
}

/* End: what is being answered is finished, within the grace. */
static void stop(struct supervisor *super)
{
    if (super->stopping) {
        return;
    }
    super->stopping = true;
    loader_kill(super->loader);
    watch_stop(super->watch);
    if (super->handover == NULL) {
        end(super, EXIT_SUCCESS);
    } else {
        handover_stop(super->handover, GRACE_MS);
    }
}

static void stop_at_once(struct supervisor *super, int status)
{
    loader_kill(super->loader);
    if (super->handover != NULL) {
        handover_kill(super->handover);
    }
    end(super, status);
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct supervisor *super = handle->data;
    switch (number) {
    case SIGTERM:
        log_write(LOG_LEVEL_INFO, "SIGTERM: Shutting down servers then terminating");
        stop(super);
        return;
    case SIGINT:
        if (super->stopping) {
            log_write(LOG_LEVEL_INFO, "SIGINT: Force quit");
            stop_at_once(super, STATUS_FORCED);
            return;
        }
        log_write(LOG_LEVEL_INFO, "SIGINT: Shutting down");
        stop(super);
        return;
    case SIGQUIT:
        log_write(LOG_LEVEL_INFO, "SIGQUIT: Quitting process immediately");
        stop_at_once(super, EXIT_SUCCESS);
        return;
    case SIGUSR2: /* CoreDNS starts its new binary then */
        log_write(LOG_LEVEL_WARNING,
                  "SIGUSR2: no upgrade in place; end this dnsd, then start the new one");
        return;
    default: /* SIGHUP, SIGUSR1 */
        if (!super->stopping) {
            log_write(LOG_LEVEL_INFO, "Reloading");
            load(super, true);
        }
        return;
    }
}

static bool find_programs(struct supervisor *super)
{
    if (!program_find("dnsd-load", "DNSD_LOAD", super->load_path)) {
        log_write(LOG_LEVEL_ERROR, "%s is not there; install dnsd-load beside dnsd",
                  super->load_path);
        return false;
    }
    if (!program_find("dnsd-serve", "DNSD_SERVE", super->serve_path)) {
        log_write(LOG_LEVEL_ERROR, "%s is not there; install dnsd-serve beside dnsd",
                  super->serve_path);
        return false;
    }
    return true;
}

/* False and errno: the machine refused. */
static bool make_board(struct supervisor *super)
{
    int fd = board_memfd();
    super->board = fd < 0 ? NULL : board_map(fd, true);
    super->board_fd = super->board == NULL ? -1 : board_readonly(fd);
    return super->board_fd >= 0 && close(fd) == 0;
}

/* Everything that the first load needs. Does not undo anything: on failure the program ends. */
static bool prepare(struct supervisor *super, int stdin_fd)
{
    uv_loop_init(&super->loop);
    super->errors = drain_new(STDERR_FILENO, 1);
    super->lines = super->errors == NULL ? NULL : drain_writer(super->errors, 0);
    if (super->lines == NULL) {
        log_write(LOG_LEVEL_ERROR, "no memory to start with: %s", strerror(errno));
        return false;
    }
    log_ring_set(super->lines);
    if (!make_board(super)) {
        log_write(LOG_LEVEL_ERROR, "no board of cluster states: %s", strerror(errno));
        return false;
    }
    struct loader_conf conf = {.program = super->load_path,
                               .conf = super->cmdline->conf,
                               .port = super->cmdline->port,
                               .stdin_fd = stdin_fd};
    super->loader = loader_new(&super->loop, &conf, on_loaded, super);
    super->watch = watch_new(&super->loop, on_changed, super);
    for (size_t i = 0; i < ARRAY_LEN(signal_numbers); i++) {
        super->signals[i].data = super;
        uv_signal_init(&super->loop, &super->signals[i]);
        uv_signal_start(&super->signals[i], on_signal, signal_numbers[i]);
    }
    return super->loader != NULL && super->watch != NULL && find_programs(super);
}

static void raise_descriptors(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

int supervisor_run(const struct cmdline *cmdline, int stdin_fd)
{
    struct supervisor *super = calloc(1, sizeof(*super));
    if (super == NULL) {
        return EXIT_FAILURE;
    }
    super->cmdline = cmdline;
    super->status = EXIT_FAILURE;
    signal(SIGPIPE, SIG_IGN);
    raise_descriptors();
    if (prepare(super, stdin_fd)) {
        super->status = EXIT_SUCCESS;
        load(super, false);
        uv_run(&super->loop, UV_RUN_DEFAULT);
    }
    if (cmdline->pidfile != NULL && super->now != NULL) {
        unlink(cmdline->pidfile);
    }
    if (super->output != NULL) {
        drain_flush(super->output, FLUSH_MS);
    }
    if (super->errors != NULL) {
        drain_flush(super->errors, FLUSH_MS);
    }
    return super->status; /* the process ends: what is left goes with it */
}
