/* SPDX-License-Identifier: Apache-2.0 */
/* The readers of single words: numbers, durations, addresses, prefixes, near misses. */
#include "fuzz.h"

#include "base/addr.h"
#include "base/attr.h"
#include "base/text.h"

#include <assert.h>
#include <string.h>

/* What is written is read back as the same. */
static void check_prefix(const char *text)
{
    struct prefix prefix;
    struct prefix again;
    char out[PREFIX_TEXT_SIZE];
    if (prefix_parse(text, &prefix, NULL)) {
        assert(prefix_parse(prefix_format(&prefix, out), &again, NULL));
        assert(prefix_covers(&prefix, &again) && prefix_covers(&again, &prefix));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const words[] = {"bufsize", "bind", "geoip", "whoami"};
    char text[128];
    size_t len = size < sizeof(text) ? size : sizeof(text) - 1;
    uint32_t number;
    memcpy(text, data, len);
    text[len] = '\0';
    text_u32(text, &number);
    text_duration(text, &number);
    text_nearest(text, words, ARRAY_LEN(words));
    check_prefix(text);
    return 0;
}
