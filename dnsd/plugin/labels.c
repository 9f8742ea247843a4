/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/labels.h"

#include "base/attr.h"
#include "base/text.h"
#include "geo/database.h"
#include "image/map_build.h"
#include "image/metadata.h"
#include "plugin/labelrows.h"

#include <string.h>

static const char view_name[] = "view/name";

/* Where a policy places a client, and how it answered: all but the first are known then. */
static const struct {
    const char *name;
    enum label_kind kind;
} residency_labels[] = {{"residency/place", LABEL_POLICY_PLACE},
                        {"residency/rule", LABEL_RULE},
                        {"residency/cluster", LABEL_CLUSTER},
                        {"residency/reason", LABEL_REASON}};

enum { KNOWN_MAX = COLUMN_COUNT + 1 + ARRAY_LEN(residency_labels) };

struct labels {
    bool is_on; /* `metadata` is there */
    struct range_ref zones;
    uint32_t index[COLUMN_COUNT]; /* SECTION_LABEL of each column; REF_NONE = not named */
    uint32_t policy_place;        /* SECTION_LABEL of residency/place; the same */
};

static struct labels *labels_of(struct plugin_load *load, struct plugin_block *block)
{
    if (block->labels == NULL) {
        block->labels = arena_alloc(load->arena, sizeof(*block->labels));
        for (size_t i = 0; i < COLUMN_COUNT; i++) {
            block->labels->index[i] = REF_NONE;
        }
        block->labels->policy_place = REF_NONE;
    }
    return block->labels;
}

void labels_turn_on(struct plugin_load *load, struct plugin_block *block, struct range_ref zones)
{
    struct labels *labels = labels_of(load, block);
    labels->is_on = true;
    labels->zones = zones;
}

static const struct node *directive(const struct plugin_block *block, const char *word)
{
    for (size_t i = 0; i < block->conf->ndirectives; i++) {
        if (strcmp(block->conf->directives[i].words[0].text, word) == 0) {
            return &block->conf->directives[i];
        }
    }
    return NULL;
}

/* The column of a label; COLUMN_COUNT = it is none of geoip's. */
static size_t column_of(const char *name)
{
    size_t i = 0;
    while (i < COLUMN_COUNT && strcmp(labelrows_name((enum labelrows_column)i), name) != 0) {
        i++;
    }
    return i;
}

/* The kind of a label of residency's; LABEL_ABSENT = it is none. */
static enum label_kind residency_kind(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(residency_labels); i++) {
        if (strcmp(residency_labels[i].name, name) == 0) {
            return residency_labels[i].kind;
        }
    }
    return LABEL_ABSENT;
}

bool labels_are_early(const char *name)
{
    enum label_kind kind = residency_kind(name);
    return kind == LABEL_ABSENT || kind == LABEL_POLICY_PLACE;
}

static void warn_unknown(struct plugin_load *load, struct pos at, const char *name)
{
    const char *known[KNOWN_MAX] = {view_name};
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        known[i + 1] = labelrows_name((enum labelrows_column)i);
    }
    for (size_t i = 0; i < ARRAY_LEN(residency_labels); i++) {
        known[COLUMN_COUNT + 1 + i] = residency_labels[i].name;
    }
    const char *near = text_nearest(name, known, KNOWN_MAX);
    err_warn(load->errs, at, "no plugin sets a label '%s', so it is empty; %s'%s'", name,
             near == NULL ? "write one such as " : "did you mean ",
             near == NULL ? "geoip/country/code" : near);
}

/* Words for labels that stay empty because another directive is missing. */
static void warn_unset(struct plugin_load *load, struct plugin_block *block, struct pos at,
                       const char *name, size_t column)
{
    bool is_policys = residency_kind(name) != LABEL_ABSENT;
    const char *setter = column < COLUMN_COUNT ? "geoip" : is_policys ? "residency" : "view";
    if (column == COLUMN_COUNT && !is_policys && strcmp(name, view_name) != 0) {
        warn_unknown(load, at, name);
    } else if (directive(block, setter) == NULL) {
        err_warn(load->errs, at,
                 "label '%s' is empty, since this server block has no %s; add it, or do not name "
                 "the label",
                 name, setter);
    } else if (!block->labels->is_on) {
        err_warn(load->errs, at,
                 "label '%s' is empty without `metadata`; add a line `metadata` to this server "
                 "block",
                 name);
    }
}

