/* SPDX-License-Identifier: Apache-2.0 */
/* echo: sends every datagram back as a DNS response, in batches: the floor that the kernel sets. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BATCH = 32, QUERY_MAX = 512 };

static void serve(int fd)
{
    struct mmsghdr messages[BATCH];
    struct iovec vectors[BATCH];
    struct sockaddr_in peers[BATCH];
    uint8_t octets[BATCH][QUERY_MAX];
    for (;;) {
        memset(messages, 0, sizeof(messages));
        for (unsigned i = 0; i < BATCH; i++) {
            vectors[i] = (struct iovec){.iov_base = octets[i], .iov_len = QUERY_MAX};
            messages[i].msg_hdr = (struct msghdr){.msg_name = &peers[i],
                                                  .msg_namelen = sizeof(peers[i]),
                                                  .msg_iov = &vectors[i],
                                                  .msg_iovlen = 1};
        }
        int n = recvmmsg(fd, messages, BATCH, MSG_WAITFORONE, NULL);
        for (int i = 0; i < n; i++) {
            vectors[i].iov_len = messages[i].msg_len;
            octets[i][2] |= 0x80;
        }
        for (int done = 0; done < n;) {
            int sent = sendmmsg(fd, messages + done, (unsigned)(n - done), 0);
            done += sent > 0 ? sent : 1;
        }
    }
}

int main(int argc, char **argv)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    at.sin_port = htons((uint16_t)(argc == 2 ? atoi(argv[1]) : 0));
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (argc != 2 || fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0) {
        fprintf(stderr, "usage: echo PORT (that is free on 127.0.0.1)\n");
        return 2;
    }
    serve(fd);
    return 0;
}
