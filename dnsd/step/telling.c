/* SPDX-License-Identifier: Apache-2.0 */
#include "step/telling.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void telling_put(struct telling *t, const char *format, ...)
{
    static const char cut[] = "...";
    size_t room = sizeof(t->text) - t->len;
    va_list args;
    va_start(args, format);
    int len = vsnprintf(t->text + t->len, room, format, args);
    va_end(args);
    t->len += len < 0 ? 0 : (size_t)len;
    if (t->len >= sizeof(t->text)) {
        t->len = sizeof(t->text) - 1;
        memcpy(t->text + t->len - (sizeof(cut) - 1), cut, sizeof(cut));
    }
}

void telling_blob(struct telling *t, struct blob_ref text)
{
    telling_put(t, "%.*s", (int)text.len, (const char *)image_blob(t->image, text));
}

void telling_end(struct telling *t, enum reasonline_kind kind)
{
    t->line.goes_on = t->line.goes_on && t->line.kind == kind;
    t->line.kind = kind;
    t->line.text = (struct bytes){.at = (const uint8_t *)t->text, .len = t->len};
    t->teller(&t->line, t->arg);
    t->line = (struct reasonline){.kind = kind, .goes_on = true};
    t->len = 0;
}