static struct image_label make_label(struct plugin_load *load, struct plugin_block *block,
                                     const char *name, size_t column)
{
    const struct labels *labels = block->labels;
    struct image_label label = {.name = build_text(load->build, name),
                                .kind = LABEL_ABSENT,
                                .block = (uint32_t)(block - load->blocks),
                                .zones = labels->zones};
    const struct node *view = directive(block, "view");
    if (column == COLUMN_COUNT && strcmp(name, view_name) == 0 && labels->is_on && view != NULL &&
        view->nwords > 1) {
        struct blob_ref text = build_text(load->build, view->words[1].text);
        label.kind = LABEL_VIEW_NAME;
        label.texts = (struct range_ref){
            .first = build_add(load->build, SECTION_LABEL_TEXT, &text, 1), .count = 1};
    }
    enum label_kind kind = residency_kind(name);
    if (kind != LABEL_ABSENT && kind != LABEL_POLICY_PLACE && labels->is_on &&
        directive(block, "residency") != NULL) {
        label.kind = kind;
    }
    return label;
}

/* A label of this block with this name; REF_NONE = none yet. */
static uint32_t find_label(struct plugin_load *load, const struct plugin_block *block,
                           struct blob_ref name)
{
    uint64_t count = build_count(load->build, SECTION_LABEL);
    for (uint64_t i = 0; i < count; i++) {
        const struct image_label *label = build_at(load->build, SECTION_LABEL, i);
        if (label->block == block - load->blocks && label->name.at == name.at) {
            return (uint32_t)i;
        }
    }
    return REF_NONE;
}

uint32_t labels_use(struct plugin_load *load, struct plugin_block *block, struct pos at,
                    const char *name)
{
    struct labels *labels = labels_of(load, block);
    size_t column = column_of(name);
    uint32_t index = find_label(load, block, build_text(load->build, name));
    warn_unset(load, block, at, name, column);
    if (index == REF_NONE) {
        struct image_label label = make_label(load, block, name, column);
        index = build_add(load->build, SECTION_LABEL, &label, 1);
    }
    if (column < COLUMN_COUNT && labels->is_on) {
        labels->index[column] = index;
    }
    if (residency_kind(name) == LABEL_POLICY_PLACE && labels->is_on) {
        labels->policy_place = index;
    }
    return index;
}

bool labels_want_policy(const struct plugin_block *block)
{
    return block->labels != NULL && block->labels->policy_place != REF_NONE;
}

void labels_account(struct plugin_load *load, struct plugin_block *block, uint32_t account)
{
    if (labels_want_policy(block)) {
        struct image_label *label =
            build_at(load->build, SECTION_LABEL, block->labels->policy_place);
        label->kind = LABEL_POLICY_PLACE;
        label->map = account;
    }
}

bool labels_want_places(const struct plugin_block *block)
{
    for (size_t i = 0; block->labels != NULL && i < COLUMN_COUNT; i++) {
        if (block->labels->index[i] != REF_NONE) {
            return true;
        }
    }
    return false;
}

static bool column_is_there(const struct database *db, enum labelrows_column column)
{
    return column == COLUMN_ASN_NUMBER || column == COLUMN_ASN_ORG ? database_has_asns(db)
                                                                   : database_has_countries(db);
}

static void fill_in(struct plugin_load *load, const struct labels *labels,
                    const struct database *db, const struct labelrows *rows, uint32_t map)
{
    for (size_t i = 0; i < rows->ncolumns; i++) {
        enum labelrows_column column = (enum labelrows_column)rows->columns[i];
        if (!column_is_there(db, column)) {
            continue;
        }
        struct range_ref texts = labelrows_add(rows, i);
        struct image_label *label =
            build_at(load->build, SECTION_LABEL, labels->index[rows->columns[i]]);
        label->kind = LABEL_PLACE;
        label->map = map;
        label->texts = texts;
    }
}

static bool compile_rows(struct plugin_load *load, struct plugin_block *block, struct database *db,
                         struct labelrows *rows, struct pos at)
{
    struct map_ranges v4 = {0};
    struct map_ranges v6 = {0};
    bool ok = database_compile(db, labelrows_row, rows, &v4, &v6, load->errs);
    if (ok && rows->full) {
        ok = err_add(load->errs, at,
                     "this database has %d or more different places by the labels that this server "
                     "block names; name fewer of them: latitude, longitude and postalcode tell most"
                     " places apart",
                     LABELROWS_MAX);
    }
    if (ok) {
        fill_in(load, block->labels, db, rows, map_build_add(load->build, &v4, &v6));
    }
    map_build_free(&v4);
    map_build_free(&v6);
    return ok;
}

bool labels_compile(struct plugin_load *load, struct plugin_block *block, const char *const *paths,
                    size_t npaths, struct pos at)
{
    struct labelrows rows = {.build = load->build};
    for (size_t i = 0; block->labels != NULL && i < COLUMN_COUNT; i++) {
        if (block->labels->index[i] != REF_NONE) {
            rows.columns[rows.ncolumns++] = (uint8_t)i;
        }
    }
    if (rows.ncolumns == 0) {
        return true;
    }
    struct database *db = database_open(paths, npaths, at, load->errs);
    bool ok = db != NULL && compile_rows(load, block, db, &rows, at);
    labelrows_done(&rows);
    database_close(db);
    return ok;
}
