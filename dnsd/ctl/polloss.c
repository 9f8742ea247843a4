/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polloss.h"

#include "ctl/polcount.h"
#include "policy/law.h"

enum { MOVES_SHOWN_MAX = 8 };

/* Whether a place loses its protection for one name. */
static bool loses(const struct law_case *law, const struct spot *before, const struct spot *after)
{
    bool lost = false;
    bool protected = false;
    for (size_t i = 0; i < law->policy->nrules; i++) {
        const struct policy_rule *rule = &law->policy->rules[i];
        bool applies = law_applies(law, rule, after);
        lost = lost || (law_applies(law, rule, before) && !applies);
        protected = protected || applies;
    }
    return lost && (!protected || (law_eligible(law, after) & ~law_eligible(law, before)) != 0);
}

static const struct spot *before_of(const struct polmoves_ask *ask, const struct census_cell *cell)
{
    return &ask->before->atlas.spots[cell->before];
}

/* Those who lost while they are counted. */
struct counting {
    const struct polmoves_ask *ask;
    struct arena *arena;
    struct polloss *out;
    bool *spots; /* by spot of the first atlas: counted */
    size_t moves;
};

/* Count a cell that lost. */
static void count(struct counting *c, const struct census_cell *cell)
{
    struct polloss *out = c->out;
    if (before_of(c->ask, cell)->country[0] == '\0') {
        out->unknown_nets += cell->count.nets4 + cell->count.nets6;
        return;
    }
    out->known_places += !c->spots[cell->before];
    c->spots[cell->before] = true;
    if (c->moves++ < MOVES_SHOWN_MAX) {
        out->who = arena_printf(c->arena, "%s%s%s", out->who, out->who[0] == '\0' ? "" : ", ",
                                polmoves_who(c->ask, cell, c->arena));
    }
}

void polloss_find(const struct polmoves_ask *ask, struct arena *arena, struct polloss *out)
{
    size_t ncells = ask->census->ncells;
    bool *cells = arena_alloc(arena, ncells + 1);
    *out = (struct polloss){.cells = cells, .who = ""};
    for (size_t n = 0; n < ask->nnames; n++) {
        const struct law_case law = {.policy = ask->before->loaded.policy,
                                     .name = ask->names[n].before,
                                     .time_s = ask->before->at_s};
        size_t wanted = polmoves_first_alike(ask, n) == n ? ncells : 0;
        for (size_t i = 0; i < wanted; i++) {
            const struct spot *after = &ask->after->atlas.spots[ask->census->cells[i].after];
            cells[i] = cells[i] || loses(&law, before_of(ask, &ask->census->cells[i]), after);
        }
    }
    struct counting c = {.ask = ask, .arena = arena, .out = out};
    c.spots = arena_alloc(arena, ask->before->atlas.nspots + 1);
    for (size_t i = 0; i < ncells; i++) {
        if (cells[i]) {
            count(&c, &ask->census->cells[i]);
        }
    }
    if (c.moves > MOVES_SHOWN_MAX) {
        out->who = arena_printf(arena, "%s and %zu more", out->who, c.moves - MOVES_SHOWN_MAX);
    }
}

json_t *polloss_json(const struct polmoves_ask *ask, const struct polloss *loss,
                     struct arena *arena)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < ask->census->ncells; i++) {
        const struct census_cell *cell = &ask->census->cells[i];
        if (loss->cells[i]) {
            json_array_append_new(rows,
                                  json_pack("{s:s, s:o}", "who", polmoves_who(ask, cell, arena),
                                            "people", polcount_json(&cell->count, &cell->example)));
        }
    }
    return json_pack("{s:i, s:I, s:o}", "known_places", (int)loss->known_places, "unknown_networks",
                     (json_int_t)loss->unknown_nets, "people", rows);
}
