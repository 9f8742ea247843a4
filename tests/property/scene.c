/* SPDX-License-Identifier: Apache-2.0 */
#include "scene.h"

#include "base/attr.h"
#include "people.h"
#include "policy/facts.h"
#include "ways.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 16 * 1024, CROWD_PERCENT = 3 };

/* One file, or one for each family. */
static void draw_files(struct scene *scene)
{
    struct geodb *db = &scene->country;
    db->flat = draw_chance(&scene->draw, 15);
    scene->has_country6 = draw_chance(&scene->draw, 15);
    scene->country6_fd = -1;
    if (scene->has_country6) {
        scene->country6 = *db;
        scene->country6.v4_only = false;
        scene->country6.v6_only = true;
        geodb_settle(&scene->country6);
        scene->country6_fd = geodb_file(&scene->country6);
        db->v4_only = true;
    }
    geodb_settle(db);
    scene->country_fd = geodb_file(db);
}

static void draw_country(struct scene *scene)
{
    struct geodb *db = &scene->country;
    uint32_t count = draw_below(&scene->draw, 24);
    db->bits = 24 + 4 * draw_below(&scene->draw, 3);
    db->v4_only = draw_chance(&scene->draw, 5);
    db->aliases = draw_chance(&scene->draw, 40);
    for (uint32_t i = 0; i < count; i++) {
        struct geodb_net *net = &db->nets[db->nnets++];
        const char *location = people_location(scene);
        uint32_t odd = draw_below(&scene->draw, 20); /* unknown in its ways */
        *net = (struct geodb_net){.prefix = nets_draw(&scene->nets, &scene->draw),
                                  .anycast = odd == 19};
        memcpy(net->country, odd < 17 ? location : odd == 17 ? "ZZ" : "", odd < 18 ? 2 : 0);
        if (location[2] == '-') {
            strcpy(net->subdivision, location + 3);
        }
    }
    draw_files(scene);
}

static void draw_asns(struct scene *scene)
{
    struct geodb *db = &scene->asn;
    scene->asn_fd = -1;
    scene->has_asn = draw_chance(&scene->draw, 40);
    if (!scene->has_asn) {
        return;
    }
    uint32_t count = draw_below(&scene->draw, 12);
    *db = (struct geodb){.of_asns = true, .bits = 24, .aliases = draw_chance(&scene->draw, 30)};
    for (uint32_t i = 0; i < count; i++) {
        bool none = draw_chance(&scene->draw, 10);
        db->nets[db->nnets++] = (struct geodb_net){.prefix = nets_draw(&scene->nets, &scene->draw),
                                                   .asn = none ? 0 : people_asn(scene)};
    }
    geodb_settle(db);
    scene->asn_fd = geodb_file(db);
}

static void add_reach(char (*to)[3], size_t *count, const char *country)
{
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(to[i], country) == 0) {
            return;
        }
    }
    if (*count < SCENE_CODES_MAX) {
        memcpy(to[(*count)++], country, 3);
    }
}

static void draw_operators(struct scene *scene)
{
    uint32_t count = 1 + draw_below(&scene->draw, 5);
    for (uint32_t i = 0; i < count; i++) {
        struct scene_operator *operator= & scene->operators[i];
        const char *country = people_country(scene);
        const char *more = "";
        add_reach(operator->reach, &operator->nreach, country);
        if (i > 0 && draw_chance(&scene->draw, 30)) {
            uint32_t parent = draw_below(&scene->draw, i);
            more = arena_printf(scene->arena, ", parent: firm-%u", parent);
            for (size_t k = 0; k < scene->operators[parent].nreach; k++) {
                add_reach(operator->reach, &operator->nreach, scene->operators[parent].reach[k]);
            }
        }
        if (draw_chance(&scene->draw, 15)) {
            const char *also = people_country(scene);
            more = arena_printf(scene->arena, "%s, also-subject-to: [%s]", more, also);
            add_reach(operator->reach, &operator->nreach, also);
        }
        scene->operator_lines.at[scene->operator_lines.count++] =
            arena_printf(scene->arena, "  firm-%u: { country: %s%s }\n", i, country, more);
    }
}

