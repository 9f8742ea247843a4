/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/compile.h"

#include "base/hash.h"
#include "base/must.h"
#include "wire/rrtype.h"
#include "zone/answers.h"
#include "zone/owners.h"

#include <stdlib.h>
#include <string.h>

enum {
    TYPES_MAX = 1024,      /* rrsets at one node */
    GROW_MIN = 4096,       /* octets by which the room for a segment grows: a zone may be small, */
    GROW_MAX = 1024 * 1024 /* and what is left at its end is cleared */
};

/* A node on the way from the apex to the one being written. */
struct above {
    uint32_t ref;
    uint32_t barrier; /* for its children */
    unsigned labels;
};

/* A segment being written. */
struct compile {
    const struct owners *owners;
    struct errs *errs;
    struct render *render;
    struct build *build;
    uint64_t base;   /* where the segment begins in SECTION_ZONE_DATA */
    uint8_t *octets; /* of the segment; moves when it grows */
    size_t len;
    size_t room;                            /* zeroed octets that the section has for it */
    struct above path[NAME_MAX_LABELS + 1]; /* the last node and its ancestors */
    unsigned depth;                         /* of them */
    unsigned apex_labels;
    unsigned deepest; /* labels */
    uint32_t nnodes;
    uint32_t *refs;   /* of each node, for the slots */
    uint64_t *hashes; /* of each node's name */
    size_t nodes_room;
    uint64_t seed;
    uint16_t types[TYPES_MAX]; /* of the node being written */
};

/* `len` zeroed octets at the end of the segment; returns their offset. */
static size_t extend(struct compile *c, size_t len)
{
    if (c->len + len > c->room) {
        size_t more = c->len / 2 < GROW_MAX ? c->len / 2 + GROW_MIN : GROW_MAX;
        more = more > len ? more : len;
        build_octets(c->build, SECTION_ZONE_DATA, NULL, more, 1);
        c->octets = build_at(c->build, SECTION_ZONE_DATA, c->base);
        c->room += more;
    }
    c->len += len;
    return c->len - len;
}

static size_t padded(size_t len)
{
    return (len + SEGMENT_UNIT - 1) & ~(size_t)(SEGMENT_UNIT - 1);
}

static struct segment_node *node_at(struct compile *c, size_t at)
{
    return (struct segment_node *)(void *)(c->octets + at);
}

/* Types that a chain can end with: what a question for them through a CNAME is answered with. */
static bool ends_chain(uint16_t type)
{
    return type != RRTYPE_CNAME && type != RRTYPE_RRSIG && type != RRTYPE_NSEC &&
           type != RRTYPE_NSEC3 && type != RRTYPE_DS && !rrtype_is_meta(type);
}

/* Put the types that an owner's CNAME leads to among its own, by number. */
static unsigned add_chain_types(struct compile *c, const struct owner *owner, unsigned count)
{
    const struct owner *end = answers_alias_end(c->owners, owner);
    uint16_t last = 0;
    for (uint32_t i = 0; end != NULL && i < end->count && count < TYPES_MAX - 1; i++) {
        uint16_t type = owner_record(c->owners, end, i)->type;
        if (type == last || !ends_chain(type) || owner_has(c->owners, owner, type)) {
            continue;
        }
        unsigned at = count++;
        for (; at > 0 && c->types[at - 1] > type; at--) {
            c->types[at] = c->types[at - 1];
        }
        c->types[at] = type;
        last = type;
    }
    return count;
}

/* The distinct types at an owner, by number; a cut gets its referrals around them. */
static unsigned list_types(struct compile *c, const struct owner *owner, bool cut)
{
    uint16_t *types = c->types;
    unsigned count = 0;
    uint16_t last = 0;
    if (cut) {
        types[count++] = SEGMENT_REFERRAL;
    }
    for (uint32_t i = 0; owner != NULL && i < owner->count && count < TYPES_MAX - 1; i++) {
        uint16_t type = owner_record(c->owners, owner, i)->type;
        if (type == last || (cut && type == RRTYPE_NS)) {
            continue;
        }
        types[count++] = type;
        last = type;
    }
    if (cut && owner_has(c->owners, owner, RRTYPE_DS)) {
        types[count++] = SEGMENT_REFERRAL_DS;
    }
    return count;
}

static bool render_type(struct compile *c, const struct owner *owner, uint16_t type, bool hidden)
{
    if (type == SEGMENT_REFERRAL || type == SEGMENT_REFERRAL_DS) {
        return answers_referral(c->render, c->owners, owner, type == SEGMENT_REFERRAL_DS);
    }
    bool wildcard = owner->name[0] == 1 && owner->name[1] == '*';
    enum render_for what_for = wildcard ? RENDER_WILDCARD : RENDER_EXACT;
    if (!owner_has(c->owners, owner, type)) {
        return answers_chain(c->render, c->owners, owner, type, what_for);
    }
    return answers_rrset(c->render, c->owners, owner, type, what_for, hidden);
}

