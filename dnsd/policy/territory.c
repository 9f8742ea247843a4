/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/territory.h"

#include "base/attr.h"

#include <stddef.h>
#include <string.h>

/*
 * Where the country's own state can make law or compel, and people or networks are. Source: the
 * subdivisions that ISO 3166-2 lists for US, FR, NL, NO and CN with a code of ISO 3166-1 as well;
 * for DK the realm's autonomous parts; for GB the Crown Dependencies (GG IM JE) and the inhabited
 * Overseas Territories. Not here: what nobody lives on (UM, BV, GS; TF is, as stations have
 * networks), and TW, which ISO 3166-2 lists below CN: no law of CN reaches into it.
 */
static const struct {
    const char *country;
    const char *parts;
} rows[] = {
    {"CN", "HK MO"},
    {"DK", "FO GL"},
    {"FR", "BL GF GP MF MQ NC PF PM RE TF WF YT"},
    {"GB", "AI BM FK GG GI IM IO JE KY MS PN SH TC VG"},
    {"NL", "AW BQ CW SX"},
    {"NO", "SJ"},
    {"US", "PR GU VI AS MP"},
};

const char *territory_parts(const char *country)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (strcmp(rows[i].country, country) == 0) {
            return rows[i].parts;
        }
    }
    return NULL;
}
