/* SPDX-License-Identifier: Apache-2.0 */
#include "step/reasons.h"

#include "image/map.h"
#include "step/origin.h"
#include "step/telling.h"

#include <stdio.h>
#include <string.h>

enum { MATCHES_SHOWN = 6 };

static const struct image_account_rule *rule_at(const struct telling *t, uint32_t rule)
{
    const struct image_account_rule *rules = t->image->at[SECTION_ACCOUNT_RULE];
    return &rules[t->account->rules.first + rule];
}

static uint8_t truth_of(const struct telling *t, const struct image_account_spot *spot,
                        uint32_t number)
{
    return image_blob(t->image, spot->truths)[number];
}

/* Whether a rule applies to a place. */
static bool applies(const struct telling *t, uint32_t rule, const struct image_account_spot *spot)
{
    uint8_t least = (t->account->flags & ACCOUNT_UNPROTECTED) ? ACCOUNT_YES : ACCOUNT_MAYBE;
    return image_blob(t->image, rule_at(t, rule)->names)[t->number] != 0 &&
           truth_of(t, spot, rule) >= least;
}

static bool find_applying(const struct telling *t, uint32_t rule)
{
    struct places_cursor cursor = {0};
    const struct image_account_spot *spot;
    while ((spot = places_next(&t->places, &cursor)) != NULL) {
        if (applies(t, rule, spot)) {
            return true;
        }
    }
    return false;
}

static void note_applying(struct telling *t)
{
    memset(t->applied, 0, sizeof(t->applied));
    for (uint32_t rule = 0; rule < t->account->rules.count && rule < TELLING_RULES; rule++) {
        t->applied[rule / 64] |= (uint64_t)find_applying(t, rule) << rule % 64;
    }
}

static bool applies_to_any(const struct telling *t, uint32_t rule)
{
    return rule < TELLING_RULES ? (t->applied[rule / 64] >> rule % 64 & 1) != 0
                                : find_applying(t, rule);
}

/* "SE is in [eea], edition 2026-01": why a rule applies to the one place. */
static void put_membership(struct telling *t, uint32_t rule)
{
    struct places_cursor cursor = {0};
    const struct image_account_spot *spot = places_next(&t->places, &cursor);
    telling_put(t, "applies (");
    telling_blob(t, spot->text);
    telling_put(t, " %s in ", truth_of(t, spot, rule) == ACCOUNT_YES ? "is" : "may be");
    telling_blob(t, rule_at(t, rule)->who);
    telling_put(t, ")");
}

/* "SE: yes; unknown: maybe", the places that make the rule apply; some of many. */
static void put_matches(struct telling *t, uint32_t rule)
{
    struct places_cursor cursor = {0};
    const struct image_account_spot *spot;
    size_t count = 0;
    telling_put(t, "applies (");
    while ((spot = places_next(&t->places, &cursor)) != NULL) {
        if (applies(t, rule, spot) && ++count <= MATCHES_SHOWN) {
            telling_put(t, "%s", count == 1 ? "" : "; ");
            telling_blob(t, spot->text);
            telling_put(t, ": %s", truth_of(t, spot, rule) == ACCOUNT_YES ? "yes" : "maybe");
        }
    }
    if (count > MATCHES_SHOWN) {
        telling_put(t, "; and %zu more", count - MATCHES_SHOWN);
    }
    telling_put(t, ")");
}

static void tell_law(struct telling *t)
{
    bool any = false;
    for (uint32_t rule = 0; rule < t->account->rules.count; rule++) {
        if (!applies_to_any(t, rule)) {
            continue;
        }
        any = true;
        t->line.subject = telling_bytes(t, rule_at(t, rule)->name);
        if (t->places.count == 1) {
            put_membership(t, rule);
        } else {
            put_matches(t, rule);
        }
        telling_end(t, REASONLINE_LAW);
    }
    if (!any) {
        telling_put(t, "no rule applies");
        telling_end(t, REASONLINE_LAW);
    }
}

/* Why the first applying rule that a cluster breaks excludes it; len 0 = none does. */
static struct blob_ref exclusion(const struct telling *t, uint32_t cluster)
{
    for (uint32_t rule = 0; rule < t->account->rules.count; rule++) {
        struct blob_ref reason = account_text(t->image, rule_at(t, rule)->reasons, cluster);
        if (reason.len > 0 && applies_to_any(t, rule)) {
            return reason;
        }
    }
    return (struct blob_ref){.len = 0};
}

