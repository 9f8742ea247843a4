/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `residency`: names whose answers a policy gives, by law and by taste.
 *
 * A policy with an error makes no image. What the zones say must leave it the only source for its
 * names: there is no record beside it that a client could be given past the law.
 */
#include "base/attr.h"
#include "plugin/beside.h"
#include "plugin/geoip.h"
#include "plugin/labels.h"
#include "plugin/plate.h"
#include "plugin/trial.h"
#include "plugin/words.h"
#include "policy/expect.h"
#include "policy/lint.h"
#include "policy/needs.h"
#include "policy/tables.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { DATABASE_WATCH_MS = 60 * 1000 };

/* One `residency` directive. */
struct residency {
    const char *path;
    struct pos at;
    bool edns_subnet;
    bool anonymous;           /* `identity off` */
    struct range_ref explain; /* SECTION_PREFIX: who may ask for reasons */
};

/* What finish() works on. */
struct finishing {
    struct plugin_load *load;
    struct plugin_block *block;
    const struct policy *policy;
    bool anonymous;
    struct range_ref explain; /* SECTION_PREFIX; empty = nobody asks */
};

static bool read_identity(struct plugin_load *load, const struct node *line, struct residency *out)
{
    static const char *const words[] = {"on", "off"};
    size_t which = 0;
    if (!node_args(line, 1, 1, "identity on|off", load->errs) ||
        !node_choice(line, 1, words, ARRAY_LEN(words), &which, load->errs)) {
        return false;
    }
    out->anonymous = which == 1;
    return true;
}

/* Who may ask for _explain.NAME; for others it does not exist. */
static bool read_explain(struct plugin_load *load, const struct node *line, struct residency *out)
{
    return node_args(line, 1, SIZE_MAX, "explain ADDRESS|NETWORK...", load->errs) &&
           plugin_prefixes(load, line, 1, &out->explain);
}

static bool read_line(struct plugin_load *load, const struct node *line, struct residency *out)
{
    const char *word = line->words[0].text;
    if (strcmp(word, "edns-subnet") == 0) {
        out->edns_subnet = true;
        return node_args(line, 0, 0, "edns-subnet", load->errs);
    }
    if (strcmp(word, "explain") == 0) {
        return read_explain(load, line, out);
    }
    if (strcmp(word, "identity") == 0) {
        return read_identity(load, line, out);
    }
    return node_err(line, 0, load->errs,
                    "'%s' is no property of residency; write edns-subnet, explain or identity",
                    word);
}

bool residency_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    struct residency *residency = arena_alloc(load->arena, sizeof(*residency));
    if (!node_args(node, 1, 1,
                   "residency FILE { edns-subnet; explain ADDRESS...; identity on|off }",
                   load->errs)) {
        return false;
    }
    bool ok = true;
    residency->path = plugin_path(load, block, node->words[1].text);
    residency->at = node->words[1].at;
    residency->explain.first = (uint32_t)build_count(load->build, SECTION_PREFIX);
    for (size_t i = 0; i < node->nchildren; i++) {
        ok = read_line(load, &node->children[i], residency) && ok;
    }
    if (residency->edns_subnet) {
        block->image.ecs_mode = ECS_USE;
    } else if (block->image.ecs_mode == ECS_ECHO) {
        block->image.ecs_mode = ECS_OFF; /* else an answer for one would be cached for all */
    }
    plugin_keep(load, block, residency);
    if (load->trial != NULL) {
        trial_note(load->trial, residency->path);
    }
    return ok;
}

/* The answers of a name, one for each cluster. */
static struct range_ref make_targets(struct finishing *f, const struct policy_name *name)
{
    const struct policy *policy = f->policy;
    struct geoip geoip = {.ttl_s = name->ttl_s, .nentries = policy->nclusters, .quiet = true};
    geoip.entries = arena_alloc(f->load->arena, (policy->nclusters + 1) * sizeof(*geoip.entries));
    for (size_t c = 0; c < policy->nclusters; c++) {
        const struct policy_cluster *cluster = &policy->clusters[c];
        bool alias = name->answer == ANSWER_CNAME && cluster->target.len > 0;
        geoip.entries[c] = (struct geoip_entry){.code_text = cluster->name,
                                                .target_text = cluster->name,
                                                .at = cluster->at,
                                                .target_at = cluster->at,
                                                .is_name = alias,
                                                .name = cluster->target};
        if (name->answer == ANSWER_ADDRESS) {
            geoip.entries[c].addresses = (struct addr *)cluster->addresses;
            geoip.entries[c].naddresses = cluster->naddresses;
        }
    }
    return targets_make(f->load, f->block, &geoip);
}

/* The targets of every name; names that are answered alike share them. */
static struct range_ref *all_targets(struct finishing *f)
{
    const struct policy *policy = f->policy;
    struct range_ref *targets =
        arena_alloc(f->load->arena, (policy->nnames + 1) * sizeof(*targets));
    for (size_t i = 0; i < policy->nnames; i++) {
        const struct policy_name *name = &policy->names[i];
        size_t o = 0;
        while (o < i &&
               (policy->names[o].answer != name->answer || policy->names[o].ttl_s != name->ttl_s)) {
            o++;
        }
        targets[i] = o < i ? targets[o] : make_targets(f, name);
    }
    return targets;
}

