/* SPDX-License-Identifier: Apache-2.0 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "image/patterns.h"

#include "image/verify.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

enum {
    MATCH_STEPS = 20000, /* at some 20 ns each: 0.4 ms for the slowest name */
    HEAP_KIB = 64        /* of a thread's backtracking: about 500 frames of 128 octets */
};

struct patterns {
    uint64_t count;
    pcre2_code *codes[];
};

struct patterns_room {
    pcre2_match_context *context;
    pcre2_match_data *data;
};

static pcre2_code *compile(struct bytes text, size_t *at, char *why)
{
    const uint32_t options =
        PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NO_AUTO_CAPTURE | PCRE2_NEVER_BACKSLASH_C;
    int error;
    size_t offset = 0;
    pcre2_code *code = pcre2_compile(text.at, text.len, options, &error, &offset, NULL);
    if (code == NULL) {
        *at = offset;
        pcre2_get_error_message(error, (PCRE2_UCHAR *)why, PATTERNS_WHY_SIZE);
    }
    return code;
}

/* Whether the pattern asks for what Go's language leaves out, as it cannot be matched in a line. */
static bool has_references(const pcre2_code *code)
{
    uint32_t highest = 0;
    pcre2_pattern_info(code, PCRE2_INFO_BACKREFMAX, &highest);
    return highest > 0;
}

bool patterns_check(struct bytes text, size_t *at, char *why)
{
    pcre2_code *code = compile(text, at, why);
    if (code == NULL) {
        return false;
    }
    bool ok = !has_references(code) && text.len <= PATTERNS_TEXT_MAX;
    if (!ok) {
        *at = 0;
        strcpy(why, text.len > PATTERNS_TEXT_MAX ? "it is longer than 1000 octets"
                                                 : "it refers back to what a group matched");
    }
    pcre2_code_free(code);
    return ok;
}

struct patterns *patterns_new(const struct image *image, char *why)
{
    const struct blob_ref *texts = image->at[SECTION_PATTERN];
    uint64_t count = image->count[SECTION_PATTERN];
    struct patterns *patterns = calloc(1, sizeof(*patterns) + count * sizeof(pcre2_code *));
    if (patterns == NULL) {
        verify_fails(why, "no memory for its patterns");
        return NULL;
    }
    for (; patterns->count < count; patterns->count++) {
        struct blob_ref ref = texts[patterns->count];
        struct bytes text = {.at = image_blob(image, ref), .len = ref.len};
        char reason[PATTERNS_WHY_SIZE];
        size_t at;
        pcre2_code *code = compile(text, &at, reason);
        if (code == NULL) {
            verify_fails(why, "pattern %u: %.100s", (unsigned)patterns->count, reason);
            patterns_free(patterns);
            return NULL;
        }
        patterns->codes[patterns->count] = code;
    }
    return patterns;
}

void patterns_free(struct patterns *patterns)
{
    for (uint64_t i = 0; patterns != NULL && i < patterns->count; i++) {
        pcre2_code_free(patterns->codes[i]);
    }
    free(patterns);
}

/*
 * PCRE2 keeps the memory that it backtracks in with the match data and doubles it on demand, up to
 * the limit. A match that needs more than the limit makes it take all now, so that no query does.
 */
static bool fill_room(struct patterns_room *room)
{
    static const char greedy[] = "^(?:a|b)*[cd]"; /* no octet that it could look for first */
    uint8_t subject[4096];
    char why[PATTERNS_WHY_SIZE];
    size_t at;
    memset(subject, 'a', sizeof(subject));
    pcre2_code *code =
        compile((struct bytes){(const uint8_t *)greedy, sizeof(greedy) - 1}, &at, why);
    if (code == NULL) {
        return false;
    }
    int rc = pcre2_match(code, subject, sizeof(subject), 0, 0, room->data, room->context);
    pcre2_code_free(code);
    return rc == PCRE2_ERROR_HEAPLIMIT;
}

struct patterns_room *patterns_room_new(void)
{
    struct patterns_room *room = calloc(1, sizeof(*room));
    if (room == NULL) {
        return NULL;
    }
    room->context = pcre2_match_context_create(NULL);
    room->data = pcre2_match_data_create(1, NULL);
    if (room->context != NULL) {
        pcre2_set_match_limit(room->context, MATCH_STEPS);
        pcre2_set_heap_limit(room->context, HEAP_KIB);
    }
    if (room->context == NULL || room->data == NULL || !fill_room(room)) {
        patterns_room_free(room);
        return NULL;
    }
    return room;
}

void patterns_room_free(struct patterns_room *room)
{
    if (room != NULL) {
        pcre2_match_data_free(room->data);
        pcre2_match_context_free(room->context);
        free(room);
    }
}

bool patterns_match(const struct patterns *patterns, struct patterns_room *room, uint32_t index,
                    struct bytes text, bool *out)
{
    static const uint8_t nothing[1];
    if (patterns == NULL || room == NULL || index >= patterns->count) {
        return false;
    }
    const uint8_t *at = text.len == 0 ? nothing : text.at;
    int rc = pcre2_match(patterns->codes[index], at, text.len, 0, 0, room->data, room->context);
    *out = rc >= 0;
    return rc >= 0 || rc == PCRE2_ERROR_NOMATCH;
}
