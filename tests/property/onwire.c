/* SPDX-License-Identifier: Apache-2.0 */
#include "onwire.h"

#include "../unit/query/asking.h"
#include "policy/law.h"
#include "step/table.h"

enum { OUT_SIZE = 4096, TTL_S = 60, TTL_ADDRESS_S = 30 };

/* A loaded server block, and the same policy for the naive evaluator. */
struct loaded {
    struct trial *trial;
    struct made made;
    struct naive *naive;
    struct asking asking;
    int policy_fd;
    int zone_fd;
};

/* What a reply says. */
struct reply {
    enum rcode rcode;
    bool has_cluster;
    uint32_t cluster;
    uint32_t ttl_s; /* of the first answer */
    int ede;        /* -1 = none */
    int scope_bits; /* -1 = no option */
};

static int file_of(const char *text)
{
    int fd = memfd_create("text", MFD_CLOEXEC);
    bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    assert(ok);
    return fd;
}

static const char *zone_text(struct trial *trial)
{
    const char *text = "$ORIGIN example.\n$TTL 300\n@ SOA ns host 1 3600 600 86400 60\n@ NS ns\n"
                       "ns A 192.0.2.1\n";
    for (size_t i = 0; i < trial->scene.cluster_lines.count; i++) {
        const char *name = trial->scene.clusters[i].name;
        text = arena_printf(trial->scene.arena, "%s%s A 10.9.8.%zu\n%s AAAA 2001:db8:9::%zu\n",
                            text, name, i + 1, name, i + 1);
    }
    return text;
}

static void load(struct loaded *loaded, const char *policy)
{
    struct trial *trial = loaded->trial;
    loaded->policy_fd = file_of(policy);
    loaded->zone_fd = file_of(zone_text(trial));
    const char *text = arena_printf(trial->scene.arena,
                                    "example {\n residency /proc/self/fd/%d {\n  edns-subnet\n }\n"
                                    " file /proc/self/fd/%d\n}\n",
                                    loaded->policy_fd, loaded->zone_fd);
    asking_load(&loaded->asking, text, strlen(text));
    made_make(&loaded->made, policy, trial->times[0]);
}

static void unload(struct loaded *loaded)
{
    asking_done(&loaded->asking);
    made_done(&loaded->made);
    close(loaded->policy_fd);
    close(loaded->zone_fd);
}

/* ---- replies */

static size_t skip_name(const uint8_t *at)
{
    size_t len = 0;
    while (at[len] != 0 && at[len] < 0xc0) {
        len += at[len] + 1u;
    }
    return len + (at[len] == 0 ? 1 : 2);
}

static void read_options(const uint8_t *at, size_t len, struct reply *out)
{
    for (size_t i = 0; i + 4 <= len; i += 4u + get_u16(at + i + 2)) {
        uint16_t code = get_u16(at + i);
        if (code == 8) {
            out->scope_bits = at[i + 7];
        } else if (code == 15) {
            out->ede = get_u16(at + i + 4);
        }
    }
}

/* at: behind the owner of a record. */
static void read_record(const uint8_t *at, bool first, struct reply *out)
{
    uint16_t type = get_u16(at);
    uint16_t len = get_u16(at + 8);
    if (type == RRTYPE_OPT) {
        read_options(at + 10, len, out);
        return;
    }
    if (first) {
        out->ttl_s = (uint32_t)get_u16(at + 4) << 16 | get_u16(at + 6);
    }
    if (!out->has_cluster && (type == RRTYPE_A || type == RRTYPE_AAAA)) {
        out->has_cluster = true;
        out->cluster = at[10 + len - 1] - 1u;
    }
}

static void read_reply(const uint8_t *packet, struct reply *out)
{
    unsigned answers = get_u16(packet + 6);
    unsigned rest = get_u16(packet + 8) + get_u16(packet + 10);
    const uint8_t *at = packet + MESSAGE_HEADER_SIZE;
    *out = (struct reply){.rcode = packet[3] & 15, .ede = -1, .scope_bits = -1};
    at += skip_name(at) + 4;
    for (unsigned i = 0; i < answers + rest; i++) {
        at += skip_name(at);
        if (i < answers || get_u16(at) == RRTYPE_OPT) {
            read_record(at, i == 0, out);
        }
        at += 10 + get_u16(at + 8);
    }
}

/* ---- one query */

/* The name to ask for: of a wildcard one that it covers. */
static const char *asked_name(struct trial *trial, const struct policy *policy, uint32_t name)
{
    char text[NAME_TEXT_SIZE];
    name_format(policy->names[name].name.octets, text);
    return arena_printf(trial->scene.arena, "%s%s", text[0] == '*' ? "qu" : "",
                        text[0] == '*' ? text + 1 : text);
}

static void ask(struct loaded *loaded, const struct made_query *query, bool is_v6,
                struct reply *out)
{
    static uint8_t reply[OUT_SIZE];
    char subnet[PREFIX_TEXT_SIZE];
    struct asking *asking = &loaded->asking;
    struct asking_for what = {.name = asked_name(loaded->trial, loaded->made.policy, query->name),
                              .type = is_v6 ? RRTYPE_AAAA : RRTYPE_A};
    if (query->client != NULL) {
        what.subnet = prefix_format(query->client, subnet);
    }
    size_t len = asking_packet(asking->packet, &what);
    asking->peer = (struct peer){
        .client = *query->resolver, .client_port = 40053, .server_port = 53, .groups = UINT64_MAX};
    addr_parse("192.0.2.1", &asking->peer.server);
    asking->query = (struct query){.image = &asking->image,
                                   .steps = table_of_steps,
                                   .peer = &asking->peer,
                                   .now_s = (uint64_t)query->time_s,
                                   .states = &query->states,
                                   .patterns = asking->patterns,
                                   .patterns_room = asking->room};
    size_t sent = query_serve(&asking->query, (struct bytes){asking->packet, len},
                              (struct span){reply, sizeof(reply)});
    *out = (struct reply){.rcode = RCODE_FORMERR, .ede = -1, .scope_bits = -1};
    if (sent > 0) {
        read_reply(reply, out);
    }
}

