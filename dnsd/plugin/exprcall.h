/* SPDX-License-Identifier: Apache-2.0 */
/* The functions of expressions: CoreDNS's, by name. */
#ifndef DNSD_PLUGIN_EXPRCALL_H
#define DNSD_PLUGIN_EXPRCALL_H

#include "plugin/exprcode.h"

enum { EXPRCALL_ARGS_MAX = 2 };

struct exprcall;

/** The function that a word names; NULL after an error: there is none. */
const struct exprcall *exprcall_find(struct exprcode *code, const struct exprlex_token *word);

/** Its name. */
const char *exprcall_name(const struct exprcall *call);

/** Append the steps of a call. args: compiled, the first EXPRCALL_ARGS_MAX of nargs. */
bool exprcall_add(struct exprcode *code, const struct exprcall *call,
                  const struct exprcode_operand *args, size_t nargs, struct exprcode_operand *out);

#endif
