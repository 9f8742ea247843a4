/* SPDX-License-Identifier: Apache-2.0 */
/* Names: text to wire and back, wire to text and back, order and equality. */
#include "fuzz.h"

#include "wire/name.h"

#include <assert.h>
#include <string.h>

/* What is written as text is read back as the same octets. */
static void check_text(const struct name *name)
{
    struct name again;
    char text[NAME_TEXT_SIZE];
    name_format(name->octets, text);
    assert(strlen(text) < sizeof(text));
    assert(name_parse(text, strlen(text), NULL, &again, NULL));
    assert(again.len == name->len && memcmp(again.octets, name->octets, name->len) == 0);
}

static void check_lower(const struct name *name)
{
    struct name lower = *name;
    name_lower(&lower);
    assert(name_wire_len(lower.octets, lower.len) == name->len);
    assert(name_equal(name->octets, lower.octets));
    assert(name_compare(name->octets, lower.octets) == 0);
    assert(name_is_below(name->octets, lower.octets));
}

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

static void check_pair(const struct name *a, const struct name *b)
{
    int order = sign(name_compare(a->octets, b->octets));
    assert(order == -sign(name_compare(b->octets, a->octets)));
    assert(name_equal(a->octets, b->octets) == (order == 0));
    if (name_is_below(a->octets, b->octets)) {
        assert(order >= 0 && name_labels(a->octets) >= name_labels(b->octets));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct name origin;
    struct name name;
    const char *why = NULL;
    assert(name_parse("Origin.example", 14, NULL, &origin, NULL));
    if (name_parse((const char *)data, size, &origin, &name, &why)) {
        assert(why == NULL);
        check_text(&name);
        check_lower(&name);
        check_pair(&name, &origin);
    } else {
        assert(why != NULL);
    }
    size_t len = name_wire_len(data, size);
    assert(len <= size && len <= NAME_MAX_OCTETS);
    if (name_from_wire(data, len, &name)) {
        struct name rest;
        check_text(&name);
        check_lower(&name);
        if (name_from_wire(data + len, name_wire_len(data + len, size - len), &rest)) {
            check_pair(&name, &rest);
        }
    } else {
        assert(len == 0);
    }
    return 0;
}
