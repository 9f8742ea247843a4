/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/poldown.h"
#include "ctl/polimage.h"
#include "ctl/polload.h"
#include "ctl/polserved.h"
#include "ctl/polverb.h"
#include "ctl/verbs.h"
#include "image/find.h"
#include "policy/moment.h"
#include "step/reasons.h"
#include "step/residency.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_CHUNK = 4096 };

/* Who asks where nothing is known of the client: a resolver on the server's own machine. */
static const struct prefix this_machine = {
    .addr = {.octets = {127, 0, 0, 1}, .family = FAMILY_IPV4}, .bits = 32};

/* What the command line asks. */
struct question {
    const struct polverb *verb;
    const char *from; /* path of the policy or Corefile */
    struct name name;
    bool has_client;
    struct prefix client;
};

static void print_line(const struct reasonline *line, void *arg)
{
    char text[REASONLINE_MAX];
    (void)arg;
    fwrite(text, 1, reasonline_format(line, text), stdout);
    putchar('\n');
}

static json_t *json_of(struct bytes text)
{
    json_t *json = json_stringn((const char *)text.at, text.len);
    return json == NULL ? json_string("?") : json; /* cut within a character */
}

static json_t *json_of_line(const struct reasonline *line)
{
    json_t *text = json_of(line->text);
    switch (line->kind) {
    case REASONLINE_LAW:
        return json_pack("{s:o, s:o}", "rule", json_of(line->subject), "text", text);
    case REASONLINE_CLUSTER:
        return json_pack("{s:o, s:b, s:o}", "cluster", json_of(line->subject), "eligible",
                         !line->excluded, "text", text);
    case REASONLINE_TASTE:
        return json_pack("{s:o, s:o}", "entry", json_of(line->subject), "text", text);
    case REASONLINE_CLIENT:
    case REASONLINE_ANSWER:
    case REASONLINE_KINDS:
    default:
        return text;
    }
}

/* Lines by their label. */
static void add_line(const struct reasonline *line, void *arg)
{
    json_t *all = arg;
    const char *label = reasonline_label(line->kind);
    if (json_object_get(all, label) == NULL) {
        json_object_set_new(all, label, json_array());
    }
    json_array_append_new(json_object_get(all, label), json_of_line(line));
}

/* What a program wants to know of the answer. */
static void add_answer(json_t *all, const struct question *question, const struct reasons_case *ask,
                       const struct decided *decided)
{
    static const char *const statuses[] = {[CHOICE_CLUSTER] = "NOERROR",
                                           [CHOICE_SERVFAIL] = "SERVFAIL",
                                           [CHOICE_REFUSED] = "REFUSED",
                                           [CHOICE_NODATA] = "NODATA"};
    const struct image_policy_cluster *clusters = ask->decide.image->at[SECTION_POLICY_CLUSTER];
    json_object_set_new(all, "status", json_string(statuses[decided->choice.kind]));
    if (decided->choice.kind == CHOICE_CLUSTER) {
        uint32_t index = ask->decide.policy->clusters.first + decided->choice.cluster;
        struct blob_ref text = clusters[index].name;
        json_object_set_new(
            all, "cluster",
            json_of((struct bytes){.at = image_blob(ask->decide.image, text), .len = text.len}));
        json_object_set_new(all, "ttl", json_integer(decided->ttl_s));
    }
    if (question->has_client) {
        json_object_set_new(all, "scope", json_integer(decided->scope_bits));
    }
}

