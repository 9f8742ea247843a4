/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy says, as a sorted list of single facts: two policies are compared line by line. */
#ifndef DNSD_CTL_POLFACTS_H
#define DNSD_CTL_POLFACTS_H

#include "base/arena.h"
#include "policy/policy.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* In the order in which they are told. */
enum polfacts_kind {
    FACT_NAME,
    FACT_CLUSTER,
    FACT_GROUP,
    FACT_NETWORK, /* corrections */
    FACT_DEFAULT,
    FACT_RULE,
    FACT_KINDS
};

/* Routes and last resorts are no facts here: what they come to is compared by who is given what. */
struct polfact {
    enum polfacts_kind kind;
    const char *subject;          /* "nl-sovereign" */
    const char *field;            /* "target" */
    const char *value;            /* in words; "" = not said */
    const struct policy_who *who; /* a set of people, compared by its members; NULL = none */
    bool answers;                 /* another value is another answer, whoever asks */
};

/* A subject that only one policy has, or a field that they have other values of. */
struct polfacts_change {
    enum polfacts_kind kind;
    const char *text; /* "nl-one: target a. -> b." */
    bool answers;
};

struct polfacts_changes {
    struct polfacts_change *list;
    size_t count;
    size_t room;
};

/** Compare two policies; all in the arena. */
void polfacts_compare(const struct policy *before, const struct policy *after, struct arena *arena,
                      struct polfacts_changes *out);

/** Whether there are changes of a kind. */
bool polfacts_has(const struct polfacts_changes *changes, enum polfacts_kind kind);

/** What a kind is called: "names". */
const char *polfacts_word(enum polfacts_kind kind);

/** The changes by kind. Owns: the caller gives it to a parent or drops it. */
json_t *polfacts_json(const struct polfacts_changes *changes);

#endif
