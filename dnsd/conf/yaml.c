/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/yaml.h"

#include "conf/dict.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

/* A text being read. */
struct reading {
    yaml_parser_t parser;
    struct arena *arena;
    const char *file;
    struct errs *errs;
    size_t nodes;
    bool stopped; /* the text is no YAML from here on */
};

/* A list that grows; the arena has it. */
struct items {
    void *at;
    size_t count;
    size_t room;
};

static const struct yaml empty_map = {.kind = YAML_MAP};

static struct pos pos_of(const struct reading *r, yaml_mark_t mark)
{
    return (struct pos){
        .file = r->file, .line = (uint32_t)mark.line + 1, .col = (uint32_t)mark.column + 1};
}

static uint32_t len_of(const yaml_event_t *event)
{
    bool one_line = event->start_mark.line == event->end_mark.line;
    return one_line && event->end_mark.column > event->start_mark.column
               ? (uint32_t)(event->end_mark.column - event->start_mark.column)
               : 1;
}

static void refuse(struct reading *r, const yaml_event_t *event, const char *what,
                   const char *instead)
{
    err_add_mark(r->errs, pos_of(r, event->start_mark), len_of(event), "error S1: %s; %s", what,
                 instead);
}

/* The next event; false at a fault, which ends the reading. The caller deletes the event. */
static bool next_event(struct reading *r, yaml_event_t *event)
{
    if (r->stopped) {
        return false;
    }
    if (yaml_parser_parse(&r->parser, event)) {
        return true;
    }
    r->stopped = true;
    yaml_mark_t mark = r->parser.problem_mark;
    if (r->parser.error == YAML_READER_ERROR) {
        mark = (yaml_mark_t){.line = r->parser.mark.line, .column = r->parser.mark.column};
    }
    const char *problem = r->parser.problem == NULL ? "it ends early" : r->parser.problem;
    err_add(r->errs, pos_of(r, mark),
            "error S1: this is no YAML (%s); indent with blanks, and quote texts that hold ': ' "
            "or ' #' and IPv6 addresses",
            problem);
    return false;
}

static bool budget_is_spent(struct reading *r, const yaml_event_t *event, int depth)
{
    if (depth > YAML_DEPTH_MAX) {
        refuse(r, event, "this is nested too deep", "write at most 32 levels");
        r->stopped = true;
    } else if (++r->nodes > YAML_NODES_MAX) {
        refuse(r, event, "the file has too many words", "split it and include the parts");
        r->stopped = true;
    }
    return r->stopped;
}

static void check_decoration(struct reading *r, const yaml_event_t *event,
                             const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor != NULL) {
        refuse(r, event, "anchors are not taken", "write the value where it is meant");
    }
    if (tag != NULL) {
        refuse(r, event, "tags are not taken", "write the plain value");
    }
}

static struct yaml *new_node(struct reading *r, const yaml_event_t *event, enum yaml_kind kind)
{
    struct yaml *node = arena_alloc(r->arena, sizeof(*node));
    node->kind = kind;
    node->at = pos_of(r, event->start_mark);
    node->source_len = len_of(event);
    return node;
}

static struct yaml *read_scalar(struct reading *r, const yaml_event_t *event)
{
    struct yaml *node = new_node(r, event, YAML_SCALAR);
    const char *value = (const char *)event->data.scalar.value;
    size_t len = event->data.scalar.length;
    check_decoration(r, event, event->data.scalar.anchor, event->data.scalar.tag);
    if (memchr(value, '\0', len) != NULL) {
        refuse(r, event, "the text holds a NUL octet", "take it out");
    }
    node->text = arena_text(r->arena, value, len);
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return node;
}

static const struct yaml *read_node(struct reading *r, yaml_event_t *event, int depth);

static const struct yaml *read_list(struct reading *r, const yaml_event_t *start, int depth)
{
    struct yaml *node = new_node(r, start, YAML_LIST);
    struct items items = {0};
    check_decoration(r, start, start->data.sequence_start.anchor, start->data.sequence_start.tag);
    yaml_event_t event;
    while (next_event(r, &event)) {
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&event);
            break;
        }
        const struct yaml *item = read_node(r, &event, depth + 1);
        if (item != NULL) {
            items.at = arena_grow(r->arena, items.at, items.count, &items.room, sizeof(item));
            ((const struct yaml **)items.at)[items.count++] = item;
        }
    }
    node->items = items.at;
    node->count = items.count;
    return node;
}

