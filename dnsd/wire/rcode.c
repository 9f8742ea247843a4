/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/rcode.h"

#include "base/attr.h"
#include "wire/message.h"

#include <stddef.h>

const char *rcode_text(unsigned rcode)
{
    static const char *const words[] = {
        [RCODE_NOERROR] = "NOERROR",   [RCODE_FORMERR] = "FORMERR", [RCODE_SERVFAIL] = "SERVFAIL",
        [RCODE_NXDOMAIN] = "NXDOMAIN", [RCODE_NOTIMP] = "NOTIMP",   [RCODE_REFUSED] = "REFUSED",
        [RCODE_YXDOMAIN] = "YXDOMAIN", [RCODE_BADVERS] = "BADVERS",
    };
    return rcode < ARRAY_LEN(words) && words[rcode] != NULL ? words[rcode] : "RCODE";
}
