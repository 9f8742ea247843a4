/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `residency`: names whose answers a policy gives, by law and by taste.
 *
 * A policy with an error makes no image. What the zones say must leave it the only source for its
 * names: there is no record beside it that a client could be given past the law.
 */
#include "base/attr.h"
#include "image/find.h"
#include "image/geo.h"
#include "plugin/geoip.h"
#include "plugin/words.h"
#include "plugin/zones.h"
#include "policy/expect.h"
#include "policy/law.h"
#include "policy/lint.h"
#include "policy/tables.h"
#include "wire/rrtype.h"

#include <string.h>
#include <time.h>

enum { DATABASE_WATCH_MS = 60 * 1000 };

/* One `residency` directive. */
struct residency {
    const char *path;
    struct pos at;
    bool edns_subnet;
};

/* What finish() works on. */
struct finishing {
    struct plugin_load *load;
    struct plugin_block *block;
    const struct policy *policy;
    struct image view; /* of what is built so far */
};

static bool read_line(struct plugin_load *load, const struct node *line, struct residency *out)
{
    const char *word = line->words[0].text;
    if (strcmp(word, "edns-subnet") == 0) {
        out->edns_subnet = true;
        return node_args(line, 0, 0, "edns-subnet", load->errs);
    }
    if (strcmp(word, "explain") == 0) {
        return node_err(line, 0, load->errs,
                        "explain over DNS is not built yet; remove the line and ask `dnsctl policy "
                        "explain`");
    }
    return node_err(line, 0, load->errs, "'%s' is no property of residency; write edns-subnet",
                    word);
}

bool residency_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    struct residency *residency = arena_alloc(load->arena, sizeof(*residency));
    if (!node_args(node, 1, 1, "residency FILE { edns-subnet }", load->errs)) {
        return false;
    }
    bool ok = true;
    residency->path = plugin_path(load, block, node->words[1].text);
    residency->at = node->words[1].at;
    for (size_t i = 0; i < node->nchildren; i++) {
        ok = read_line(load, &node->children[i], residency) && ok;
    }
    if (residency->edns_subnet) {
        block->image.ecs_mode = ECS_USE;
    } else if (block->image.ecs_mode == ECS_ECHO) {
        block->image.ecs_mode = ECS_OFF; /* else an answer for one would be cached for all */
    }
    plugin_keep(load, block, residency);
    return ok;
}

/* Whether zone data has a record of these types at a node; NULL = of any. */
static bool has_types(const struct segment_node *node, const uint16_t *types, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (segment_answer(node, types[i]) != NULL) {
            return true;
        }
    }
    return types == NULL && node->ntypes > 0;
}

static bool in_the_way(struct finishing *f, const struct policy_name *name, const char *code,
                       const char *what)
{
    char text[NAME_TEXT_SIZE];
    return err_find(f->load->errs, ERR_ERROR, code, name->at, 1, "%s: %s",
                    name_format(name->name.octets, text), what);
}

/* Whether zone data leaves a bound name to the policy. Findings F4 and N2. */
static bool check_zone(struct finishing *f, const struct policy_name *name, const uint8_t *octets)
{
    static const uint16_t addresses[] = {RRTYPE_A, RRTYPE_AAAA, RRTYPE_CNAME, RRTYPE_SVCB,
                                         RRTYPE_HTTPS};
    struct find_room room;
    struct find_name find;
    unsigned label;
    bool itself = octets == name->name.octets;
    find_prepare(octets, f->load->facts.name_seed, &room, &find);
    const struct image_zone *zone =
        f->block->zone_set == REF_NONE
            ? NULL
            : find_zone(&f->view, f->block->zone_set, &find, false, &label);
    if (zone == NULL) {
        return true;
    }
    struct found found =
        find_in_segment(image_segment(&f->view, zone), &find, find.nlabels - label, false);
    bool apex = label == 0;
    if (found.kind == FIND_REFERRAL || found.kind == FIND_DNAME) {
        return in_the_way(f, name, "N2", "the zone delegates or renames it; bind another name");
    }
    if (found.kind == FIND_WILDCARD) {
        return in_the_way(f, name, "F4",
                          "a wildcard of the zone covers it; remove the wildcard, so that only "
                          "the policy answers");
    }
    if (found.kind == FIND_NXDOMAIN || !itself) {
        return true;
    }
    if (name->answer == ANSWER_CNAME && (apex || has_types(found.node, NULL, 0))) {
        return in_the_way(f, name, "N2",
                          "a CNAME stands alone, and the zone has records here; remove them, or "
                          "write `answer: address`");
    }
    if (has_types(found.node, addresses, ARRAY_LEN(addresses))) {
        return in_the_way(f, name, "F4",
                          "the zone has A, AAAA, CNAME, SVCB or HTTPS here, which would be given "
                          "past the law; remove them");
    }
    return true;
}