/* Put a pair into a map, unless its key is none or stands there already. */
static void add_pair(struct reading *r, struct items *pairs, struct dict *keys,
                     const struct yaml *key, const struct yaml *value)
{
    if (key->kind != YAML_SCALAR) {
        err_add(r->errs, key->at, "error S1: a key is %s; write a word", yaml_kind_text(key));
        return;
    }
    if (!key->quoted && strcmp(key->text, "<<") == 0) {
        err_add(r->errs, key->at, "error S1: merge keys are not taken; write the values here");
        return;
    }
    const struct yaml *first = dict_find(keys, key->text);
    if (first != NULL) {
        err_add_mark(r->errs, key->at, key->source_len,
                     "error S1: '%s' stands here already at line %u; keep one of them", key->text,
                     first->at.line);
        return;
    }
    dict_put(keys, key->text, (void *)(uintptr_t)key);
    pairs->at =
        arena_grow(r->arena, pairs->at, pairs->count, &pairs->room, sizeof(struct yaml_pair));
    ((struct yaml_pair *)pairs->at)[pairs->count++] =
        (struct yaml_pair){.key = key, .value = value};
}

static const struct yaml *read_map(struct reading *r, const yaml_event_t *start, int depth)
{
    struct yaml *node = new_node(r, start, YAML_MAP);
    struct dict keys = {.arena = r->arena};
    struct items pairs = {0};
    check_decoration(r, start, start->data.mapping_start.anchor, start->data.mapping_start.tag);
    yaml_event_t event;
    while (next_event(r, &event)) {
        if (event.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&event);
            break;
        }
        const struct yaml *key = read_node(r, &event, depth + 1);
        const struct yaml *value = next_event(r, &event) ? read_node(r, &event, depth + 1) : NULL;
        if (key != NULL && value != NULL) {
            add_pair(r, &pairs, &keys, key, value);
        }
    }
    node->pairs = pairs.at;
    node->count = pairs.count;
    return node;
}

/* Read the node that an event begins, and delete the event. NULL after a fault. */
static const struct yaml *read_node(struct reading *r, yaml_event_t *event, int depth)
{
    const struct yaml *node = NULL;
    if (budget_is_spent(r, event, depth)) {
        yaml_event_delete(event);
        return NULL;
    }
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        node = read_scalar(r, event);
        break;
    case YAML_SEQUENCE_START_EVENT:
        node = read_list(r, event, depth);
        break;
    case YAML_MAPPING_START_EVENT:
        node = read_map(r, event, depth);
        break;
    case YAML_ALIAS_EVENT:
        refuse(r, event, "aliases are not taken", "write the value here again");
        break;
    default:
        break;
    }
    yaml_event_delete(event);
    return node;
}

static const struct yaml *read_stream(struct reading *r)
{
    const struct yaml *root = NULL;
    yaml_event_t event;
    while (next_event(r, &event)) {
        yaml_event_type_t type = event.type;
        bool content = type == YAML_SCALAR_EVENT || type == YAML_SEQUENCE_START_EVENT ||
                       type == YAML_MAPPING_START_EVENT || type == YAML_ALIAS_EVENT;
        if (content && root == NULL) {
            root = read_node(r, &event, 0);
            continue;
        }
        if (content) {
            refuse(r, &event, "a second document begins here", "write one document per file");
            r->stopped = true;
        }
        yaml_event_delete(&event);
        if (type == YAML_STREAM_END_EVENT) {
            return root == NULL ? &empty_map : root;
        }
    }
    return root;
}

const struct yaml *yaml_read(struct arena *arena, const char *file, const char *text, size_t len,
                             struct errs *errs)
{
    struct reading r = {.arena = arena, .file = file, .errs = errs};
    errs_source(errs, file, text, len);
    if (len > YAML_TEXT_MAX) {
        err_add(errs, (struct pos){.file = file},
                "error S1: the file is larger than 16 MiB; split it and include the parts");
        return NULL;
    }
    if (!yaml_parser_initialize(&r.parser)) {
        err_add(errs, (struct pos){.file = file}, "out of memory; give the loader more");
        return NULL;
    }
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)text, len);
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    const struct yaml *root = read_stream(&r);
    yaml_parser_delete(&r.parser);
    return root;
}

const struct yaml *yaml_get(const struct yaml *yaml, const char *key)
{
    for (size_t i = 0; yaml->kind == YAML_MAP && i < yaml->count; i++) {
        if (strcmp(yaml->pairs[i].key->text, key) == 0) {
            return yaml->pairs[i].value;
        }
    }
    return NULL;
}

const char *yaml_kind_text(const struct yaml *yaml)
{
    static const char *const texts[] = {"a word", "a list", "a map"};
    return texts[yaml->kind];
}
