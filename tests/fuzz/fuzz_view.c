/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Expressions of views: any text gives errors, or a view that answers every query, twice the same,
 * and never as its opposite does.
 *
 * Input: an octet that says what to ask, then the expression.
 */
#include "fuzz.h"

#include "../unit/query/asking.h"
#include "base/attr.h"
#include "query/view.h"

enum { EXPR_MAX = 2000 };

/* Octets that would end the line or the block become others. */
static char tame(uint8_t octet)
{
    static const char wild[] = "\"{}#\n\r";
    static const char instead[] = "'[]+  ";
    const char *found = octet == 0 ? NULL : strchr(wild, octet);
    return octet == 0 ? ' ' : found == NULL ? (char)octet : instead[found - wild];
}

/* Four blocks: the expression, its opposite, and twice itself in other words. */
static size_t write_corefile(char *out, const char *expr)
{
    static const char *const around[][2] = {
        {"", ""}, {"!( ", " )"}, {"( ", " ) in [true]"}, {"( ", " ) ? true : false"}};
    bool places = strstr(expr, "geoip/") != NULL; /* reading the database takes time */
    size_t len = 0;
    for (size_t i = 0; i < ARRAY_LEN(around); i++) {
        len += (size_t)sprintf(
            out + len, "example.org {\nmetadata\n%s\nview v%zu {\nexpr %s%s%s\n}\n}\n",
            places ? "geoip " SOURCE_ROOT "/tests/geo/city.mmdb {\nedns-subnet\n}" : "", i,
            around[i][0], expr, around[i][1]);
    }
    return len;
}

static bool holds(struct asking *asking, uint32_t view)
{
    return view_holds(&asking->query, view, &asking->query.name);
}

static void ask(struct asking *asking, uint8_t how)
{
    static const char *const names[] = {NULL, "a\\.b.", ".", "\\255x.example."};
    static const char *const clients[] = {NULL, "2001:db8:1::1", "203.0.113.70", "10.0.0.1"};
    static const char *const subnets[] = {NULL, "192.0.2.0/24", "2001:db8::/32", "0.0.0.0/0"};
    struct asking_for what = {.name = names[how & 3],
                              .client = clients[how >> 2 & 3],
                              .subnet = subnets[how >> 4 & 3],
                              .tcp = how >> 6 & 1,
                              .plain = how >> 7};
    asking_begin(asking, &what);
    bool truth = holds(asking, 0);
    assert(holds(asking, 0) == truth);
    assert(!(truth && holds(asking, 1)));
    assert(holds(asking, 2) == truth);
    assert(holds(asking, 3) == truth);
    assert(asking->query.scope_bits == 0 || asking->query.by_ecs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[8 * EXPR_MAX];
    char expr[EXPR_MAX + 1];
    struct asking asking;
    if (size < 2 || size - 1 > EXPR_MAX) {
        return 0;
    }
    for (size_t i = 0; i < size - 1; i++) {
        expr[i] = tame(data[i + 1]);
    }
    expr[size - 1] = '\0';
    asking_load(&asking, text, write_corefile(text, expr));
    if (asking.octets != NULL) {
        ask(&asking, data[0]);
    }
    asking_done(&asking);
    return 0;
}
