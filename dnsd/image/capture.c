/* SPDX-License-Identifier: Apache-2.0 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "image/capture.h"

#include "base/must.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

enum {
    MATCH_STEPS = 100000, /* a file's name is short: more means that the expression explodes */
    HEAP_KIB = 1024,
    NAME_SIZE = 40 /* octets of a group's name: 32, and its NUL */
};

struct capture {
    pcre2_code *code;
    pcre2_match_context *context;
    pcre2_match_data *data;
};

struct capture *capture_new(const char *text, size_t *at, char *why)
{
    int error;
    size_t offset = 0;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)text, strlen(text), PCRE2_DOLLAR_ENDONLY, &error, &offset, NULL);
    if (code == NULL) {
        *at = offset;
        pcre2_get_error_message(error, (PCRE2_UCHAR *)why, CAPTURE_WHY_SIZE);
        return NULL;
    }
    struct capture *capture = must(calloc(1, sizeof(*capture)));
    capture->code = code;
    capture->context = must(pcre2_match_context_create(NULL));
    capture->data = must(pcre2_match_data_create_from_pattern(code, NULL));
    pcre2_set_match_limit(capture->context, MATCH_STEPS);
    pcre2_set_heap_limit(capture->context, HEAP_KIB);
    return capture;
}

void capture_free(struct capture *capture)
{
    if (capture != NULL) {
        pcre2_match_data_free(capture->data);
        pcre2_match_context_free(capture->context);
        pcre2_code_free(capture->code);
        free(capture);
    }
}

uint32_t capture_groups(const struct capture *capture)
{
    uint32_t count = 0;
    pcre2_pattern_info(capture->code, PCRE2_INFO_CAPTURECOUNT, &count);
    return count;
}

/* The number of the group that stands between braces; -1 = none. */
static int group_of(const struct capture *capture, const char *word, size_t len)
{
    char name[NAME_SIZE];
    if (len == 0 || len >= sizeof(name)) {
        return -1;
    }
    memcpy(name, word, len);
    name[len] = '\0';
    if (strspn(name, "0123456789") == len) {
        int number = len > 4 ? -1 : atoi(name);
        return number <= (int)capture_groups(capture) ? number : -1;
    }
    return pcre2_substring_number_from_name(capture->code, (PCRE2_SPTR)name);
}

static bool append(char *out, size_t *len, size_t room, const char *text, size_t text_len)
{
    if (*len + text_len >= room) {
        return false;
    }
    memcpy(out + *len, text, text_len);
    *len += text_len;
    out[*len] = '\0';
    return true;
}

static bool append_group(const struct capture *capture, const char *text, int group, char *out,
                         size_t *len, size_t room)
{
    const size_t *ends = pcre2_get_ovector_pointer(capture->data);
    if (group < 0 || ends[2 * group] == PCRE2_UNSET) {
        return true;
    }
    return append(out, len, room, text + ends[2 * group], ends[2 * group + 1] - ends[2 * group]);
}

static bool expand(const struct capture *capture, const char *text, const char *template, char *out,
                   size_t room)
{
    size_t len = 0;
    *out = '\0';
    while (*template != '\0') {
        size_t skip = template[0] == '$' && template[1] == '{' ? 1 : 0;
        const char *close = template[skip] == '{' ? strchr(template, '}') : NULL;
        if (close == NULL) {
            if (!append(out, &len, room, template, 1)) {
                return false;
            }
            template ++;
            continue;
        }
        const char *word = template + skip + 1;
        int group = group_of(capture, word, (size_t)(close - word));
        if (!append_group(capture, text, group, out, &len, room)) {
            return false;
        }
        template = close + 1;
    }
    return true;
}

bool capture_expand(struct capture *capture, const char *text, const char *template, char *out,
                    size_t room)
{
    char made[1024];
    int rc = pcre2_match(capture->code, (PCRE2_SPTR)text, strlen(text), 0, 0, capture->data,
                         capture->context);
    if (rc < 0 || !expand(capture, text, template, made, sizeof(made)) || strlen(made) >= room) {
        return false;
    }
    memcpy(out, made, strlen(made) + 1);
    return true;
}
