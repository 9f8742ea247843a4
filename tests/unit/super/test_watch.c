/* SPDX-License-Identifier: Apache-2.0 */
#include "super/watch.h"

#include "image.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { EVERY_MS = 5, LONG_AGO_S = 1000000000 };

struct scene {
    char folder[64];
    char path[96];
    uv_loop_t loop;
    struct watch *watch;
    unsigned changes;
    char last[96];
};

static void on_changed(void *owner, const char *path)
{
    struct scene *scene = owner;
    scene->changes++;
    snprintf(scene->last, sizeof(scene->last), "%s", path);
    uv_stop(&scene->loop);
}

/* In one step: a look in between would see an empty file, which is a change of its own. */
static void write_file(const char *path, const char *text)
{
    char other[128];
    snprintf(other, sizeof(other), "%s.new", path);
    int fd = open(other, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    assert_int_equal(rename(other, path), 0);
}

static int set_scene(void **state)
{
    struct scene *scene = calloc(1, sizeof(*scene));
    strcpy(scene->folder, "/tmp/dnsd-watch-XXXXXX");
    if (mkdtemp(scene->folder) == NULL) {
        return 1;
    }
    snprintf(scene->path, sizeof(scene->path), "%s/file", scene->folder);
    uv_loop_init(&scene->loop);
    scene->watch = watch_new(&scene->loop, on_changed, scene);
    *state = scene;
    return 0;
}

static int clear_scene(void **state)
{
    struct scene *scene = *state;
    watch_stop(scene->watch);
    uv_run(&scene->loop, UV_RUN_DEFAULT); /* a look that is under way ends */
    int left = uv_loop_close(&scene->loop);
    watch_free(scene->watch);
    unlink(scene->path);
    rmdir(scene->folder);
    free(scene);
    return left;
}

/* Watch the scene's file as a load that began now would. */
static void watch_it(struct scene *scene, enum watch_kind kind, uint32_t reload_ms)
{
    struct build *build = image_begin(&(struct image_facts){.reload_ms = reload_ms});
    build_watch(build, scene->path, EVERY_MS, kind);
    void *octets;
    struct image image = image_finish(build, &octets);
    watch_replace(scene->watch, &image);
    free(octets);
}

static void on_patience(uv_timer_t *timer)
{
    uv_stop(timer->loop);
}

static unsigned changes_within(struct scene *scene, uint64_t limit_ms)
{
    uv_timer_t patience;
    scene->changes = 0;
    uv_timer_init(&scene->loop, &patience);
    uv_timer_start(&patience, on_patience, limit_ms, 0);
    uv_run(&scene->loop, UV_RUN_DEFAULT); /* on_changed() ends it, too */
    unsigned changes = scene->changes;    /* the next run may meet another look */
    uv_close((uv_handle_t *)&patience, NULL);
    uv_run(&scene->loop, UV_RUN_NOWAIT);
    return changes;
}

static void expect_change(struct scene *scene)
{
    assert_int_equal(changes_within(scene, 20000), 1);
    assert_string_equal(scene->last, scene->path);
}

/* Several looks long; on a busy machine fewer, which proves less and never fails. */
static void expect_none(struct scene *scene)
{
    assert_int_equal(changes_within(scene, 20 * EVERY_MS), 0);
}

static void tells_when_a_file_changes(void **state)
{
    struct scene *scene = *state;
    write_file(scene->path, "one");
    usleep(30000); /* older than the load, by more than a step of the file system's clock */
    watch_load_begins(scene->watch);
    watch_it(scene, WATCH_MTIME, 0);
    expect_none(scene);
    write_file(scene->path, "longer");
    expect_change(scene);
    expect_none(scene); /* told once: a bad file is not tried again */
}

static void tells_when_a_file_goes_and_comes(void **state)
{
    struct scene *scene = *state;
    write_file(scene->path, "one");
    usleep(30000);
    watch_load_begins(scene->watch);
    watch_it(scene, WATCH_SERIAL, 0);
    unlink(scene->path);
    expect_change(scene);
    write_file(scene->path, "one");
    expect_change(scene);
}

static void tells_of_what_was_written_during_the_load(void **state)
{
    struct scene *scene = *state;
    watch_load_begins(scene->watch);
    write_file(scene->path, "the loader may have read what was there before");
    watch_it(scene, WATCH_SERIAL, 0);
    expect_change(scene);
    expect_none(scene);
}

static void does_not_believe_a_time_that_was_set_back(void **state)
{
    struct scene *scene = *state;
    watch_load_begins(scene->watch);
    write_file(scene->path, "a copy with its original's time");
    struct timespec times[2] = {{.tv_sec = LONG_AGO_S}, {.tv_sec = LONG_AGO_S}};
    assert_int_equal(utimensat(AT_FDCWD, scene->path, times, 0), 0);
    watch_it(scene, WATCH_SERIAL, 0);
    expect_change(scene);
}

static void looks_at_the_corefile_only_with_reload(void **state)
{
    struct scene *scene = *state;
    write_file(scene->path, "one");
    usleep(30000);
    watch_load_begins(scene->watch);
    watch_it(scene, WATCH_COREFILE, 0);
    write_file(scene->path, "longer");
    expect_none(scene);

    usleep(30000);
    watch_load_begins(scene->watch);
    watch_it(scene, WATCH_COREFILE, EVERY_MS);
    write_file(scene->path, "longer still");
    expect_change(scene);
}

static void tells_when_a_folder_gets_another_file(void **state)
{
    struct scene *scene = *state;
    char other[sizeof(scene->path)];
    snprintf(other, sizeof(other), "%s/other", scene->folder);
    struct build *build = image_begin(&(struct image_facts){.reload_ms = EVERY_MS});
    usleep(30000);
    watch_load_begins(scene->watch);
    build_watch(build, scene->folder, EVERY_MS, WATCH_DIRECTORY);
    void *octets;
    struct image image = image_finish(build, &octets);
    watch_replace(scene->watch, &image);
    free(octets); /* nothing of it is kept */
    expect_none(scene);
    write_file(other, "whatever it says");
    assert_int_equal(changes_within(scene, 20000), 1);
    assert_string_equal(scene->last, scene->folder);
    usleep(30000); /* else the look may have been in the same step of the file system's clock */
    unlink(other);
    assert_int_equal(changes_within(scene, 20000), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tells_when_a_file_changes, set_scene, clear_scene),
        cmocka_unit_test_setup_teardown(tells_when_a_file_goes_and_comes, set_scene, clear_scene),
        cmocka_unit_test_setup_teardown(tells_of_what_was_written_during_the_load, set_scene,
                                        clear_scene),
        cmocka_unit_test_setup_teardown(does_not_believe_a_time_that_was_set_back, set_scene,
                                        clear_scene),
        cmocka_unit_test_setup_teardown(looks_at_the_corefile_only_with_reload, set_scene,
                                        clear_scene),
        cmocka_unit_test_setup_teardown(tells_when_a_folder_gets_another_file, set_scene,
                                        clear_scene),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
