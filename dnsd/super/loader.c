/* SPDX-License-Identifier: Apache-2.0 */
#include "super/loader.h"

#include "base/attr.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    TIME_LIMIT_MS = 60000,
    IMAGE_FD = 3, /* the descriptors' numbers in the loader */
    OLD_FD = 4,
    STDIN_FD = 5,
    FDS = 6,
    NICE = 10, /* of a reload, beyond ours */
    NUMBER_SIZE = 12
};

struct loader {
    uv_loop_t *loop;
    struct loader_conf conf;
    loader_done done;
    void *owner;
    uv_process_t process;
    uv_timer_t limit;
    uint32_t limit_ms;
    int image_fd;
    bool runs;
    bool timed_out;
    bool killed; /* by loader_kill(): nobody wants to know */
    enum loader_end end;
    char why[LOADER_WHY_SIZE];
};

/* Tests want short limits. */
static uint32_t env_u32(const char *name, uint32_t otherwise)
{
    const char *text = secure_getenv(name);
    uint32_t value;
    return text != NULL && text_u32(text, &value) ? value : otherwise;
}

struct loader *loader_new(uv_loop_t *loop, const struct loader_conf *conf, loader_done done,
                          void *owner)
{
    struct loader *loader = calloc(1, sizeof(*loader));
    if (loader == NULL) {
        return NULL;
    }
    loader->loop = loop;
    loader->conf = *conf;
    loader->done = done;
    loader->owner = owner;
    loader->limit_ms = env_u32("DNSD_LOAD_TIMEOUT_MS", TIME_LIMIT_MS);
    loader->image_fd = -1;
    loader->process.data = loader;
    loader->limit.data = loader;
    uv_timer_init(loop, &loader->limit);
    return loader;
}

bool loader_runs(const struct loader *loader)
{
    return loader->runs;
}

/* "-conf" and the like: at most 13 words and the end. */
struct words {
    char *words[14];
    char numbers[4][NUMBER_SIZE];
    size_t nwords;
    size_t nnumbers;
};

static void add_word(struct words *words, const char *word)
{
    words->words[words->nwords++] = (char *)(uintptr_t)word; /* uv_spawn() only reads it */
}

static void add_number(struct words *words, const char *flag, int number)
{
    char *text = words->numbers[words->nnumbers++];
    snprintf(text, NUMBER_SIZE, "%d", number);
    add_word(words, flag);
    add_word(words, text);
}

static void make_words(const struct loader *loader, const struct loader_run *run,
                       struct words *words)
{
    add_word(words, "dnsd-load");
    add_word(words, "-conf");
    add_word(words, loader->conf.conf);
    add_number(words, "-dns.port", loader->conf.port);
    add_number(words, "-image", IMAGE_FD);
    if (run->old_fd >= 0) {
        add_number(words, "-old", OLD_FD);
    }
    if (loader->conf.stdin_fd >= 0) {
        add_number(words, "-stdin", STDIN_FD);
    }
    if (run->force) {
        add_word(words, "-force");
    }
}

/*
 * A loader may take three quarters of the memory. Sanitizers map terabytes that they never use,
 * so their builds have no limit; the kernel is told whom to kill first in any case.
 */
static void limit_process(int pid, const struct loader_run *run, uint32_t limit_ms)
{
    uint64_t memory = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE) / 4 * 3;
    memory = (uint64_t)env_u32("DNSD_LOAD_MEMORY_MIB", (uint32_t)(memory >> 20)) << 20;
    struct rlimit octets = {.rlim_cur = memory, .rlim_max = memory};
    struct rlimit seconds = {.rlim_cur = limit_ms / 1000 + 1, .rlim_max = limit_ms / 1000 + 2};
    if (!ATTR_SANITIZED) {
        prlimit(pid, RLIMIT_DATA, &octets, NULL);
    }
    prlimit(pid, RLIMIT_FSIZE, &octets, NULL); /* counts for a memfd as well */
    prlimit(pid, RLIMIT_CPU, &seconds, NULL);  /* when we are not there to keep the time */
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", pid);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        if (write(fd, "1000", 4) < 0) {
            (void)path; /* a wish; the limits above hold */
        }
        close(fd);
    }
    if (run->background) {
        struct sched_param none = {.sched_priority = 0};
        sched_setscheduler(pid, SCHED_BATCH, &none);
        setpriority(PRIO_PROCESS, (id_t)pid, getpriority(PRIO_PROCESS, 0) + NICE);
    }
}

