/* SPDX-License-Identifier: Apache-2.0 */
/* One run of dnsd-load: files in, a sealed image out, or nothing; limited in time and memory. */
#ifndef DNSD_SUPER_LOADER_H
#define DNSD_SUPER_LOADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

enum loader_end {
    LOADER_SEALED, /* an image is in the memfd */
    LOADER_FAULTS, /* the operator's files have faults; they were printed */
    LOADER_BROKEN  /* crashed, hung, ran out of memory: the text says which */
};

enum { LOADER_WHY_SIZE = 200 };

/* What to load; the texts live as long as the loader. */
struct loader_conf {
    const char *program; /* path of dnsd-load */
    const char *conf;    /* a file, or "stdin" */
    uint16_t port;
    int stdin_fd; /* memfd with what standard input said; -1: none */
};

struct loader_run {
    int old_fd;      /* the image that is served, to take unchanged zones from; -1: none */
    bool force;      /* read everything anew */
    bool background; /* a reload: at low priority, the server comes first */
};

/**
 * Called once per run, on the loop.
 *
 * image_fd  LOADER_SEALED: the image, the callee's from now on; else -1
 * why       LOADER_BROKEN: what happened, for the operator
 */
typedef void (*loader_done)(void *owner, enum loader_end end, int image_fd, const char *why);

struct loader;

/** A loader at rest. Returns NULL without memory. Lives as long as the process. */
struct loader *loader_new(uv_loop_t *loop, const struct loader_conf *conf, loader_done done,
                          void *owner);

/** Start a run; no other one may be under way. False (and why) when it cannot be started. */
bool loader_start(struct loader *loader, const struct loader_run *run, char *why);

/** Whether a run is under way. */
bool loader_runs(const struct loader *loader);

/** End a run at once, with nothing said; `done` is not called. */
void loader_kill(struct loader *loader);

#endif
