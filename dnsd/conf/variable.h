/* SPDX-License-Identifier: Apache-2.0 */
/* Environment variables inside words: `{$NAME}` and `{%NAME%}`. */
#ifndef DNSD_CONF_VARIABLE_H
#define DNSD_CONF_VARIABLE_H

#include "base/errs.h"
#include "conf/lexer.h"
#include "conf/node.h"

/**
 * Put the environment into a word.
 *
 * An unset variable becomes empty, with a warning; a value is not searched again and not split
 * into words; `{$}` stays. Octets put in count against load->octets_left.
 * word  text and len are replaced when it holds a variable
 */
void variable_expand(struct lexer_load *load, struct word *word);

#endif
