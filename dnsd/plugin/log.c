/* SPDX-License-Identifier: Apache-2.0 */
#include "base/attr.h"
#include "image/logrule.h"
#include "plugin/labels.h"
#include "plugin/words.h"

#include <string.h>

#define COMMON                                                                                     \
    "{remote}:{port} - {>id} \"{type} {class} {name} {proto} {size} {>do} {>bufsize}\" "           \
    "{rcode} {>rflags} {rsize} {duration}"
static const char common[] = COMMON;
static const char combined[] = COMMON " \"{>opcode}\"";

static const struct {
    const char *word;
    enum log_part_kind kind;
} placeholders[] = {
    {"type", LOG_PART_TYPE},        {"name", LOG_PART_NAME},     {"class", LOG_PART_CLASS},
    {"proto", LOG_PART_PROTO},      {"remote", LOG_PART_REMOTE}, {"local", LOG_PART_LOCAL},
    {"size", LOG_PART_SIZE},        {"port", LOG_PART_PORT},     {"duration", LOG_PART_DURATION},
    {"rcode", LOG_PART_RCODE},      {"rsize", LOG_PART_RSIZE},   {">rflags", LOG_PART_RFLAGS},
    {">bufsize", LOG_PART_BUFSIZE}, {">do", LOG_PART_DO},        {">id", LOG_PART_ID},
    {">opcode", LOG_PART_OPCODE},
};

static void add_part(struct plugin_load *load, enum log_part_kind kind, const char *text,
                     size_t len)
{
    struct image_log_part part = {.kind = kind, .text = build_blob(load->build, text, len)};
    build_add(load->build, SECTION_LOG_PART, &part, 1);
}

/* Where a format stands, and whose it is. */
struct format {
    struct plugin_load *load;
    struct plugin_block *block;
    struct pos at;
};

/* What stands in braces: "{/label}" is metadata; what is not known prints as "-", as in CoreDNS. */
static void add_placeholder(const struct format *format, const char *word, size_t len)
{
    struct image_log_part label = {.kind = LOG_PART_LABEL};
    for (size_t i = 0; i < ARRAY_LEN(placeholders); i++) {
        if (strlen(placeholders[i].word) == len && memcmp(placeholders[i].word, word, len) == 0) {
            add_part(format->load, placeholders[i].kind, "", 0);
            return;
        }
    }
    if (len < 2 || word[0] != '/') {
        add_part(format->load, LOG_PART_TEXT, "-", 1);
        return;
    }
    const char *name = arena_text(format->load->arena, word + 1, len - 1);
    label.label = labels_use(format->load, format->block, format->at, name);
    build_add(format->load->build, SECTION_LOG_PART, &label, 1);
}

static void add_format(const struct format *format, const char *text)
{
    while (*text != '\0') {
        const char *open = strchr(text, '{');
        const char *close = open == NULL ? NULL : strchr(open, '}');
        size_t len = close == NULL ? strlen(text) : (size_t)(open - text);
        if (len > 0) {
            add_part(format->load, LOG_PART_TEXT, text, len);
        }
        if (close == NULL) {
            return;
        }
        add_placeholder(format, open + 1, (size_t)(close - open) - 1);
        text = close + 1;
    }
}

static struct range_ref make_format(const struct format *format, const char *text)
{
    struct plugin_load *load = format->load;
    struct range_ref range = {.first = (uint32_t)build_count(load->build, SECTION_LOG_PART)};
    const char *at;
    while ((at = strstr(text, "{common}")) != NULL || (at = strstr(text, "{combined}"))) {
        bool is_common = strncmp(at, "{common}", 8) == 0;
        text = arena_printf(load->arena, "%.*s%s%s", (int)(at - text), text,
                            is_common ? common : combined, at + (is_common ? 8 : 10));
    }
    add_format(format, text);
    range.count = (uint32_t)build_count(load->build, SECTION_LOG_PART) - range.first;
    return range;
}

static bool read_classes(struct plugin_load *load, const struct node *line, uint32_t *out)
{
    static const char *const words[] = {"all", "success", "denial", "error"};
    static const uint32_t bits[] = {LOGRULE_ALL, LOGRULE_SUCCESS, LOGRULE_DENIAL, LOGRULE_ERROR};
    bool ok = node_args(line, 1, SIZE_MAX, "class all|success|denial|error...", load->errs);
    *out = 0;
    for (size_t i = 1; i < line->nwords; i++) {
        size_t which;
        if (node_choice(line, i, words, ARRAY_LEN(words), &which, load->errs)) {
            *out |= bits[which];
        } else {
            ok = false;
        }
    }
    return ok;
}

static bool read_line(struct plugin_load *load, const struct node *line,
                      struct image_log_rule *rule)
{
    static const char *const words[] = {"class", "client"};
    static const char *const clients[] = {"full", "prefix"};
    size_t which;
    size_t client;
    if (!node_choice(line, 0, words, ARRAY_LEN(words), &which, load->errs)) {
        return false;
    }
    if (which == 0) {
        return read_classes(load, line, &rule->classes);
    }
    if (!node_args(line, 1, 1, "client full|prefix", load->errs) ||
        !node_choice(line, 1, clients, ARRAY_LEN(clients), &client, load->errs)) {
        return false;
    }
    rule->flags = client == 0 ? LOGRULE_CLIENT_FULL : 0;
    return true;
}

bool log_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    struct image_log_rule rule = {.classes = LOGRULE_ALL};
    struct node names = *node;
    const char *format = common;
    const char *last = node->words[node->nwords - 1].text;
    bool ok = true;
    if (node->nwords > 2 && strchr(last, '{') != NULL) {
        format = last;
        names.nwords--;
    }
    ok = plugin_names(load, &names, 1, &rule.names);
    for (size_t i = 0; i < node->nchildren; i++) {
        ok = read_line(load, &node->children[i], &rule) && ok;
    }
    struct format where = {load, block, node->words[node->nwords - 1].at};
    rule.format = make_format(&where, format);
    struct image_log *log = plugin_kept(load, block);
    uint32_t index = build_add(load->build, SECTION_LOG_RULE, &rule, 1);
    if (log == NULL) {
        log = arena_alloc(load->arena, sizeof(*log));
        log->rules.first = index;
        plugin_keep(load, block, log);
    }
    log->rules.count++;
    return ok;
}

bool log_finish(struct plugin_load *load, struct plugin_block *block)
{
    uint32_t index = build_add(load->build, SECTION_LOG, plugin_kept(load, block), 1);
    plugin_add_step(load, block, STAGE_ADMIT, STEP_LOG_BEGIN, 0);
    plugin_add_step(load, block, STAGE_ACCOUNT, STEP_LOG, index);
    return true;
}
