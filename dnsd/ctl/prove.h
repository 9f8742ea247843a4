/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `dnsctl policy verify` compares: the compiled image, asked through the server's own code,
 * and the naive evaluator (policy/naive.h), which shares none with it.
 */
#ifndef DNSD_CTL_PROVE_H
#define DNSD_CTL_PROVE_H

#include "base/arena.h"
#include "ctl/polimage.h"
#include "policy/naive.h"
#include "policy/policy.h"
#include "step/decide.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One interval of time: from time_s to the policy's next edge. */
struct prove {
    const struct policy *policy;
    const struct polimage *image;
    struct naive *naive; /* at time_s */
    int64_t time_s;
    struct arena *arena;   /* texts of faults live here */
    const uint32_t *twins; /* by name: the first name that is answered from the same tables */
};

/* A counterexample; what is NULL = none was found. */
struct prove_fault {
    const char *what;   /* "2a02:e040::/29 (NL), app.example., nl down" */
    const char *given;  /* what the compiled image gives */
    const char *wanted; /* what it has to be */
};

/** Ask the image. down: clusters that are not healthy. client NULL: nothing is known. */
void prove_decide(const struct prove *prove, uint32_t name, const struct prefix *client,
                  uint64_t down, struct decided *out);

/** Whether a decision of the image is the naive one: the same parts, tiers and last resorts. */
bool prove_same_decision(const struct prove *prove, const struct image_policy_decision *decision,
                         const struct naivetaste *taste);

/** Whether both give the same: kind, and cluster. */
bool prove_same_answer(const struct choice *choice, const struct naive_answer *answer);

/** Every cluster that a decision of the image can give in some state. */
uint64_t prove_reach(const struct prove *prove, const struct image_policy_decision *decision);

/** "eu-sovereign", "SERVFAIL": in words, in the arena. */
const char *prove_choice_text(const struct prove *prove, const struct choice *choice);
const char *prove_answer_text(const struct prove *prove, const struct naive_answer *answer);

/** A decision of the image: "nl, then eu, else sorry, SERVFAIL". */
const char *prove_decision_text(const struct prove *prove,
                                const struct image_policy_decision *decision);
const char *prove_taste_text(const struct prove *prove, const struct naivetaste *taste);

/** A place: "NL", "unknown", "US-CA, AS64496", "NL in 198.51.100.0/24". */
const char *prove_place_text(const struct prove *prove, const struct naivewho_place *place);

/** "app.example.". */
const char *prove_name_text(const struct prove *prove, uint32_t name);

/**
 * A client in words: "2a02:e040::/29 (NL), app.example., nl and eu down".
 *
 * place  NULL = not said. down 0 = not said
 */
const char *prove_case_text(const struct prove *prove, uint32_t name, const struct prefix *client,
                            const struct naivewho_place *place, uint64_t down);

/**
 * The twins of all names: of names that share their tables, and to which the policy applies the
 * same route, last resorts and rules, what is true of one's networks is true of the other's, but
 * for the hash.
 *
 * Owns: they live in the arena.
 */
const uint32_t *prove_twins(const struct prove *prove);

/** The longest network that begins at `first` and does not go past `last`. */
struct prefix prove_network(const struct addr *first, const struct addr *last);

#endif
