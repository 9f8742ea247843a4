/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole load, every plugin's grammar included: any Corefile gives errors, or an image that opens
 * and that a second load makes again octet for octet. Files are those of this repository: relative
 * paths lead to zones/ and policies/.
 */
#include "fuzz.h"

#include "image/build.h"
#include "image/open.h"
#include "load/load.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The text in a memfd, with ways out of the working folder spoilt: absolute paths and "..". */
static int open_text(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    int fd = memfd_create("Corefile", MFD_CLOEXEC);
    assert(text != NULL && fd >= 0);
    for (size_t i = 0; i < size; i++) {
        bool inside = i > 0 && isalnum(data[i - 1]);
        bool up = i > 0 && data[i] == '.' && data[i - 1] == '.';
        text[i] = (data[i] == '/' && !inside) || up ? '_' : (char)data[i];
    }
    assert(write(fd, text, size) == (ssize_t)size);
    free(text);
    return fd;
}

/* Returns the finished image's octets, or NULL when the text was refused. */
static void *load(int fd, size_t *size)
{
    struct load_options options = {.conf = "Corefile", .conf_fd = fd, .dns_port = 53};
    struct errs *errs = errs_new();
    void *octets = NULL;
    struct build *build = load_corefile(&options, errs);
    assert((build == NULL) == errs_failed(errs));
    if (build != NULL) {
        assert(build_image(build, &octets, size));
    }
    build_free(build);
    errs_free(errs);
    return octets;
}

static void check_image(const void *octets, size_t size)
{
    struct image image;
    char why[IMAGE_WHY_SIZE];
    if (!image_read(octets, size, &image, why)) {
        fprintf(stderr, "the image that was built is refused: %s\n", why);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t first_size;
    size_t second_size;
    if (chdir(SOURCE_ROOT) != 0) {
        abort();
    }
    int fd = open_text(data, size);
    void *first = load(fd, &first_size);
    if (first != NULL) {
        void *second = load(fd, &second_size);
        check_image(first, first_size);
        assert(second != NULL && first_size == second_size);
        assert(memcmp(first, second, first_size) == 0);
        free(second);
    }
    free(first);
    close(fd);
    return 0;
}
