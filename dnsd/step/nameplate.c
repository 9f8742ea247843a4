/* SPDX-License-Identifier: Apache-2.0 */
#include "image/nameplate.h"

#include "query/body.h"
#include "query/route.h"
#include "step/steps.h"
#include "wire/rrtype.h"

#include <string.h>

enum { RECORD_FIXED = 2 + 10, TEXT_MAX = 255, DIGEST_TEXT_MAX = 8 + 2 * LAYOUT_DIGEST_SIZE };

/* A TXT record while its character-strings are written. */
struct record {
    struct query *q;
    size_t start; /* where it begins in the reply; 0 = it did not fit */
};

static struct record begin_record(struct query *q)
{
    if (body_room(q) < RECORD_FIXED) {
        q->flags |= FLAG_TC;
        return (struct record){.q = q};
    }
    uint8_t *at = q->out.at + q->out_len;
    put_u16(at, 0xc000 | MESSAGE_HEADER_SIZE);
    put_u16(at + 2, RRTYPE_TXT);
    put_u16(at + 4, CLASS_CH);
    put_u32(at + 6, 0);
    q->out_len += RECORD_FIXED;
    return (struct record){.q = q, .start = q->out_len - RECORD_FIXED};
}

static void add_text(struct record *record, struct bytes text)
{
    struct query *q = record->q;
    size_t len = text.len > TEXT_MAX ? TEXT_MAX : text.len;
    if (record->start == 0) {
        return;
    }
    if (body_room(q) < 1 + len) {
        q->flags |= FLAG_TC;
        q->out_len = record->start;
        record->start = 0;
        return;
    }
    q->out.at[q->out_len] = (uint8_t)len;
    memcpy(q->out.at + q->out_len + 1, text.at, len);
    q->out_len += 1 + len;
}

static void end_record(struct record *record)
{
    struct query *q = record->q;
    if (record->start != 0) {
        put_u16(q->out.at + record->start + 10,
                (uint16_t)(q->out_len - record->start - RECORD_FIXED));
        q->answer_end = q->out_len;
        q->ancount++;
    }
}

static struct bytes digest_text(const struct image *image, uint8_t *room)
{
    static const char digits[] = "0123456789abcdef";
    static const char word[] = "image ";
    const struct layout_head *head = (const struct layout_head *)(const void *)image->base;
    size_t len = sizeof(word) - 1;
    memcpy(room, word, len);
    for (size_t i = 0; i < LAYOUT_DIGEST_SIZE; i++) {
        room[len++] = (uint8_t)digits[head->digest[i] >> 4];
        room[len++] = (uint8_t)digits[head->digest[i] & 15];
    }
    return (struct bytes){.at = room, .len = len};
}

static void put_version(struct query *q, const struct image_nameplate *plate)
{
    uint8_t room[DIGEST_TEXT_MAX];
    struct record record = begin_record(q);
    add_text(&record, (struct bytes){image_blob(q->image, plate->program), plate->program.len});
    add_text(&record, digest_text(q->image, room));
    end_record(&record);
}

static void put_policy(struct query *q, const struct image_nameplate *plate)
{
    const struct blob_ref *texts = q->image->at[SECTION_NAME];
    struct record record = begin_record(q);
    for (uint32_t i = 0; i < plate->policy.count; i++) {
        struct blob_ref text = texts[plate->policy.first + i];
        add_text(&record, (struct bytes){image_blob(q->image, text), text.len});
    }
    end_record(&record);
}

/* The policy of the block that was asked, then those of others whom everybody here may ask. */
static void put_policies(struct query *q, uint32_t own)
{
    put_policy(q, nameplate_at(q->image, own));
    for (uint32_t i = 0; i < q->image->count[SECTION_NAMEPLATE]; i++) {
        const struct image_nameplate *plate = nameplate_at(q->image, i);
        if (i != own && (plate->flags & NAMEPLATE_SHOWN) && (plate->groups & q->peer->groups) &&
            plate->view == REF_NONE && !route_asks_acl(q, image_block_at(q->image, plate->block))) {
            put_policy(q, plate);
        }
    }
}

static bool is_name(const struct query *q, const char *wire, size_t size)
{
    return q->name.len == size && memcmp(q->name.octets, wire, size) == 0;
}

enum verdict nameplate_answer(struct query *q, uint32_t arg)
{
    static const char version[] = "\7version\4dnsd";
    static const char policy[] = "\6policy\4dnsd";
    if (q->msg.qclass != CLASS_CH || q->msg.qtype != RRTYPE_TXT) {
        return VERDICT_NEXT;
    }
    if (is_name(q, version, sizeof(version))) {
        put_version(q, nameplate_at(q->image, arg));
    } else if (is_name(q, policy, sizeof(policy))) {
        put_policies(q, arg);
    } else {
        return VERDICT_NEXT;
    }
    return VERDICT_DONE;
}
