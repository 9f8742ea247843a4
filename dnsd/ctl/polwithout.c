/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polwithout.h"

#include "ctl/paint.h"
#include "ctl/polfold.h"
#include "ctl/polmoves.h"
#include "ctl/polpeople.h"
#include "ctl/polsuspect.h"
#include "ctl/poltable.h"
#include "ctl/polway.h"
#include "ctl/polwide.h"
#include "ctl/verbs.h"
#include "policy/law.h"
#include "policy/phrase.h"
#include "step/choose.h"

enum { GONE, TURNED, CASES };

struct risking {
    const struct polverb *verb;
    struct polpeople people;
    struct arena *arena;
    struct census census;
    struct polmoves_ask ask;
    uint64_t suspects; /* the clusters in question */
    int what;          /* GONE or TURNED: what is being told */
    struct poltables tables[CASES];
    struct polwide wide; /* gone */
};

/* What becomes of some people. */
struct fate {
    bool loses;         /* some of them are left with nothing */
    bool only_last;     /* what is left are last resorts */
    bool keeps;         /* turned clusters, for want of a law */
    uint64_t left;      /* clusters that their route leads to */
    uint64_t elsewhere; /* clusters that the law allows, to which it does not lead */
};

/* All clusters that the tiers of a decision name. */
static uint64_t tiers_of(const struct risking *r, const struct image_policy_decision *decision)
{
    const struct image *image = &r->people.image.image;
    const struct image_policy_part *parts = image->at[SECTION_POLICY_PART];
    const uint64_t *tiers = image->at[SECTION_POLICY_TIER];
    uint64_t mask = 0;
    for (uint32_t p = 0; p < decision->parts.count; p++) {
        const struct image_policy_part *part = &parts[decision->parts.first + p];
        for (uint32_t t = 0; t < part->tiers.count; t++) {
            mask |= tiers[part->tiers.first + t];
        }
    }
    return mask;
}

/* All clusters that its last resorts name. */
static uint64_t lasts_of(const struct risking *r, const struct image_policy_decision *decision)
{
    const struct image_policy_last *lasts = r->people.image.image.at[SECTION_POLICY_LAST];
    uint64_t mask = 0;
    for (uint32_t i = 0; i < decision->lasts.count; i++) {
        const struct image_policy_last *last = &lasts[decision->lasts.first + i];
        mask |= last->kind == POLICY_LAST_CLUSTER ? UINT64_C(1) << last->cluster : 0;
    }
    return mask;
}

/* Whether a rule about who controls clusters applies. */
static bool has_law_on_control(const struct law_case *law, const struct spot *spot)
{
    for (size_t i = 0; i < law->policy->nrules; i++) {
        const struct policy_rule *rule = &law->policy->rules[i];
        if ((rule->controlled_from.present || rule->not_controlled_from.present) &&
            law_applies(law, rule, spot)) {
            return true;
        }
    }
    return false;
}

/* "nothing is left for 5%": parts that had a cluster and have none without the suspects. */
static const char *losing_parts(const struct risking *r,
                                const struct image_policy_decision *decision)
{
    const struct image *image = &r->people.image.image;
    const struct image_policy_part *parts = image->at[SECTION_POLICY_PART];
    struct policy_states before = polpeople_states(&r->people, 0);
    struct policy_states after = before;
    const char *text = NULL;
    after.off |= r->suspects;
    for (uint32_t p = 0; p < decision->parts.count; p++) {
        struct choice_set had = choose_given(image, r->people.image.policy, decision, p, &before);
        struct choice_set has = choose_given(image, r->people.image.policy, decision, p, &after);
        if (had.kind != CHOICE_CLUSTER || has.kind == CHOICE_CLUSTER) {
            continue;
        }
        uint32_t share = parts[decision->parts.first + p].share;
        const char *who = share == 0                   ? "all the rest"
                          : decision->parts.count == 1 ? "all"
                                                       : polway_share(share, r->arena);
        text = text == NULL ? who : arena_printf(r->arena, "%s and %s", text, who);
    }
    return text;
}

