/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/overlay.h"

#include "base/must.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 129 }; /* networks around one address: one of each length */

/* A network that the sweep is inside of. */
struct open {
    struct map_address last; /* its last address */
    uint32_t value;
};

struct sweep {
    struct map_ranges *out;
    struct open stack[DEPTH_MAX];
    size_t depth;
};

static int compare(const void *left, const void *right)
{
    const struct overlay_net *a = left;
    const struct overlay_net *b = right;
    int order = memcmp(a->prefix.addr.octets, b->prefix.addr.octets, sizeof(a->prefix.addr.octets));
    return order != 0 ? order : (int)a->prefix.bits - (int)b->prefix.bits;
}

static bool is_family_end(struct map_address address, enum family family)
{
    return family == FAMILY_IPV4 ? address.low == UINT32_MAX
                                 : address.low == UINT64_MAX && address.high == UINT64_MAX;
}

static uint32_t top_value(const struct sweep *sweep)
{
    return sweep->depth == 0 ? 0 : sweep->stack[sweep->depth - 1].value;
}

/* Leave the networks that end before an address (NULL: all of them). */
static void close_before(struct sweep *sweep, const struct map_address *start, enum family family)
{
    while (sweep->depth > 0) {
        struct map_address last = sweep->stack[sweep->depth - 1].last;
        if (start != NULL && !map_build_before(last, *start)) {
            return;
        }
        sweep->depth--;
        if (!is_family_end(last, family)) {
            map_build_append(sweep->out, map_build_next(last), top_value(sweep));
        }
    }
}

void overlay_flatten(const struct overlay_net *nets, size_t count, enum family family,
                     overlay_value value, void *arg, struct map_ranges *out)
{
    struct overlay_net *sorted = must(malloc((count + 1) * sizeof(*sorted)));
    struct sweep sweep = {.out = out};
    size_t nsorted = 0;
    for (size_t i = 0; i < count; i++) {
        if (nets[i].prefix.addr.family == family) {
            sorted[nsorted++] = nets[i];
        }
    }
    qsort(sorted, nsorted, sizeof(*sorted), compare);
    map_build_append(out, (struct map_address){0}, 0);
    for (size_t i = 0; i < nsorted; i++) {
        struct map_address start = map_build_address(&sorted[i].prefix.addr);
        close_before(&sweep, &start, family);
        uint32_t own = value(sorted[i].index, top_value(&sweep), arg);
        map_build_append(out, start, own);
        sweep.stack[sweep.depth++] =
            (struct open){.last = map_build_last(&sorted[i].prefix), .value = own};
    }
    close_before(&sweep, NULL, family);
    free(sorted);
}
