/* SPDX-License-Identifier: Apache-2.0 */
#include "onwire.h"

#include "../unit/query/asking.h"
#include "heard.h"
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
        text = arena_printf(trial->scene.arena, "%s%s A 10.9.8.%zu\n%s AAAA 2001:db8:9::%zx\n",
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
                struct heard *out)
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
    if (!heard_read(reply, sent, out)) {
        *out = (struct heard){.rcode = RCODE_FORMERR, .ede = -1, .scope_bits = -1};
    }
}

/* What the zone and the policy say of a cluster. */
static struct addr address_of(uint32_t cluster, bool is_v6)
{
    struct addr addr = {.octets = {10, 9, 8, (uint8_t)(cluster + 1)}, .family = FAMILY_IPV4};
    if (is_v6) {
        addr_parse("2001:db8:9::", &addr);
        addr.octets[15] = (uint8_t)(cluster + 1);
    }
    return addr;
}

/* What must come back. */
static struct heard expect(const struct loaded *loaded, const struct made_query *query,
                           const struct naive_answer *naive, bool is_v6)
{
    const struct policy *policy = loaded->made.policy;
    int64_t edge_s = law_next_edge(policy, query->time_s);
    struct heard want = {.ede = -1, .scope_bits = -1};
    if (query->client != NULL) {
        want.scope_bits = query->client->bits == 0 ? 0 : (int)naive->scope_bits;
    }
    if (naive->kind == NAIVE_SERVFAIL || naive->kind == NAIVE_REFUSED) {
        want.rcode = naive->kind == NAIVE_REFUSED ? RCODE_REFUSED : RCODE_SERVFAIL;
        want.ede = naive->eligible == 0 ? 18 : 28; /* Prohibited; Unable to Conform to Policy */
    }
    if (naive->kind == NAIVE_CLUSTER) {
        want.address = address_of(naive->cluster, is_v6);
        want.ttl_s = policy->names[query->name].answer == ANSWER_CNAME ? TTL_S : TTL_ADDRESS_S;
        if (edge_s - query->time_s < want.ttl_s) {
            want.ttl_s = (uint32_t)(edge_s - query->time_s);
        }
    }
    return want;
}

static bool is_as_wanted(const struct heard *got, const struct heard *want)
{
    return got->rcode == want->rcode && addr_equal(&got->address, &want->address) &&
           got->ede == want->ede && got->scope_bits == want->scope_bits &&
           got->ttl_s == want->ttl_s;
}

static const char *heard_text(struct trial *trial, const struct heard *heard)
{
    char text[ADDR_TEXT_SIZE] = "none";
    if (heard->address.family != FAMILY_NONE) {
        addr_format(&heard->address, text);
    }
    return arena_printf(trial->scene.arena, "rcode %d address %s ttl %u ede %d scope %d",
                        (int)heard->rcode, text, heard->ttl_s, heard->ede, heard->scope_bits);
}

static bool check_query(struct loaded *loaded, const struct made_query *query)
{
    struct trial *trial = loaded->trial;
    const struct policy *policy = loaded->made.policy;
    struct naive_answer naive;
    struct heard got;
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
    bool is_v6 = draw_chance(&trial->scene.draw, 50);
    ask(loaded, query, is_v6, &got);
    struct heard want = expect(loaded, query, &naive, is_v6);
    if (!is_as_wanted(&got, &want)) {
        return trial_refute(trial, "on the wire: %s, source %s:\n  reply: %s\n  naive: %s",
                            trial_query_text(trial, &loaded->made, query),
                            addr_format(query->resolver, (char[ADDR_TEXT_SIZE]){0}),
                            heard_text(trial, &got), heard_text(trial, &want));
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
