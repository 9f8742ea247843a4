/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/options.h"
#include "ctl/verbs.h"
#include "image/build.h"
#include "image/open.h"
#include "image/print.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Show a new image with what would stand behind it on this machine. */
static int show_built(const struct build *build, const void *octets, size_t size)
{
    struct image image;
    void *local = NULL;
    size_t local_size;
    char why[IMAGE_WHY_SIZE] = "no memory is left";
    if (!image_read(octets, size, &image, why) || !build_local(build, &local, &local_size) ||
        !local_read(local, local_size, &image.local, why)) {
        free(local);
        fprintf(stderr, "dnsctl: the image is refused: %s\n", why);
        return CTL_ERRORS;
    }
    image_print(&image, stdout);
    free(local);
    return CTL_FINE;
}

static int show_file(const char *path)
{
    struct image image;
    char why[IMAGE_WHY_SIZE];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || !image_open(fd, false, &image, why)) {
        fprintf(stderr, "%s: %s; write the path of an image that dnsctl image -o made\n", path,
                fd < 0 ? strerror(errno) : why);
        return CTL_ERRORS;
    }
    image_print(&image, stdout);
    image_close(&image);
    close(fd);
    return CTL_FINE;
}

static bool write_file(const char *path, const void *octets, size_t size)
{
    FILE *file = fopen(path, "wb");
    bool ok = file != NULL && fwrite(octets, 1, size, file) == size;
    ok = file != NULL && fclose(file) == 0 && ok;
    if (!ok) {
        fprintf(stderr, "%s: cannot be written: %s\n", path, strerror(errno));
    }
    return ok;
}

static int build_and_show(const struct options *options)
{
    struct errs *errs = errs_new();
    struct build *build = options_load(options, options->conf, errs);
    int status = options_status(options, errs);
    void *octets = NULL;
    size_t size;
    if (build != NULL && build_image(build, &octets, &size)) {
        int shown = show_built(build, octets, size);
        bool written = options->output == NULL || write_file(options->output, octets, size);
        status = shown != CTL_FINE || !written ? CTL_ERRORS : status;
    }
    free(octets);
    build_free(build);
    errs_free(errs);
    return status;
}

int image_run(int argc, char **argv)
{
    struct options options;
    if (!options_read(argc, argv, &options)) {
        return CTL_USAGE;
    }
    if (options.conf != NULL && options.nwords == 0) {
        return build_and_show(&options);
    }
    if (options.nwords != 1) {
        fputs("usage: dnsctl image FILE | dnsctl image -conf COREFILE [-o FILE]\n", stderr);
        return CTL_USAGE;
    }
    return show_file(options.words[0]);
}
