/* SPDX-License-Identifier: Apache-2.0 */
#include "people.h"

#include "base/attr.h"

#include <string.h>
#include <time.h>

enum { TERM_TRIES = 8, DAY_S = 86400 };

/* Which terms fit. */
enum fit { FIT_PEOPLE, FIT_NONE_OF, FIT_PLACES };

const char *people_country(struct scene *scene)
{
    static const char *const codes[] = {"NL", "DE", "US", "FR", "BE", "GB",
                                        "NO", "CH", "BR", "RE", "PR"};
    return codes[draw_below(&scene->draw, ARRAY_LEN(codes))];
}

static const char *subdivision(struct scene *scene)
{
    static const char *const codes[] = {"US-CA", "US-NY", "GB-ENG"};
    return codes[draw_below(&scene->draw, ARRAY_LEN(codes))];
}

const char *people_location(struct scene *scene)
{
    return draw_chance(&scene->draw, 12) ? subdivision(scene) : people_country(scene);
}

uint32_t people_asn(struct scene *scene)
{
    return 64500 + draw_below(&scene->draw, 4);
}

static const char *area(struct scene *scene)
{
    static const char *const words[] = {"eu",
                                        "eea",
                                        "efta",
                                        "eu-members",
                                        "five-eyes",
                                        "us-and-territories",
                                        "continent-europe",
                                        "continent-north-america",
                                        "continent-south-america",
                                        "continent-africa"};
    return words[draw_below(&scene->draw, ARRAY_LEN(words))];
}

static const char *network(struct scene *scene)
{
    char text[PREFIX_TEXT_SIZE];
    struct prefix prefix = nets_draw(&scene->nets, &scene->draw);
    return arena_printf(scene->arena, "\"%s\"", prefix_format(&prefix, text));
}

static bool fits(const struct scene_group *group, enum fit fit)
{
    return fit == FIT_PEOPLE || (fit == FIT_NONE_OF ? !group->exempts : group->places);
}

/* An earlier group that fits, else a country. */
static const char *group(struct scene *scene, enum fit fit, struct scene_group *into)
{
    for (int i = 0; i < TERM_TRIES && scene->group_lines.count > 0; i++) {
        const struct scene_group *found =
            &scene->group_facts[draw_below(&scene->draw, (uint32_t)scene->group_lines.count)];
        if (fits(found, fit)) {
            into->exempts |= found->exempts;
            into->places &= found->places;
            return found->name;
        }
    }
    return people_country(scene);
}

/* A term for people; what it holds is noted. */
static const char *other_term(struct scene *scene, enum fit fit, struct scene_group *into)
{
    into->places = false;
    uint32_t kind = draw_below(&scene->draw, 40);
    if (kind < 24) {
        return network(scene);
    }
    if (kind < 30 && scene->has_asn) {
        return arena_printf(scene->arena, "AS%u", people_asn(scene));
    }
    if (fit == FIT_NONE_OF) {
        return network(scene);
    }
    into->exempts = true;
    return kind < 36 ? "unknown" : "any";
}

static const char *term(struct scene *scene, enum fit fit, struct scene_group *into)
{
    uint32_t kind = draw_below(&scene->draw, fit == FIT_PLACES ? 60 : 100);
    if (kind < 30) {
        return people_country(scene);
    }
    if (kind < 45) {
        return area(scene);
    }
    if (kind < 50) {
        return subdivision(scene);
    }
    return kind < 60 ? group(scene, fit, into) : other_term(scene, fit, into);
}

static const char *terms(struct scene *scene, enum fit fit, struct scene_group *into)
{
    uint32_t more = draw_below(&scene->draw, 3);
    const char *text = term(scene, fit, into);
    for (uint32_t i = 0; i < more; i++) {
        text = arena_printf(scene->arena, "%s, %s", text, term(scene, fit, into));
    }
    return text;
}

/* A list, or parts that must all hold. */
static const char *set(struct scene *scene, enum fit fit, struct scene_group *into)
{
    static const char *const words[] = {"any-of", "all-of", "none-of"};
    if (!draw_chance(&scene->draw, 25)) {
        return arena_printf(scene->arena, "[%s]", terms(scene, fit, into));
    }
    const char *text = "";
    uint32_t which = 1 + draw_below(&scene->draw, 7);
    for (unsigned i = 0; i < 3; i++) {
        if (which >> i & 1) {
            enum fit inner = i == 2 && fit == FIT_PEOPLE ? FIT_NONE_OF : fit;
            text = arena_printf(scene->arena, "%s%s%s: [%s]", text, text[0] == '\0' ? "" : ", ",
                                words[i], terms(scene, inner, into));
        }
    }
    return arena_printf(scene->arena, "{ %s }", text);
}

const char *people_who(struct scene *scene)
{
    struct scene_group noted = {.places = true};
    return set(scene, FIT_PEOPLE, &noted);
}

const char *people_few(struct scene *scene)
{
    uint32_t kind = draw_below(&scene->draw, 4);
    if (scene->unprotected && kind < 2) {
        return people_country(scene);
    }
    return scene->has_asn && kind == 2 ? arena_printf(scene->arena, "AS%u", people_asn(scene))
                                       : network(scene);
}

const char *people_places(struct scene *scene)
{
    struct scene_group noted = {.places = true};
    return terms(scene, FIT_PLACES, &noted);
}

void people_groups(struct scene *scene)
{
    static const char *const names[] = {"green", "blue-ones", "red-1", "pale", "black"};
    uint32_t count = draw_below(&scene->draw, ARRAY_LEN(names) + 1);
    for (uint32_t i = 0; i < count; i++) {
        struct scene_group noted = {.name = names[i], .places = true};
        enum fit fit = draw_chance(&scene->draw, 30) ? FIT_PLACES : FIT_PEOPLE;
        const char *text = set(scene, fit, &noted);
        scene->group_facts[i] = noted;
        scene->group_lines.at[scene->group_lines.count++] =
            arena_printf(scene->arena, "  %s: %s\n", names[i], text);
    }
}

const char *people_moment(struct scene *scene, int64_t time_s)
{
    char text[32];
    time_t at = (time_t)time_s;
    struct tm tm;
    bool west = draw_chance(&scene->draw, 20);
    at -= west ? 5400 : 0;
    gmtime_r(&at, &tm);
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
    return arena_printf(scene->arena, "%s%s", text, west ? "-01:30" : "Z");
}

const char *people_window(struct scene *scene, unsigned percent)
{
    static const int32_t days[] = {-10, 0, 1, 2, 30};
    const char *from = "";
    const char *until = "";
    if (!draw_chance(&scene->draw, percent)) {
        return "";
    }
    uint32_t first = draw_below(&scene->draw, ARRAY_LEN(days) - 1);
    uint32_t second = first + 1 + draw_below(&scene->draw, (uint32_t)ARRAY_LEN(days) - 1 - first);
    uint32_t which = draw_below(&scene->draw, 3);
    if (which != 1) {
        from = arena_printf(scene->arena, ", from: %s",
                            people_moment(scene, scene->time_s + (int64_t)days[first] * DAY_S));
    }
    if (which != 2) {
        until = arena_printf(scene->arena, ", until: %s",
                             people_moment(scene, scene->time_s + (int64_t)days[second] * DAY_S));
    }
    return arena_printf(scene->arena, "%s%s", from, until);
}
