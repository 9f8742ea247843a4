/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of queries: whatever comes, what it says of the packet is consistent. */
#include "fuzz.h"

#include "base/hash.h"
#include "wire/ecs.h"
#include "wire/message.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

static void check_question(const struct message *msg)
{
    const struct name *name = &msg->name;
    assert(name_wire_len(name->octets, name->len) == name->len);
    assert(msg->question_len == name->len);
    assert(msg->len >= MESSAGE_HEADER_SIZE + name->len + 4);
    assert(name_equal(name->octets, msg->octets + MESSAGE_HEADER_SIZE));
    assert(name_labels(name->octets) == msg->nlabels);
    uint64_t hash = hash_root(1);
    for (unsigned i = msg->nlabels; i-- > 0;) {
        hash = hash_label(hash, name->octets + msg->label_at[i]);
    }
    assert(hash == name_hash(1, name->octets));
    for (unsigned i = 0; i < name->len; i++) {
        assert(name->octets[i] < 'A' || name->octets[i] > 'Z');
    }
    for (unsigned i = 0; i < HASH_SLACK; i++) {
        assert(name->octets[name->len + i] == 0);
    }
}

/* A subnet that is read is written back as the same data. */
static void check_ecs(struct bytes data)
{
    struct prefix prefix;
    uint8_t option[ECS_MAX_OCTETS];
    if (ecs_parse(data.at, data.len, &prefix)) {
        assert(ecs_write(&prefix, 0, option) == data.len + 4);
        assert(memcmp(option + 4, data.at, data.len) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct message msg;
    enum rcode rcode = RCODE_NOERROR;
    memset(&msg, 0xee, sizeof(msg)); /* nothing may be left over from another query */
    enum verdict verdict = message_parse((struct bytes){data, size}, &msg, &rcode);
    bool fails = verdict == VERDICT_FAIL;
    assert(fails == (rcode != RCODE_NOERROR));
    assert(verdict == VERDICT_NEXT || verdict == VERDICT_DROP || fails);
    assert(verdict != VERDICT_NEXT || (msg.has_question && msg.opcode == OPCODE_QUERY));
    assert(msg.udp_size >= MESSAGE_UDP_MIN);
    if (msg.has_question) {
        check_question(&msg);
    }
    if (msg.has_ecs) {
        assert(msg.ecs_data.at >= data && msg.ecs_data.at + msg.ecs_data.len <= data + size);
        check_ecs(msg.ecs_data);
    }
    return 0;
}
