/* SPDX-License-Identifier: Apache-2.0 */
#include "zone/fields.h"

#include "wire/rrtype.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool fields_fail(const struct fields *fields, const struct token *token, const char *format, ...)
{
    char text[ERR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    uint32_t mark = token->quoted ? token->len + 2 : token->len;
    return err_add_mark(fields->errs, scanner_pos(fields->scanner, token), mark, "%s", text);
}

bool fields_wrong(const struct fields *fields, const struct token *token, const char *what,
                  const char *write)
{
    char shown[TOKEN_SHOWN_SIZE];
    char type[RRTYPE_TEXT_SIZE];
    return fields_fail(fields, token, "'%s' is not the %s of %s; write %s",
                       token_show(token, shown), what, rrtype_format(fields->type, type), write);
}

const struct token *fields_next(struct fields *fields, const char *what)
{
    if (fields->at < fields->ntokens) {
        return &fields->tokens[fields->at++];
    }
    char type[RRTYPE_TEXT_SIZE];
    const struct token *last =
        fields->ntokens == 0 ? fields->type_token : &fields->tokens[fields->ntokens - 1];
    fields_fail(fields, last, "%s ends before its %s; write it after this",
                rrtype_format(fields->type, type), what);
    return NULL;
}

bool fields_put(struct fields *fields, const void *octets, size_t len)
{
    if (len > RDATA_MAX - fields->len) {
        return fields_fail(fields, fields->type_token,
                           "the record's data is longer than 65535 octets; write less");
    }
    memcpy(fields->out + fields->len, octets, len);
    fields->len += len;
    return true;
}
