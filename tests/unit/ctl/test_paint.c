/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/paint.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static void paints_on_terminals_alone(void **state)
{
    (void)state;
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    FILE *terminal = fopen(ptsname(master), "w");
    FILE *file = fopen("/dev/null", "w");
    assert_non_null(terminal);
    assert_non_null(file);
    unsetenv("NO_COLOR");
    setenv("TERM", "xterm", 1);
    assert_string_equal(paint(terminal, PAINT_GOOD), "\033[32m");
    assert_string_equal(paint(terminal, PAINT_PLAIN), "\033[0m");
    assert_string_equal(paint(file, PAINT_GOOD), "");
    setenv("NO_COLOR", "", 1);
    assert_string_equal(paint(terminal, PAINT_GOOD), "\033[32m");
    setenv("NO_COLOR", "1", 1);
    assert_string_equal(paint(terminal, PAINT_GOOD), "");
    unsetenv("NO_COLOR");
    setenv("TERM", "dumb", 1);
    assert_string_equal(paint(terminal, PAINT_GOOD), "");
    fclose(file);
    fclose(terminal);
    close(master);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(paints_on_terminals_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
