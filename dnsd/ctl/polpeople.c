/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polpeople.h"

#include "ctl/verbs.h"
#include "policy/law.h"
#include "policy/moment.h"
#include "policy/phrase.h"
#include "step/choose.h"

#include <string.h>

enum { CHUNK = 256 * 1024 };

/* Call the own networks of a list by their group, unless they have a name already. */
static void label_terms(const struct policy_terms *terms, const char *group, const char **labels)
{
    for (size_t i = 0; i < terms->count; i++) {
        const struct policy_term *term = &terms->list[i];
        if (term->kind == TERM_NETWORK && labels[term->number] == NULL) {
            labels[term->number] = group;
        }
    }
}

/* What people in own networks are called, by network: its first group, else the network itself. */
static const char **label_nets(const struct polpeople *people)
{
    const struct policy *policy = people->loaded.policy;
    char text[PREFIX_TEXT_SIZE];
    const char **labels = arena_alloc(people->arena, (policy->nprefixes + 1) * sizeof(*labels));
    for (size_t i = 0; i < policy->ngroups; i++) {
        label_terms(&policy->groups[i].who.any_of, policy->groups[i].name, labels);
        label_terms(&policy->groups[i].who.all_of, policy->groups[i].name, labels);
    }
    for (size_t i = 0; i < policy->nprefixes; i++) {
        if (labels[i] == NULL) {
            labels[i] =
                arena_printf(people->arena, "%s", prefix_format(&policy->prefixes[i], text));
        }
    }
    return labels;
}

/* "gov-nl", or "gov-nl and office" for people that are in networks of both. */
static const char *nets_label(const struct polpeople *people, const char *const *nets,
                              const struct spot *spot)
{
    const char *text = nets[spot->nets[0]];
    const char *last = text;
    for (size_t i = 1; i < spot->nnets; i++) {
        const char *next = nets[spot->nets[i]];
        if (strcmp(next, last) != 0) {
            text = arena_printf(people->arena, "%s and %s", text, next);
        }
        last = next;
    }
    return text;
}

static void make_labels(struct polpeople *people)
{
    const struct atlas *atlas = &people->atlas;
    const char **nets = label_nets(people);
    people->labels = arena_alloc(people->arena, (atlas->nspots + 1) * sizeof(*people->labels));
    for (size_t i = 0; i < atlas->nspots; i++) {
        const struct spot *spot = &atlas->spots[i];
        struct polpeople_label *label = &people->labels[i];
        if (spot->nnets > 0) {
            *label = (struct polpeople_label){PEOPLE_OWN, nets_label(people, nets, spot)};
        } else {
            label->rank = spot->country[0] == '\0' ? PEOPLE_UNKNOWN : PEOPLE_COUNTRY;
            label->text = phrase_spot(people->loaded.policy, spot, people->arena);
        }
    }
}

/* Put one or two files in the place of the policy's country database. */
static void take_country(struct polpeople *people, const char *country)
{
    struct policy *policy = people->loaded.policy;
    size_t len = strcspn(country, ",");
    policy->country_paths[0] = arena_text(policy->arena, country, len);
    policy->country_paths[1] = country + len + 1;
    policy->ncountry_paths = country[len] == ',' ? 2 : 1;
    policy->data_at = (struct pos){.file = policy->country_paths[0]};
}

bool polpeople_open(const char *path, const char *country, int64_t at_s, struct polpeople *out)
{
    *out = (struct polpeople){.at_s = at_s, .loaded = {.errs = errs_new()}};
    struct polload *loaded = &out->loaded;
    out->arena = arena_new(CHUNK);
    loaded->policy = policy_read(path, loaded->errs);
    if (loaded->policy == NULL) {
        return false;
    }
    if (country != NULL) {
        take_country(out, country);
    }
    if (!atlas_open(loaded->policy, NULL, &loaded->data, loaded->errs) ||
        !polimage_make(loaded->policy, &loaded->data, at_s, &out->image, loaded->errs) ||
        !atlas_make(loaded->policy, &loaded->data, at_s, out->arena, &out->atlas, loaded->errs)) {
        return false;
    }
    make_labels(out);
    return true;
}

void polpeople_done(struct polpeople *people)
{
    polimage_done(&people->image);
    atlas_done(&people->atlas);
    polload_done(&people->loaded);
    arena_free(people->arena);
    *people = (struct polpeople){.at_s = 0};
}

int polpeople_failed(const struct polverb *verb, const struct polpeople *people)
{
    if (verb->json) {
        return polverb_report(verb, people->loaded.errs, NULL);
    }
    errs_print(people->loaded.errs, stderr);
    return CTL_ERRORS;
}

int polpeople_unsaid(const char *verb, const char *what, const char *write)
{
    fprintf(stderr, "dnsctl policy %s: %s is not said; write: %s\n", verb, what, write);
    return CTL_USAGE;
}

static int64_t next_edge(const struct polpeople *people, const struct polpeople *other)
{
    int64_t edge_s = law_next_edge(people->loaded.policy, people->at_s);
    int64_t other_s = other == NULL ? edge_s : law_next_edge(other->loaded.policy, other->at_s);
    return other_s < edge_s ? other_s : edge_s;
}

void polpeople_print_edge(const struct polpeople *people, const struct polpeople *other)
{
    char at[MOMENT_TEXT_SIZE];
    char edge[MOMENT_TEXT_SIZE];
    int64_t edge_s = next_edge(people, other);
    if (edge_s != INT64_MAX) {
        moment_format(edge_s, edge);
        printf("judged as at %s; a window opens or ends at %s: ask with --at %s too.\n",
               moment_format(people->at_s, at), edge, edge);
    }
}

json_t *polpeople_edge_json(const struct polpeople *people, const struct polpeople *other)
{
    char edge[MOMENT_TEXT_SIZE];
    int64_t edge_s = next_edge(people, other);
    return edge_s == INT64_MAX ? json_null() : json_string(moment_format(edge_s, edge));
}

struct policy_states polpeople_states(const struct polpeople *people, uint64_t down)
{
    struct policy_states states = states_initial(people->image.policy);
    states.up &= ~down;
    return states;
}

const struct image_policy_decision *polpeople_decision(const struct polpeople *people,
                                                       uint32_t name, const struct prefix *client)
{
    uint8_t scope_bits;
    const struct image *image = &people->image.image;
    const struct image_policy_table *table = polimage_table(&people->image, name, people->at_s);
    uint32_t number = choose_decision(image, table, client, &scope_bits);
    const struct image_policy_decision *decisions = image->at[SECTION_POLICY_DECISION];
    return number == REF_NONE ? NULL : &decisions[number];
}
