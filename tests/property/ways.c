/* SPDX-License-Identifier: Apache-2.0 */
#include "ways.h"

#include "base/attr.h"
#include "people.h"

#include <string.h>

enum { WILD_PERCENT = 3, ROUTES_MAX = 2 };

static bool is_wild(struct scene *scene)
{
    return draw_chance(&scene->draw, WILD_PERCENT);
}

static const char *cluster(struct scene *scene)
{
    return scene->clusters[draw_below(&scene->draw, (uint32_t)scene->cluster_lines.count)].name;
}

static const char *join(struct scene *scene, const char *list, const char *item)
{
    return list[0] == '\0' ? item : arena_printf(scene->arena, "%s, %s", list, item);
}

/* Clusters other than home and sorry; "" when there are none. */
static const char *others(struct scene *scene)
{
    const char *text = "";
    for (size_t i = 1; i + 1 < scene->cluster_lines.count; i++) {
        text = draw_chance(&scene->draw, 40) ? join(scene, text, scene->clusters[i].name) : text;
    }
    return text;
}

static bool reaches(const struct scene_cluster *cluster, const char *country)
{
    for (size_t i = 0; i < cluster->nreach; i++) {
        if (strcmp(cluster->reach[i], country) == 0) {
            return true;
        }
    }
    return false;
}

/* Places that a cluster has nothing to do with. */
static const char *foreign(struct scene *scene, const struct scene_cluster *cluster)
{
    const char *text = "";
    for (int i = 0; i < 3; i++) {
        const char *place = people_location(scene); /* the others may be where it is a part of */
        char country[3] = {place[0], place[1], '\0'};
        bool own = reaches(cluster, country) || strncmp(cluster->location, country, 2) == 0;
        text = own && !is_wild(scene) ? text : join(scene, text, place);
    }
    return text[0] == '\0' ? "ZA" : text;
}

static const char *reach_of(struct scene *scene, const struct scene_cluster *cluster)
{
    const char *text = "";
    for (size_t i = 0; i < cluster->nreach; i++) {
        text = join(scene, text, cluster->reach[i]);
    }
    return text;
}

/* One condition that a cluster (and most often sorry) satisfies. */
static const char *condition(struct scene *scene, unsigned kind, const struct scene_cluster *by)
{
    const char *some = people_places(scene);
    const char *list = others(scene);
    switch (kind) {
    case 0:
        some = is_wild(scene) ? some : join(scene, by->location, some);
        return arena_printf(scene->arena, ", located-in: [%s]", some);
    case 1:
        some = is_wild(scene) ? some : join(scene, reach_of(scene, by), some);
        return arena_printf(scene->arena, ", controlled-from: [%s]", some);
    case 2:
        return arena_printf(scene->arena, ", not-located-in: [%s]", foreign(scene, by));
    case 3:
        return arena_printf(scene->arena, ", not-controlled-from: [%s]", foreign(scene, by));
    case 4:
        list = is_wild(scene) ? list : join(scene, list, "sorry");
        list = strstr(list, by->name) != NULL ? list : join(scene, list, by->name);
        return arena_printf(scene->arena, ", only: [%s]", list);
    default:
        list = is_wild(scene) ? join(scene, list, "home") : list;
        return list[0] == '\0' ? "" : arena_printf(scene->arena, ", never: [%s]", list);
    }
}

static const char *conditions(struct scene *scene)
{
    const struct scene_cluster *by = &scene->clusters[0];
    if (is_wild(scene)) {
        by = &scene->clusters[draw_below(&scene->draw, (uint32_t)scene->cluster_lines.count)];
    }
    const char *text = "";
    while (text[0] == '\0') {
        uint32_t which = 1 + draw_below(&scene->draw, 63);
        which &= draw_below(&scene->draw, 64) | 1u << draw_below(&scene->draw, 6);
        for (unsigned kind = 0; kind < 6; kind++) {
            const char *more = which >> kind & 1 ? condition(scene, kind, by) : "";
            text = arena_printf(scene->arena, "%s%s", text, more);
        }
        if (scene->draw.data != NULL && scene->draw.len == 0 && text[0] == '\0') {
            text = ", not-located-in: [ZA]";
        }
    }
    return text;
}

/* ", names: [..]" in some draws. */
static const char *names(struct scene *scene)
{
    const char *text = "";
    for (size_t i = 0; i < scene->name_lines.count && draw_chance(&scene->draw, 30); i++) {
        text = join(scene, text, scene->name_texts[i]);
    }
    return text[0] == '\0' ? "" : arena_printf(scene->arena, ", names: [%s]", text);
}

/* Two sets of people, most often apart, of which one must have what the other must not. */
static void send_apart(struct scene *scene)
{
    for (uint32_t i = 0; i < 2; i++) {
        const char *who = people_few(scene);
        scene->rule_lines.at[scene->rule_lines.count++] =
            arena_printf(scene->arena, "  - { name: apart-%u, who: [%s], %s: [home, sorry] }\n", i,
                         who, i == 0 ? "only" : "never");
    }
}

void ways_rules(struct scene *scene)
{
    uint32_t count = draw_below(&scene->draw, scene->apart ? 2 : 6);
    if (scene->apart) {
        send_apart(scene);
    }
    for (uint32_t i = 0; i < count; i++) {
        const char *who = people_who(scene); /* drawn one after the other */
        const char *what = conditions(scene);
        const char *where = names(scene);
        const char *when = people_window(scene, 15);
        scene->rule_lines.at[scene->rule_lines.count++] = arena_printf(
            scene->arena, "  - { name: rule-%u, who: %s%s%s%s }\n", i, who, what, where, when);
    }
}