/* "up": what a cluster that the law allows can be given by. */
static void put_state(struct telling *t, uint32_t cluster)
{
    const struct policy_states *states = &t->ask->decide.states;
    struct policy_states initial = states_initial(t->ask->decide.policy);
    bool down = (states->up >> cluster & 1) == 0;
    bool drained = (states->drained >> cluster & 1) != 0;
    bool off = (states->off >> cluster & 1) != 0;
    if (off) {
        telling_put(t, "off");
    } else if (t->binding->lasts >> cluster & 1) {
        telling_put(t, "last resort");
    } else {
        telling_put(t, "%s%s%s", drained ? "drain" : "", drained && down ? ", " : "",
                    down      ? "down"
                    : drained ? ""
                              : "up");
    }
    if (((states->drained ^ initial.drained) | (states->off ^ initial.off)) >> cluster & 1) {
        telling_put(t, ", set at run time");
    }
}

static struct blob_ref cluster_name(const struct telling *t, uint32_t cluster)
{
    const struct image_policy_cluster *clusters = t->image->at[SECTION_POLICY_CLUSTER];
    return clusters[t->ask->decide.policy->clusters.first + cluster].name;
}

static void tell_clusters(struct telling *t)
{
    for (uint32_t cluster = 0; cluster < t->ask->decide.policy->clusters.count; cluster++) {
        struct blob_ref reason = exclusion(t, cluster);
        t->line.subject = telling_bytes(t, cluster_name(t, cluster));
        t->line.excluded = reason.len > 0;
        if (t->line.excluded) {
            telling_blob(t, reason);
        } else {
            put_state(t, cluster);
        }
        telling_end(t, REASONLINE_CLUSTER);
    }
}

/* "[nl-a, nl-b]", or one name alone. */
static void put_clusters(struct telling *t, uint64_t clusters)
{
    bool several = (clusters & (clusters - 1)) != 0;
    telling_put(t, "%s", several ? "[" : "");
    for (uint64_t rest = clusters; rest != 0; rest &= rest - 1) {
        telling_put(t, "%s", rest == clusters ? "" : ", ");
        telling_blob(t, cluster_name(t, (uint32_t)__builtin_ctzll(rest)));
    }
    telling_put(t, "%s", several ? "]" : "");
}

static void put_tiers(struct telling *t, const struct image_policy_part *part)
{
    const uint64_t *tiers = (const uint64_t *)t->image->at[SECTION_POLICY_TIER] + part->tiers.first;
    if (part->tiers.count == 0) {
        telling_put(t, "nobody whom the law allows");
    }
    for (uint32_t i = 0; i < part->tiers.count; i++) {
        telling_put(t, "%s", i == 0 ? "" : ", ");
        put_clusters(t, tiers[i]);
    }
}

/* "12.5% of the networks, not this one: " */
static void put_share(struct telling *t, const struct image_policy_part *part)
{
    const struct image_policy_binding *binding = t->ask->decide.binding;
    char share[16];
    if (part->share == 0) {
        return;
    }
    int len = snprintf(share, sizeof(share), "%u.%02u", part->share / 100, part->share % 100);
    while (share[len - 1] == '0') {
        len--;
    }
    len -= share[len - 1] == '.';
    bool mine = choose_part(t->image, binding, t->decided->decision, &t->who) == part;
    telling_put(t, "%.*s%% of the networks, %s: ", len, share,
                mine ? "this one too" : "not this one");
}

/* The place that taste was decided for; NULL = the image has none. */
static const struct image_account_spot *taste_spot(const struct telling *t)
{
    struct places_cursor cursor = {0};
    if (t->clear) {
        return places_next(&t->places, &cursor);
    }
    const struct image_account_spot *spots = t->image->at[SECTION_ACCOUNT_SPOT];
    uint32_t mixed = choose_mixed(t->image, t->decided->table, t->ask->decide.client);
    return mixed < t->interval->mixed.count ? &spots[t->interval->mixed.first + mixed] : NULL;
}

/* The entries that match are, in their order, the parts of the decision. */
static void tell_parts(struct telling *t, const struct image_account_spot *spot)
{
    const struct image_policy_part *parts = t->image->at[SECTION_POLICY_PART];
    struct range_ref range = t->decided->decision->parts;
    uint32_t part = 0;
    for (uint32_t i = 0; i < t->binding->entries.count && part < range.count; i++) {
        uint32_t entry = t->binding->entries.first + i;
        if (truth_of(t, spot, t->account->rules.count + entry) != ACCOUNT_YES) {
            continue;
        }
        t->line.subject = telling_bytes(t, account_text(t->image, t->account->entries, entry));
        put_share(t, &parts[range.first + part]);
        put_tiers(t, &parts[range.first + part]);
        telling_end(t, REASONLINE_TASTE);
        part++;
    }
}

