/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/ask.h"

#include "step/table.h"
#include "wire/ecs.h"
#include "wire/rrtype.h"

#include <string.h>

static size_t put_opt(uint8_t *at, const struct prefix *client)
{
    memset(at, 0, 11);
    put_u16(at + 1, RRTYPE_OPT);
    put_u16(at + 3, 1232);
    size_t len = ecs_write(client, 0, at + 11);
    put_u16(at + 9, (uint16_t)len);
    return 11 + len;
}

static size_t put_query(uint8_t *at, const struct name *name, uint16_t type,
                        const struct prefix *client)
{
    memset(at, 0, MESSAGE_HEADER_SIZE);
    at[5] = 1;  /* one question */
    at[11] = 1; /* OPT */
    size_t len = MESSAGE_HEADER_SIZE;
    memcpy(at + len, name->octets, name->len);
    len += name->len;
    put_u16(at + len, type);
    put_u16(at + len + 2, CLASS_IN);
    len += 4;
    return len + put_opt(at + len, client);
}

void ask(struct ask *ask, const struct image *image, const struct name *name, uint16_t type,
         const struct prefix *client)
{
    *ask = (struct ask){.peer = {.tcp = true, .groups = UINT64_MAX}};
    addr_parse("127.0.0.1", &ask->peer.client);
    addr_parse("127.0.0.1", &ask->peer.server);
    ask->query.image = image;
    ask->query.steps = table_of_steps;
    ask->query.peer = &ask->peer;
    char why[IMAGE_WHY_SIZE];
    struct patterns *patterns = patterns_new(image, why);
    struct patterns_room *room = patterns_room_new();
    ask->query.patterns = patterns; /* without memory views that match do not hold */
    ask->query.patterns_room = room;
    ask->packet_len = put_query(ask->packet, name, type, client);
    ask->out_len =
        query_serve(&ask->query, (struct bytes){.at = ask->packet, .len = ask->packet_len},
                    (struct span){.at = ask->out, .len = sizeof(ask->out)});
    ask->query.patterns = NULL;
    ask->query.patterns_room = NULL;
    patterns_room_free(room);
    patterns_free(patterns);
}
