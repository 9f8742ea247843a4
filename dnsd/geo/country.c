/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/country.h"

#include "base/attr.h"

#include <string.h>

struct continent {
    char code[3];
    const char *countries; /* codes of two letters with one blank between them */
};

static const struct continent continents[] = {
    {"AF",
     "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA "
     "MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW"},
    {"AN", "AQ BV GS HM TF"},
    {"AS", "AE AF AM AZ BD BH BN BT CC CN CX GE HK ID IL IN IO IQ IR JO JP KG KH KP KR KW KZ LA LB "
           "LK MM MN MO MV MY NP OM PH PK PS QA SA SG SY TH TJ TM TR TW UZ VN YE"},
    {"EU", "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE "
           "LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK"},
    {"NA", "AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX "
           "NI PA PM PR SV SX TC TT US VC VG VI"},
    {"OC", "AS AU CK FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TL TO TV UM VU WF WS"},
    {"SA", "AR BO BR CL CO EC FK GF GY PE PY SR UY VE"},
};

/* Members, then the parts with codes of their own. */
static const char union_codes[] =
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE "
    "AX GP GF MQ MF RE YT";

static bool lists(const char *codes, const char *code)
{
    if (strlen(code) != 2) {
        return false;
    }
    for (const char *at = codes; *at != '\0'; at += at[2] == ' ' ? 3 : 2) {
        if (memcmp(at, code, 2) == 0) {
            return true;
        }
    }
    return false;
}

const char *country_continent(const char *code)
{
    for (size_t i = 0; i < ARRAY_LEN(continents); i++) {
        if (lists(continents[i].countries, code)) {
            return continents[i].code;
        }
    }
    return NULL;
}

bool country_is(const char *code)
{
    return country_continent(code) != NULL;
}

bool country_in_eu(const char *code)
{
    return lists(union_codes, code);
}

bool country_is_continent(const char *code)
{
    for (size_t i = 0; i < ARRAY_LEN(continents); i++) {
        if (strcmp(continents[i].code, code) == 0) {
            return true;
        }
    }
    return false;
}

const char *country_at(size_t i, char out[3])
{
    for (size_t c = 0; c < ARRAY_LEN(continents); c++) {
        size_t count = (strlen(continents[c].countries) + 1) / 3;
        if (i < count) {
            memcpy(out, continents[c].countries + 3 * i, 2);
            out[2] = '\0';
            return out;
        }
        i -= count;
    }
    return NULL;
}
