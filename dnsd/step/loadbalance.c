/* SPDX-License-Identifier: Apache-2.0 */
#include "base/addr.h"
#include "base/attr.h"
#include "image/balance.h"
#include "query/body.h"
#include "query/random.h"
#include "step/reorder.h"
#include "step/steps.h"
#include "wire/expand.h"
#include "wire/rrtype.h"

#include <string.h>

enum {
    RUN_MAX = MESSAGE_MAX_SIZE / 16, /* records of an address, the shortest that move */
    POINTER_MAX = 0x3fff,
    FIXED_SIZE = 10 /* octets of type, class, TTL and rdata length */
};

/* Records of one owner and type that stand together. */
struct run {
    unsigned count;
    unsigned before;      /* records before them in the reply */
    size_t owner;         /* offset where their owner's octets stand */
    size_t end;           /* offset behind the last one */
    uint16_t type;        /* A, AAAA or MX */
    uint16_t at[RUN_MAX]; /* offsets: of an address's rdata, of an MX record */
};

struct balancing {
    struct query *q;
    const struct image_balance *balance;
    struct run run;
    bool mx; /* MX records are looked for, not addresses */
};

static uint8_t *octets_at(const struct balancing *b, unsigned i)
{
    return b->q->out.at + b->run.at[i];
}

static size_t rdata_len(const struct balancing *b)
{
    return b->run.type == RRTYPE_A ? 4 : 16;
}

/* Addresses of a run are of equal size and nothing points into them: they change places. */
static void swap_addresses(const struct balancing *b, unsigned i, unsigned j)
{
    uint8_t kept[16];
    size_t len = rdata_len(b);
    memcpy(kept, octets_at(b, i), len);
    memcpy(octets_at(b, i), octets_at(b, j), len);
    memcpy(octets_at(b, j), kept, len);
}

/* Every order is as likely as any other (Fisher-Yates). */
static void shuffle_addresses(const struct balancing *b)
{
    for (unsigned i = b->run.count; i > 1; i--) {
        swap_addresses(b, i - 1, random_below(b->q, i));
    }
}

static void shuffle_mx(struct balancing *b)
{
    struct run *run = &b->run;
    for (unsigned i = run->count; i > 1; i--) {
        unsigned j = random_below(b->q, i);
        uint16_t kept = run->at[i - 1];
        run->at[i - 1] = run->at[j];
        run->at[j] = kept;
    }
    reorder_records(b->q, run->at, run->count, run->before, run->end);
}

static struct addr address_at(const struct balancing *b, unsigned i)
{
    struct addr addr = {.family = b->run.type == RRTYPE_A ? FAMILY_IPV4 : FAMILY_IPV6};
    memcpy(addr.octets, octets_at(b, i), rdata_len(b));
    return addr;
}

/* Those in the first network first, then those in the next. */
static void prefer(const struct balancing *b)
{
    const struct image_prefix *prefixes = b->q->image->at[SECTION_PREFIX];
    unsigned done = 0;
    for (uint32_t p = 0; p < b->balance->prefer.count; p++) {
        const struct image_prefix *stored = &prefixes[b->balance->prefer.first + p];
        struct prefix prefix = {.addr = {.family = stored->family}, .bits = stored->bits};
        memcpy(prefix.addr.octets, stored->octets, sizeof(stored->octets));
        for (unsigned i = done; i < b->run.count; i++) {
            struct addr addr = address_at(b, i);
            if (prefix_holds(&prefix, &addr)) {
                swap_addresses(b, i, done++);
            }
        }
    }
}

/* The weights of the run's owner; NULL = it has none. */
static const struct image_weight_name *weights_of(const struct balancing *b)
{
    const struct query *q = b->q;
    const struct image_weight_name *names =
        (const struct image_weight_name *)q->image->at[SECTION_WEIGHT_NAME] +
        b->balance->names.first;
    struct expand expand;
    struct name owner;
    expand_init(&expand,
                (struct bytes){.at = q->out.at + MESSAGE_HEADER_SIZE, .len = q->msg.question_len},
                (struct bytes){.at = q->out.at + body_start(q), .len = q->out_len - body_start(q)});
    if (!expand_name(&expand, b->run.owner, &owner, NULL)) {
        return NULL;
    }
    uint32_t low = 0;
    uint32_t high = b->balance->names.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = name_compare(owner.octets, image_blob(q->image, names[middle].name));
        if (order == 0) {
            return &names[middle];
        }
        low = order > 0 ? middle + 1 : low;
        high = order > 0 ? high : middle;
    }
    return NULL;
}

