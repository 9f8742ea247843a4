/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polcount.h"

#include <inttypes.h>
#include <stdio.h>

enum { V4_WIDTH = 21, V6_WIDTH = 15 }; /* of "IPv4 nets / addresses" and "IPv6 nets / 48s" */

static int digits(uint64_t number)
{
    return snprintf(NULL, 0, "%" PRIu64, number);
}

static void widen(int *width, int to)
{
    *width = to > *width ? to : *width;
}

void polcount_fit(struct polcount_widths *widths, const struct census_count *count)
{
    widen(&widths->nets4, digits(count->nets4));
    widen(&widths->addresses4, digits(count->addresses4));
    widen(&widths->nets6, digits(count->nets6));
    widen(&widths->sites6, digits(census_sites(count)));
}

/* "5 / 74", or "-"; a part of one is "<1". */
static const char *pair(uint64_t nets, int width, uint64_t size, int size_width,
                        struct arena *arena)
{
    if (nets == 0) {
        return arena_printf(arena, "%*s", width + 3 + size_width, "-");
    }
    return size == 0
               ? arena_printf(arena, "%*" PRIu64 " / %*s", width, nets, size_width, "<1")
               : arena_printf(arena, "%*" PRIu64 " / %*" PRIu64, width, nets, size_width, size);
}

const char *polcount_text(const struct polcount_widths *widths, const struct census_count *count,
                          struct arena *arena)
{
    const char *v4 =
        pair(count->nets4, widths->nets4, count->addresses4, widths->addresses4, arena);
    const char *v6 = pair(count->nets6, widths->nets6, census_sites(count),
                          widths->sites6 < 2 ? 2 : widths->sites6, arena);
    return arena_printf(arena, "%*s   %*s", V4_WIDTH, v4, V6_WIDTH, v6);
}

/* "IPv4 5 nets / 74 addresses", or "". */
static const char *family_phrase(const char *family, uint64_t nets, uint64_t size, const char *unit,
                                 struct arena *arena)
{
    const char *number = size == 0 ? "<1" : arena_printf(arena, "%" PRIu64, size);
    return nets == 0 ? ""
                     : arena_printf(arena, "%s %" PRIu64 " net%s / %s %s", family, nets,
                                    nets == 1 ? "" : "s", number, unit);
}

const char *polcount_phrase(const struct census_count *count, struct arena *arena)
{
    const char *v4 = family_phrase("IPv4", count->nets4, count->addresses4, "addresses", arena);
    const char *v6 = family_phrase("IPv6", count->nets6, census_sites(count), "/48s", arena);
    return arena_printf(arena, "%s%s%s", v4, v4[0] == '\0' || v6[0] == '\0' ? "" : ", ", v6);
}

json_t *polcount_json(const struct census_count *count, const struct prefix *example)
{
    char text[PREFIX_TEXT_SIZE];
    return json_pack("{s:{s:I, s:I}, s:{s:I, s:I}, s:s}", "ipv4", "networks",
                     (json_int_t)count->nets4, "addresses", (json_int_t)count->addresses4, "ipv6",
                     "networks", (json_int_t)count->nets6, "slash48s",
                     (json_int_t)census_sites(count), "example", prefix_format(example, text));
}
