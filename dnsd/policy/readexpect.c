/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/readexpect.h"

#include "policy/term.h"

#include <string.h>

static void read_people(struct read *r, const struct yaml *value, void *out)
{
    struct policy_expect *expect = out;
    if (value->kind != YAML_SCALAR) {
        term_list(r, value, "from", &expect->from);
        return;
    }
    if (term_is_prefix(value->text)) {
        expect->from_prefix = term_prefix(r, value, true, &expect->prefix);
        return;
    }
    struct policy_term *term = arena_alloc(r->arena, sizeof(*term));
    if (term_read(r, value, term)) {
        expect->from = (struct policy_terms){.list = term, .count = 1};
    }
}

static void read_names(struct read *r, const struct yaml *value, void *out)
{
    struct policy_expect *expect = out;
    read_references(r, value, READ_NAMES, &expect->names, &expect->nnames);
}

static void read_down(struct read *r, const struct yaml *value, void *out)
{
    struct policy_expect *expect = out;
    read_clusters(r, value, "down", &expect->down);
}

static void read_at(struct read *r, const struct yaml *value, void *out)
{
    struct policy_expect *expect = out;
    expect->has_at = read_moment(r, value, &expect->at_s);
}

static void read_located_in(struct read *r, const struct yaml *value, void *out)
{
    struct policy_clusters *clusters = out;
    term_places(r, value, "located-in", &clusters->located_in);
}

static void read_controlled_from(struct read *r, const struct yaml *value, void *out)
{
    struct policy_clusters *clusters = out;
    term_places(r, value, "controlled-from", &clusters->controlled_from);
}

/* Clusters by name, or, in claims, by what is true of them. */
static void read_set(struct read *r, const struct yaml *value, const char *what,
                     struct policy_clusters *out)
{
    static const struct read_spec specs[] = {
        {"located-in", read_located_in, false},
        {"controlled-from", read_controlled_from, false},
    };
    uint32_t index;
    if (value->kind == YAML_LIST) {
        read_clusters(r, value, what, &out->named);
    } else if (value->kind == YAML_SCALAR) {
        if (read_reference(r, value, READ_CLUSTERS, &index) && index < POLICY_CLUSTERS_MAX) {
            out->named = UINT64_C(1) << index;
        }
    } else if (!r->claims) {
        read_fault(r, "S1", value, "%s is a map, which only claims take; write clusters: [..]",
                   what);
    } else {
        read_map(r, value, what, value, specs, ARRAY_LEN(specs), out);
        if (value->count == 0) {
            read_fault(r, "S1", value, "%s is an empty map; write located-in or controlled-from",
                       what);
        }
    }
}

static void read_lands_on(struct read *r, const struct yaml *value, void *out)
{
    struct policy_expect *expect = out;
    expect->has_lands_on = true;
    read_set(r, value, "lands-on", &expect->lands_on);
}

static void read_never(struct read *r, const struct yaml *value, void *out)
{
    struct policy_expect *expect = out;
    expect->has_never = true;
    read_set(r, value, "never", &expect->never);
}

static void read_why(struct read *r, const struct yaml *value, void *out)
{
    struct policy_expect *expect = out;
    expect->why = read_kept(r, value, "why");
}

void readexpect_one(struct read *r, const struct yaml *value, struct policy_expect *out)
{
    static const struct read_spec specs[] = {
        {"from", read_people, true},  {"lands-on", read_lands_on, false},
        {"never", read_never, false}, {"names", read_names, false},
        {"down", read_down, false},   {"at", read_at, false},
        {"why", read_why, false},
    };
    const char *what = r->claims ? "a claim" : "an expectation";
    out->at = value->at;
    read_map(r, value, what, value, specs, ARRAY_LEN(specs), out);
    if (value->kind == YAML_MAP && !out->has_lands_on && !out->has_never) {
        read_fault(r, "S1", value, "%s; write lands-on: a cluster, or never: [..]",
                   r->claims ? "a claim that claims nothing"
                             : "an expectation that expects nothing");
    }
}

void readexpect_expect(struct read *r, const struct yaml_pair *pair, size_t i)
{
    readexpect_one(r, pair->value, &r->policy->expects[i]);
}

/* Findings that may be accepted: warnings. With an error there is nothing to serve. */
static void read_code(struct read *r, const struct yaml *value, void *out)
{
    static const char *const codes[] = {"L5", "L6", "R1", "R3", "R4", "U1", "U2", "G1", "G2",
                                        "G4", "F1", "F2", "F3", "F5", "F6", "N1", "T1", "T2"};
    static const char *const errors[] = {"S1", "S2", "S3", "S4", "S5", "L1", "L2",
                                         "L3", "L4", "R2", "G3", "F4", "N2", "X1"};
    struct policy_allow *allow = out;
    const char *text = read_word(r, value, "a code");
    size_t which;
    if (text == NULL) {
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(errors); i++) {
        if (strcmp(text, errors[i]) == 0) {
            read_fault(r, "S1", value,
                       "%s is an error, which cannot be silenced; mend what it found", text);
            return;
        }
    }
    if (read_choice(r, value, "the code of a finding", codes, ARRAY_LEN(codes), &which)) {
        memcpy(allow->code, codes[which], strlen(codes[which]) + 1);
    }
}

static void read_subject(struct read *r, const struct yaml *value, void *out)
{
    struct policy_allow *allow = out;
    allow->subject = read_kept(r, value, "for");
}

static void read_reason(struct read *r, const struct yaml *value, void *out)
{
    struct policy_allow *allow = out;
    allow->why = read_kept(r, value, "why");
}

static void read_from(struct read *r, const struct yaml *value, void *out)
{
    struct policy_allow *allow = out;
    read_moment(r, value, &allow->window.from_s);
}

static void read_until(struct read *r, const struct yaml *value, void *out)
{
    struct policy_allow *allow = out;
    read_moment(r, value, &allow->window.until_s);
}

void readexpect_allow(struct read *r, const struct yaml_pair *pair, size_t i)
{
    static const struct read_spec specs[] = {
        {"code", read_code, true},  {"for", read_subject, false}, {"why", read_reason, true},
        {"from", read_from, false}, {"until", read_until, false},
    };
    struct policy_allow *allow = &r->policy->allows[i];
    allow->at = pair->value->at;
    allow->window = (struct policy_window){.from_s = INT64_MIN, .until_s = INT64_MAX};
    read_map(r, pair->value, "an accepted finding", pair->value, specs, ARRAY_LEN(specs), allow);
    read_check_window(r, allow->window, pair->value);
}