static void watch(struct plugin_load *load, const struct policy *policy)
{
    for (size_t i = 0; i < policy->nfiles; i++) {
        plugin_watch(load, policy->files[i], DATABASE_WATCH_MS, WATCH_MTIME);
    }
    for (size_t i = 0; i < policy->ncountry_paths; i++) {
        plugin_watch(load, policy->country_paths[i], DATABASE_WATCH_MS, WATCH_MTIME);
    }
    if (policy->asn_path != NULL) {
        plugin_watch(load, policy->asn_path, DATABASE_WATCH_MS, WATCH_MTIME);
    }
    if (policy->anonymous_path != NULL) {
        plugin_watch(load, policy->anonymous_path, DATABASE_WATCH_MS, WATCH_MTIME);
    }
}

/* Nobody looks at clusters yet: what asks for it counts as up, and the operator knows. */
static void tell_health(struct plugin_load *load, const struct policy *policy)
{
    for (size_t i = 0; i < policy->nclusters; i++) {
        if (policy->clusters[i].health.probe != PROBE_NONE) {
            err_warn(load->errs, policy->clusters[i].health.at,
                     "health of clusters is not probed yet: '%s' counts as up; use `state` to "
                     "take it out",
                     policy->clusters[i].name);
            return;
        }
    }
}

/* What `dnsctl policy check` would find: with an error there is no image. */
static bool is_lawful(struct finishing *f, const struct atlas_data *data, int64_t now_s)
{
    size_t before = errs_count(f->load->errs, ERR_ERROR);
    if (needs_check(f->policy, data, now_s, f->load->errs)) {
        lint_law(f->policy, data, now_s, f->load->errs);
        expect_check(f->policy, data, now_s, f->load->errs);
    }
    return errs_count(f->load->errs, ERR_ERROR) == before;
}

static bool compile(struct finishing *f)
{
    struct plugin_load *load = f->load;
    struct atlas_data data = {0};
    int64_t now_s = (int64_t)time(NULL);
    uint32_t index = 0;
    struct range_ref *targets = all_targets(f);
    bool accounted = f->explain.count > 0 || load->explain || labels_want_policy(f->block);
    struct annals *annals =
        accounted ? annals_new(load->build, f->policy, &data, load->errs) : NULL;
    bool ok = beside_check(load, f->block, f->policy, now_s, load->errs);
    ok = atlas_open(f->policy, NULL, &data, load->errs) && is_lawful(f, &data, now_s) && ok &&
         tables_make(load->build, f->policy, &data, now_s, f->block->zone_set, targets, annals,
                     &index, load->errs);
    if (ok) {
        plate_add(load, f->block, f->policy, &data, !f->anonymous);
    }
    atlas_close(&data);
    uint32_t account = ok && accounted ? annals_end(annals, index, f->explain) : REF_NONE;
    if (account != REF_NONE) {
        labels_account(load, f->block, account);
    }
    if (account != REF_NONE && f->explain.count > 0) {
        /* first: a wildcard of the policy may cover _explain.NAME */
        plugin_add_step_first(load, f->block, STAGE_ANSWER, STEP_EXPLAIN, account);
    }
    if (ok) {
        plugin_add_step_first(load, f->block, STAGE_ANSWER, STEP_RESIDENCY, index);
    }
    annals_free(annals);
    return ok;
}

/* Targets of geoip go by Client Subnet: so must the policy, or it judges others than it answers. */
static bool takes_same_client(struct plugin_load *load, const struct plugin_block *block,
                              const struct residency *residency)
{
    const struct plugin_steps *steps = &block->steps[STAGE_ANSWER];
    for (size_t i = 0; i < steps->count; i++) {
        if (steps->list[i].step.kind == STEP_GEO && !residency->edns_subnet) {
            return err_add(load->errs, residency->at,
                           "geoip has targets in this block, which go by Client Subnet, and the "
                           "policy here does not; write edns-subnet in the block of residency");
        }
    }
    return true;
}

bool residency_finish(struct plugin_load *load, struct plugin_block *block)
{
    const struct residency *residency = plugin_kept(load, block);
    bool same_client = takes_same_client(load, block, residency);
    if (load->trial != NULL) {
        return !trial_is_for(load->trial, residency->path) || trial_judge(load->trial, load, block);
    }
    if (access(residency->path, R_OK) != 0) {
        return err_add(load->errs, residency->at,
                       "the policy '%s' cannot be read (%s); write the path of a readable file",
                       residency->path, strerror(errno));
    }
    struct policy *policy = policy_read(residency->path, load->errs);
    if (policy == NULL) {
        return false;
    }
    struct finishing f = {.load = load,
                          .block = block,
                          .policy = policy,
                          .anonymous = residency->anonymous,
                          .explain = residency->explain};
    bool ok = compile(&f) && same_client;
    tell_health(load, policy);
    watch(load, policy);
    policy_forget(policy, load->errs);
    policy_free(policy);
    return ok;
}
