/* SPDX-License-Identifier: Apache-2.0 */
/* EDNS Client Subnet: the network a resolver says its client is in. */
#ifndef DNSD_WIRE_ECS_H
#define DNSD_WIRE_ECS_H

#include "base/addr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ECS_MAX_OCTETS = 4 + 4 + 16 }; /* the whole option with code and length */

/**
 * Read the data of one client-subnet option.
 *
 * data, len  the option's data, without code and length
 * out        the client's network; written only on success
 *
 * Returns false when the client broke the format: the caller answers FORMERR. Family 0 is taken
 * with source /0 alone, as dig +subnet=0 sends it: FAMILY_NONE, the client opted out (§7.1.2).
 * Source: RFC 7871 §6 (format), §7.1.2 (nonzero scope or stray bits are errors), §7.2.1 (so is an
 * unknown family).
 */
bool ecs_parse(const uint8_t *data, size_t len, struct prefix *out);

/**
 * Write the whole option for a reply: family, source length and address as they came, and the
 * scope. `out` has ECS_MAX_OCTETS octets. Returns the octets written. Source: RFC 7871 §7.2.1.
 */
size_t ecs_write(const struct prefix *client, unsigned scope_bits, uint8_t *out);

#endif
