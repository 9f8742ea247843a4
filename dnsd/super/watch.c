/* SPDX-License-Identifier: Apache-2.0 */
#include "super/watch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>

enum { CLOCK_STEP_NS = 20000000 }; /* the kernel's times of files are that coarse */

/* What tells one state of a file from another. All zero: there is no such file. */
struct stamp {
    uint64_t inode;
    uint64_t device;
    int64_t size;  /* octets */
    int64_t mtime; /* ns */
    int64_t ctime; /* ns: not compared, but nobody can set it back */
};

struct file {
    char *path;
    uint32_t every_ms;
    uint64_t due_ms; /* by uv_now() */
    struct stamp seen;
    struct stamp found; /* by the look that is under way */
    bool due;           /* part of that look */
    bool suspect;       /* written while the load that read it was under way */
};

struct files {
    struct file *list;
    size_t count;
};

struct watch {
    uv_loop_t *loop;
    watch_changed changed;
    void *owner;
    uv_timer_t timer;
    uv_work_t look; /* in libuv's threads: a stat() may take long on a network's file system */
    bool looking;
    bool stopped;
    struct files files;
    struct files looked; /* those of the look: `files`, or what was replaced meanwhile */
    int64_t load_began;  /* CLOCK_REALTIME, ns */
};

static int64_t wall_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static struct stamp stamp_of(const char *path)
{
    struct stat facts;
    struct stamp stamp = {.inode = 0};
    if (stat(path, &facts) == 0) {
        stamp.inode = facts.st_ino;
        stamp.device = facts.st_dev;
        stamp.size = facts.st_size;
        stamp.mtime = (int64_t)facts.st_mtim.tv_sec * 1000000000 + facts.st_mtim.tv_nsec;
        stamp.ctime = (int64_t)facts.st_ctim.tv_sec * 1000000000 + facts.st_ctim.tv_nsec;
    }
    return stamp;
}

static bool same(const struct stamp *a, const struct stamp *b)
{
    return a->inode == b->inode && a->device == b->device && a->size == b->size &&
           a->mtime == b->mtime;
}

static void free_files(struct files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        free(files->list[i].path);
    }
    free(files->list);
    *files = (struct files){.count = 0};
}

struct watch *watch_new(uv_loop_t *loop, watch_changed changed, void *owner)
{
    struct watch *watch = calloc(1, sizeof(*watch));
    if (watch == NULL) {
        return NULL;
    }
    watch->loop = loop;
    watch->changed = changed;
    watch->owner = owner;
    watch->timer.data = watch;
    watch->look.data = watch;
    uv_timer_init(loop, &watch->timer);
    return watch;
}

void watch_load_begins(struct watch *watch)
{
    watch->load_began = wall_ns();
}

static void on_timer(uv_timer_t *timer);

static void wait_for_next(struct watch *watch)
{
    uint64_t first = UINT64_MAX;
    uint64_t now = uv_now(watch->loop);
    for (size_t i = 0; i < watch->files.count; i++) {
        if (watch->files.list[i].due_ms < first) {
            first = watch->files.list[i].due_ms;
        }
    }
    if (first != UINT64_MAX && !watch->stopped) {
        uv_timer_start(&watch->timer, on_timer, first > now ? first - now : 0, 0);
    }
}

static void look_at_due(uv_work_t *look)
{
    struct watch *watch = look->data;
    for (size_t i = 0; i < watch->looked.count; i++) {
        struct file *file = &watch->looked.list[i];
        if (file->due) {
            file->found = stamp_of(file->path);
        }
    }
}

/* Take over what was found. Returns a file that changed, or NULL. */
static const char *compare(struct watch *watch)
{
    const char *changed = NULL;
    for (size_t i = 0; i < watch->files.count; i++) {
        struct file *file = &watch->files.list[i];
        if (!file->due) {
            continue;
        }
        file->due = false;
        file->due_ms = uv_now(watch->loop) + file->every_ms;
        if (!same(&file->found, &file->seen) || file->suspect) {
            file->seen = file->found;
            file->suspect = false;
            changed = file->path;
        }
    }
    return changed;
}

static void after_look(uv_work_t *look, int status)
{
    struct watch *watch = look->data;
    (void)status;
    watch->looking = false;
    const char *changed = NULL;
    if (watch->looked.list == watch->files.list) {
        changed = compare(watch);
    } else {
        free_files(&watch->looked);
    }
    watch->looked = (struct files){.count = 0};
    wait_for_next(watch);
    if (changed != NULL && !watch->stopped) {
        watch->changed(watch->owner, changed);
    }
}

static void on_timer(uv_timer_t *timer)
{
    struct watch *watch = timer->data;
    uint64_t now = uv_now(watch->loop);
    for (size_t i = 0; i < watch->files.count; i++) {
        watch->files.list[i].due = watch->files.list[i].due_ms <= now;
    }
    watch->looking = true;
    watch->looked = watch->files;
    uv_queue_work(watch->loop, &watch->look, look_at_due, after_look);
}

static uint32_t jitter_ms(uint32_t most)
{
    uint32_t random = 0;
    if (most == 0 || getrandom(&random, sizeof(random), GRND_NONBLOCK) != sizeof(random)) {
        return 0;
    }
    return random % most;
}

/* A file to watch, as it is now. */
static struct file make_file(const struct watch *watch, const struct image *image,
                             const struct local_watch *entry, uint32_t jitter)
{
    struct file file = {.every_ms = entry->every_ms};
    file.path = strdup(local_text(&image->local, entry->path));
    if (file.path == NULL) {
        abort(); /* a file's name: the machine is lost */
    }
    file.every_ms += entry->kind == WATCH_COREFILE ? jitter : 0;
    file.due_ms = uv_now(watch->loop) + file.every_ms;
    file.seen = stamp_of(file.path);
    file.suspect = file.seen.ctime >= watch->load_began - CLOCK_STEP_NS;
    return file;
}

void watch_replace(struct watch *watch, const struct image *image)
{
    const struct local_watch *entries = image->local.watches;
    const struct image_facts *facts = image_facts(image);
    uint32_t count = image->local.nwatches;
    uint32_t jitter = jitter_ms(facts->reload_jitter_ms);
    struct files files = {.list = calloc((size_t)count + 1, sizeof(struct file))};
    if (files.list == NULL) {
        abort();
    }
    for (uint32_t i = 0; i < count; i++) {
        bool wanted = entries[i].every_ms != 0 &&
                      (entries[i].kind != WATCH_COREFILE || facts->reload_ms != 0);
        if (wanted) {
            files.list[files.count++] = make_file(watch, image, &entries[i], jitter);
        }
    }
    if (!watch->looking) {
        free_files(&watch->files);
    }
    watch->files = files;
    uv_timer_stop(&watch->timer);
    if (!watch->looking) {
        wait_for_next(watch);
    }
}

void watch_stop(struct watch *watch)
{
    if (!watch->stopped) {
        watch->stopped = true;
        uv_close((uv_handle_t *)&watch->timer, NULL);
    }
}

void watch_free(struct watch *watch)
{
    if (watch != NULL) {
        free_files(&watch->files);
        free(watch);
    }
}
