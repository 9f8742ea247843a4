/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/options.h"

#include "base/text.h"
#include "ctl/verbs.h"
#include "load/load.h"

#include <stdio.h>
#include <string.h>

static bool bad_use(const char *what, const char *word)
{
    fprintf(stderr, "dnsctl: %s '%s'; `dnsctl help` lists what each verb takes\n", what, word);
    return false;
}

/* An option with a value; -x and --x are the same. */
static bool read_value(const char *name, const char *value, struct options *out)
{
    if (value == NULL) {
        return bad_use("a value is missing after", name);
    }
    if (strcmp(name, "-conf") == 0) {
        out->conf = value;
        return true;
    }
    if (strcmp(name, "-o") == 0) {
        out->output = value;
        return true;
    }
    if (!text_u32(value, &out->dns_port) || out->dns_port == 0 || out->dns_port > UINT16_MAX) {
        return bad_use("a port is a number from 1 to 65535, not", value);
    }
    return true;
}

static bool read_word(int argc, char **argv, int *i, struct options *out)
{
    const char *word = argv[*i];
    const char *name = word[0] == '-' && word[1] == '-' ? word + 1 : word;
    if (strcmp(name, "-strict") == 0) {
        out->strict = true;
        return true;
    }
    if (strcmp(name, "-conf") == 0 || strcmp(name, "-o") == 0 || strcmp(name, "-dns.port") == 0) {
        (*i)++;
        return read_value(name, *i < argc ? argv[*i] : NULL, out);
    }
    if (word[0] == '-' && word[1] != '\0') {
        return bad_use("unknown option", word);
    }
    if (out->nwords == OPTIONS_WORDS_MAX) {
        return bad_use("one word too many:", word);
    }
    out->words[out->nwords++] = word;
    return true;
}

bool options_read(int argc, char **argv, struct options *out)
{
    *out = (struct options){.dns_port = 53};
    for (int i = 0; i < argc; i++) {
        if (!read_word(argc, argv, &i, out)) {
            return false;
        }
    }
    return true;
}

struct build *options_load(const struct options *options, const char *conf, struct errs *errs)
{
    struct load_options load = {
        .conf = conf, .conf_fd = -1, .dns_port = (uint16_t)options->dns_port};
    if (strcmp(conf, "stdin") == 0 || strcmp(conf, "-") == 0) {
        load.conf = "stdin";
        load.conf_fd = 0;
    }
    struct build *build = load_corefile(&load, errs);
    errs_print(errs, stderr);
    return build;
}

int options_status(const struct options *options, const struct errs *errs)
{
    bool warned = errs_count(errs, ERR_WARNING) > 0;
    return errs_failed(errs) || (options->strict && warned) ? CTL_ERRORS : CTL_FINE;
}
