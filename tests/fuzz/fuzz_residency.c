/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The residency step under any packet: replies are well-formed, and whoever asks is given the
 * cluster that the naive evaluator names, or is refused as it says. The reference example is
 * served, with its zone.
 *
 * Input: masks of the clusters that are up, drained and off (an octet each); an octet with the
 * source address (2 bits), the moment (1) and TCP (1); then the packet.
 */
#include "fuzz.h"

#include "../property/heard.h"
#include "../unit/query/asking.h"
#include "base/attr.h"
#include "policy/naive.h"
#include "step/table.h"

enum { HEAD = 4, OUT_SIZE = 65535, UDP_SIZE = 4096, MOMENTS = 2 };

/* Before and after the example's correction ends. */
static const int64_t moments_s[MOMENTS] = {1798761599, 2145916800};

static const char corefile[] = "sysseder.internal {\n"
                               "    residency " SOURCE_ROOT "/policies/residency.yaml {\n"
                               "        edns-subnet\n"
                               "    }\n"
                               "    file " SOURCE_ROOT "/zones/db.sysseder.internal\n"
                               "}\n";

/* Loaded once. */
struct served {
    struct asking asking;
    struct errs *errs;
    struct policy *policy;
    struct atlas_data data;
    struct naive *naive[MOMENTS];
    uint8_t *out; /* OUT_SIZE octets */
};

static void begin(struct served *served)
{
    served->errs = errs_new();
    served->out = malloc(OUT_SIZE);
    asking_load(&served->asking, corefile, sizeof(corefile) - 1);
    errs_print(served->asking.errs, stderr);
    served->policy = policy_read(SOURCE_ROOT "/policies/residency.yaml", served->errs);
    bool opened =
        served->policy != NULL && atlas_open(served->policy, NULL, &served->data, served->errs);
    assert(opened && served->out != NULL && served->asking.octets != NULL);
    for (int i = 0; i < MOMENTS; i++) {
        served->naive[i] = naive_new(served->policy, &served->data, moments_s[i], served->errs);
        assert(served->naive[i] != NULL);
    }
}

/* The bound name that a question is for, of those that the policy answers itself. */
static bool find_bound(const struct served *served, const struct query *q, uint32_t *out)
{
    const struct policy *policy = served->policy;
    bool tailored = q->msg.qtype == RRTYPE_A || q->msg.qtype == RRTYPE_AAAA;
    for (uint32_t i = 0; i < policy->nnames; i++) {
        const struct name *name = &policy->names[i].name;
        if (tailored && q->msg.qclass == CLASS_IN && q->msg.name.len == name->len &&
            memcmp(q->msg.name.octets, name->octets, name->len) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

static bool has_address(const struct policy_cluster *cluster, const struct addr *addr)
{
    for (size_t i = 0; i < cluster->naddresses; i++) {
        if (addr_equal(&cluster->addresses[i], addr)) {
            return true;
        }
    }
    return false;
}

/* The reply that came must be the one that the client is due. */
static void check(const struct served *served, int moment, uint32_t name, const struct heard *heard)
{
    const struct query *q = &served->asking.query;
    const struct policy_states *states = q->states;
    struct naive_state state = {.up = states->up, .drained = states->drained, .off = states->off};
    struct naive_query ask = {.name = name, .client = &q->client, .resolver = &q->peer->client};
    struct naive_answer answer;
    naive_ask(served->naive[moment], &ask, &state, &answer);
    static const enum rcode rcodes[] = {[NAIVE_CLUSTER] = RCODE_NOERROR,
                                        [NAIVE_SERVFAIL] = RCODE_SERVFAIL,
                                        [NAIVE_REFUSED] = RCODE_REFUSED,
                                        [NAIVE_NODATA] = RCODE_NOERROR};
    assert(heard->rcode == rcodes[answer.kind]);
    assert(heard->scope_bits < 0 ||
           heard->scope_bits == (q->client_is_ecs ? (int)answer.scope_bits : 0));
    assert((heard->answers > 0) == (answer.kind == NAIVE_CLUSTER) || (q->flags & FLAG_TC) != 0);
    assert(heard->address.family == FAMILY_NONE ||
           has_address(&served->policy->clusters[answer.cluster], &heard->address));
}

static void ask(struct served *served, const uint8_t *head, struct bytes packet)
{
    static const char *const sources[] = {"192.0.2.77", "89.160.20.113", "2a02:e040::1",
                                          "198.51.100.7"};
    int moment = head[3] >> 2 & 1;
    struct asking *asking = &served->asking;
    struct policy_states states = {.up = head[0], .drained = head[1], .off = head[2]};
    struct heard heard;
    uint32_t name;
    asking->peer = (struct peer){
        .client_port = 40053, .server_port = 53, .tcp = head[3] >> 3 & 1, .groups = UINT64_MAX};
    addr_parse(sources[head[3] & 3], &asking->peer.client);
    addr_parse("192.0.2.1", &asking->peer.server);
    asking->query = (struct query){.image = &asking->image,
                                   .steps = table_of_steps,
                                   .peer = &asking->peer,
                                   .now_s = (uint64_t)moments_s[moment],
                                   .states = &states,
                                   .patterns = asking->patterns,
                                   .patterns_room = asking->room};
    size_t room = asking->peer.tcp ? OUT_SIZE : UDP_SIZE;
    size_t sent = query_serve(&asking->query, packet, (struct span){served->out, room});
    assert(sent <= room);
    const struct query *q = &asking->query;
    if (sent == 0 || get_u16(served->out + 4) != 1 || !heard_read(served->out, sent, &heard)) {
        assert(sent == 0 || get_u16(served->out + 4) != 1); /* no question came back */
        return;
    }
    bool answered =
        heard.rcode == RCODE_NOERROR || heard.ede == EDE_POLICY || heard.ede == EDE_PROHIBITED;
    if (answered && q->block != NULL && find_bound(served, q, &name)) {
        check(served, moment, name, &heard);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct served served;
    if (served.policy == NULL) {
        begin(&served);
    }
    if (size > HEAD) {
        uint8_t *packet =
            malloc(size - HEAD); /* of its own, so that a sanitizer sees one too many */
        assert(packet != NULL);
        memcpy(packet, data + HEAD, size - HEAD);
        ask(&served, data, (struct bytes){packet, size - HEAD});
        free(packet);
    }
    return 0;
}
