/* SPDX-License-Identifier: Apache-2.0 */
#include "query/view.h"

#include "base/attr.h"
#include "image/metadata.h"
#include "image/patterns.h"
#include "image/viewop.h"
#include "query/client.h"
#include "query/label.h"
#include "wire/rrtype.h"

#include <stdio.h>
#include <string.h>

enum { SCRATCH_OCTETS = 4096 /* for texts that are made while a view runs */ };

enum kind { KIND_TRUTH, KIND_NUMBER, KIND_TEXT };

struct value {
    enum kind kind;
    int64_t number; /* of a truth: 0 or 1 */
    struct bytes text;
};

struct machine {
    struct query *q;
    const struct find_name *name;
    const struct image_view_op *at; /* the next step */
    unsigned depth;
    struct value stack[VIEWOP_STACK];
    size_t used; /* octets of scratch */
    uint8_t scratch[SCRATCH_OCTETS];
};

/* One step: false = it cannot be done. */
typedef bool (*step)(struct machine *m, const struct image_view_op *op);

static bool push(struct machine *m, struct value value)
{
    if (m->depth == VIEWOP_STACK) {
        return false;
    }
    m->stack[m->depth++] = value;
    return true;
}

static bool push_truth(struct machine *m, bool truth)
{
    return push(m, (struct value){.kind = KIND_TRUTH, .number = truth});
}

static bool push_number(struct machine *m, int64_t number)
{
    return push(m, (struct value){.kind = KIND_NUMBER, .number = number});
}

static bool push_text(struct machine *m, struct bytes text)
{
    return push(m, (struct value){.kind = KIND_TEXT, .text = text});
}

static bool pop(struct machine *m, enum kind kind, struct value *out)
{
    if (m->depth == 0 || m->stack[m->depth - 1].kind != kind) {
        return false;
    }
    *out = m->stack[--m->depth];
    return true;
}

static bool pop_two(struct machine *m, enum kind kind, struct value *left, struct value *right)
{
    return pop(m, kind, right) && pop(m, kind, left);
}

static enum kind top_kind(const struct machine *m)
{
    return m->depth == 0 ? KIND_TRUTH : m->stack[m->depth - 1].kind;
}

/* Text that was written to the end of the scratch. */
static bool push_made(struct machine *m, const char *made)
{
    struct bytes text = {.at = (const uint8_t *)made, .len = strlen(made)};
    m->used += text.len + 1;
    return push_text(m, text);
}

/* The end of the scratch, if it has this much room; else NULL. */
static char *scratch(struct machine *m, size_t octets)
{
    return octets > sizeof(m->scratch) - m->used ? NULL : (char *)m->scratch + m->used;
}

static bool run_truth(struct machine *m, const struct image_view_op *op)
{
    return push_truth(m, op->number != 0);
}

static bool run_number(struct machine *m, const struct image_view_op *op)
{
    return push_number(m, op->number);
}

static bool run_text(struct machine *m, const struct image_view_op *op)
{
    struct blob_ref ref = {.at = op->index, .len = (uint32_t)op->number};
    return push_text(m, (struct bytes){.at = image_blob(m->q->image, ref), .len = ref.len});
}

static bool push_constant(struct machine *m, const char *text)
{
    return push_text(m, (struct bytes){.at = (const uint8_t *)text, .len = strlen(text)});
}

static bool push_address(struct machine *m, const struct addr *addr)
{
    char *room = scratch(m, ADDR_TEXT_SIZE);
    return room != NULL && push_made(m, addr_format(addr, room));
}

static bool push_port(struct machine *m, uint16_t port)
{
    char *room = scratch(m, 6);
    if (room == NULL) {
        return false;
    }
    snprintf(room, 6, "%u", port);
    return push_made(m, room);
}

static bool push_name(struct machine *m)
{
    char *room = scratch(m, NAME_TEXT_SIZE);
    return room != NULL && push_made(m, name_format(m->name->octets, room));
}

