/* SPDX-License-Identifier: Apache-2.0 */
#include "step/steps.h"

enum verdict minimal_shape(struct query *q, uint32_t unused)
{
    (void)unused;
    if (q->rcode == RCODE_NOERROR && q->ancount > 0) {
        q->out_len = q->answer_end;
        q->nscount = q->arcount = 0;
    }
    return VERDICT_NEXT;
}