/* The facts of a cluster but for its name, its state and its addresses. */
static const char *control(struct scene *scene, struct scene_cluster *cluster)
{
    uint32_t noperators = (uint32_t)scene->operator_lines.count;
    uint32_t first = draw_below(&scene->draw, noperators);
    uint32_t count = 1 + draw_below(&scene->draw, noperators < 2 ? 1 : 2);
    const char *text = "";
    for (uint32_t i = 0; i < count; i++) {
        uint32_t by = (first + i) % noperators;
        text = arena_printf(scene->arena, "%s%sfirm-%u", text, i == 0 ? "" : ", ", by);
        for (size_t k = 0; k < scene->operators[by].nreach; k++) {
            add_reach(cluster->reach, &cluster->nreach, scene->operators[by].reach[k]);
        }
    }
    cluster->location = people_location(scene);
    return arena_printf(scene->arena, "location: %s, controlled-by: [%s]", cluster->location, text);
}

static void add_cluster(struct scene *scene, const struct scene_cluster *cluster, const char *facts)
{
    static const char *const states[] = {"", "", "", "", ", state: drain", ", state: off"};
    const char *state = states[draw_below(&scene->draw, ARRAY_LEN(states))];
    size_t i = scene->cluster_lines.count;
    scene->clusters[i] = *cluster;
    scene->cluster_lines.at[scene->cluster_lines.count++] = arena_printf(
        scene->arena,
        "  %s: { target: %s.example., addresses: [10.9.8.%zu, \"2001:db8:9::%zx\"], %s, weight: "
        "%u%s }\n",
        cluster->name, cluster->name, i + 1, i + 1, facts, 1 + draw_below(&scene->draw, 4), state);
}

/* As many as a policy can have, but for one. */
static void draw_crowd(struct scene *scene)
{
    while (scene->cluster_lines.count + 1 < POLICY_CLUSTERS_MAX) {
        struct scene_cluster cluster = {
            .name = arena_printf(scene->arena, "c%zu", scene->cluster_lines.count)};
        const char *facts = control(scene, &cluster);
        add_cluster(scene, &cluster, facts);
    }
}

static void draw_clusters(struct scene *scene)
{
    static const char *const names[] = {"amber", "cobalt", "dun", "ecru"};
    struct scene_cluster home = {.name = "home"};
    const char *facts = control(scene, &home);
    uint32_t more = scene->apart + draw_below(&scene->draw, ARRAY_LEN(names) + !scene->apart);
    add_cluster(scene, &home, facts);
    for (uint32_t i = 0; i < more; i++) {
        struct scene_cluster other = {.name = names[i]};
        const char *others = control(scene, &other);
        add_cluster(scene, &other, others);
    }
    if (draw_chance(&scene->draw, CROWD_PERCENT)) {
        draw_crowd(scene);
    }
    home.name = "sorry";
    add_cluster(scene, &home, facts);
}

static void draw_corrections(struct scene *scene)
{
    char text[PREFIX_TEXT_SIZE];
    uint32_t count = draw_below(&scene->draw, 5);
    for (uint32_t i = 0; i < count; i++) {
        struct prefix prefix = nets_draw(&scene->nets, &scene->draw);
        const char *key = arena_printf(scene->arena, "  \"%s\":", prefix_format(&prefix, text));
        bool again = false;
        for (size_t k = 0; k < scene->network_lines.count; k++) {
            again |= strncmp(scene->network_lines.at[k], key, strlen(key)) == 0;
        }
        const char *country = draw_chance(&scene->draw, 25) ? "unknown" : people_country(scene);
        const char *window = people_window(scene, 25);
        if (!again) {
            scene->network_lines.at[scene->network_lines.count++] =
                arena_printf(scene->arena, "%s { country: %s%s }\n", key, country, window);
        }
    }
}

static void draw_names(struct scene *scene)
{
    static const char *const texts[] = {"app.example.", "\"*.w.example.\"", "example.",
                                        "x.w.example.", "a.b.example."};
    uint32_t first = draw_below(&scene->draw, ARRAY_LEN(texts));
    uint32_t count = 1 + draw_below(&scene->draw, 3);
    for (uint32_t i = 0; i < count; i++) {
        scene->name_texts[scene->name_lines.count++] = texts[(first + i) % ARRAY_LEN(texts)];
    }
}