static void tell(const struct question *question, const struct reasons_case *ask)
{
    struct decided decided;
    if (!question->verb->json) {
        reasons_tell(ask, &decided, print_line, NULL);
        return;
    }
    char name[NAME_TEXT_SIZE];
    char at[MOMENT_TEXT_SIZE];
    json_t *all = json_pack("{s:s, s:s}", "name", name_format(question->name.octets, name), "at",
                            moment_format(question->verb->at_s, at));
    reasons_tell(ask, &decided, add_line, all);
    add_answer(all, question, ask, &decided);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

/* What the question is put to. */
struct answering {
    const struct image *image;
    const struct image_account *account;
    const struct image_policy *policy;
    const struct image_policy_binding *binding; /* NULL = the policy does not bind the name */
};

static int unbound(const struct question *question, const struct answering *by)
{
    const struct image_policy_name *names =
        (const struct image_policy_name *)by->image->at[SECTION_POLICY_NAME] +
        by->policy->names.first;
    char text[NAME_TEXT_SIZE];
    fprintf(stderr, "dnsctl: %s is not bound by %s; its names are:\n",
            name_format(question->name.octets, text), question->from);
    for (uint32_t i = 0; i < by->policy->names.count; i++) {
        if (names[i].binding != REF_NONE) {
            const uint8_t *octets = image_blob(by->image, names[i].name);
            fprintf(stderr, "  %s\n", name_format(octets, text));
        }
    }
    return CTL_USAGE;
}

/* Read --down: the words are the image's, as there may be no policy to read them from. */
static bool read_down(const struct question *question, const struct answering *by, uint64_t *down)
{
    const struct image_policy_cluster *clusters =
        (const struct image_policy_cluster *)by->image->at[SECTION_POLICY_CLUSTER] +
        by->policy->clusters.first;
    struct arena *arena = arena_new(ARENA_CHUNK);
    struct policy names = {.nclusters = by->policy->clusters.count};
    names.clusters = arena_alloc(arena, (names.nclusters + 1) * sizeof(*names.clusters));
    for (size_t i = 0; i < names.nclusters; i++) {
        const char *name = (const char *)image_blob(by->image, clusters[i].name);
        names.clusters[i].name = arena_text(arena, name, clusters[i].name.len);
    }
    bool ok = poldown_read(question->verb, &names, down);
    arena_free(arena);
    return ok;
}

static int explain_by(const struct question *question, const struct answering *by)
{
    uint64_t down = 0;
    if (by->binding == NULL) {
        return unbound(question, by);
    }
    if (!read_down(question, by, &down)) {
        return CTL_USAGE;
    }
    struct reasons_case ask = {
        .decide = {.image = by->image,
                   .policy = by->policy,
                   .binding = by->binding,
                   .client = question->has_client ? &question->client : NULL,
                   .network = question->has_client ? &question->client : &this_machine,
                   .now_s = (uint64_t)question->verb->at_s,
                   .states = states_initial(by->policy)},
        .account = by->account,
        .no_subnet = question->has_client ? NULL : "no client subnet"};
    ask.decide.states.up &= ~down;
    tell(question, &ask);
    return CTL_FINE;
}

/* By a policy alone. */
static int explain_policy(const struct question *question)
{
    struct polload loaded;
    struct polimage made = {.octets = NULL};
    struct find_room room;
    struct find_name name;
    int status = CTL_ERRORS;
    if (polload_open(question->from, &loaded) &&
        polimage_explained(loaded.policy, &loaded.data, question->verb->at_s, &made, loaded.errs)) {
        struct answering by = {
            .image = &made.image, .account = made.account, .policy = made.policy};
        find_prepare(question->name.octets, image_facts(by.image)->name_seed, &room, &name);
        by.binding = residency_binding(by.image, by.policy, &name);
        status = explain_by(question, &by);
    }
    polimage_done(&made);
    if (status == CTL_ERRORS && question->verb->json) {
        polverb_report(question->verb, loaded.errs, NULL);
    } else {
        errs_print(loaded.errs, stderr);
    }
    polload_done(&loaded);
    return status;
}

/* By what a server of a Corefile would have. */
static int explain_served(const struct question *question)
{
    struct polserved served;
    char text[NAME_TEXT_SIZE];
    int status = CTL_ERRORS;
    if (polserved_open(question->from, &question->name,
                       question->has_client ? &question->client : NULL, &served)) {
        struct answering by = {.image = &served.image,
                               .account = served.account,
                               .policy = served.policy,
                               .binding = served.binding};
        if (by.account == NULL) {
            fprintf(stderr, "dnsctl: no residency word of %s is for %s; see `dnsctl explain`\n",
                    question->from, name_format(question->name.octets, text));
            status = CTL_USAGE;
        } else {
            status = explain_by(question, &by);
        }
    }
    polserved_done(&served);
    return status;
}

static int bad_word(const char *what, const char *word)
{
    fprintf(stderr,
            "dnsctl: '%s' is no %s; write: dnsctl policy explain --policy FILE NAME CLIENT, with a "
            "client such as 192.0.2.0/24, or none when nothing is known of it\n",
            word, what);
    return CTL_USAGE;
}

int polexplain_run(const struct polverb *verb)
{
    struct question question = {.verb = verb};
    bool host_bits;
    const char *why;
    const char *client = verb->nwords < 2 ? "none" : verb->words[1];
    const char *conf = polverb_option(verb, "conf", 0);
    if ((verb->policy == NULL) == (conf == NULL)) {
        fputs("dnsctl: whose policy is not said, or said twice; write --policy FILE, or --conf "
              "COREFILE for what a server of it would answer\n",
              stderr);
        return CTL_USAGE;
    }
    question.from = conf == NULL ? verb->policy : conf;
    if (!name_parse(verb->words[0], strlen(verb->words[0]), NULL, &question.name, &why)) {
        return bad_word("name", verb->words[0]);
    }
    question.has_client = strcmp(client, "none") != 0;
    if (question.has_client && !prefix_parse(client, &question.client, &host_bits)) {
        return bad_word("address or network", client);
    }
    if (question.has_client && host_bits) {
        return bad_word("network: bits past its length are set", client);
    }
    name_lower(&question.name);
    return conf == NULL ? explain_policy(&question) : explain_served(&question);
}
