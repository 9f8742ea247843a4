/* SPDX-License-Identifier: Apache-2.0 */
/* Packets for tests, written as text. */
#ifndef DNSD_TESTS_UNIT_WIRE_PACKET_H
#define DNSD_TESTS_UNIT_WIRE_PACKET_H

#include "base/bytes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct packet {
    size_t len;
    uint8_t octets[4096];
};

/**
 * Append octets: pairs of hex digits with blanks between, and names as 'www.example.com' in single
 * quotes, which become labels without the root's (write 00 after them).
 */
static inline void packet_add(struct packet *packet, const char *text)
{
    uint8_t *out = packet->octets;
    while (*text != '\0') {
        if (*text == ' ') {
            text++;
        } else if (*text == '\'') {
            size_t label = packet->len++;
            for (text++; *text != '\'' && *text != '\0'; text++) {
                if (*text == '.') {
                    out[label] = (uint8_t)(packet->len - label - 1);
                    label = packet->len++;
                } else {
                    out[packet->len++] = (uint8_t)*text;
                }
            }
            out[label] = (uint8_t)(packet->len - label - 1);
            text++;
        } else {
            const char pair[3] = {text[0], text[1], '\0'};
            out[packet->len++] = (uint8_t)strtoul(pair, NULL, 16);
            text += 2;
        }
    }
}

static inline struct packet packet_of(const char *text)
{
    struct packet packet = {.len = 0};
    packet_add(&packet, text);
    return packet;
}

/** A copy on the heap of exactly its size, so that a sanitizer sees a read past its end. */
static inline struct bytes packet_exact(const struct packet *packet)
{
    uint8_t *copy = malloc(packet->len == 0 ? 1 : packet->len);
    if (copy == NULL) {
        abort();
    }
    memcpy(copy, packet->octets, packet->len);
    return (struct bytes){.at = copy, .len = packet->len};
}

static inline void packet_free(struct bytes exact)
{
    free((void *)(uintptr_t)exact.at);
}

#endif