static void draw_defaults(struct scene *scene)
{
    scene->apart = draw_chance(&scene->draw, 12);
    scene->unprotected = draw_chance(&scene->draw, 30);
    scene->no_ecs_unknown = draw_chance(&scene->draw, 30);
    scene->defaults =
        arena_printf(scene->arena, "defaults:\n  ttl: 60\n%s%s",
                     scene->unprotected ? "  unknown: unprotected\n  i-accept: spill\n" : "",
                     scene->no_ecs_unknown ? "  no-ecs: unknown\n" : "  no-ecs: resolver\n");
}

void scene_make(struct scene *scene, struct draw draw, int64_t time_s)
{
    *scene = (struct scene){
        .arena = arena_new(CHUNK), .draw = draw, .time_s = time_s, .default_lasts = ""};
    draw_defaults(scene);
    draw_country(scene);
    draw_asns(scene);
    draw_operators(scene);
    draw_clusters(scene);
    people_groups(scene);
    draw_corrections(scene);
    draw_names(scene);
    ways_rules(scene);
    ways_routes(scene);
    if (draw_chance(&scene->draw, 60)) {
        const char *lasts = ways_lasts(scene);
        scene->default_lasts = arena_printf(scene->arena, "  when-none-healthy: %s\n", lasts);
    }
}

void scene_done(struct scene *scene)
{
    const int files[] = {scene->country_fd, scene->country6_fd, scene->asn_fd};
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        if (files[i] >= 0) {
            close(files[i]);
        }
    }
    arena_free(scene->arena);
}

/* ---- the text */

static void write_section(FILE *to, const char *title, const struct scene_parts *parts,
                          uint64_t order)
{
    uint32_t place[SCENE_PARTS_MAX];
    struct draw shuffle = draw_seeded(order);
    for (uint32_t i = 0; i < parts->count; i++) {
        place[i] = i;
    }
    for (uint32_t i = 0; i < parts->count && order != 0; i++) {
        uint32_t other = i + draw_below(&shuffle, (uint32_t)parts->count - i);
        uint32_t kept = place[i];
        place[i] = place[other];
        place[other] = kept;
    }
    fprintf(to, "%s", parts->count == 0 ? "" : title);
    for (size_t i = 0; i < parts->count; i++) {
        fputs(parts->at[place[i]], to);
    }
}

static void write_law(struct scene *scene, const struct scene_text *how, FILE *to)
{
    struct scene_parts rules = scene->rule_lines;
    rules.count = rules.count < how->rules ? rules.count : how->rules;
    write_section(to, "operators:\n", &scene->operator_lines, how->order);
    write_section(to, "clusters:\n", &scene->cluster_lines, how->order);
    write_section(to, "groups:\n", &scene->group_lines, how->order);
    if (!how->nowhere) {
        write_section(to, "networks:\n", &scene->network_lines, how->order);
    }
    write_section(to, "residency:\n", &rules, how->order);
}

const char *scene_write(struct scene *scene, const struct scene_text *how)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    fputs("version: 1\nbuiltin: 2026-01\ndata:\n", to);
    if (scene->has_country6 && !how->nowhere) {
        fprintf(to, "  country: [/proc/self/fd/%d, /proc/self/fd/%d]\n", scene->country_fd,
                scene->country6_fd);
    } else {
        fprintf(to, "  country: /proc/self/fd/%d\n",
                how->nowhere ? how->empty_fd : scene->country_fd);
    }
    if (scene->has_asn) {
        fprintf(to, "  asn: /proc/self/fd/%d\n", scene->asn_fd);
    }
    fprintf(to, "%s%s", scene->defaults, how->law_alone ? "" : scene->default_lasts);
    write_law(scene, how, to);
    if (how->law_alone) {
        fputs("routes:\n  bare:\n    - { who: [any], to: [any-eligible] }\n", to);
        write_section(to, "names:\n", &scene->bare_names, 0);
    } else {
        write_section(to, "routes:\n", how->soft ? &scene->soft_routes : &scene->route_lines, 0);
        write_section(to, "names:\n", &scene->name_lines, 0);
    }
    fclose(to);
    const char *kept = arena_text(scene->arena, text, len);
    free(text);
    return kept;
}

void scene_print(struct scene *scene, FILE *to)
{
    fputs("---- country database\n", to);
    geodb_print(&scene->country, to);
    if (scene->has_country6) {
        fputs("---- of IPv6\n", to);
        geodb_print(&scene->country6, to);
    }
    if (scene->has_asn) {
        fputs("---- AS database\n", to);
        geodb_print(&scene->asn, to);
    }
    fputs("----\n", to);
}
