/* SPDX-License-Identifier: Apache-2.0 */
/* The tests of an expression: comparisons, `in`, and what looks into texts. */
#ifndef DNSD_PLUGIN_EXPRTEST_H
#define DNSD_PLUGIN_EXPRTEST_H

#include "plugin/exprcode.h"

/** Read what follows the left operand of a test, if anything does, and make it one with that. */
bool exprtest_read(struct exprcode *code, struct exprcode_operand *left);

#endif
