/* SPDX-License-Identifier: Apache-2.0 */
/* dnsctl: what network engineers type. */
#include "base/attr.h"
#include "ctl/menu.h"
#include "ctl/verbs.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { STDERR_SIZE = 64 * 1024 };

static const struct {
    const char *name;
    verb_run *run;
    const char *usage;
    const char *what;
} verbs[] = {
    {"check", check_run, "check [-conf] COREFILE [-dns.port N] [-strict]",
     "load everything that a Corefile names, as dnsd would, and report all faults"},
    {"zone", zone_run, "zone check ORIGIN FILE [-strict]",
     "read one zone file and report what is wrong or doubtful"},
    {"image", image_run, "image FILE | image -conf COREFILE [-o FILE] [-dns.port N]",
     "show what an image holds, or build one from a Corefile"},
    {"explain", explain_run, "explain [-conf] COREFILE NAME [TYPE] CLIENT [-dns.port N]",
     "show what a client network is answered for a name, and why"},
    {"policy", policy_run, "policy VERB ...",
     "check and ask a residency policy; `dnsctl policy help` lists the verbs"},
};

static int usage(FILE *to)
{
    fputs("dnsctl: check, explain and inspect what dnsd serves\n\nusage:\n", to);
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        menu_line(to, "dnsctl", verbs[i].usage, verbs[i].what);
    }
    fputs("  dnsctl version | help\n\n"
          "exit status: 0 fine, 1 the input has errors (with -strict also warnings), 2 bad use, 3 "
          "refuted\n",
          to);
    return to == stderr ? CTL_USAGE : CTL_FINE;
}

static int unknown_verb(const char *word)
{
    const char *names[ARRAY_LEN(verbs)];
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        names[i] = verbs[i].name;
    }
    menu_unknown("dnsctl", word, names, ARRAY_LEN(names));
    return usage(stderr);
}

int main(int argc, char **argv)
{
    setvbuf(stderr, NULL, _IOFBF, STDERR_SIZE); /* messages of several programs do not mix */
    if (argc < 2) {
        return usage(stderr);
    }
    const char *word = argv[1];
    if (menu_asks_help(word) || strcmp(word, "help") == 0) {
        return usage(stdout);
    }
    if (strcmp(word, "version") == 0 || strcmp(word, "-version") == 0 ||
        strcmp(word, "--version") == 0) {
        puts("dnsctl " DNSD_VERSION);
        return CTL_FINE;
    }
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        if (strcmp(word, verbs[i].name) == 0) {
            if (argc > 2 && menu_asks_help(argv[2])) {
                printf("usage: dnsctl %s\n    %s\n", verbs[i].usage, verbs[i].what);
                return CTL_FINE;
            }
            return verbs[i].run(argc - 2, argv + 2);
        }
    }
    return unknown_verb(word);
}
