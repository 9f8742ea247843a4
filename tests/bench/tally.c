/* SPDX-License-Identifier: Apache-2.0 */
#include "tally.h"

#include <string.h>

uint16_t tally_send(struct tally *tally)
{
    uint16_t id = (uint16_t)tally->sent++;
    tally->waiting[id] = 1;
    return id;
}

void tally_receive(struct tally *tally, const uint8_t *message, size_t len)
{
    uint16_t id = len < 12 ? 0 : (uint16_t)(message[0] << 8 | message[1]);
    if (len < 12 || (message[2] & 0x80) == 0 || tally->waiting[id] == 0) {
        tally->stray++;
        return;
    }
    tally->waiting[id] = 0;
    tally->received++;
    tally->rcodes[message[3] & 15]++;
    tally->truncated += (message[2] >> 1) & 1;
    tally->records += (uint64_t)(message[6] << 8 | message[7]);
    tally->octets += len;
}

uint64_t tally_waiting(const struct tally *tally)
{
    return tally->sent - tally->received - tally->lost;
}

void tally_give_up(struct tally *tally)
{
    tally->lost += tally_waiting(tally);
    memset(tally->waiting, 0, sizeof(tally->waiting));
}