static uint32_t weight_of(const struct balancing *b, const struct image_weight_name *name,
                          unsigned i)
{
    const struct image_weight *weights = b->q->image->at[SECTION_WEIGHT];
    struct addr addr = address_at(b, i);
    for (uint32_t w = 0; name != NULL && w < name->weights.count; w++) {
        const struct image_weight *weight = &weights[name->weights.first + w];
        if (weight->family == addr.family &&
            memcmp(weight->octets, addr.octets, sizeof(addr.octets)) == 0) {
            return weight->value;
        }
    }
    return 1;
}

/* One address is drawn, each as often as it weighs, and comes first. */
static void draw_first(const struct balancing *b)
{
    const struct image_weight_name *name = weights_of(b);
    uint32_t sum = 0;
    for (unsigned i = 0; i < b->run.count; i++) {
        sum += weight_of(b, name, i);
    }
    uint32_t drawn = random_below(b->q, sum);
    for (unsigned i = 0; i < b->run.count; i++) {
        uint32_t weight = weight_of(b, name, i);
        if (drawn < weight) {
            swap_addresses(b, 0, i);
            return;
        }
        drawn -= weight;
    }
}

static void order_run(struct balancing *b)
{
    if (b->run.count < 2) {
        return;
    }
    if (b->mx) {
        shuffle_mx(b);
        return;
    }
    if (b->balance->flags & BALANCE_WEIGHTED) {
        draw_first(b);
    } else {
        shuffle_addresses(b);
    }
    prefer(b);
}

/* The offset behind the name at `at`. */
static size_t name_end(const struct query *q, size_t at)
{
    const uint8_t *octets = q->out.at;
    while (octets[at] != 0 && octets[at] < 0xc0) {
        at += octets[at] + 1u;
    }
    return at + (octets[at] == 0 ? 1 : 2);
}

/* Where an owner's octets stand: there, or where the pointer leads that it consists of. */
static size_t owner_at(const struct query *q, size_t at)
{
    const uint8_t *octets = q->out.at + at;
    return octets[0] < 0xc0 ? at : get_u16(octets) & POINTER_MAX;
}

static bool is_wanted(const struct balancing *b, uint16_t type)
{
    return b->mx ? type == RRTYPE_MX : type == RRTYPE_A || type == RRTYPE_AAAA;
}

/* Go through the records, run by run, until `until`. */
static void order_runs(struct balancing *b, size_t until)
{
    const struct query *q = b->q;
    struct run *run = &b->run;
    unsigned i = 0;
    run->count = 0;
    for (size_t at = body_start(q); at < until; i++) {
        size_t fixed = name_end(q, at);
        size_t owner = owner_at(q, at);
        uint16_t type = get_u16(q->out.at + fixed);
        size_t end = fixed + FIXED_SIZE + get_u16(q->out.at + fixed + 8);
        if (run->count > 0 && (type != run->type || owner != run->owner || run->count == RUN_MAX)) {
            order_run(b);
            run->count = 0;
            if (b->mx) {
                return; /* the records stand elsewhere now */
            }
        }
        if (is_wanted(b, type)) {
            run->before = run->count == 0 ? i : run->before;
            run->owner = owner;
            run->type = type;
            run->end = end;
            run->at[run->count++] = (uint16_t)(b->mx ? at : fixed + FIXED_SIZE);
        }
        at = end;
    }
    order_run(b);
}

/* Weights are for questions about addresses, as in CoreDNS. */
static bool is_for_weights(const struct query *q)
{
    return q->msg.qtype == RRTYPE_A || q->msg.qtype == RRTYPE_AAAA || q->msg.qtype == RRTYPE_SRV;
}

enum verdict loadbalance_shape(struct query *q, uint32_t arg)
{
    const struct image_balance *balance =
        (const struct image_balance *)q->image->at[SECTION_BALANCE] + arg;
    bool weighted = balance->flags & BALANCE_WEIGHTED;
    if (q->rcode != RCODE_NOERROR || (q->ancount < 2 && q->arcount < 2) ||
        (weighted && !is_for_weights(q))) {
        return VERDICT_NEXT;
    }
    struct balancing b; /* not initialised: its offsets are many */
    b.q = q;
    b.balance = balance;
    b.mx = false;
    order_runs(&b, q->out_len);
    if (!weighted && q->ancount > 1 && q->msg.qtype == RRTYPE_MX) {
        b.mx = true;
        order_runs(&b, q->answer_end);
    }
    return VERDICT_NEXT;
}
