/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

/* The supervisor decides when we end; a terminal's Ctrl-C goes to both of us. */
static void leave_signals_to_supervisor(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGPIPE};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        signal(numbers[i], SIG_IGN);
    }
}

int main(void)
{
    int type;
    socklen_t len = sizeof(type);
    if (getsockopt(SERVER_CHANNEL_FD, SOL_SOCKET, SO_TYPE, &type, &len) != 0 ||
        type != SOCK_SEQPACKET) {
        fputs("dnsd-serve: there is no channel; it is started by dnsd, run that\n", stderr);
        return EXIT_FAILURE;
    }
    leave_signals_to_supervisor();
    return server_run(SERVER_CHANNEL_FD);
}