/* What must come back. */
static struct reply expect(const struct loaded *loaded, const struct made_query *query,
                           const struct naive_answer *naive)
{
    const struct policy *policy = loaded->made.policy;
    int64_t edge_s = law_next_edge(policy, query->time_s);
    struct reply want = {.ede = -1, .scope_bits = -1};
    if (query->client != NULL) {
        want.scope_bits = query->client->bits == 0 ? 0 : (int)naive->scope_bits;
    }
    if (naive->kind == NAIVE_SERVFAIL || naive->kind == NAIVE_REFUSED) {
        bool refused = naive->kind == NAIVE_REFUSED;
        want.rcode = refused ? RCODE_REFUSED : RCODE_SERVFAIL;
        want.ede = refused ? 18 : 28; /* Prohibited; Unable to Conform to Policy */
    }
    if (naive->kind == NAIVE_CLUSTER) {
        want.has_cluster = true;
        want.cluster = naive->cluster;
        want.ttl_s = policy->names[query->name].answer == ANSWER_CNAME ? TTL_S : TTL_ADDRESS_S;
        if (edge_s - query->time_s < want.ttl_s) {
            want.ttl_s = (uint32_t)(edge_s - query->time_s);
        }
    }
    return want;
}

static bool is_as_wanted(const struct reply *got, const struct reply *want)
{
    return got->rcode == want->rcode && got->has_cluster == want->has_cluster &&
           got->cluster == want->cluster && got->ede == want->ede &&
           got->scope_bits == want->scope_bits && got->ttl_s == want->ttl_s;
}

static bool check_query(struct loaded *loaded, const struct made_query *query)
{
    struct trial *trial = loaded->trial;
    const struct policy *policy = loaded->made.policy;
    struct naive_answer naive;
    struct reply got;
    struct prefix source = prefix_of(query->resolver, family_bits(query->resolver->family));
    bool by_source = query->client == NULL || query->client->bits == 0;
    struct naive_query ask_naive = {.name = query->name,
                                    .client = !by_source               ? query->client
                                              : policy->no_ecs_unknown ? NULL
                                                                       : &source,
                                    .resolver = query->resolver};
    struct naive_state state = {
        .up = query->states.up, .drained = query->states.drained, .off = query->states.off};
    naive_ask(loaded->naive, &ask_naive, &state, &naive);
    ask(loaded, query, draw_chance(&trial->scene.draw, 50), &got);
    struct reply want = expect(loaded, query, &naive);
    if (!is_as_wanted(&got, &want)) {
        return trial_refute(trial,
                            "on the wire: %s, source %s:\n"
                            "  reply: rcode %d cluster %d %u ttl %u ede %d scope %d\n"
                            "  naive: rcode %d cluster %d %u ttl %u ede %d scope %d",
                            trial_query_text(trial, &loaded->made, query),
                            prefix_format(&source, (char[PREFIX_TEXT_SIZE]){0}), got.rcode,
                            got.has_cluster, got.cluster, got.ttl_s, got.ede, got.scope_bits,
                            want.rcode, want.has_cluster, want.cluster, want.ttl_s, want.ede,
                            want.scope_bits);
    }
    trial->tally->shown[TRIAL_WIRE]++;
    return true;
}

/* All clients and names at a time. */
static bool check_time(struct loaded *loaded, int64_t time_s)
{
    struct trial *trial = loaded->trial;
    struct naive_state start = naive_start(loaded->made.policy);
    loaded->naive = naive_new(loaded->made.policy, &loaded->made.data, time_s, loaded->made.errs);
    bool ok = loaded->naive != NULL || trial_refute(trial, "no naive evaluator");
    for (uint32_t n = 0; n < trial_names(trial) && ok; n++) {
        for (size_t c = 0; c <= trial->nclients && ok; c++) {
            struct made_query query = {
                .name = n,
                .time_s = time_s,
                .client = c == trial->nclients ? NULL : &trial->clients[c],
                .resolver = &trial->resolver,
                .states = {.up = draw_bits(&trial->scene.draw) | draw_bits(&trial->scene.draw),
                           .drained = start.drained,
                           .off = start.off}};
            ok = check_query(loaded, &query);
        }
    }
    naive_free(loaded->naive);
    return ok;
}

bool onwire_check(struct trial *trial)
{
    static struct loaded loaded;
    const struct scene_text soft = {.rules = SCENE_PARTS_MAX, .soft = true};
    loaded = (struct loaded){.trial = trial};
    bool ok = true;
    load(&loaded, scene_write(&trial->scene, &soft));
    if (loaded.made.policy == NULL) {
        ok = trial_refute(trial, "the policy for packets cannot be read");
    } else if (loaded.asking.octets != NULL) {
        trial->tally->served++;
        for (size_t t = 0; t < trial->ntimes && ok; t++) {
            ok = check_time(&loaded, trial->times[t]);
        }
    }
    unload(&loaded);
    return ok;
}