static bool too_big(struct compile *c, const struct owner *owner)
{
    char text[NAME_TEXT_SIZE];
    struct pos at = record_pos(c->owners->records, owner_record(c->owners, owner, 0));
    return err_add(c->errs, at,
                   "the records of '%s' fit no DNS message (65535 octets); write fewer or shorter "
                   "ones at this name",
                   name_format(owner->name, text));
}

static bool is_chain(const struct compile *c, const struct owner *owner, uint16_t type)
{
    return type != SEGMENT_REFERRAL && type != SEGMENT_REFERRAL_DS &&
           !owner_has(c->owners, owner, type);
}

static bool put_renderings(struct compile *c, size_t at, const struct owner *owner, unsigned count,
                           bool hidden)
{
    const uint16_t *types = c->types;
    size_t types_at = at + sizeof(struct segment_node);
    for (unsigned i = 0; i < count; i++) {
        if (!render_type(c, owner, types[i], hidden && types[i] != RRTYPE_DS)) {
            return too_big(c, owner);
        }
        size_t rendering = extend(c, render_size(c->render));
        render_end(c->render, c->octets + rendering);
        struct segment_type *type =
            (struct segment_type *)(void *)(c->octets + types_at + i * sizeof(*type));
        type->type = types[i];
        type->flags = is_chain(c, owner, types[i]) ? SEGMENT_CHAIN : 0;
        type->rendering = (uint32_t)((rendering - at) / SEGMENT_UNIT);
    }
    return true;
}

static void put_names(struct compile *c, const uint8_t *name, size_t name_len,
                      const uint8_t *spelled)
{
    size_t at = extend(c, padded(name_len));
    memcpy(c->octets + at, name, name_len);
    if (spelled != NULL) {
        at = extend(c, padded(name_len));
        memcpy(c->octets + at, spelled, name_len);
    }
}

static void remember(struct compile *c, const uint8_t *name, uint32_t ref)
{
    if (c->nnodes == c->nodes_room) {
        c->nodes_room = c->nodes_room * 2 + 64;
        c->refs = must(realloc(c->refs, c->nodes_room * sizeof(*c->refs)));
        c->hashes = must(realloc(c->hashes, c->nodes_room * sizeof(*c->hashes)));
    }
    c->refs[c->nnodes] = ref;
    c->hashes[c->nnodes] = name_hash(c->seed, name);
    c->nnodes++;
}

static uint8_t node_flags(const struct compile *c, const struct owner *owner, bool apex)
{
    uint8_t flags = 0;
    if (owner_has(c->owners, owner, RRTYPE_NS) && !apex) {
        flags |= NODE_CUT;
    }
    if (owner_has(c->owners, owner, RRTYPE_DNAME)) {
        flags |= NODE_DNAME;
    }
    if (owner_has(c->owners, owner, RRTYPE_CNAME)) {
        flags |= NODE_CNAME;
    }
    return flags;
}

/* Tell the parent of a "*" where its wildcard is. */
static void link_wildcard(struct compile *c, const uint8_t *name, uint32_t ref)
{
    if (c->depth > 0 && name[0] == 1 && name[1] == '*') {
        node_at(c, (size_t)c->path[c->depth - 1].ref * SEGMENT_UNIT)->wildcard = ref;
    }
}

/* Write the node of a name whose parent is the last of the path. owner NULL = nothing there. */
static bool put_node(struct compile *c, const uint8_t *name, const struct owner *owner)
{
    size_t name_len = name_wire_len(name, NAME_MAX_OCTETS);
    size_t at = extend(c, sizeof(struct segment_node));
    uint32_t ref = (uint32_t)(at / SEGMENT_UNIT);
    uint8_t flags = owner == NULL ? 0 : node_flags(c, owner, c->depth == 0);
    uint32_t barrier = c->depth == 0 ? 0 : c->path[c->depth - 1].barrier;
    if (barrier != 0) {
        flags = (uint8_t)((flags & ~NODE_CUT) | NODE_HIDDEN);
    } else if (flags & NODE_CUT) {
        barrier = ref;
    }
    unsigned count = list_types(c, owner, flags & NODE_CUT);
    if (barrier == 0 && (flags & NODE_CNAME)) {
        count = add_chain_types(c, owner, count);
    }
    extend(c, count * sizeof(struct segment_type));
    const uint8_t *spelled = owner == NULL ? NULL : owner_record(c->owners, owner, 0)->owner;
    if (spelled != NULL && memcmp(spelled, name, name_len) != 0) {
        flags |= NODE_SPELLED;
    }
    put_names(c, name, name_len, (flags & NODE_SPELLED) ? spelled : NULL);
    if (!put_renderings(c, at, owner, count, barrier != 0)) {
        return false;
    }
    *node_at(c, at) = (struct segment_node){.size = (uint32_t)((c->len - at) / SEGMENT_UNIT),
                                            .barrier = barrier,
                                            .ntypes = (uint16_t)count,
                                            .flags = flags,
                                            .name_len = (uint8_t)name_len};
    link_wildcard(c, name, ref);
    remember(c, name, ref);
    if (barrier == 0 && (flags & NODE_DNAME)) {
        barrier = ref; /* for the names below; the node itself is in plain view */
    }
    unsigned labels = name_labels(name);
    c->deepest = labels > c->deepest ? labels : c->deepest;
    c->path[c->depth++] = (struct above){.ref = ref, .barrier = barrier, .labels = labels};
    return true;
}

