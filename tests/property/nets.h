/* SPDX-License-Identifier: Apache-2.0 */
/* Networks that lie in, beside and around one another, so that random ones meet. */
#ifndef DNSD_TESTS_PROPERTY_NETS_H
#define DNSD_TESTS_PROPERTY_NETS_H

#include "base/addr.h"
#include "draw.h"

#include <stddef.h>

enum { NETS_MAX = 96 };

/* Networks where something changes: what else is drawn is near them. */
struct nets {
    struct prefix at[NETS_MAX];
    size_t count;
};

/** A network near one that was drawn before, or near the edges and blocks of a family. Noted. */
struct prefix nets_draw(struct nets *nets, struct draw *draw);

/**
 * The network of a client: of any length; some are inside blocks that carry IPv4, some hold one.
 * Not noted.
 */
struct prefix nets_client(const struct nets *nets, struct draw *draw);

/** An address of a network: its first, its last, or one in between. */
struct addr nets_address(const struct prefix *prefix, struct draw *draw);

/** The same network inside the i-th block that carries IPv4. prefix: of IPv4. */
struct prefix nets_carried(const struct prefix *prefix, size_t block);

#endif
