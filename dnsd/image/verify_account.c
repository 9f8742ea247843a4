/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of what image/account.h defines. */
#include "image/account.h"
#include "image/map.h"
#include "image/rulebook.h"
#include "image/verify.h"

bool verify_account_spot(const struct image *image, uint32_t i, char *why)
{
    const struct image_account_spot *spot =
        (const struct image_account_spot *)image->at[SECTION_ACCOUNT_SPOT] + i;
    if (!verify_blob(image, spot->text) || !verify_blob(image, spot->truths) || spot->known > 1 ||
        spot->zero != 0) {
        return verify_fails(why, "account spot %u: a part of it is not there", i);
    }
    const uint8_t *truths = image_blob(image, spot->truths);
    for (uint32_t t = 0; t < spot->truths.len; t++) {
        if (truths[t] >= ACCOUNT_TRUTHS) {
            return verify_fails(why, "account spot %u: %u is no truth", i, truths[t]);
        }
    }
    return true;
}

bool verify_account_rule(const struct image *image, uint32_t i, char *why)
{
    const struct image_account_rule *rule =
        (const struct image_account_rule *)image->at[SECTION_ACCOUNT_RULE] + i;
    bool ok = verify_blob(image, rule->name) && verify_blob(image, rule->who) &&
              verify_blob(image, rule->names) &&
              verify_range(image, SECTION_ACCOUNT_TEXT, rule->reasons);
    return ok || verify_fails(why, "account rule %u: a part of it is not there", i);
}

bool verify_account_binding(const struct image *image, uint32_t i, char *why)
{
    const struct image_account_binding *binding =
        (const struct image_account_binding *)image->at[SECTION_ACCOUNT_BINDING] + i;
    return verify_range(image, SECTION_ACCOUNT_TEXT, binding->answers) ||
           verify_fails(why, "account binding %u: a part of it is not there", i);
}

bool verify_account_interval(const struct image *image, uint32_t i, char *why)
{
    const struct image_account_interval *interval =
        (const struct image_account_interval *)image->at[SECTION_ACCOUNT_TIME] + i;
    bool ok = verify_range(image, SECTION_ACCOUNT_SPOT, interval->spots) &&
              verify_range(image, SECTION_ACCOUNT_SPOT, interval->mixed) &&
              interval->unknown < image->count[SECTION_ACCOUNT_SPOT] && interval->spots.count > 0 &&
              interval->spots.count <= ACCOUNT_SPOTS_MAX &&
              interval->spot_map < image->count[SECTION_MAP] &&
              interval->correction_map < image->count[SECTION_MAP];
    ok = ok && verify_range(image, SECTION_ACCOUNT_TEXT, interval->owns) &&
         (interval->own_map == REF_NONE ||
          (interval->own_map < image->count[SECTION_MAP] && interval->owns.count > 0 &&
           verify_map_values(image, interval->own_map, interval->owns.count - 1)));
    return (ok && verify_map_values(image, interval->spot_map, interval->spots.count - 1)) ||
           verify_fails(why, "account interval %u: a part of it is not there", i);
}

/* Whether all spots of a range have a truth for each rule and entry. */
static bool spots_fit(const struct image *image, struct range_ref spots, uint64_t truths)
{
    const struct image_account_spot *list =
        (const struct image_account_spot *)image->at[SECTION_ACCOUNT_SPOT] + spots.first;
    for (uint32_t i = 0; i < spots.count; i++) {
        if (list[i].truths.len != truths) {
            return false;
        }
    }
    return true;
}

static bool intervals_fit(const struct image *image, const struct image_account *account)
{
    const struct image_account_interval *list = image->at[SECTION_ACCOUNT_TIME];
    uint64_t truths = (uint64_t)account->rules.count + account->entries.count;
    if (account->intervals.count != rulebook_at(image, account->policy)->edges.count + 1) {
        return false;
    }
    for (uint32_t i = 0; i < account->intervals.count; i++) {
        const struct image_account_interval *interval = &list[account->intervals.first + i];
        struct range_ref unknown = {.first = interval->unknown, .count = 1};
        if (!spots_fit(image, interval->spots, truths) ||
            !spots_fit(image, interval->mixed, truths) || !spots_fit(image, unknown, truths) ||
            !verify_map_values(image, interval->correction_map, account->corrections.count)) {
            return false;
        }
    }
    return true;
}

