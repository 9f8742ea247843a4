/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A random policy, as parts of a YAML text, with the databases that it reads.
 *
 * Most policies are lawful: a cluster called `home`, and `sorry` which is the same but for its
 * name, obey every rule and stand in every entry, so that nobody is left without an answer.
 */
#ifndef DNSD_TESTS_PROPERTY_SCENE_H
#define DNSD_TESTS_PROPERTY_SCENE_H

#include "base/arena.h"
#include "draw.h"
#include "geodb.h"
#include "nets.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { SCENE_PARTS_MAX = 64, SCENE_CODES_MAX = 24 };

/* Lines of YAML that may stand in any order, unless they are the entries of a route. */
struct scene_parts {
    const char *at[SCENE_PARTS_MAX];
    size_t count;
};

struct scene_operator {
    char reach[SCENE_CODES_MAX][3]; /* its own country and what else it is subject to */
    size_t nreach;
};

struct scene_cluster {
    const char *name;
    const char *location;
    char reach[SCENE_CODES_MAX][3]; /* of those that control it */
    size_t nreach;
};

struct scene_group {
    const char *name;
    bool exempts; /* holds `unknown` or `any` */
    bool places;  /* holds nothing but places of clusters */
};

struct scene {
    struct arena *arena;
    struct draw draw;
    int64_t time_s; /* windows are around it */
    struct nets nets;
    struct geodb country;
    struct geodb country6; /* IPv6, when there is one file for each family */
    struct geodb asn;
    bool has_asn;
    bool has_country6;
    int country_fd;
    int country6_fd; /* -1 = none */
    int asn_fd;      /* -1 = none */
    bool apart;      /* the law sends some people where it lets no others go */
    bool unprotected;
    bool no_ecs_unknown;
    const char *defaults;      /* the section, but for its last line: */
    const char *default_lasts; /* when-none-healthy, or nothing */
    struct scene_operator operators[SCENE_PARTS_MAX];
    struct scene_cluster clusters[SCENE_PARTS_MAX]; /* the first is `home`, the last `sorry` */
    struct scene_group group_facts[SCENE_PARTS_MAX];
    const char *name_texts[SCENE_PARTS_MAX];
    struct scene_parts operator_lines;
    struct scene_parts cluster_lines;
    struct scene_parts group_lines;
    struct scene_parts network_lines;
    struct scene_parts rule_lines;
    struct scene_parts route_lines; /* a whole route each */
    struct scene_parts soft_routes; /* the same routes, with selectors for clusters */
    struct scene_parts name_lines;
    struct scene_parts bare_names; /* the same names without a say in what is given */
};

/* Which policy of the scene's parts. */
struct scene_text {
    size_t rules;   /* how many of the first ones; more than there are = all */
    uint64_t order; /* 0 = as drawn; else operators, clusters, groups and rules are shuffled */
    bool soft;      /* routes name no cluster: nothing that the law could forbid */
    bool law_alone; /* every name is given any-eligible, and SERVFAIL where none is healthy */
    bool nowhere;   /* no correction, and country_fd is `empty_fd` */
    int empty_fd;   /* a database that knows nothing */
};

/** Draw a scene. Owns: scene_done() frees it. */
void scene_make(struct scene *scene, struct draw draw, int64_t time_s);

/** Free it. */
void scene_done(struct scene *scene);

/** The text of a policy, in the scene's arena. */
const char *scene_write(struct scene *scene, const struct scene_text *how);

/** Print the databases. */
void scene_print(struct scene *scene, FILE *to);

#endif
