/* SPDX-License-Identifier: Apache-2.0 */
#include "super/banner.h"
#include "super/cmdline.h"
#include "super/program.h"
#include "super/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char COREFILE[] = "Corefile"; /* in the working folder, when none is named */

enum { STDIN_MAX = 16 * 1024 * 1024 }; /* octets of a Corefile */

static int complain(const char *what)
{
    fprintf(stderr, "dnsd: %s\n", what);
    return EXIT_FAILURE;
}

/* Each load reads the Corefile again: keep what standard input said. -1 when it cannot be read. */
static int keep_stdin(void)
{
    int fd = memfd_create("Corefile", MFD_CLOEXEC);
    size_t size = 0;
    char octets[4096];
    for (;;) {
        ssize_t len = read(STDIN_FILENO, octets, sizeof(octets));
        if (len < 0 && errno == EINTR) {
            continue;
        }
        if (fd < 0 || len < 0 || size + (size_t)len > STDIN_MAX ||
            write(fd, octets, (size_t)len) != len) {
            return -1;
        }
        if (len == 0) {
            return fd;
        }
        size += (size_t)len;
    }
}

/* The loader knows the plugins. */
static int list_plugins(void)
{
    char path[PROGRAM_PATH_SIZE];
    if (program_find("dnsd-load", "DNSD_LOAD", path)) {
        execl(path, "dnsd-load", "-plugins", (char *)NULL);
    }
    fprintf(stderr, "dnsd: %s cannot be run; install dnsd-load beside dnsd\n", path);
    return EXIT_FAILURE;
}

static int show_version(void)
{
    char text[512];
    banner_version(text, sizeof(text));
    fputs(text, stdout);
    return EXIT_SUCCESS;
}

/* Started with one of them closed, a socket would take its number and be written to as if. */
static void fill_standard_fds(void)
{
    int fd;
    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO) {
        close(fd);
    }
}

int main(int argc, char **argv)
{
    fill_standard_fds();
    struct cmdline cmdline;
    char why[CMDLINE_WHY_SIZE];
    if (!cmdline_parse(argc, argv, &cmdline, why)) {
        return complain(why);
    }
    if (cmdline.help) {
        cmdline_help(stdout);
        return EXIT_SUCCESS;
    }
    if (cmdline.version) {
        return show_version();
    }
    if (cmdline.plugins) {
        return list_plugins();
    }
    int stdin_fd = -1;
    if (cmdline.conf == NULL && access(COREFILE, F_OK) == 0) {
        cmdline.conf = COREFILE;
    } else if (cmdline.conf == NULL) { /* like an empty Corefile: the default server */
        cmdline.conf = "stdin";
        stdin_fd = memfd_create("Corefile", MFD_CLOEXEC);
    } else if (strcmp(cmdline.conf, "stdin") == 0) {
        stdin_fd = keep_stdin();
        if (stdin_fd < 0) {
            return complain("standard input cannot be read, or is no Corefile (16 MiB at most); "
                            "write -conf FILE");
        }
    }
    int status = supervisor_run(&cmdline, stdin_fd);
    _exit(status); /* exit() would wait for threads that wait for a terminal or a file system */
}
