/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/exprcall.h"

#include "base/addr.h"
#include "base/text.h"
#include "plugin/labels.h"

#include <stdio.h>
#include <string.h>

/* How a function becomes steps. */
typedef bool (*add_steps)(struct exprcode *code, const struct exprcall *call,
                          const struct exprcode_operand *args);

struct exprcall {
    const char *name;
    const char *usage;
    size_t nargs;
    add_steps add;
    enum exprcode_kind gives;
    enum view_field field;
};

static bool add_field(struct exprcode *code, const struct exprcall *call,
                      const struct exprcode_operand *args)
{
    (void)args;
    if (call->field == FIELD_CLIENT_IP || call->field == FIELD_PORT) {
        code->out->flags |= VIEW_BY_SOURCE;
    }
    return exprcode_add(code, (struct image_view_op){.kind = VIEW_FIELD, .index = call->field}, 1);
}

static bool need_text(struct exprcode *code, const struct exprcode_operand *arg, const char *what,
                      const char *example)
{
    return arg->text != NULL ||
           exprcode_err(code, arg->at,
                        "%s has to be known at load; write it as text in quotes, "
                        "such as '%s'",
                        what, example);
}

static bool read_net(struct exprcode *code, const struct exprcode_operand *arg, struct prefix *out)
{
    char text[PREFIX_TEXT_SIZE];
    bool host_bits = false;
    if (strlen(arg->text) != arg->text_len || strchr(arg->text, '/') == NULL ||
        !prefix_parse(arg->text, out, &host_bits)) {
        return exprcode_err(code, arg->at,
                            "'%.60s' is no network; write an address, '/' and a "
                            "length, such as '192.0.2.0/24'",
                            arg->text);
    }
    if (host_bits) {
        exprcode_warn(code, arg->at, "'%.60s' has bits set behind its length; it is read as '%s'",
                      arg->text, prefix_format(out, text));
    }
    return true;
}

/* incidr(ADDRESS, NETWORK): the query's own addresses need not become text for it. */
static bool add_incidr(struct exprcode *code, const struct exprcall *call,
                       const struct exprcode_operand *args)
{
    struct prefix prefix;
    struct addr addr;
    struct image_view_op op = {.kind = VIEW_IN_NET,
                               .index = (uint32_t)build_count(code->load->build, SECTION_PREFIX)};
    (void)call;
    if (args[0].kind != EXPRCODE_TEXT) {
        return exprcode_err(code, args[0].at,
                            "incidr() looks at an address, and this is %s; write "
                            "client_ip() or server_ip()",
                            exprcode_kind_text(args[0].kind));
    }
    if (args[0].text != NULL && !addr_parse(args[0].text, &addr)) {
        return exprcode_err(code, args[0].at,
                            "'%.60s' is no address; write client_ip() or "
                            "server_ip()",
                            args[0].text);
    }
    if (!need_text(code, &args[1], "the network of incidr()", "192.0.2.0/24") ||
        !read_net(code, &args[1], &prefix)) {
        return false;
    }
    exprcode_drop(code, &args[1]);
    plugin_prefix(code->load, &prefix);
    bool is_client = exprcode_is(code, &args[0], VIEW_FIELD, FIELD_CLIENT_IP);
    if (is_client || exprcode_is(code, &args[0], VIEW_FIELD, FIELD_SERVER_IP)) {
        exprcode_drop(code, &args[0]);
        op.kind = is_client ? VIEW_CLIENT_IN : VIEW_SERVER_IN;
        return exprcode_add(code, op, 1);
    }
    return exprcode_add(code, op, 0);
}

static bool add_metadata(struct exprcode *code, const struct exprcall *call,
                         const struct exprcode_operand *args)
{
    (void)call;
    if (!need_text(code, &args[0], "the label of metadata()", "geoip/country/code")) {
        return false;
    }
    if (!labels_are_early(args[0].text)) {
        return exprcode_err(
            code, args[0].at,
            "'%s' is known when the query is answered, and a view chooses who answers; "
            "use the label in a log format",
            args[0].text);
    }
    exprcode_drop(code, &args[0]);
    uint32_t label =
        labels_use(code->load, code->block, exprlex_pos(&code->lex, args[0].at), args[0].text);
    return exprcode_add(code, (struct image_view_op){.kind = VIEW_LABEL, .index = label}, 1);
}

static const struct exprcall calls[] = {
    {"type", "type()", 0, add_field, EXPRCODE_TEXT, FIELD_TYPE},
    {"name", "name()", 0, add_field, EXPRCODE_TEXT, FIELD_NAME},
    {"class", "class()", 0, add_field, EXPRCODE_TEXT, FIELD_CLASS},
    {"proto", "proto()", 0, add_field, EXPRCODE_TEXT, FIELD_PROTO},
    {"size", "size()", 0, add_field, EXPRCODE_NUMBER, FIELD_SIZE},
    {"client_ip", "client_ip()", 0, add_field, EXPRCODE_TEXT, FIELD_CLIENT_IP},
    {"port", "port()", 0, add_field, EXPRCODE_TEXT, FIELD_PORT},
    {"id", "id()", 0, add_field, EXPRCODE_NUMBER, FIELD_ID},
    {"opcode", "opcode()", 0, add_field, EXPRCODE_NUMBER, FIELD_OPCODE},
    {"do", "do()", 0, add_field, EXPRCODE_TRUTH, FIELD_DO},
    {"bufsize", "bufsize()", 0, add_field, EXPRCODE_NUMBER, FIELD_BUFSIZE},
    {"server_ip", "server_ip()", 0, add_field, EXPRCODE_TEXT, FIELD_SERVER_IP},
    {"server_port", "server_port()", 0, add_field, EXPRCODE_TEXT, FIELD_SERVER_PORT},
    {"incidr", "incidr(ADDRESS, 'NETWORK')", 2, add_incidr, EXPRCODE_TRUTH, FIELD_COUNT},
    {"metadata", "metadata('LABEL')", 1, add_metadata, EXPRCODE_TEXT, FIELD_COUNT},
};

static const struct exprcall *no_function(struct exprcode *code, const struct exprlex_token *word)
{
    const char *names[ARRAY_LEN(calls)];
    char text[64];
    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        names[i] = calls[i].name;
    }
    snprintf(text, sizeof(text), "%.*s", (int)word->len, word->source);
    const char *near = text_nearest(text, names, ARRAY_LEN(names));
    code->last_end = word->at + word->len;
    if (near != NULL) {
        exprcode_err(code, word->at, "'%s' is no function; did you mean %s()?", text, near);
    } else {
        exprcode_err(
            code, word->at,
            "'%s' is no function of views; write text in single quotes ('%s'), or one of type "
            "name class proto size client_ip port id opcode do bufsize server_ip "
            "server_port incidr metadata",
            text, text);
    }
    return NULL;
}

const struct exprcall *exprcall_find(struct exprcode *code, const struct exprlex_token *word)
{
    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        if (exprlex_is(word, calls[i].name)) {
            return &calls[i];
        }
    }
    return no_function(code, word);
}

const char *exprcall_name(const struct exprcall *call)
{
    return call->name;
}

bool exprcall_add(struct exprcode *code, const struct exprcall *call,
                  const struct exprcode_operand *args, size_t nargs, struct exprcode_operand *out)
{
    if (nargs != call->nargs) {
        return exprcode_err(code, out->at, "%s() takes %zu argument%s and has %zu; write %s",
                            call->name, call->nargs, call->nargs == 1 ? "" : "s", nargs,
                            call->usage);
    }
    out->kind = call->gives;
    out->text = NULL;
    return call->add(code, call, args);
}
