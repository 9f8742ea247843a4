/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy and its data are known by: the digests and dates that a certificate names. */
#ifndef DNSD_POLICY_IDENTITY_H
#define DNSD_POLICY_IDENTITY_H

#include "image/digest.h"
#include "policy/atlas.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IDENTITY_FILES_MAX = 4 };

/* A database file. */
struct identity_file {
    const char *word; /* under `data`: "country", "asn", "anonymous" */
    const char *path; /* as it was opened; lives as long as the database is open */
    const char *type; /* "GeoLite2-Country"; likewise */
    int64_t built_s;
};

/**
 * The digest of a policy's texts, the file and what it includes in the order of reading: the same
 * wherever the files lie. One file alone is digested as with others: its length, then its octets.
 *
 * out  DIGEST_TEXT_SIZE octets. Returns out. The texts must still be there (policy_read_text()).
 */
char *identity_policy(const struct policy *policy, char *out);

/** The database files of a policy; returns how many. Digests are asked for: they read all of it. */
size_t identity_files(const struct atlas_data *data, struct identity_file out[IDENTITY_FILES_MAX]);

/** The digest of the i-th of them, as sha256sum prints it. Returns out. */
char *identity_file_digest(const struct atlas_data *data, size_t i, char *out);

/** When the oldest of them was built: how old the data is. INT64_MAX when there is none. */
int64_t identity_built_s(const struct atlas_data *data);

#endif