static bool rules_fit(const struct image *image, const struct image_account *account)
{
    const struct image_account_rule *rules =
        (const struct image_account_rule *)image->at[SECTION_ACCOUNT_RULE] + account->rules.first;
    uint32_t nclusters = rulebook_at(image, account->policy)->clusters.count;
    for (uint32_t i = 0; i < account->rules.count; i++) {
        if (rules[i].names.len != account->bindings.count || rules[i].reasons.count != nclusters) {
            return false;
        }
    }
    return true;
}

static bool bindings_fit(const struct image *image, const struct image_account *account)
{
    const struct image_account_binding *bindings =
        (const struct image_account_binding *)image->at[SECTION_ACCOUNT_BINDING] +
        account->bindings.first;
    uint32_t nclusters = rulebook_at(image, account->policy)->clusters.count;
    for (uint32_t i = 0; i < account->bindings.count; i++) {
        uint64_t end = (uint64_t)bindings[i].entries.first + bindings[i].entries.count;
        if (end > account->entries.count || bindings[i].answers.count != nclusters) {
            return false;
        }
    }
    return true;
}

/* Whether the policy's names lead to bindings that the account has. */
static bool names_fit(const struct image *image, const struct image_account *account)
{
    const struct image_policy *policy = rulebook_at(image, account->policy);
    const struct image_policy_name *names =
        (const struct image_policy_name *)image->at[SECTION_POLICY_NAME] + policy->names.first;
    for (uint32_t i = 0; i < policy->names.count; i++) {
        uint32_t binding = names[i].binding;
        if (binding != REF_NONE && (binding < account->first_binding ||
                                    binding - account->first_binding >= account->bindings.count)) {
            return false;
        }
    }
    return true;
}

static bool ranges_fit(const struct image *image, const struct image_account *account)
{
    return verify_range(image, SECTION_ACCOUNT_TEXT, account->countries) &&
           verify_range(image, SECTION_ACCOUNT_TEXT, account->registered) &&
           verify_range(image, SECTION_ACCOUNT_TEXT, account->corrections) &&
           verify_range(image, SECTION_ACCOUNT_TEXT, account->entries) &&
           verify_range(image, SECTION_ACCOUNT_RULE, account->rules) &&
           verify_range(image, SECTION_ACCOUNT_BINDING, account->bindings) &&
           verify_range(image, SECTION_ACCOUNT_TIME, account->intervals) &&
           verify_range(image, SECTION_PREFIX, account->allowed);
}

bool verify_account_text(const struct image *image, uint32_t i, char *why)
{
    const struct blob_ref *text = (const struct blob_ref *)image->at[SECTION_ACCOUNT_TEXT] + i;
    return verify_blob(image, *text) || verify_fails(why, "account text %u: it is not there", i);
}

bool verify_account(const struct image *image, uint32_t i, char *why)
{
    const struct image_account *account = account_at(image, i);
    if (account->policy >= image->count[SECTION_POLICY] ||
        account->database_map >= image->count[SECTION_MAP] ||
        (account->flags & ~(uint32_t)ACCOUNT_UNPROTECTED) != 0 || !ranges_fit(image, account)) {
        return verify_fails(why, "account %u: a part of it is not there", i);
    }
    if (account->countries.count == 0 || account->registered.count != account->countries.count ||
        !verify_map_values(image, account->database_map, account->countries.count - 1)) {
        return verify_fails(why, "account %u: a country has no text", i);
    }
    return (rules_fit(image, account) && bindings_fit(image, account) &&
            names_fit(image, account) && intervals_fit(image, account)) ||
           verify_fails(why, "account %u: it is not the account of its policy", i);
}