static bool push_type(struct machine *m, bool class)
{
    const struct message *msg = &m->q->msg;
    char *room = scratch(m, RRTYPE_TEXT_SIZE);
    return room != NULL && push_made(m, class ? rrtype_format_class(msg->qclass, room)
                                              : rrtype_format(msg->qtype, room));
}

/* Octets that the client takes: what it says, 512 without EDNS, all over TCP. */
static int64_t bufsize_of(const struct query *q)
{
    return q->peer->tcp ? MESSAGE_MAX_SIZE : q->msg.udp_size;
}

static bool run_field(struct machine *m, const struct image_view_op *op)
{
    const struct query *q = m->q;
    switch ((enum view_field)op->index) {
    case FIELD_TYPE:
    case FIELD_CLASS:
        return push_type(m, op->index == FIELD_CLASS);
    case FIELD_NAME:
        return push_name(m);
    case FIELD_PROTO:
        return push_constant(m, q->peer->tcp ? "tcp" : "udp");
    case FIELD_SIZE:
        return push_number(m, q->msg.len);
    case FIELD_CLIENT_IP:
        return push_address(m, &q->peer->client);
    case FIELD_PORT:
        return push_port(m, q->peer->client_port);
    case FIELD_ID:
        return push_number(m, q->msg.id);
    case FIELD_OPCODE:
        return push_number(m, q->msg.opcode);
    case FIELD_DO:
        return push_truth(m, q->msg.dnssec_ok);
    case FIELD_BUFSIZE:
        return push_number(m, bufsize_of(q));
    case FIELD_SERVER_IP:
        return push_address(m, &q->peer->server);
    case FIELD_SERVER_PORT:
        return push_port(m, q->peer->server_port);
    case FIELD_COUNT:
    default:
        return false;
    }
}

/* Once the reply's options are settled, the option can no longer decide where an alias leads. */
static bool may_use_ecs(const struct machine *m)
{
    return m->name == &m->q->name || m->q->send_ecs;
}

static bool run_label(struct machine *m, const struct image_view_op *op)
{
    struct query *q = m->q;
    const struct image_label *label = metadata_label(q->image, op->index);
    struct prefix client;
    uint8_t scope_bits;
    const struct image_block *block = image_block_at(q->image, label->block);
    bool is_ecs = may_use_ecs(m) && client_read(q, block, &client);
    if (!is_ecs) {
        client = (struct prefix){.addr = q->peer->client,
                                 .bits = (uint8_t)family_bits(q->peer->client.family)};
    }
    struct bytes text = label_of(q, op->index, m->name, &client, is_ecs, &scope_bits);
    bool by_client = label->kind == LABEL_PLACE || label->kind == LABEL_POLICY_PLACE;
    if (by_client && is_ecs) {
        q->by_ecs = true;
        client_scope(q, scope_bits);
    } else if (by_client && !client_may_say(q, block)) {
        q->by_source = true;
    }
    return push_text(m, text);
}

static bool run_not(struct machine *m, const struct image_view_op *op)
{
    struct value value;
    (void)op;
    return pop(m, KIND_TRUTH, &value) && push_truth(m, value.number == 0);
}

/* Numbers wrap around as Go's do. */
static bool run_arithmetic(struct machine *m, const struct image_view_op *op)
{
    struct value left = {0};
    struct value right;
    bool fits =
        pop(m, KIND_NUMBER, &right) && (op->kind == VIEW_NEGATE || pop(m, KIND_NUMBER, &left));
    uint64_t a = (uint64_t)left.number;
    uint64_t b = fits ? (uint64_t)right.number : 0;
    switch (fits ? op->kind : VIEW_OP_COUNT) {
    case VIEW_NEGATE:
    case VIEW_SUBTRACT:
        return push_number(m, (int64_t)(a - b));
    case VIEW_ADD:
        return push_number(m, (int64_t)(a + b));
    case VIEW_MULTIPLY:
        return push_number(m, (int64_t)(a * b));
    case VIEW_REMAINDER:
        return right.number != 0 &&
               push_number(m, right.number == -1 ? 0 : left.number % right.number);
    default:
        return false;
    }
}

