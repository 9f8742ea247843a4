/* SPDX-License-Identifier: Apache-2.0 */
#include "step/reasonline.h"

#include <stdio.h>

const char *reasonline_label(enum reasonline_kind kind)
{
    static const char *const labels[REASONLINE_KINDS] = {"client", "law", "clusters", "taste",
                                                         "answer"};
    return labels[kind];
}

size_t reasonline_format(const struct reasonline *line, char *out)
{
    const char *label = line->goes_on ? "" : reasonline_label(line->kind);
    const char *subject = (const char *)line->subject.at;
    int subject_len = line->subject.len > 255 ? 255 : (int)line->subject.len;
    int text_len = (int)line->text.len;
    const char *text = (const char *)line->text.at;
    int len;
    if (subject_len == 0) {
        len = snprintf(out, REASONLINE_MAX, "%-10s %.*s", label, text_len, text);
    } else if (line->kind == REASONLINE_LAW) {
        len = snprintf(out, REASONLINE_MAX, "%-10s %-42.*s %.*s", label, subject_len, subject,
                       text_len, text);
    } else if (line->kind == REASONLINE_CLUSTER) {
        len = snprintf(out, REASONLINE_MAX, "%-10s %-16.*s %-10s %.*s", label, subject_len, subject,
                       line->excluded ? "excluded" : "eligible", text_len, text);
    } else {
        len = snprintf(out, REASONLINE_MAX, "%-10s %.*s: %.*s", label, subject_len, subject,
                       text_len, text);
    }
    return len < 0 ? 0 : (size_t)len < REASONLINE_MAX ? (size_t)len : REASONLINE_MAX - 1;
}
