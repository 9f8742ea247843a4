/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One reading of a policy: what all parts of the reader share, and readers of single values.
 *
 * First all files become YAML trees; then the named things of all of them are listed, so that a
 * reference may stand before what it names; then each is read. Every reader reports what is wrong
 * and goes on: a policy with a fault is never used, so what it leaves behind does not matter.
 */
#ifndef DNSD_POLICY_READ_H
#define DNSD_POLICY_READ_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/errs.h"
#include "conf/dict.h"
#include "conf/yaml.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a policy lists. Those up to READ_NAMES are referred to by name. */
enum read_list {
    READ_OPERATORS,
    READ_CLUSTERS,
    READ_NAMESERVERS,
    READ_GROUPS,
    READ_ROUTES,
    READ_NAMES,
    READ_NETWORKS,
    READ_RULES,
    READ_EXPECTS,
    READ_ALLOWS,
    READ_LISTS
};

/* All entries of one kind, from all files. */
struct read_items {
    struct yaml_pair *list; /* key NULL where the section is a list */
    size_t count;
    size_t room;
    struct dict by_name; /* to the index, plus 1 */
};

struct read {
    struct policy *policy;
    struct errs *errs;
    struct arena *arena;   /* the policy's */
    struct arena *scratch; /* what only reading needs */
    struct read_items items[READ_LISTS];
    struct dict prefixes; /* own networks by their text, to policy.prefixes */
    size_t prefixes_room;
    struct dict networks;        /* corrections by their text */
    struct dict rules;           /* by name */
    struct policy_health health; /* of defaults */
    struct policy_lasts lasts;   /* of defaults */
    bool accepts_spill;          /* defaults.i-accept */
    bool broken;                 /* a file is no YAML: what lacks may stand where reading ended */
    bool claims;                 /* a file of claims: expectations may name clusters by place */
    const struct yaml *unknown;  /* where defaults.unknown stands */
};

/* A key of a map. */
typedef void read_field(struct read *r, const struct yaml *value, void *out);

struct read_spec {
    const char *key;
    read_field *read;
    bool required;
};

/** Add a finding that is an error, underlining the node. Returns false. */
bool read_fault(struct read *r, const char *code, const struct yaml *at, const char *format, ...)
    ATTR_PRINTF(4, 5);

/**
 * Read a map by its keys: unknown and missing ones are faults.
 *
 * what  of what it is a map, for messages: "a cluster"
 * at    where a missing key is reported: the thing's name, or the map
 */
void read_map(struct read *r, const struct yaml *map, const char *what, const struct yaml *at,
              const struct read_spec *specs, size_t nspecs, void *out);

/** The text of a word that is not empty; NULL after a fault. what: "a location". */
const char *read_word(struct read *r, const struct yaml *value, const char *what);

/** The same, kept with the policy. */
const char *read_kept(struct read *r, const struct yaml *value, const char *what);

/** The path of a file beside the one that names it; NULL after a fault. */
const char *read_path(struct read *r, const struct yaml *value, const char *what);

bool read_u32(struct read *r, const struct yaml *value, const char *what, uint32_t min,
              uint32_t max, uint32_t *out);

/** A duration from min to max, such as "10s" or "30d". */
bool read_duration(struct read *r, const struct yaml *value, const char *what, uint64_t min_ms,
                   uint64_t max_ms, uint64_t *out_ms);

/** Which of the words it is. */
bool read_choice(struct read *r, const struct yaml *value, const char *what,
                 const char *const *words, size_t nwords, size_t *out);

/** Whether it is a list with something in it; else a fault. */
bool read_is_list(struct read *r, const struct yaml *value, const char *what);

bool read_moment(struct read *r, const struct yaml *value, int64_t *out_s);

/** Whether a name of ours has the shape of one; else a fault. what: "a cluster". */
bool read_is_name(struct read *r, const struct yaml *name, const char *what);

/** What a word that nobody knows may have meant: "did you mean 'x'?", else `otherwise`. */
const char *read_hint(struct read *r, const char *word, const char *const *known, size_t nknown,
                      const char *otherwise);

/** The index of what is listed under a key; POLICY_NONE when nothing is. */
uint32_t read_find(const struct read *r, enum read_list list, const char *key);

/** The index of what a word names; a fault when nothing is called so. */
bool read_reference(struct read *r, const struct yaml *value, enum read_list list, uint32_t *out);

/** The indexes of what a list of words names, each once. */
void read_references(struct read *r, const struct yaml *value, enum read_list list,
                     const uint32_t **out, size_t *count);

/** The mask of the clusters that a list names. */
void read_clusters(struct read *r, const struct yaml *value, const char *what, uint64_t *out);

/** After both ends of a window were read: from must be before until. */
void read_check_window(struct read *r, struct policy_window window, const struct yaml *at);

#endif