static bool run_add(struct machine *m, const struct image_view_op *op)
{
    struct value left;
    struct value right;
    if (top_kind(m) != KIND_TEXT) {
        return run_arithmetic(m, op);
    }
    if (!pop_two(m, KIND_TEXT, &left, &right)) {
        return false;
    }
    size_t len = left.text.len + right.text.len;
    char *room = scratch(m, len);
    if (room == NULL) {
        return false;
    }
    memcpy(room, left.text.len == 0 ? "" : (const char *)left.text.at, left.text.len);
    memcpy(room + left.text.len, right.text.len == 0 ? "" : (const char *)right.text.at,
           right.text.len);
    m->used += len;
    return push_text(m, (struct bytes){.at = (const uint8_t *)room, .len = len});
}

/* <0, 0, >0: texts by octets. Both are of one kind. */
static int compare(const struct value *left, const struct value *right)
{
    if (left->kind != KIND_TEXT) {
        return (left->number > right->number) - (left->number < right->number);
    }
    size_t shorter = left->text.len < right->text.len ? left->text.len : right->text.len;
    int order = shorter == 0 ? 0 : memcmp(left->text.at, right->text.at, shorter);
    return order != 0 ? order
                      : (left->text.len > right->text.len) - (left->text.len < right->text.len);
}

static bool run_compare(struct machine *m, const struct image_view_op *op)
{
    struct value left;
    struct value right;
    enum kind kind = top_kind(m);
    if (!pop_two(m, kind, &left, &right) || (kind == KIND_TRUTH && op->kind != VIEW_EQUAL)) {
        return false;
    }
    int order = compare(&left, &right);
    switch (op->kind) {
    case VIEW_EQUAL:
        return push_truth(m, order == 0);
    case VIEW_LESS:
        return push_truth(m, order < 0);
    case VIEW_LESS_EQUAL:
        return push_truth(m, order <= 0);
    case VIEW_MORE:
        return push_truth(m, order > 0);
    default:
        return push_truth(m, order >= 0);
    }
}

static bool holds_text(struct bytes text, struct bytes part, uint16_t kind)
{
    if (part.len > text.len) {
        return false;
    }
    if (part.len == 0) {
        return true;
    }
    switch (kind) {
    case VIEW_STARTS:
        return memcmp(text.at, part.at, part.len) == 0;
    case VIEW_ENDS:
        return memcmp(text.at + text.len - part.len, part.at, part.len) == 0;
    default:
        return memmem(text.at, text.len, part.at, part.len) != NULL;
    }
}

static bool run_holds(struct machine *m, const struct image_view_op *op)
{
    struct value text;
    struct value part;
    return pop_two(m, KIND_TEXT, &text, &part) &&
           push_truth(m, holds_text(text.text, part.text, op->kind));
}

static bool run_matches(struct machine *m, const struct image_view_op *op)
{
    const struct query *q = m->q;
    struct value text;
    bool matches;
    return pop(m, KIND_TEXT, &text) &&
           patterns_match(q->patterns, q->patterns_room, op->index, text.text, &matches) &&
           push_truth(m, matches);
}

static bool net_holds(const struct machine *m, uint32_t index, const struct addr *addr)
{
    const struct image_prefix *element =
        (const struct image_prefix *)m->q->image->at[SECTION_PREFIX] + index;
    struct prefix prefix = {.addr = {.family = element->family}, .bits = element->bits};
    memcpy(prefix.addr.octets, element->octets, sizeof(prefix.addr.octets));
    return prefix_holds(&prefix, addr);
}

static bool run_in_net(struct machine *m, const struct image_view_op *op)
{
    struct value text;
    char room[ADDR_TEXT_SIZE] = "";
    struct addr addr;
    if (!pop(m, KIND_TEXT, &text) || text.text.len >= sizeof(room) || text.text.len == 0) {
        return false;
    }
    memcpy(room, text.text.at, text.text.len);
    return addr_parse(room, &addr) && push_truth(m, net_holds(m, op->index, &addr));
}

