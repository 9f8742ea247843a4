/* SPDX-License-Identifier: Apache-2.0 */
/* dnsd-load: reads everything, writes one sealed image into a memfd, and dies. */
#include "base/attr.h"
#include "base/text.h"
#include "load/load.h"
#include "plugin/plugin.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_USAGE = 2, PLUGINS_MAX = 128, STDERR_SIZE = 64 * 1024, LARGE_OCTETS = 256 * 1024 };

struct arguments {
    struct load_options load;
    uint32_t image_fd;
    uint32_t old_fd;
    uint32_t stdin_fd;
    uint32_t port;
    bool plugins;
};

static int usage(const char *what)
{
    fprintf(stderr,
            "dnsd-load: %s\n"
            "usage: dnsd-load -conf FILE -image FD [-dns.port N] [-old FD] [-stdin FD] [-force]\n"
            "       dnsd-load -plugins\n"
            "It is started by dnsd; to check a Corefile by hand write: dnsctl check Corefile\n",
            what);
    return EXIT_USAGE;
}

static bool read_number(const char *name, const char *value, struct arguments *out)
{
    uint32_t *const targets[] = {&out->image_fd, &out->old_fd, &out->stdin_fd, &out->port};
    static const char *const names[] = {"-image", "-old", "-stdin", "-dns.port"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (strcmp(name, names[i]) == 0) {
            return value != NULL && text_u32(value, targets[i]) && *targets[i] <= UINT16_MAX;
        }
    }
    return false;
}

static bool read_arguments(int argc, char **argv, struct arguments *out)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-force") == 0) {
            out->load.force = true;
        } else if (strcmp(argv[i], "-plugins") == 0) {
            out->plugins = true;
        } else if (strcmp(argv[i], "-conf") == 0 && i + 1 < argc) {
            out->load.conf = argv[++i];
        } else if (read_number(argv[i], i + 1 < argc ? argv[i + 1] : NULL, out)) {
            i++;
        } else {
            return false;
        }
    }
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the form and order of CoreDNS's -plugins. */
static int list_plugins(void)
{
    const char *names[PLUGINS_MAX];
    size_t nnames = 0;
    size_t count;
    const struct plugin *all = plugin_all(&count);
    for (size_t i = 0; i < count && nnames < PLUGINS_MAX; i++) {
        if (all[i].state == PLUGIN_BUILT) {
            names[nnames++] = all[i].name;
        }
    }
    qsort(names, nnames, sizeof(names[0]), by_name);
    puts("Server types:\n  dns\n\nOther plugins:");
    for (size_t i = 0; i < nnames; i++) {
        printf("  dns.%s\n", names[i]);
    }
    return 0;
}

static int load(struct arguments *arguments)
{
    struct errs *errs = errs_new();
    struct image old;
    char why[IMAGE_WHY_SIZE];
    if (arguments->old_fd != UINT32_MAX) {
        if (!image_open((int)arguments->old_fd, true, &old, why)) {
            fprintf(stderr, "dnsd-load: the running image cannot be read: %s\n", why);
            return 1;
        }
        arguments->load.old = &old;
    }
    arguments->load.dns_port = (uint16_t)arguments->port;
    arguments->load.conf_fd = arguments->stdin_fd == UINT32_MAX ? -1 : (int)arguments->stdin_fd;
    struct build *build = load_corefile(&arguments->load, errs);
    errs_print(errs, stderr);
    errs_free(errs);
    if (build == NULL) {
        return 1;
    }
    if (!build_seal(build, (int)arguments->image_fd)) {
        fprintf(stderr, "dnsd-load: the image cannot be written: %s\n", strerror(errno));
        return 1;
    }
    build_free(build);
    return 0;
}

int main(int argc, char **argv)
{
    setvbuf(stderr, NULL, _IOFBF, STDERR_SIZE); /* messages of several programs do not mix */
    mallopt(M_MMAP_THRESHOLD, LARGE_OCTETS);    /* large lists are given back, whenever that is */
    struct arguments arguments = {.load = {.conf_fd = -1},
                                  .image_fd = UINT32_MAX,
                                  .old_fd = UINT32_MAX,
                                  .stdin_fd = UINT32_MAX,
                                  .port = 53};
    if (!read_arguments(argc, argv, &arguments)) {
        return usage("an argument that is not known, or without its value");
    }
    if (arguments.plugins) {
        return list_plugins();
    }
    if (arguments.load.conf == NULL || arguments.image_fd == UINT32_MAX) {
        return usage("-conf and -image are needed");
    }
    return load(&arguments);
}
