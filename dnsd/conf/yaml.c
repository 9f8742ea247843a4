/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/yaml.h"

#include "conf/dict.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

/*
 * Where a character of the text is. libyaml counts characters, and more kinds of line breaks than
 * messages do; this counts octets and newlines.
 */
struct cursor {
    size_t index;   /* characters before it */
    size_t offset;  /* octets before it */
    size_t line_at; /* octets before its line */
    uint32_t line;
};

/* A text being read. */
struct reading {
    yaml_parser_t parser;
    struct arena *arena;
    const char *file;
    struct errs *errs;
    const char *text;
    size_t len;
    size_t mark_len; /* octets of a byte order mark, which libyaml does not get to see */
    struct cursor cursor;
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

/* Octets of the UTF-8 character that begins with this one. */
static size_t width_of(char first)
{
    unsigned char c = (unsigned char)first;
    return c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

static void cursor_start(struct reading *r)
{
    r->cursor = (struct cursor){.offset = r->mark_len, .line = 1};
}

/* Move on until that many characters or octets are behind; marks mostly come in their order. */
static struct pos pos_at(struct reading *r, size_t index, size_t offset)
{
    struct cursor *cursor = &r->cursor;
    if (index < cursor->index || offset < cursor->offset) {
        cursor_start(r);
    }
    while (cursor->index < index && cursor->offset < offset && cursor->offset < r->len) {
        char c = r->text[cursor->offset];
        cursor->offset += width_of(c);
        cursor->index++;
        if (c == '\n') {
            cursor->line++;
            cursor->line_at = cursor->offset;
        }
    }
    return (struct pos){.file = r->file,
                        .line = cursor->line,
                        .col = (uint32_t)(cursor->offset - cursor->line_at) + 1};
}

static struct pos pos_of(struct reading *r, yaml_mark_t mark)
{
    return pos_at(r, mark.index, r->len);
}

/* Octets of an event that stands on one line, from the cursor on, which is at its start. */
static uint32_t len_of(const struct reading *r, const yaml_event_t *event)
{
    size_t at = r->cursor.offset;
    if (event->start_mark.line != event->end_mark.line) {
        return 1;
    }
    for (size_t i = event->start_mark.index; i < event->end_mark.index && at < r->len; i++) {
        at += width_of(r->text[at]);
    }
    return at > r->cursor.offset ? (uint32_t)(at - r->cursor.offset) : 1;
}

static void refuse(struct reading *r, const yaml_event_t *event, const char *what,
                   const char *instead)
{
    struct pos at = pos_of(r, event->start_mark);
    err_find(r->errs, ERR_ERROR, "S1", at, len_of(r, event), "%s; %s", what, instead);
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
    bool unreadable = r->parser.error == YAML_READER_ERROR;
    struct pos at = unreadable ? pos_at(r, SIZE_MAX, r->mark_len + r->parser.problem_offset)
                               : pos_of(r, r->parser.problem_mark);
    const char *problem = r->parser.problem == NULL ? "it ends early" : r->parser.problem;
    char begun[80] = ""; /* what lacks its end may have begun lines above */
    if (!unreadable && r->parser.context != NULL &&
        r->parser.context_mark.line < r->parser.problem_mark.line) {
        snprintf(begun, sizeof(begun), ", %s that begins in line %zu", r->parser.context,
                 r->parser.context_mark.line + 1);
    }
    if (!unreadable && r->cursor.offset < r->len && r->text[r->cursor.offset] == '\t') {
        problem = "a tab stands here";
    }
    err_find(
        r->errs, ERR_ERROR, "S1", at, 1,
        "this is no YAML (%s%s); indent with blanks, and quote texts that hold ': ' or ' #' and "
        "IPv6 addresses",
        problem, begun);
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
    node->source_len = len_of(r, event);
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
        err_find(r->errs, ERR_ERROR, "S1", key->at, 1, "a key is %s; write a word",
                 yaml_kind_text(key));
        return;
    }
    if (!key->quoted && strcmp(key->text, "<<") == 0) {
        err_find(r->errs, ERR_ERROR, "S1", key->at, key->source_len,
                 "merge keys are not taken; write the values here");
        return;
    }
    const struct yaml *first = dict_find(keys, key->text);
    if (first != NULL) {
        err_find(r->errs, ERR_ERROR, "S1", key->at, key->source_len,
                 "'%.100s' stands here already at line %u; keep one of them", key->text,
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
    struct reading r = {.arena = arena, .file = file, .errs = errs, .text = text, .len = len};
    r.mark_len = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    cursor_start(&r);
    errs_source(errs, file, text, len);
    if (len > YAML_TEXT_MAX) {
        err_find(errs, ERR_ERROR, "S1", (struct pos){.file = file}, 1,
                 "the file is larger than 16 MiB; split it and include the parts");
        return NULL;
    }
    if (!yaml_parser_initialize(&r.parser)) {
        err_add(errs, (struct pos){.file = file}, "out of memory; give the loader more");
        return NULL;
    }
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)text + r.mark_len,
                                 len - r.mark_len);
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
