/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/options.h"
#include "ctl/verbs.h"
#include "image/build.h"
#include "wire/name.h"
#include "zone/check.h"
#include "zone/compile.h"
#include "zone/zonefile.h"

#include <stdio.h>
#include <string.h>

static int check_zone(const struct options *options, const struct name *origin, const char *path)
{
    struct errs *errs = errs_new();
    struct build *build = build_new();
    struct records records = {0};
    struct image_zone zone;
    bool ok = zonefile_read(path, origin, (struct pos){.file = path}, &records, errs);
    if (ok) {
        check_records(&records, errs);
        ok = compile_zone(build, &records, 0, &zone, errs);
    }
    errs_print(errs, stderr);
    int status = options_status(options, errs);
    if (ok && status == CTL_FINE) {
        printf("fine: %zu records\n", records.count);
    }
    records_done(&records);
    build_free(build);
    errs_free(errs);
    return status;
}

int zone_run(int argc, char **argv)
{
    struct options options;
    struct name origin;
    const char *why;
    if (!options_read(argc, argv, &options)) {
        return CTL_USAGE;
    }
    if (options.nwords != 3 || strcmp(options.words[0], "check") != 0) {
        fputs("usage: dnsctl zone check ORIGIN FILE [-strict]\n", stderr);
        return CTL_USAGE;
    }
    if (!name_parse(options.words[1], strlen(options.words[1]), NULL, &origin, &why)) {
        fprintf(stderr, "dnsctl: '%s' is no zone name: %s\n", options.words[1], why);
        return CTL_USAGE;
    }
    return check_zone(&options, &origin, options.words[2]);
}
