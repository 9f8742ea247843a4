/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checking an image when it is opened, so that the server can follow it without looking.
 *
 * One function per section, named in the table of image/section.c; those of one kind share a file:
 * verify_balance.c, verify_block.c, verify_zone.c, verify_rendering.c, verify_geo.c,
 * verify_policy.c, verify_account.c, verify_words.c. A check of an element reads
 *
 *     bool verify_candidate(const struct image *image, uint32_t i, char *why)
 *     {
 *         const struct image_candidate *c =
 *             (const struct image_candidate *)image->at[SECTION_CANDIDATE] + i;
 *         if (c->block >= image->count[SECTION_BLOCK]) {
 *             return verify_fails(why, "candidate %u: no such block", i);
 *         }
 *         return true;
 *     }
 *
 * and goes through every field: an index is below the count of its section, a range lies in its
 * section (verify_range()), a blob_ref lies in the blob (verify_blob(), verify_name() if the server
 * reads it as a name), an enum has a known value, fields named zero are. References that elements
 * of another section make are that section's to check, so no element is looked at twice.
 */
#ifndef DNSD_IMAGE_VERIFY_H
#define DNSD_IMAGE_VERIFY_H

#include "base/attr.h"
#include "image/layout.h"
#include "image/open.h"

#include <stdbool.h>
#include <stdint.h>

/** Check all elements of all sections. The section table was checked before. */
bool verify_image(const struct image *image, char *why);

/** Check all elements of the sections that image_outline() promises. */
bool verify_outline(const struct image *image, char *why);

/** Write why an image is refused (IMAGE_WHY_SIZE octets). Returns false. */
bool verify_fails(char *why, const char *format, ...) ATTR_PRINTF(2, 3);

/** Whether a range lies in its section. */
bool verify_range(const struct image *image, enum section section, struct range_ref range);

/** Whether a reference lies in the blob, with HASH_SLACK readable octets after it. */
bool verify_blob(const struct image *image, struct blob_ref ref);

/** Whether a reference is exactly one uncompressed wire name. */
bool verify_name(const struct image *image, struct blob_ref ref);

/** Whether a range of SECTION_NAME holds wire names only. */
bool verify_names(const struct image *image, struct range_ref range);

/** Whether a hash table of `mask` + 1 slots is a whole section, with `nvalues` slots in use. */
bool verify_slots(const struct image *image, enum section section, uint32_t mask, uint64_t nvalues);

/** Whether no value of a map (which was checked before) is above `limit`. */
bool verify_map_values(const struct image *image, uint32_t map, uint32_t limit);

/**
 * What is wrong with the rendering at `at`, of which `room` octets may belong to it; NULL = fine.
 *
 * name  the question's name that it was made for, to check pointers into it; NULL = not known
 */
const char *verify_rendering(const uint8_t *at, uint64_t room, const uint8_t *name);

/* One element each: see image/section.h. */
bool verify_facts(const struct image *image, uint32_t i, char *why);
bool verify_blob_ref(const struct image *image, uint32_t i, char *why);
bool verify_prefix(const struct image *image, uint32_t i, char *why);
bool verify_listen(const struct image *image, uint32_t i, char *why);
bool verify_route(const struct image *image, uint32_t i, char *why);
bool verify_candidate(const struct image *image, uint32_t i, char *why);
bool verify_block(const struct image *image, uint32_t i, char *why);
bool verify_step(const struct image *image, uint32_t i, char *why);
bool verify_hosts(const struct image *image, uint32_t i, char *why);
bool verify_balance(const struct image *image, uint32_t i, char *why);
bool verify_weight_name(const struct image *image, uint32_t i, char *why);
bool verify_weight(const struct image *image, uint32_t i, char *why);
bool verify_geo(const struct image *image, uint32_t i, char *why);
bool verify_geo_name(const struct image *image, uint32_t i, char *why);
bool verify_target(const struct image *image, uint32_t i, char *why);
bool verify_acl(const struct image *image, uint32_t i, char *why);
bool verify_acl_rule(const struct image *image, uint32_t i, char *why);
bool verify_chaos(const struct image *image, uint32_t i, char *why);
bool verify_errors(const struct image *image, uint32_t i, char *why);
bool verify_error_rule(const struct image *image, uint32_t i, char *why);
bool verify_log(const struct image *image, uint32_t i, char *why);
bool verify_log_rule(const struct image *image, uint32_t i, char *why);
bool verify_log_part(const struct image *image, uint32_t i, char *why);

bool verify_label(const struct image *image, uint32_t i, char *why);
bool verify_label_text(const struct image *image, uint32_t i, char *why);

bool verify_pattern(const struct image *image, uint32_t i, char *why);
bool verify_view(const struct image *image, uint32_t i, char *why);
bool verify_view_op(const struct image *image, uint32_t i, char *why);

bool verify_policy_cluster(const struct image *image, uint32_t i, char *why);
bool verify_policy_tier(const struct image *image, uint32_t i, char *why);
bool verify_policy_part(const struct image *image, uint32_t i, char *why);
bool verify_policy_last(const struct image *image, uint32_t i, char *why);
bool verify_policy_decision(const struct image *image, uint32_t i, char *why);
bool verify_policy_node(const struct image *image, uint32_t i, char *why);
bool verify_policy_mixed(const struct image *image, uint32_t i, char *why);
bool verify_policy_table(const struct image *image, uint32_t i, char *why);
bool verify_policy_binding(const struct image *image, uint32_t i, char *why);
bool verify_policy_name(const struct image *image, uint32_t i, char *why);
bool verify_policy(const struct image *image, uint32_t i, char *why);

bool verify_nameplate(const struct image *image, uint32_t i, char *why);
bool verify_account_text(const struct image *image, uint32_t i, char *why);
bool verify_account_spot(const struct image *image, uint32_t i, char *why);
bool verify_account_rule(const struct image *image, uint32_t i, char *why);
bool verify_account_binding(const struct image *image, uint32_t i, char *why);
bool verify_account_interval(const struct image *image, uint32_t i, char *why);
bool verify_account(const struct image *image, uint32_t i, char *why);

/** All zones with their segments. */
bool verify_zones(const struct image *image, char *why);

#endif
