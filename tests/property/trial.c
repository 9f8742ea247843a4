/* SPDX-License-Identifier: Apache-2.0 */
#include "trial.h"

#include "agree.h"
#include "follows.h"
#include "found.h"
#include "onwire.h"
#include "promise.h"
#include "twist.h"
#include "where.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DAY_S = 86400, WIRE_PERCENT = 10, CHECK_PERCENT = 15, EXPLAIN_PERCENT = 25 };

/* A moment that policies of scenes have windows around: 2040-01-01. */
static const int64_t base_s = 2208988800;

bool trial_refute(struct trial *trial, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (trial->fault[0] == '\0') {
        vsnprintf(trial->fault, sizeof(trial->fault), format, args);
    }
    va_end(args);
    return false;
}

const char *trial_query_text(struct trial *trial, const struct made *made,
                             const struct made_query *query)
{
    char client[PREFIX_TEXT_SIZE] = "none";
    char name[NAME_TEXT_SIZE];
    if (query->client != NULL) {
        prefix_format(query->client, client);
    }
    return arena_printf(
        trial->scene.arena, "client %s, name %s, %+lld s, up %llx drained %llx off %llx", client,
        name_format(made->policy->names[query->name].name.octets, name),
        (long long)(query->time_s - base_s), (unsigned long long)query->states.up,
        (unsigned long long)query->states.drained, (unsigned long long)query->states.off);
}

uint32_t trial_names(const struct trial *trial)
{
    uint32_t count = (uint32_t)trial->scene.name_lines.count;
    return count < TRIAL_NAMES_MAX ? count : TRIAL_NAMES_MAX;
}

static void draw_clients(struct trial *trial)
{
    struct draw *draw = &trial->scene.draw;
    uint32_t count = 1 + draw_below(draw, TRIAL_CLIENTS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        trial->clients[trial->nclients++] = nets_client(&trial->scene.nets, draw);
    }
    trial->resolver = nets_address(&trial->clients[0], draw);
}

/* When it is loaded, and around the edges of windows. */
static void draw_times(struct trial *trial)
{
    static const int32_t days[] = {0, 1, 2, 30};
    static const int32_t beside[] = {-1, 0, 1};
    struct draw *draw = &trial->scene.draw;
    uint32_t count = draw_below(draw, TRIAL_TIMES_MAX);
    trial->times[trial->ntimes++] = base_s;
    for (uint32_t i = 0; i < count; i++) {
        int64_t at = base_s + (int64_t)days[draw_below(draw, 4)] * DAY_S;
        at += beside[draw_below(draw, 3)];
        trial->times[trial->ntimes++] = at < base_s ? base_s : at;
    }
}

static bool check_loaded(struct trial *trial)
{
    bool ok = true;
    for (size_t t = 0; t < trial->ntimes && ok; t++) {
        ok = agree_check(trial, &trial->made, trial->times[t]);
    }
    return ok && (trial->twisted ||
                  (follows_scopes(trial) && follows_order(trial) && follows_adding(trial) &&
                   follows_unknown(trial) && (!trial->on_wire || onwire_check(trial))));
}

static bool check(struct trial *trial)
{
    if (trial->made.policy == NULL) {
        return trial->twisted || trial_refute(trial, "the policy or a database cannot be read");
    }
    trial->tally->loaded += trial->made.loads;
    trial->tally->refused += !trial->made.loads;
    bool checked = !trial->twisted && draw_chance(&trial->scene.draw, CHECK_PERCENT);
    return (trial->twisted || where_check(trial)) && agree_liveness(trial, &trial->made) &&
           (!trial->made.loads || check_loaded(trial)) &&
           (!checked || (found_check(trial) && promise_tidy(trial) && promise_check(trial)));
}

static int make_empty(void)
{
    const struct geodb nothing = {.bits = 24};
    return geodb_file(&nothing);
}

static void write_text(struct trial *trial)
{
    const struct scene_text all = {.rules = SCENE_PARTS_MAX};
    trial->text = scene_write(&trial->scene, &all);
    if (trial->twisted) {
        size_t keep = (size_t)(strstr(trial->text, "defaults:") - trial->text);
        trial->text = twist_text(trial->text, keep, &trial->scene.draw, trial->scene.arena);
    }
}

static void report(struct trial *trial, FILE *to)
{
    fprintf(to, "%s\n---- policy\n%s", trial->fault, trial->text);
    scene_print(&trial->scene, to);
    errs_print(trial->made.errs, to);
}

bool trial_run(struct draw draw, bool twisted, struct trial_tally *tally, FILE *to)
{
    struct trial *trial = calloc(1, sizeof(*trial));
    if (trial == NULL) {
        return false;
    }
    trial->tally = tally;
    trial->twisted = twisted;
    trial->empty_fd = make_empty();
    scene_make(&trial->scene, draw, base_s);
    draw_clients(trial);
    draw_times(trial);
    trial->on_wire = draw_chance(&trial->scene.draw, WIRE_PERCENT);
    write_text(trial);
    made_make(&trial->made, trial->text, trial->times[0]);
    if (draw_chance(&trial->scene.draw, EXPLAIN_PERCENT)) {
        made_explain(&trial->made, trial->times[0]);
    }
    bool ok = check(trial);
    if (!ok) {
        report(trial, to);
    }
    made_done(&trial->made);
    scene_done(&trial->scene);
    close(trial->empty_fd);
    free(trial);
    return ok;
}
