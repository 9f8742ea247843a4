/* SPDX-License-Identifier: Apache-2.0 */
/* A reply as a client hears it: what tests of tailored answers compare. */
#ifndef DNSD_TESTS_PROPERTY_HEARD_H
#define DNSD_TESTS_PROPERTY_HEARD_H

#include "base/addr.h"
#include "wire/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heard {
    enum rcode rcode;    /* of the header */
    unsigned answers;    /* records of the answer section */
    struct addr address; /* of its first A or AAAA; family FAMILY_NONE = there is none */
    uint32_t ttl_s;      /* of the first answer */
    int ede;             /* the extended error; -1 = none */
    int scope_bits;      /* of the client subnet; -1 = there is none */
};

/** Read a reply with one question. False when its records do not end where it does. */
bool heard_read(const uint8_t *packet, size_t len, struct heard *out);

#endif