/* Whether the block is asked for a name at all. */
static bool is_served(const struct finishing *f, const struct policy_name *name)
{
    const struct corefile_block *conf = f->block->conf;
    for (size_t i = 0; i < conf->nkeys; i++) {
        if (name_is_below(name->name.octets, conf->keys[i].zone.octets)) {
            return true;
        }
    }
    return false;
}

static bool check_names(struct finishing *f)
{
    bool ok = true;
    for (size_t i = 0; i < f->policy->nnames; i++) {
        const struct policy_name *name = &f->policy->names[i];
        const uint8_t *octets = name->name.octets;
        if (!is_served(f, name)) {
            ok = in_the_way(f, name, "S4",
                            "no zone of this server block holds it; name its zone in the Corefile");
            continue;
        }
        ok = check_zone(f, name, octets) && ok;
        if (octets[0] == 1 && octets[1] == '*') {
            ok = check_zone(f, name, octets + 2) && ok; /* the name it stands below */
        }
    }
    return ok;
}

/* The clusters that a route's entries or the last resorts of a name speak of. */
static uint64_t reach_of(const struct policy *policy, const struct policy_name *name)
{
    const struct policy_route *route = &policy->routes[name->route];
    uint64_t mask = 0;
    for (size_t i = 0; i < route->nentries; i++) {
        for (size_t t = 0; t < route->entries[i].ntiers; t++) {
            const struct policy_tier *tier = &route->entries[i].tiers[t];
            mask |= tier->kind == TIER_CLUSTERS ? tier->clusters : law_everyone(policy);
        }
    }
    for (size_t i = 0; i < name->lasts.count; i++) {
        const struct policy_last *last = &name->lasts.list[i];
        mask |= last->kind == LAST_CLUSTER ? UINT64_C(1) << last->cluster : 0;
    }
    return mask;
}

/* A target that is not served here may lead anywhere. Finding F3. */
static bool check_targets(struct finishing *f, const struct policy_name *name,
                          struct range_ref targets)
{
    bool ok = true;
    uint64_t reach = reach_of(f->policy, name);
    for (uint32_t c = 0; c < targets.count && name->answer == ANSWER_CNAME; c++) {
        const struct image_target *target =
            build_at(f->load->build, SECTION_TARGET, targets.first + c);
        const struct policy_cluster *cluster = &f->policy->clusters[c];
        if ((reach >> c & 1) && cluster->target.len > 0 && target->served == 0) {
            char text[NAME_TEXT_SIZE];
            ok = err_find(f->load->errs, ERR_ERROR, "F3", cluster->at, 1,
                          "the target %s is outside the zones served here, so where it lands "
                          "cannot be known; serve its zone from this Corefile",
                          name_format(cluster->target.octets, text));
        }
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
    lint_law(f->policy, data, now_s, f->load->errs);
    expect_check(f->policy, data, now_s, f->load->errs);
    return errs_count(f->load->errs, ERR_ERROR) == before;
}

static bool compile(struct finishing *f)
{
    struct plugin_load *load = f->load;
    struct atlas_data data = {0};
    int64_t now_s = (int64_t)time(NULL);
    uint32_t index = 0;
    bool ok = check_names(f);
    struct range_ref *targets = all_targets(f);
    for (size_t i = 0; i < f->policy->nnames; i++) {
        ok = check_targets(f, &f->policy->names[i], targets[i]) && ok;
    }
    ok = atlas_open(f->policy, NULL, &data, load->errs) && is_lawful(f, &data, now_s) && ok &&
         tables_make(load->build, f->policy, &data, now_s, f->block->zone_set, targets, &index,
                     load->errs);
    atlas_close(&data);
    if (ok) {
        plugin_add_step(load, f->block, STAGE_ANSWER, STEP_RESIDENCY, index);
    }
    return ok;
}

/* Targets of geoip come first for their names: they would be given past the law. */
static bool is_alone(struct plugin_load *load, const struct plugin_block *block,
                     const struct residency *residency)
{
    const struct plugin_steps *steps = &block->steps[STAGE_ANSWER];
    for (size_t i = 0; i < steps->count; i++) {
        uint32_t kind = steps->list[i].step.kind;
        if (kind == STEP_GEO || kind == STEP_GEO_FIRST) {
            return err_add(load->errs, residency->at,
                           "geoip has targets in this block, which would be given past the law; "
                           "write its targets as a route of the policy");
        }
    }
    return true;
}

bool residency_finish(struct plugin_load *load, struct plugin_block *block)
{
    const struct residency *residency = plugin_kept(load, block);
    bool alone = is_alone(load, block, residency);
    struct policy *policy = policy_read(residency->path, load->errs);
    if (policy == NULL) {
        return false;
    }
    struct finishing f = {.load = load, .block = block, .policy = policy};
    zones_view(load, &f.view);
    bool ok = compile(&f) && alone;
    tell_health(load, policy);
    watch(load, policy);
    policy_forget(policy, load->errs);
    policy_free(policy);
    return ok;
}
