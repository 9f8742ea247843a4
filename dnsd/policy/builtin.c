/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/builtin.h"

#include "base/attr.h"

#include <string.h>

enum { PARTS_MAX = 3 };

/* A group is what its parts list together: codes of two letters with one blank between them. */
static const char members[] =
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE";
static const char outer[] = "AX GP GF MQ MF RE YT"; /* own codes, inside the Union */
static const char five[] = "AU CA GB NZ US";
static const char nine[] = "DK FR NL NO";

static const struct {
    const char *name;
    const char *parts[PARTS_MAX];
} groups[] = {
    {"eu", {members, outer}},
    {"eea", {members, outer, "IS LI NO"}},
    {"efta", {"CH IS LI NO"}},
    {"eu-members", {members}},
    {"five-eyes", {five}},
    {"nine-eyes", {five, nine}},
    {"fourteen-eyes", {five, nine, "BE DE ES IT SE"}},
    {"us-and-territories", {"US PR GU VI AS MP UM"}},
};

static const struct {
    const char *word;
    const char *code;
} continents[] = {
    {"continent-africa", "AF"},        {"continent-antarctica", "AN"},
    {"continent-asia", "AS"},          {"continent-europe", "EU"},
    {"continent-north-america", "NA"}, {"continent-oceania", "OC"},
    {"continent-south-america", "SA"},
};

const char *builtin_edition(void)
{
    return "2026-01";
}

uint32_t builtin_find(const char *name)
{
    for (uint32_t i = 0; i < ARRAY_LEN(groups); i++) {
        if (strcmp(groups[i].name, name) == 0) {
            return i;
        }
    }
    return BUILTIN_NONE;
}

const char *builtin_name(uint32_t group)
{
    return group < ARRAY_LEN(groups) ? groups[group].name : NULL;
}

static bool lists(const char *codes, const char *code)
{
    size_t len = strlen(codes);
    for (size_t i = 0; i < len; i += 3) {
        if (memcmp(codes + i, code, 2) == 0) {
            return true;
        }
    }
    return false;
}

bool builtin_holds(uint32_t group, const char *country)
{
    if (group >= ARRAY_LEN(groups) || strlen(country) != 2) {
        return false;
    }
    for (size_t i = 0; i < PARTS_MAX && groups[group].parts[i] != NULL; i++) {
        if (lists(groups[group].parts[i], country)) {
            return true;
        }
    }
    return false;
}

const char *builtin_continent(const char *word)
{
    for (size_t i = 0; i < ARRAY_LEN(continents); i++) {
        if (strcmp(continents[i].word, word) == 0) {
            return continents[i].code;
        }
    }
    return NULL;
}

const char *builtin_continent_word(const char *code)
{
    for (size_t i = 0; i < ARRAY_LEN(continents); i++) {
        if (strcmp(continents[i].code, code) == 0) {
            return continents[i].word;
        }
    }
    return NULL;
}

const char *builtin_continent_at(size_t i)
{
    return i < ARRAY_LEN(continents) ? continents[i].word : NULL;
}