static bool run_peer_in(struct machine *m, const struct image_view_op *op)
{
    const struct peer *peer = m->q->peer;
    return push_truth(
        m, net_holds(m, op->index, op->kind == VIEW_CLIENT_IN ? &peer->client : &peer->server));
}

static bool run_one_of(struct machine *m, const struct image_view_op *op)
{
    struct value value;
    struct value one;
    enum kind kind = top_kind(m);
    if (!pop_two(m, kind, &value, &one)) {
        return false;
    }
    if (compare(&value, &one) != 0) {
        return push(m, value);
    }
    m->at += op->jump;
    return push_truth(m, true);
}

static bool run_none_of(struct machine *m, const struct image_view_op *op)
{
    struct value value;
    (void)op;
    return pop(m, top_kind(m), &value) && push_truth(m, false);
}

static bool run_jump(struct machine *m, const struct image_view_op *op)
{
    struct value truth = {0};
    if (op->kind != VIEW_JUMP && !pop(m, KIND_TRUTH, &truth)) {
        return false;
    }
    bool is_true = truth.number != 0;
    bool stays = (op->kind == VIEW_AND && !is_true) || (op->kind == VIEW_OR && is_true);
    bool jumps = stays || op->kind == VIEW_JUMP || (op->kind == VIEW_UNLESS && !is_true);
    m->at += jumps ? op->jump : 0;
    return !stays || push_truth(m, is_true);
}

static bool run_require(struct machine *m, const struct image_view_op *op)
{
    struct value truth;
    (void)op;
    return pop(m, KIND_TRUTH, &truth) && truth.number != 0;
}

static const step steps[VIEW_OP_COUNT] = {
    [VIEW_TRUTH] = run_truth,
    [VIEW_NUMBER] = run_number,
    [VIEW_TEXT] = run_text,
    [VIEW_FIELD] = run_field,
    [VIEW_LABEL] = run_label,
    [VIEW_NOT] = run_not,
    [VIEW_NEGATE] = run_arithmetic,
    [VIEW_EQUAL] = run_compare,
    [VIEW_LESS] = run_compare,
    [VIEW_LESS_EQUAL] = run_compare,
    [VIEW_MORE] = run_compare,
    [VIEW_MORE_EQUAL] = run_compare,
    [VIEW_ADD] = run_add,
    [VIEW_SUBTRACT] = run_arithmetic,
    [VIEW_MULTIPLY] = run_arithmetic,
    [VIEW_REMAINDER] = run_arithmetic,
    [VIEW_CONTAINS] = run_holds,
    [VIEW_STARTS] = run_holds,
    [VIEW_ENDS] = run_holds,
    [VIEW_MATCHES] = run_matches,
    [VIEW_IN_NET] = run_in_net,
    [VIEW_CLIENT_IN] = run_peer_in,
    [VIEW_SERVER_IN] = run_peer_in,
    [VIEW_ONE_OF] = run_one_of,
    [VIEW_NONE_OF] = run_none_of,
    [VIEW_AND] = run_jump,
    [VIEW_OR] = run_jump,
    [VIEW_UNLESS] = run_jump,
    [VIEW_JUMP] = run_jump,
    [VIEW_REQUIRE] = run_require,
};

bool view_holds(struct query *q, uint32_t index, const struct find_name *name)
{
    const struct image_view *view = (const struct image_view *)q->image->at[SECTION_VIEW] + index;
    const struct image_view_op *ops =
        (const struct image_view_op *)q->image->at[SECTION_VIEW_OP] + view->ops.first;
    const struct image_view_op *end = ops + view->ops.count;
    struct machine m; /* not cleared: the stack and scratch are written before they are read */
    m.q = q;
    m.name = name;
    m.at = ops;
    m.depth = 0;
    m.used = 0;
    if (view->flags & VIEW_BY_SOURCE) {
        q->by_source = true;
    }
    while (m.at < end) {
        const struct image_view_op *op = m.at++;
        if (!steps[op->kind](&m, op)) {
            return false;
        }
    }
    return true;
}