static const char *fate_text(const struct risking *r, const struct fate *fate, const char *losing,
                             bool has_parts)
{
    const struct policy *policy = r->people.loaded.policy;
    const char *left = phrase_clusters(policy, fate->left, r->arena);
    const char *elsewhere =
        fate->elsewhere == 0
            ? "the law allows no other"
            : arena_printf(r->arena, "the law allows %s, where their route does not lead",
                           phrase_clusters(policy, fate->elsewhere, r->arena));
    if (fate->keeps) {
        return arena_printf(r->arena, "no law of theirs asks who controls: still given %s", left);
    }
    if (!fate->loses) {
        return arena_printf(r->arena, "left: %s%s", fate->only_last ? "only the last resort " : "",
                            left);
    }
    return has_parts ? arena_printf(r->arena, "LOST for %s, left to others: %s; %s", losing, left,
                                    elsewhere)
                     : arena_printf(r->arena, "LOST: nothing is left; %s", elsewhere);
}

/* What becomes of a cell's people; nothing is said of those whom no suspect serves. */
static bool say(void *arg, uint32_t name, const struct census_cell *cell, struct poltable_row *out)
{
    struct risking *r = arg;
    const struct spot *spot = &r->people.atlas.spots[cell->before];
    const struct law_case law = {
        .policy = r->people.loaded.policy, .name = name, .time_s = r->people.at_s};
    const struct image_policy_decision *decision =
        polpeople_decision(&r->people, name, &cell->example);
    uint64_t off = r->people.image.policy->off;
    uint64_t tiers = decision == NULL ? 0 : tiers_of(r, decision) & ~off;
    uint64_t reach = decision == NULL ? 0 : tiers | (lasts_of(r, decision) & ~off);
    if ((reach & r->suspects) == 0) {
        return false;
    }
    struct fate *fate = arena_alloc(r->arena, sizeof(*fate));
    const char *losing = losing_parts(r, decision);
    fate->keeps = r->what == TURNED && !has_law_on_control(&law, spot);
    fate->loses = losing != NULL && !fate->keeps;
    fate->left = fate->keeps ? reach : reach & ~r->suspects;
    fate->only_last = fate->left != 0 && (fate->left & tiers) == 0;
    fate->elsewhere = law_eligible(&law, spot) & ~r->suspects & ~reach & ~off;
    out->text = fate_text(r, fate, losing, fate->left != 0);
    out->order[0] = fate->loses ? 0 : fate->keeps ? 2 : 1;
    out->order[1] = __builtin_popcountll(fate->left);
    out->data = fate;
    return true;
}

/* All who lose everything, whatever they ask for. */
static void fold_lost(struct risking *r, int what, struct polfold *out)
{
    bool *cells = arena_alloc(r->arena, r->census.ncells + 1);
    for (size_t t = 0; t < r->tables[what].count; t++) {
        const struct poltable *table = &r->tables[what].list[t];
        for (size_t i = 0; i < table->nrows; i++) {
            const struct fate *fate = table->rows[i].data;
            for (size_t c = 0; c < r->census.ncells; c++) {
                cells[c] = cells[c] || (fate->loses && table->rows[i].cells[c]);
            }
        }
    }
    polfold_make(&r->people, &r->census, cells, r->arena, out);
}

static void print_case(struct risking *r, int what)
{
    static const char *const titles[] = {"gone", "turned"};
    struct polfold lost;
    fold_lost(r, what, &lost);
    size_t nlost = polfold_count(&lost);
    printf("\n%sif %s: %s %s without any cluster.%s\n",
           paint(stdout, nlost > 0 ? PAINT_BAD : PAINT_GOOD), titles[what], polfold_text(&lost),
           nlost <= 1 ? "is" : "are", paint(stdout, PAINT_PLAIN));
    for (size_t i = 0; i < r->tables[what].count; i++) {
        if (r->tables[what].list[i].nrows > 0) {
            poltable_print(&r->tables[what], &r->tables[what].list[i]);
        }
    }
}

static void print_text(struct risking *r)
{
    const char *word;
    fputs("without", stdout);
    for (size_t i = 0; (word = polverb_option(r->verb, "without", i)) != NULL; i++) {
        printf("%s %s", i == 0 ? "" : ",", word);
    }
    printf(": %s\n", phrase_clusters(r->people.loaded.policy, r->suspects, r->arena));
    if (r->suspects == 0) {
        puts("no cluster is theirs: nobody is affected.");
        return;
    }
    print_case(r, GONE);
    polwide_print(&r->wide, &r->wide.lost, "LOSE what they had");
    print_case(r, TURNED);
    polpeople_print_edge(&r->people, NULL);
}

