/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polverb.h"

#include "base/text.h"
#include "ctl/findings.h"
#include "ctl/paint.h"
#include "ctl/verbs.h"
#include "policy/moment.h"

#include <jansson.h>
#include <string.h>
#include <time.h>

static const char *const common[] = {"json", "strict", "at=", "policy="};

static bool bad_use(const struct polverb_row *row, const char *what, const char *word)
{
    fprintf(stderr, "dnsctl policy %s: %s '%s'\nusage: dnsctl policy %s\n", row->name, what, word,
            row->usage);
    return false;
}

/* Whether a row's option ("down=") is the one that is written ("down"). */
static bool is_option(const char *takes, const char *name, size_t len)
{
    return strncmp(takes, name, len) == 0 && (takes[len] == '\0' || takes[len] == '=');
}

static const char *find_option(const struct polverb_row *row, const char *name, size_t len)
{
    for (size_t i = 0; i < ARRAY_LEN(common); i++) {
        if (is_option(common[i], name, len)) {
            return common[i];
        }
    }
    for (size_t i = 0; i < POLVERB_TAKES_MAX && row->takes[i] != NULL; i++) {
        if (is_option(row->takes[i], name, len)) {
            return row->takes[i];
        }
    }
    return NULL;
}

static bool unknown_option(const struct polverb_row *row, const char *word)
{
    const char *known[ARRAY_LEN(common) + POLVERB_TAKES_MAX];
    char what[128];
    size_t nknown = 0;
    for (size_t i = 0; i < ARRAY_LEN(common); i++) {
        known[nknown++] = common[i];
    }
    for (size_t i = 0; i < POLVERB_TAKES_MAX && row->takes[i] != NULL; i++) {
        known[nknown++] = row->takes[i];
    }
    const char *near = text_nearest(word + strspn(word, "-"), known, nknown);
    snprintf(what, sizeof(what), near == NULL ? "unknown option" : "did you mean --%.*s, not",
             near == NULL ? 0 : (int)strcspn(near, "="), near == NULL ? "" : near);
    return bad_use(row, what, word);
}

static bool keep_option(const struct polverb_row *row, const char *takes, const char *value,
                        struct polverb *out)
{
    if (strcmp(takes, "json") == 0) {
        out->json = true;
    } else if (strcmp(takes, "strict") == 0) {
        out->strict = true;
    } else if (strcmp(takes, "policy=") == 0) {
        out->policy = value;
    } else if (strcmp(takes, "at=") == 0) {
        return moment_parse(value, &out->at_s) ||
               bad_use(row, "write a date or 2026-12-31T06:00:00Z, not", value);
    } else if (out->noptions == POLVERB_OPTIONS_MAX) {
        return bad_use(row, "too many options, from", takes);
    } else {
        out->options[out->noptions++] = (struct polverb_option){.name = takes, .value = value};
    }
    return true;
}

static bool read_option(const struct polverb_row *row, int argc, char **argv, int *i,
                        struct polverb *out)
{
    const char *word = argv[*i];
    const char *name = word + (word[1] == '-' ? 2 : 1);
    size_t len = strcspn(name, "=");
    const char *takes = find_option(row, name, len);
    if (takes == NULL) {
        return unknown_option(row, word);
    }
    bool wants_value = takes[len] == '=';
    const char *value = name[len] == '=' ? name + len + 1 : NULL;
    if (!wants_value) {
        return value == NULL ? keep_option(row, takes, "", out)
                             : bad_use(row, "this option takes no value:", word);
    }
    if (value == NULL && ++*i == argc) {
        return bad_use(row, "a value is missing after", word);
    }
    return keep_option(row, takes, value == NULL ? argv[*i] : value, out);
}

bool polverb_read(const struct polverb_row *row, int argc, char **argv, struct polverb *out)
{
    *out = (struct polverb){.at_s = (int64_t)time(NULL)};
    for (int i = 0; i < argc; i++) {
        if (argv[i][0] == '-' && argv[i][1] != '\0') {
            if (!read_option(row, argc, argv, &i, out)) {
                return false;
            }
            continue;
        }
        if (out->nwords == row->max_words || out->nwords == POLVERB_WORDS_MAX) {
            return bad_use(row, "one word too many:", argv[i]);
        }
        out->words[out->nwords++] = argv[i];
    }
    return out->nwords >= row->min_words || bad_use(row, "something is missing after", row->name);
}

const char *polverb_option(const struct polverb *verb, const char *name, size_t i)
{
    size_t len = strlen(name);
    for (size_t k = 0; k < verb->noptions; k++) {
        if (is_option(verb->options[k].name, name, len) && i-- == 0) {
            return verb->options[k].value;
        }
    }
    return NULL;
}

static void add_more(json_t *all, const struct polverb_more *more)
{
    json_t *skipped = json_array();
    for (size_t i = 0; more->skipped[i] != NULL; i++) {
        json_array_append_new(skipped, json_string(more->skipped[i]));
    }
    if (json_array_size(skipped) > 0) {
        json_object_set(all, "skipped", skipped);
    }
    json_decref(skipped);
    for (size_t i = 0; more->count_key[i] != NULL; i++) {
        json_object_set_new(all, more->count_key[i], json_integer((json_int_t)more->count[i]));
    }
}

static void print_json(const struct errs *errs, bool refused, const struct polverb_more *more)
{
    json_t *all = json_pack("{s:o, s:i, s:i, s:b}", "findings", findings_json(errs), "errors",
                            (int)errs_count(errs, ERR_ERROR), "warnings",
                            (int)errs_count(errs, ERR_WARNING), "fine", !refused);
    add_more(all, more);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

int polverb_report(const struct polverb *verb, const struct errs *errs, const char *action)
{
    return polverb_report_more(verb, errs, action, &(struct polverb_more){.line = NULL});
}

int polverb_report_more(const struct polverb *verb, const struct errs *errs, const char *action,
                        const struct polverb_more *more)
{
    size_t errors = errs_count(errs, ERR_ERROR);
    size_t warnings = errs_count(errs, ERR_WARNING);
    bool refused = errors > 0 || (verb->strict && warnings > 0);
    if (verb->json) {
        print_json(errs, refused, more);
        return refused ? CTL_ERRORS : CTL_FINE;
    }
    errs_print(errs, stdout);
    if (more->line != NULL) {
        puts(more->line);
    }
    enum paint_colour colour = refused ? PAINT_BAD : warnings > 0 ? PAINT_DOUBTFUL : PAINT_GOOD;
    printf("%s%zu error%s, %zu warning%s.%s", paint(stdout, colour), errors, errors == 1 ? "" : "s",
           warnings, warnings == 1 ? "" : "s", paint(stdout, PAINT_PLAIN));
    printf("%s%s\n", refused && action != NULL ? " " : "", refused && action != NULL ? action : "");
    return refused ? CTL_ERRORS : CTL_FINE;
}
