/* SPDX-License-Identifier: Apache-2.0 */
#include "super/banner.h"

#include "base/attr.h"
#include "super/program.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum {
    NAME_TEXT_SIZE = 4 * 255 + 2, /* every octet as \DDD */
    VERSION_SIZE = 512
};

/* Go's words for machines, as CoreDNS prints them. */
static const char *machine_word(const char *machine)
{
    static const char *const words[][2] = {
        {"x86_64", "amd64"}, {"aarch64", "arm64"}, {"i686", "386"}, {"armv7l", "arm"}};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (strcmp(words[i][0], machine) == 0) {
            return words[i][1];
        }
    }
    return machine;
}

void banner_version(char *out, size_t size)
{
    struct utsname host;
    if (uname(&host) != 0) {
        host = (struct utsname){.machine = "unknown"};
    }
    snprintf(out, size, "dnsd-%s\nlinux/%s, %s\n", DNSD_VERSION, machine_word(host.machine),
             program_built_with());
}

/* A wire name as text, with the final dot. Source: RFC 4343 §2.1 (escapes). */
static void write_name(const struct image *image, struct blob_ref name, char *out)
{
    const uint8_t *at = image_blob(image, name);
    const uint8_t *end = at + name.len;
    char *to = out;
    while (at < end && *at != 0) {
        for (unsigned left = *at++; left > 0 && at < end; left--, at++) {
            if (isalnum(*at) || (*at != 0 && strchr("-_*/", *at) != NULL)) {
                *to++ = (char)*at;
            } else {
                to += sprintf(to, "\\%03u", *at);
            }
        }
        *to++ = '.';
    }
    if (to == out) {
        *to++ = '.';
    }
    *to = '\0';
}

static void write_line(FILE *to, const char *zone, const struct endpoint *endpoint)
{
    char addr[ADDR_TEXT_SIZE];
    if (endpoint->unnamed) {
        if (endpoint->conf.addr.family == FAMILY_IPV4) { /* its twin says nothing new */
            fprintf(to, "%s:%u\n", zone, endpoint->conf.port);
        }
        return;
    }
    fprintf(to, "%s:%u on %s\n", zone, endpoint->conf.port,
            addr_format(&endpoint->conf.addr, addr));
}

static void write_route(FILE *to, const struct image *image, const struct image_route *route,
                        const struct bindings *bindings)
{
    const struct image_candidate *candidates = image->at[SECTION_CANDIDATE];
    uint64_t groups = 0;
    char zone[NAME_TEXT_SIZE];
    for (uint32_t i = 0; i < route->candidates.count; i++) {
        groups |= candidates[route->candidates.first + i].groups;
    }
    write_name(image, route->zone, zone);
    for (size_t i = 0; i < bindings->count; i++) {
        if ((bindings->list[i].endpoint.conf.groups & groups) != 0) {
            write_line(to, zone, &bindings->list[i].endpoint);
        }
    }
}

/* The lines on their way out. */
struct printing {
    uv_work_t work;
    char *text;
    size_t len;
};

static void print(uv_work_t *work)
{
    const struct printing *printing = work->data;
    size_t done = 0;
    while (done < printing->len) {
        ssize_t len = write(STDOUT_FILENO, printing->text + done, printing->len - done);
        if (len < 0 && errno != EINTR) {
            return; /* nobody reads them */
        }
        done += len < 0 ? 0 : (size_t)len;
    }
}

static void after_print(uv_work_t *work, int status)
{
    struct printing *printing = work->data;
    (void)status;
    free(printing->text);
    free(printing);
}

void banner_print(uv_loop_t *loop, const struct image *image, const struct bindings *bindings)
{
    const struct image_route *routes = image->at[SECTION_ROUTE];
    char version[VERSION_SIZE];
    struct printing *printing = calloc(1, sizeof(*printing));
    FILE *to = printing == NULL ? NULL : open_memstream(&printing->text, &printing->len);
    if (to == NULL) {
        free(printing);
        return;
    }
    for (uint64_t i = 0; i < image->count[SECTION_ROUTE]; i++) {
        write_route(to, image, &routes[i], bindings);
    }
    banner_version(version, sizeof(version));
    fputs(version, to);
    fclose(to);
    printing->work.data = printing;
    uv_queue_work(loop, &printing->work, print, after_print);
}
