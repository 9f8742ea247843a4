/* SPDX-License-Identifier: Apache-2.0 */
/* A Corefile that is loaded from text, and questions to its image: for tests and fuzzing. */
#ifndef DNSD_TESTS_UNIT_QUERY_ASKING_H
#define DNSD_TESTS_UNIT_QUERY_ASKING_H

#include "base/errs.h"
#include "image/build.h"
#include "image/open.h"
#include "image/patterns.h"
#include "load/load.h"
#include "query/query.h"
#include "wire/ecs.h"
#include "wire/rrtype.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct asking {
    struct errs *errs;
    void *octets; /* of the image; NULL = the Corefile was refused */
    struct image image;
    struct patterns *patterns;
    struct patterns_room *room;
    struct query query; /* the last that was asked */
    struct peer peer;
    struct find_room names;
    uint8_t packet[512];
};

static inline struct build *asking_build(struct asking *asking, const char *text, size_t len)
{
    int fd = memfd_create("Corefile", MFD_CLOEXEC);
    assert(fd >= 0 && write(fd, text, len) == (ssize_t)len);
    struct load_options options = {.conf = "Corefile", .conf_fd = fd, .dns_port = 53};
    struct build *build = load_corefile(&options, asking->errs);
    close(fd);
    return build;
}

/** Load a Corefile. asking->octets is NULL when it was refused: errs says why. */
static inline void asking_load(struct asking *asking, const char *text, size_t len)
{
    char why[IMAGE_WHY_SIZE] = "";
    size_t size;
    *asking = (struct asking){.errs = errs_new(), .room = patterns_room_new()};
    struct build *build = asking_build(asking, text, len);
    if (build != NULL) {
        bool made = build_image(build, &asking->octets, &size);
        assert(made);
        made = image_read(asking->octets, size, &asking->image, why);
        asking->patterns = made ? patterns_new(&asking->image, why) : NULL;
        if (asking->patterns == NULL) {
            fprintf(stderr, "the image is refused: %s\n", why);
            abort();
        }
    }
    build_free(build);
}

static inline void asking_done(struct asking *asking)
{
    patterns_room_free(asking->room);
    patterns_free(asking->patterns);
    errs_free(asking->errs);
    free(asking->octets);
}

/* What to ask; zeros are replaced by www.example.org A IN from 192.0.2.77. */
struct asking_for {
    const char *name;
    uint16_t type;
    uint16_t class;
    const char *client;
    const char *subnet; /* the client-subnet option; NULL = none */
    bool tcp;
    bool plain; /* no EDNS, so no DO */
};

static inline size_t asking_opt(uint8_t *at, const char *subnet)
{
    struct prefix prefix;
    size_t len = 0;
    memset(at, 0, 11);
    put_u16(at + 1, RRTYPE_OPT);
    put_u16(at + 3, 4096);
    at[7] = 0x80; /* DO */
    if (subnet != NULL) {
        bool is_net = prefix_parse(subnet, &prefix, NULL);
        assert(is_net);
        len = ecs_write(&prefix, 0, at + 11);
    }
    put_u16(at + 9, (uint16_t)len);
    return 11 + len;
}

static inline size_t asking_packet(uint8_t *at, const struct asking_for *what)
{
    struct name name;
    const char *text = what->name == NULL ? "www.Example.org." : what->name;
    bool is_name = name_parse(text, strlen(text), NULL, &name, NULL);
    assert(is_name);
    memset(at, 0, MESSAGE_HEADER_SIZE);
    put_u16(at, 4660);
    at[5] = 1;
    at[11] = !what->plain;
    memcpy(at + MESSAGE_HEADER_SIZE, name.octets, name.len);
    size_t len = MESSAGE_HEADER_SIZE + (size_t)name.len;
    put_u16(at + len, what->type == 0 ? RRTYPE_A : what->type);
    put_u16(at + len + 2, what->class == 0 ? CLASS_IN : what->class);
    len += 4;
    return what->plain ? len : len + asking_opt(at + len, what->subnet);
}

/** Set asking->query up with a question, as it is before a block is looked for. */
static inline void asking_begin(struct asking *asking, const struct asking_for *what)
{
    struct query *q = &asking->query;
    enum rcode rcode;
    size_t len = asking_packet(asking->packet, what);
    asking->peer = (struct peer){
        .client_port = 40053, .server_port = 53, .tcp = what->tcp, .groups = UINT64_MAX};
    bool ok = addr_parse(what->client == NULL ? "192.0.2.77" : what->client, &asking->peer.client);
    ok = addr_parse("192.0.2.1", &asking->peer.server) && ok;
    *q = (struct query){.image = &asking->image,
                        .patterns = asking->patterns,
                        .patterns_room = asking->room,
                        .peer = &asking->peer};
    ok = message_parse((struct bytes){asking->packet, len}, &q->msg, &rcode) == VERDICT_NEXT && ok;
    assert(ok);
    find_prepare(q->msg.name.octets, image_facts(q->image)->name_seed, &asking->names, &q->name);
}

#endif