static void say_how_it_ended(struct loader *loader, int64_t status, int signal_number)
{
    char *why = loader->why;
    if (loader->timed_out) {
        snprintf(why, LOADER_WHY_SIZE, "dnsd-load was not done after %u ms and was ended",
                 loader->limit_ms);
    } else if (signal_number == SIGXFSZ) {
        snprintf(why, LOADER_WHY_SIZE, "the image outgrew the memory that dnsd-load may take");
    } else if (signal_number != 0) {
        snprintf(why, LOADER_WHY_SIZE, "dnsd-load was killed by signal %d (%s)", signal_number,
                 strsignal(signal_number));
    } else {
        snprintf(why, LOADER_WHY_SIZE, "dnsd-load failed with status %d", (int)status);
    }
}

/* The handle is free for another run only now. */
static void on_closed(uv_handle_t *handle)
{
    struct loader *loader = handle->data;
    int image_fd = loader->image_fd;
    loader->runs = false;
    loader->image_fd = -1;
    if (loader->end != LOADER_SEALED || loader->killed) {
        close(image_fd);
        image_fd = -1;
    }
    if (!loader->killed) {
        loader->done(loader->owner, loader->end, image_fd, loader->why);
    }
}

static void on_exit_status(uv_process_t *process, int64_t status, int signal_number)
{
    struct loader *loader = process->data;
    uv_timer_stop(&loader->limit);
    loader->why[0] = '\0';
    if (signal_number == 0 && status == 0) {
        loader->end = LOADER_SEALED;
    } else if (signal_number == 0 && status == 1) {
        loader->end = LOADER_FAULTS;
    } else {
        loader->end = LOADER_BROKEN;
        say_how_it_ended(loader, status, signal_number);
    }
    uv_close((uv_handle_t *)process, on_closed);
}

static void on_limit(uv_timer_t *timer)
{
    struct loader *loader = timer->data;
    loader->timed_out = true;
    uv_process_kill(&loader->process, SIGKILL);
}

static uv_stdio_container_t pass(int fd)
{
    uv_stdio_container_t none = {.flags = UV_IGNORE};
    uv_stdio_container_t given = {.flags = UV_INHERIT_FD, .data = {.fd = fd}};
    return fd < 0 ? none : given;
}

static int spawn(struct loader *loader, const struct loader_run *run)
{
    struct words words = {.nwords = 0};
    make_words(loader, run, &words);
    uv_stdio_container_t fds[FDS] = {
        [STDIN_FILENO] = pass(-1),
        [STDOUT_FILENO] = pass(STDERR_FILENO),
        [STDERR_FILENO] = pass(STDERR_FILENO),
        [IMAGE_FD] = pass(loader->image_fd),
        [OLD_FD] = pass(run->old_fd),
        [STDIN_FD] = pass(loader->conf.stdin_fd),
    };
    uv_process_options_t options = {.file = loader->conf.program,
                                    .args = words.words,
                                    .exit_cb = on_exit_status,
                                    .stdio = fds,
                                    .stdio_count = FDS};
    if (loader->conf.stdin_fd >= 0) {
        lseek(loader->conf.stdin_fd, 0, SEEK_SET);
    }
    return uv_spawn(loader->loop, &loader->process, &options);
}

bool loader_start(struct loader *loader, const struct loader_run *run, char *why)
{
    loader->timed_out = false;
    loader->killed = false;
    loader->image_fd = memfd_create("dnsd-image", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (loader->image_fd < 0) {
        snprintf(why, LOADER_WHY_SIZE, "no memory file for an image: %s", strerror(errno));
        return false;
    }
    loader->runs = true;
    int error = spawn(loader, run);
    if (error != 0) {
        loader->killed = true;
        uv_close((uv_handle_t *)&loader->process, on_closed);
        snprintf(why, LOADER_WHY_SIZE, "%.100s cannot be started: %s", loader->conf.program,
                 uv_strerror(error));
        return false;
    }
    limit_process(loader->process.pid, run, loader->limit_ms);
    uv_timer_start(&loader->limit, on_limit, loader->limit_ms, 0);
    return true;
}

void loader_kill(struct loader *loader)
{
    if (loader->runs) {
        loader->killed = true;
        uv_process_kill(&loader->process, SIGKILL);
    }
}