static json_t *json_of_mask(const struct risking *r, uint64_t mask)
{
    const struct policy *policy = r->people.loaded.policy;
    json_t *list = json_array();
    for (size_t i = 0; i < policy->nclusters; i++) {
        if (mask >> i & 1) {
            json_array_append_new(list, json_string(policy->clusters[i].name));
        }
    }
    return list;
}

static json_t *json_of_case(struct risking *r, int what)
{
    struct polfold lost;
    json_t *tables = json_array();
    for (size_t t = 0; t < r->tables[what].count; t++) {
        const struct poltable *table = &r->tables[what].list[t];
        const struct polmoves names = {.names = table->names, .nnames = table->nnames};
        json_t *rows = json_array();
        for (size_t i = 0; i < table->nrows; i++) {
            const struct fate *fate = table->rows[i].data;
            json_t *row = json_pack("{s:s, s:b, s:b, s:b, s:o, s:o}", "text", table->rows[i].text,
                                    "lost", fate->loses, "only_last_resort", fate->only_last,
                                    "still_given", fate->keeps, "left", json_of_mask(r, fate->left),
                                    "legal_elsewhere", json_of_mask(r, fate->elsewhere));
            poltable_json_row(&r->tables[what], &table->rows[i], row);
            json_array_append_new(rows, row);
        }
        json_array_append_new(
            tables,
            json_pack("{s:o, s:o}", "names", polmoves_names_json(&r->ask, &names), "rows", rows));
    }
    fold_lost(r, what, &lost);
    return json_pack("{s:o, s:o}", "lost", polfold_json(&lost), "tables", tables);
}

static void print_json(struct risking *r)
{
    const char *word;
    json_t *words = json_array();
    for (size_t i = 0; (word = polverb_option(r->verb, "without", i)) != NULL; i++) {
        json_array_append_new(words, json_string(word));
    }
    json_t *all = json_pack("{s:o, s:o, s:o, s:o, s:o}", "without", words, "clusters",
                            json_of_mask(r, r->suspects), "gone", json_of_case(r, GONE),
                            "wider_networks_if_gone", polwide_json(&r->ask, &r->wide), "turned",
                            json_of_case(r, TURNED));
    json_object_set_new(all, "next_window_edge", polpeople_edge_json(&r->people, NULL));
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static int run(struct risking *r)
{
    struct polfold lost;
    census_take(&r->people.atlas, &r->people.atlas, r->arena, &r->census);
    r->ask = polmoves_self(&r->people, &r->census, r->arena);
    r->ask.states_after.off |= r->suspects;
    polwide_compare(&r->ask, r->arena, &r->wide);
    for (r->what = GONE; r->what < CASES; r->what++) {
        poltable_make(&r->ask, say, r, r->arena, &r->tables[r->what]);
    }
    if (r->verb->json) {
        print_json(r);
    } else {
        print_text(r);
    }
    fold_lost(r, GONE, &lost);
    return polfold_count(&lost) > 0 || r->wide.lost.count > 0 ? CTL_ERRORS : CTL_FINE;
}

static bool read_suspects(struct risking *r)
{
    const char *word;
    for (size_t i = 0; (word = polverb_option(r->verb, "without", i)) != NULL; i++) {
        if (!polsuspect_read(r->people.loaded.policy, word, &r->suspects)) {
            return false;
        }
    }
    return true;
}

int polwithout_run(const struct polverb *verb)
{
    struct risking r = {.verb = verb};
    int status;
    if (polverb_option(verb, "conf", 0) != NULL) {
        fputs("dnsctl policy check: --without asks a question of its own, without --conf\n",
              stderr);
        return CTL_USAGE;
    }
    r.arena = arena_new(256 * 1024);
    if (!polpeople_open(verb->words[0], NULL, verb->at_s, &r.people)) {
        status = polpeople_failed(verb, &r.people);
    } else if (!read_suspects(&r)) {
        status = CTL_USAGE;
    } else {
        status = run(&r);
    }
    polpeople_done(&r.people);
    arena_free(r.arena);
    return status;
}
