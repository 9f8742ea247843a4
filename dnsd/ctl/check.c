/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/options.h"
#include "ctl/verbs.h"
#include "image/open.h"

#include <stdio.h>
#include <stdlib.h>

/* What would be served, in one line. */
static void print_summary(struct build *build)
{
    void *octets;
    size_t size;
    char why[IMAGE_WHY_SIZE];
    char digest[2 * LAYOUT_DIGEST_SIZE + 1];
    struct image image;
    if (!build_image(build, &octets, &size)) {
        return;
    }
    if (image_read(octets, size, &image, why)) {
        unsigned long long nblocks = image.count[SECTION_BLOCK];
        unsigned long long nzones = image.count[SECTION_ZONE];
        printf("fine: %llu server block%s, %llu zone%s, image of %zu octets, digest %s\n", nblocks,
               nblocks == 1 ? "" : "s", nzones, nzones == 1 ? "" : "s", size,
               image_digest(&image, digest));
    } else {
        fprintf(stderr, "dnsctl: the image that was built is refused (%s); please report this\n",
                why);
    }
    free(octets);
}

int check_run(int argc, char **argv)
{
    struct options options;
    if (!options_read(argc, argv, &options) || options.nwords > 1) {
        return CTL_USAGE;
    }
    const char *conf = options.nwords > 0 ? options.words[0] : options.conf;
    struct errs *errs = errs_new();
    struct build *build = options_load(&options, conf == NULL ? "Corefile" : conf, errs);
    int status = options_status(&options, errs);
    if (build != NULL) {
        print_summary(build);
    }
    build_free(build);
    errs_free(errs);
    return status;
}
