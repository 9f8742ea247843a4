/* SPDX-License-Identifier: Apache-2.0 */
/* Response codes in words. */
#ifndef DNSD_WIRE_RCODE_H
#define DNSD_WIRE_RCODE_H

/** The mnemonic of a response code that this server sends ("NXDOMAIN"); "RCODE" for others. */
const char *rcode_text(unsigned rcode);

#endif
