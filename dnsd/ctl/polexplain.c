/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polload.h"
#include "ctl/polverb.h"
#include "ctl/verbs.h"
#include "policy/extent.h"
#include "policy/judge.h"
#include "policy/law.h"
#include "policy/phrase.h"
#include "policy/reason.h"

#include <stdio.h>
#include <string.h>

enum { CHUNK = 64 * 1024, PLACES_SHOWN_MAX = 8 };

/* One explanation on its way. */
struct explaining {
    struct polload *loaded;
    struct law_case ask;
    struct prefix client;
    struct atlas atlas;
    struct judgement judgement;
    struct arena *arena;
};

static void print_line(const char *label, const char *text, void *arg)
{
    (void)arg;
    printf("%-10s %s\n", label, text);
}

/* "SE (database leaf /28), corrected from DE": what the one place comes from. */
static const char *origin(struct explaining *x)
{
    struct place place;
    unsigned leaf;
    const struct policy *policy = x->ask.policy;
    if (!database_find(x->loaded->data.country, &x->client.addr, &place, &leaf, x->loaded->errs)) {
        return "";
    }
    for (size_t i = 0; i < policy->nnetworks; i++) {
        const struct policy_network *network = &policy->networks[i];
        char text[PREFIX_TEXT_SIZE];
        if (law_is_open(&network->window, x->ask.time_s) &&
            strcmp(network->country, x->judgement.spot.country) == 0 &&
            prefix_covers(&network->prefix, &x->client)) {
            return arena_printf(x->arena, " (database leaf /%u says %s), corrected by %s%s%s", leaf,
                                place.country[0] == '\0' ? "unknown" : place.country,
                                prefix_format(&network->prefix, text),
                                network->ticket == NULL ? "" : ", ",
                                network->ticket == NULL ? "" : network->ticket);
        }
    }
    return arena_printf(x->arena, " (database leaf /%u), not corrected", leaf);
}

static const char *list_places(struct explaining *x)
{
    const struct judgement *j = &x->judgement;
    const char *text = "";
    for (size_t i = 0; i < j->nspots && i < PLACES_SHOWN_MAX; i++) {
        text = arena_printf(x->arena, "%s%s%s", text, i == 0 ? "" : ", ",
                            phrase_spot(x->ask.policy, &x->atlas.spots[j->spots[i]], x->arena));
    }
    return j->nspots <= PLACES_SHOWN_MAX
               ? text
               : arena_printf(x->arena, "%s and %zu more", text, j->nspots - PLACES_SHOWN_MAX);
}

static void print_client(struct explaining *x)
{
    char text[PREFIX_TEXT_SIZE];
    prefix_format(&x->client, text);
    const struct judgement *j = &x->judgement;
    if (j->nspots == 1) {
        printf("client     %s -> one place: %s%s\n", text,
               phrase_spot(x->ask.policy, &j->spot, x->arena), origin(x));
    } else if (j->clear) {
        printf("client     %s -> %zu places with one decision: %s\n", text, j->nspots,
               list_places(x));
    } else {
        printf("client     %s -> mixed: %s   (the subnet is wider than the map)\n", text,
               list_places(x));
    }
}

static uint32_t seconds_left(const struct explaining *x)
{
    uint32_t ttl_s = x->ask.policy->names[x->ask.name].ttl_s;
    int64_t edge_s = law_next_edge(x->ask.policy, x->ask.time_s);
    return edge_s - x->ask.time_s < ttl_s ? (uint32_t)(edge_s - x->ask.time_s) : ttl_s;
}

static void print_answer(struct explaining *x, const struct reason *reason)
{
    unsigned scope = extent_scope(&x->ask, &x->atlas, &x->client, &x->judgement.decision, x->arena);
    printf("answer     %s  ttl %u  scope /%u", reason_answer(reason), seconds_left(x), scope);
    if (scope > x->client.bits) {
        printf(", caches keep it for this /%u only", x->client.bits);
    }
    putchar('\n');
}

static void print_all(struct explaining *x)
{
    struct reason reason = {.ask = &x->ask, .arena = x->arena, .line = print_line};
    judge_network(&x->ask, &x->atlas, &x->client, x->arena, &x->judgement);
    reason_judged(&reason, &x->atlas, &x->judgement);
    print_client(x);
    reason_law(&reason);
    reason_clusters(&reason);
    reason_taste(&reason);
    print_answer(x, &reason);
}

/* The bound name: wildcards are asked for as they are written. */
static bool find_name(const struct policy *policy, const struct name *name, uint32_t *out)
{
    for (uint32_t i = 0; i < policy->nnames; i++) {
        const struct name *bound = &policy->names[i].name;
        if (bound->len == name->len && memcmp(bound->octets, name->octets, name->len) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

static int explain(const struct polverb *verb, const struct name *name, const struct prefix *client)
{
    struct polload loaded;
    struct explaining x = {.loaded = &loaded, .client = *client, .arena = arena_new(CHUNK)};
    char text[NAME_TEXT_SIZE];
    int status = CTL_ERRORS;
    bool ok = polload_open(verb->policy, &loaded);
    x.ask = (struct law_case){.policy = loaded.policy, .time_s = verb->at_s};
    if (ok && !find_name(loaded.policy, name, &x.ask.name)) {
        fprintf(stderr, "dnsctl: %s is not bound by %s; its names are:\n",
                name_format(name->octets, text), verb->policy);
        for (size_t i = 0; i < loaded.policy->nnames; i++) {
            fprintf(stderr, "  %s\n", name_format(loaded.policy->names[i].name.octets, text));
        }
        status = CTL_USAGE;
    } else if (ok && atlas_make(loaded.policy, &loaded.data, verb->at_s, x.arena, &x.atlas,
                                loaded.errs)) {
        print_all(&x);
        atlas_done(&x.atlas);
        status = CTL_FINE;
    }
    errs_print(loaded.errs, stderr);
    polload_done(&loaded);
    arena_free(x.arena);
    return status;
}

static int bad_word(const char *what, const char *word)
{
    fprintf(stderr,
            "dnsctl: '%s' is no %s; write: dnsctl policy explain --policy FILE NAME CLIENT, with a "
            "client such as 192.0.2.0/24\n",
            word, what);
    return CTL_USAGE;
}

int polexplain_run(const struct polverb *verb)
{
    struct name name;
    struct prefix client;
    bool host_bits;
    const char *why;
    if (verb->policy == NULL) {
        fputs("dnsctl: whose policy is not said; write: --policy FILE\n", stderr);
        return CTL_USAGE;
    }
    if (!name_parse(verb->words[0], strlen(verb->words[0]), NULL, &name, &why)) {
        return bad_word("name", verb->words[0]);
    }
    if (!prefix_parse(verb->words[1], &client, &host_bits)) {
        return bad_word("address or network", verb->words[1]);
    }
    if (host_bits) {
        return bad_word("network: bits past its length are set", verb->words[1]);
    }
    name_lower(&name);
    return explain(verb, &name, &client);
}
