/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes on the board of a running dnsd what a prober or an operator would:
 *
 *     set-board PID CLUSTER WORD...     up, down, unknown; as-policy, active, drain, off
 *
 * The board has no name in the file system: it is found among the supervisor's descriptors.
 */
#include "image/board.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = PATH_MAX };

static const char *const healths[BOARD_HEALTHS] = {"unknown", "up", "down"};
static const char *const orders[BOARD_ORDERS] = {"as-policy", "active", "drain", "off"};

static int fail(const char *what, const char *which)
{
    fprintf(stderr, "set-board: %s '%s'\n", what, which);
    return EXIT_FAILURE;
}

static bool is_board(const char *path)
{
    char target[PATH_SIZE];
    ssize_t len = readlink(path, target, sizeof(target) - 1);
    target[len < 0 ? 0 : len] = '\0';
    return strncmp(target, "/memfd:dnsd-board", 17) == 0;
}

static int open_board(const char *pid)
{
    char folder[PATH_SIZE / 2];
    char path[PATH_SIZE];
    int fd = -1;
    snprintf(folder, sizeof(folder), "/proc/%s/fd", pid);
    DIR *dir = opendir(folder);
    struct dirent *entry;
    while (fd < 0 && dir != NULL && (entry = readdir(dir)) != NULL) {
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        fd = is_board(path) ? open(path, O_RDWR | O_CLOEXEC) : -1;
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return fd;
}

static int find_word(const char *const *words, int count, const char *word)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(words[i], word) == 0) {
            return i;
        }
    }
    return -1;
}

static bool set_word(struct board *board, uint32_t slot, const char *word)
{
    int health = find_word(healths, BOARD_HEALTHS, word);
    int order = find_word(orders, BOARD_ORDERS, word);
    if (health >= 0) {
        board_set_health(board, slot, (enum board_health)health);
    } else if (order >= 0) {
        board_set_order(board, slot, (enum board_order)order);
    }
    return health >= 0 || order >= 0;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: set-board PID CLUSTER WORD...\n", stderr);
        return EXIT_FAILURE;
    }
    int fd = open_board(argv[1]);
    struct board *board = fd < 0 ? NULL : board_map(fd, true);
    if (board == NULL) {
        return fail("no board in the process", argv[1]);
    }
    struct bytes name = {.at = (const uint8_t *)argv[2], .len = strlen(argv[2])};
    uint32_t slot = board_find(board, name);
    if (slot == BOARD_NO_SLOT) {
        return fail("the board has no cluster", argv[2]);
    }
    for (int i = 3; i < argc; i++) {
        if (!set_word(board, slot, argv[i])) {
            return fail("no state of a cluster is called", argv[i]);
        }
    }
    board_free(board);
    return EXIT_SUCCESS;
}