/* Write the empty non-terminals between the path and a name, then the name. */
static bool put_owner(struct compile *c, const uint8_t *name, const struct owner *owner)
{
    unsigned labels = name_labels(name);
    while (c->depth > 1) {
        const struct above *top = &c->path[c->depth - 1];
        const uint8_t *top_name = segment_name(node_at(c, (size_t)top->ref * SEGMENT_UNIT));
        if (name_is_below(name, top_name)) {
            break;
        }
        c->depth--;
    }
    const uint8_t *between[NAME_MAX_LABELS];
    unsigned count = 0;
    unsigned have = c->path[c->depth - 1].labels;
    for (const uint8_t *at = name + name[0] + 1; labels - 1 > have + count; at += at[0] + 1) {
        between[count++] = at;
    }
    while (count > 0) {
        if (!put_node(c, between[--count], NULL)) {
            return false;
        }
    }
    return put_node(c, name, owner);
}

static bool put_nodes(struct compile *c)
{
    const struct owners *owners = c->owners;
    const uint8_t *origin = owners->records->origin.octets;
    const struct owner *apex = owners_find(owners, origin);
    if (!put_node(c, origin, apex)) {
        return false;
    }
    bool ok = true;
    for (size_t i = apex == NULL ? 0 : 1; i < owners->count; i++) {
        ok = put_owner(c, owners->list[i].name, &owners->list[i]) && ok;
    }
    return ok;
}

static void put_slots(struct compile *c, struct segment *head)
{
    uint32_t size = 4;
    while (size < c->nnodes * 2) {
        size *= 2;
    }
    extend(c, (8 - c->len % 8) % 8 + 8); /* HASH_SLACK past the last name, and alignment */
    size_t at = extend(c, size * sizeof(struct image_slot));
    struct image_slot *slots = (struct image_slot *)(void *)(c->octets + at);
    for (uint32_t i = 0; i < c->nnodes; i++) {
        uint32_t slot = (uint32_t)c->hashes[i];
        while (slots[slot & (size - 1)].value != 0) {
            slot++;
        }
        slots[slot & (size - 1)] =
            (struct image_slot){.tag = (uint32_t)(c->hashes[i] >> 32), .value = c->refs[i]};
    }
    head->slots = (uint32_t)(at / SEGMENT_UNIT);
    head->slot_mask = size - 1;
}

/* The SOA that denials carry, behind the nodes. */
static bool put_denial(struct compile *c, struct segment *head)
{
    const struct owner *apex = owners_find(c->owners, c->owners->records->origin.octets);
    uint32_t first;
    uint32_t count;
    const struct record *soa =
        apex == NULL ? NULL : owner_rrset(c->owners, apex, RRTYPE_SOA, &first, &count);
    if (soa == NULL) {
        return true;
    }
    if (!answers_denial(c->render, c->owners, soa)) {
        return too_big(c, apex);
    }
    size_t at = extend(c, render_size(c->render));
    render_end(c->render, c->octets + at);
    head->negative = (uint32_t)(at / SEGMENT_UNIT);
    head->serial = get_u32(soa->rdata + soa->rdlen - 20);
    return true;
}

static bool compile_all(struct compile *c, struct segment *head)
{
    head->nodes = (uint32_t)(extend(c, sizeof(*head)) + sizeof(*head)) / SEGMENT_UNIT;
    if (!put_nodes(c)) {
        return false;
    }
    head->nodes_end = (uint32_t)(c->len / SEGMENT_UNIT);
    head->nnodes = c->nnodes;
    head->depth = c->deepest;
    if (!put_denial(c, head)) {
        return false;
    }
    put_slots(c, head);
    extend(c, (8 - c->len % 8) % 8);
    head->size = c->len;
    memcpy(c->octets, head, sizeof(*head));
    return true;
}

bool compile_zone(struct build *build, const struct records *records, uint64_t name_seed,
                  struct image_zone *out, struct errs *errs)
{
    struct owners owners;
    owners_init(&owners, records, name_seed);
    struct compile c = {.owners = &owners,
                        .errs = errs,
                        .render = must(malloc(sizeof(struct render))),
                        .build = build,
                        .base = build_octets(build, SECTION_ZONE_DATA, NULL, 0, 8),
                        .apex_labels = name_labels(records->origin.octets),
                        .seed = name_seed};
    struct segment head = {0};
    bool ok = compile_all(&c, &head);
    if (ok) {
        struct name apex = records->origin;
        name_lower(&apex);
        out->apex = build_blob(build, apex.octets, apex.len);
        out->size = c.len;
        out->at = c.base;
    }
    build_cut(build, SECTION_ZONE_DATA, c.base + (ok ? c.len : 0));
    free(c.refs);
    free(c.hashes);
    free(c.render);
    owners_done(&owners);
    return ok;
}
