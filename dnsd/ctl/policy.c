/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/menu.h"
#include "ctl/polverb.h"
#include "ctl/verbs.h"

#include <string.h>

/* The verbs under `dnsctl policy`, one row each. */
static const struct polverb_row rows[] = {
    {"check",
     polcheck_run,
     "check FILE [--conf COREFILE | --without operator=X|country=X|asn=X ..] [--json] [--strict]",
     "read a policy and what it includes, and say all that is wrong with it; with a Corefile also "
     "what its zones say against it; with --without who loses what if these clusters are gone",
     1,
     1,
     {"conf=", "without=", NULL}},
    {"test",
     poltest_run,
     "test FILE [--at TIME]",
     "judge only the `expect` lines of a policy",
     1,
     1,
     {NULL}},
    {"verify",
     polverify_run,
     "verify FILE [--claims FILE] [--certificate FILE] [--at TIME] [--json]",
     "prove what a policy promises: the compiled policy against a second, naive evaluator, in "
     "every "
     "health state; and what a file of claims says of it",
     1,
     1,
     {"claims=", "certificate=", NULL}},
    {"explain",
     polexplain_run,
     "explain --policy FILE | --conf COREFILE NAME [CLIENT | none] [--down A,B] [--at TIME]",
     "show what a client network is answered for a name, and why",
     1,
     2,
     {"down=", "conf=", NULL}},
    {"diff",
     poldiff_run,
     "diff OLD NEW | diff --db OLD.mmdb NEW.mmdb --policy FILE [--fail-on "
     "protected-to-unprotected]",
     "who is answered otherwise by another policy, or by another country database under the same",
     2,
     3,
     {"db", "fail-on=", NULL}},
    {"simulate",
     polsimulate_run,
     "simulate --policy FILE --down CLUSTER,.. [--summary] [--json] [--at TIME]",
     "who is given what when clusters are down: whether the law holds, who is lost, what hangs on "
     "one cluster",
     0,
     0,
     {"down=", "summary", NULL}},
    {"why",
     polwhy_run,
     "why CLUSTER --policy FILE [--json] [--at TIME]",
     "who can ever be given a cluster, in which states of health, and what keeps the others from "
     "it",
     1,
     1,
     {NULL}},
    {"fmt",
     polfmt_run,
     "fmt FILE [--write | --check]",
     "print a policy in its stable layout, write it back, or say whether it has it",
     1,
     1,
     {"write", "check", NULL}},
};

static int usage(FILE *to)
{
    fputs("dnsctl policy: what a residency policy says, and whether it holds\n\nusage:\n", to);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        menu_line(to, "dnsctl policy", rows[i].usage, rows[i].what);
    }
    fputs("\nall take --json, --strict (warnings count as errors), --at TIME (judge as at that "
          "time) and --policy FILE\n"
          "exit status: 0 fine, 1 errors found, 2 bad use, 3 refuted\n",
          to);
    return to == stderr ? CTL_USAGE : CTL_FINE;
}

static int unknown_verb(const char *word)
{
    const char *names[ARRAY_LEN(rows)];
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        names[i] = rows[i].name;
    }
    menu_unknown("dnsctl policy", word, names, ARRAY_LEN(names));
    return usage(stderr);
}

int policy_run(int argc, char **argv)
{
    struct polverb verb;
    if (argc == 0) {
        return usage(stderr);
    }
    if (strcmp(argv[0], "help") == 0 || menu_asks_help(argv[0])) {
        return usage(stdout);
    }
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (strcmp(argv[0], rows[i].name) == 0) {
            if (argc > 1 && menu_asks_help(argv[1])) {
                printf("usage: dnsctl policy %s\n    %s\n", rows[i].usage, rows[i].what);
                return CTL_FINE;
            }
            bool ok = polverb_read(&rows[i], argc - 1, argv + 1, &verb);
            return ok ? rows[i].run(&verb) : CTL_USAGE;
        }
    }
    return unknown_verb(argv[0]);
}
