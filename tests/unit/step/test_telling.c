/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "step/telling.h"

#include <stdlib.h>
#include <string.h>

static void note_len(const struct reasonline *line, void *arg)
{
    *(size_t *)arg = line->text.len;
    assert_memory_equal(line->text.at + line->text.len - 3, "...", 3);
}

static void cuts_what_does_not_fit(void **state)
{
    (void)state;
    size_t len = 0;
    struct telling *t = malloc(sizeof(*t));
    assert_non_null(t);
    t->teller = note_len;
    t->arg = &len;
    t->len = 0;
    t->line = (struct reasonline){.kind = REASONLINE_KINDS};
    for (int i = 0; i < REASONLINE_TEXT_MAX; i++) {
        telling_put(t, "%d, ", i);
    }
    telling_end(t, REASONLINE_LAW);
    assert_int_equal(len, REASONLINE_TEXT_MAX - 1);
    assert_int_equal(t->len, 0);
    free(t);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_what_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