static void tell_taste(struct telling *t)
{
    const struct image_policy_decision *decision = t->decided->decision;
    const struct image_account_spot *spot = decision == NULL ? NULL : taste_spot(t);
    if (spot != NULL && decision->parts.count > 0) {
        tell_parts(t, spot);
        return;
    }
    telling_put(t, "%s",
                decision != NULL && (decision->flags & POLICY_REFUSED)
                    ? "does not matter: the law leaves no cluster"
                    : "no entry of the route is for them");
    telling_end(t, REASONLINE_TASTE);
}

/* "  scope /26, caches keep it for this /24 only" */
static void put_scope(struct telling *t)
{
    const struct prefix *client = t->ask->decide.client;
    if (t->ask->no_subnet != NULL) {
        return;
    }
    telling_put(t, "  scope /%u", t->decided->scope_bits);
    if (t->decided->scope_bits > client->bits) {
        telling_put(t, ", caches keep it for this /%u only", client->bits);
    }
}

/* What made it this cluster, where being the first that can be given did not. */
static void tell_choice(struct telling *t)
{
    static const char *const hows[] = {
        [CHOICE_FIRST] = "",
        [CHOICE_NEXT] = "",
        [CHOICE_DRAINED] = " is drained: the tiers have nobody else",
        [CHOICE_LAST] = " is the last resort: the tiers have nobody to give",
        [CHOICE_ANYWAY] = " by try-anyway: all that the tiers have is down"};
    const struct choice *choice = &t->decided->choice;
    const char *how = hows[choice->how];
    char network[PREFIX_TEXT_SIZE];
    bool hashed = (choice->among & (choice->among - 1)) != 0;
    if (how[0] == '\0' && !hashed) {
        return;
    }
    telling_blob(t, cluster_name(t, choice->cluster));
    telling_put(t, "%s", how);
    if (hashed) {
        telling_put(t, "%s of ", how[0] == '\0' ? "" : ";");
        put_clusters(t, choice->among);
        telling_put(t, " by the hash of %s%s", prefix_format(&t->who.network, network),
                    t->ask->decide.client == NULL ? ", the resolver's" : "");
    }
    telling_end(t, REASONLINE_ANSWER);
}

static void tell_answer(struct telling *t)
{
    static const char *const failures[] = {
        [CHOICE_SERVFAIL] = "SERVFAIL", [CHOICE_REFUSED] = "REFUSED", [CHOICE_NODATA] = "NODATA"};
    const struct decided *decided = t->decided;
    if (decided->choice.kind == CHOICE_CLUSTER) {
        telling_blob(t, account_text(t->image, t->binding->answers, decided->choice.cluster));
        telling_put(t, "  ttl %u", decided->ttl_s);
        put_scope(t);
        telling_end(t, REASONLINE_ANSWER);
        tell_choice(t);
        return;
    }
    telling_put(t, "%s", failures[decided->choice.kind]);
    if (decided->decision != NULL && decided->choice.kind != CHOICE_NODATA) {
        telling_put(t, " (");
        telling_blob(t, decided->decision->text);
        telling_put(t, ")");
    }
    put_scope(t);
    telling_end(t, REASONLINE_ANSWER);
}

/* Whether the whole network has one decision. */
static bool is_clear(const struct telling *t)
{
    struct map_hit hit;
    if (t->ask->decide.client == NULL) {
        return true;
    }
    map_find(t->image, t->decided->table->map, t->ask->decide.client, &hit);
    return hit.clear;
}

bool reasons_tell(const struct reasons_case *ask, struct decided *decided, reasonline_teller teller,
                  void *arg)
{
    const struct decide_case *of = &ask->decide;
    const struct image *image = of->image;
    const struct image_policy_binding *bindings = image->at[SECTION_POLICY_BINDING];
    decide(of, decided);
    struct telling t;
    t.ask = ask;
    t.image = image;
    t.account = ask->account;
    t.number = (uint32_t)(of->binding - bindings) - ask->account->first_binding;
    t.binding = (const struct image_account_binding *)image->at[SECTION_ACCOUNT_BINDING] +
                ask->account->bindings.first + t.number;
    t.interval = (const struct image_account_interval *)image->at[SECTION_ACCOUNT_TIME] +
                 ask->account->intervals.first + decided->interval;
    t.decided = decided;
    t.who = (struct rendezvous){
        .network = rendezvous_network(of->network),
        .name = {.at = image_blob(image, of->binding->name), .len = of->binding->name.len}};
    t.clear = is_clear(&t);
    t.teller = teller;
    t.arg = arg;
    t.line = (struct reasonline){.kind = REASONLINE_KINDS};
    t.len = 0;
    if (!places_find(image, t.interval, of->client, ask->ranges_max, &t.places)) {
        return false;
    }
    note_applying(&t);
    origin_tell(&t);
    tell_law(&t);
    tell_clusters(&t);
    tell_taste(&t);
    tell_answer(&t);
    return true;
}
