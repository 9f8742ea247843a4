/* SPDX-License-Identifier: Apache-2.0 */
#include "query/body.h"
#include "step/steps.h"
#include "wire/rrtype.h"

#include <string.h>

enum { RECORD_FIXED = 2 + 10, TEXT_MAX = 255 };

/* Append one TXT record with one character-string of at most 255 octets. */
static void put_text(struct query *q, const void *text, size_t len)
{
    len = len > TEXT_MAX ? TEXT_MAX : len;
    if (body_room(q) < RECORD_FIXED + 1 + len) {
        q->flags |= FLAG_TC;
        return;
    }
    uint8_t *at = q->out.at + q->out_len;
    put_u16(at, 0xc000 | MESSAGE_HEADER_SIZE);
    put_u16(at + 2, RRTYPE_TXT);
    put_u16(at + 4, CLASS_CH);
    put_u32(at + 6, 0);
    put_u16(at + 10, (uint16_t)(1 + len));
    at[12] = (uint8_t)len;
    memcpy(at + 13, text, len);
    q->out_len += RECORD_FIXED + 1 + len;
    q->answer_end = q->out_len;
    q->ancount++;
}

static void put_authors(struct query *q, const struct image_chaos *chaos)
{
    const struct blob_ref *texts = (const struct blob_ref *)q->image->at[SECTION_NAME];
    for (uint32_t i = 0; i < chaos->authors.count; i++) {
        struct blob_ref text = texts[chaos->authors.first + i];
        put_text(q, image_blob(q->image, text), text.len);
    }
}

static bool is_name(const struct query *q, const char *wire, size_t size)
{
    return q->name.len == size && memcmp(q->name.octets, wire, size) == 0;
}

enum verdict chaos_answer(struct query *q, uint32_t arg)
{
    static const char version_bind[] = "\7version\4bind";
    static const char version_server[] = "\7version\6server";
    static const char authors_bind[] = "\7authors\4bind";
    static const char hostname_bind[] = "\10hostname\4bind";
    static const char id_server[] = "\2id\6server";
    if (q->msg.qclass != CLASS_CH || q->msg.qtype != RRTYPE_TXT) {
        return VERDICT_NEXT;
    }
    const struct image_chaos *chaos = (const struct image_chaos *)q->image->at[SECTION_CHAOS] + arg;
    const char *host = q->host_name == NULL ? "localhost" : q->host_name;
    if (is_name(q, version_bind, sizeof(version_bind)) ||
        is_name(q, version_server, sizeof(version_server))) {
        put_text(q, image_blob(q->image, chaos->version), chaos->version.len);
    } else if (is_name(q, authors_bind, sizeof(authors_bind))) {
        put_authors(q, chaos);
    } else if (is_name(q, hostname_bind, sizeof(hostname_bind)) ||
               is_name(q, id_server, sizeof(id_server))) {
        put_text(q, host, strlen(host));
    } else {
        return VERDICT_NEXT;
    }
    return VERDICT_DONE;
}