/* ---- taste */

/* Neighbours in the list of clusters, so that none stands twice. */
static const char *several(struct scene *scene)
{
    uint32_t count = (uint32_t)scene->cluster_lines.count;
    uint32_t first = draw_below(&scene->draw, count);
    uint32_t more = draw_below(&scene->draw, 3);
    const char *list = scene->clusters[first].name;
    for (uint32_t i = 1; i <= more && i < count; i++) {
        list = join(scene, list, scene->clusters[(first + i) % count].name);
    }
    return list;
}

static const char *tier(struct scene *scene)
{
    uint32_t kind = draw_below(&scene->draw, 100);
    if (kind < 50) {
        return cluster(scene);
    }
    if (kind < 80) {
        return arena_printf(scene->arena, "[%s]", several(scene));
    }
    return kind < 90 ? "same-country" : "any-eligible";
}

static const char *tiers(struct scene *scene)
{
    const char *text = tier(scene);
    uint32_t more = draw_below(&scene->draw, 3);
    for (uint32_t i = 0; i < more; i++) {
        text = join(scene, text, tier(scene));
    }
    if (scene->apart) {
        return join(scene, text, "any-eligible");
    }
    bool has = strstr(text, "home") != NULL || strstr(text, "any-eligible") != NULL;
    if (!has && !is_wild(scene)) {
        text = draw_chance(&scene->draw, 50) ? join(scene, text, "home")
                                             : join(scene, "[home, sorry]", text);
    }
    return text;
}

static const char *share(struct scene *scene)
{
    static const char *const words[] = {"5%", "50%", "0.25%", "99.99%", "33.3%"};
    return draw_chance(&scene->draw, 20)
               ? arena_printf(scene->arena, ", share: %s",
                              words[draw_below(&scene->draw, ARRAY_LEN(words))])
               : "";
}

/* A route, and the same with selectors for clusters. */
static void add_route(struct scene *scene, uint32_t number)
{
    static const char *const selectors[] = {"any-eligible", "same-country, any-eligible"};
    const char *text = arena_printf(scene->arena, "  way-%u:\n", number);
    const char *soft = text;
    uint32_t more = draw_below(&scene->draw, 5);
    for (uint32_t i = 0; i < more; i++) {
        const char *who = people_who(scene);
        const char *to = tiers(scene);
        const char *part = share(scene);
        const char *when = people_window(scene, 15);
        text = arena_printf(scene->arena, "%s    - { who: %s, to: [%s]%s%s }\n", text, who, to,
                            part, when);
        soft = arena_printf(scene->arena, "%s    - { who: %s, to: [%s]%s%s }\n", soft, who,
                            selectors[i % 2], part, when);
    }
    const char *last = tiers(scene);
    scene->route_lines.at[scene->route_lines.count++] =
        arena_printf(scene->arena, "%s    - { who: [any], to: [%s] }\n", text, last);
    scene->soft_routes.at[scene->soft_routes.count++] =
        arena_printf(scene->arena, "%s    - { who: [any], to: [any-eligible] }\n", soft);
}

const char *ways_lasts(struct scene *scene)
{
    static const char *const ends[] = {"", "servfail", "refused", "nodata"};
    const char *end = ends[draw_below(&scene->draw, ARRAY_LEN(ends))];
    const char *text = "";
    if (scene->apart) {
        return draw_chance(&scene->draw, 50) ? "[try-anyway, nodata]" : "[servfail]";
    }
    if (draw_chance(&scene->draw, 30)) {
        const char *other = scene->clusters[1].name;
        text = scene->cluster_lines.count > 2 && draw_chance(&scene->draw, 50) ? other : "";
        text = join(scene, text, "try-anyway");
        text = is_wild(scene) ? join(scene, text, "home") : text;
    }
    if (draw_chance(&scene->draw, 60)) {
        text = join(scene, text, "sorry");
    }
    text = end[0] == '\0' && text[0] != '\0' ? text
                                             : join(scene, text, end[0] == '\0' ? "servfail" : end);
    return arena_printf(scene->arena, "[%s]", text);
}

static void add_name(struct scene *scene, const char *name, uint32_t nroutes)
{
    const char *lasts =
        draw_chance(&scene->draw, 40)
            ? arena_printf(scene->arena, ", when-none-healthy: %s", ways_lasts(scene))
            : "";
    bool address = draw_chance(&scene->draw, 40) || name[0] == 'e'; /* the zone's apex */
    const char *how = address ? ", answer: address, ttl: 30" : "";
    uint32_t way = draw_below(&scene->draw, nroutes);
    scene->name_lines.at[scene->name_lines.count++] =
        arena_printf(scene->arena, "  %s: { route: way-%u%s%s }\n", name, way, how, lasts);
    scene->bare_names.at[scene->bare_names.count++] =
        arena_printf(scene->arena, "  %s: { route: bare%s }\n", name, how);
}

void ways_routes(struct scene *scene)
{
    uint32_t nroutes = 1 + draw_below(&scene->draw, ROUTES_MAX);
    for (uint32_t i = 0; i < nroutes; i++) {
        add_route(scene, i);
    }
    size_t count = scene->name_lines.count; /* they have their texts only */
    scene->name_lines.count = 0;
    for (size_t i = 0; i < count; i++) {
        add_name(scene, scene->name_texts[i], nroutes);
    }
}
