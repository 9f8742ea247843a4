/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random policies over random databases, asked by random clients.
 *
 *     property [COUNT [SEED [twisted]]]    COUNT scenes from SEED on; without SEED from 1 on
 *
 * Each scene is made from a seed of its own. One that refutes something is printed with the seed
 * that makes it again, alone: `property 1 SEED`. Twisted texts had words and lines of theirs
 * changed: most of them are no policies any more.
 */
#include "trial.h"

#include <stdio.h>
#include <stdlib.h>

enum { COUNT_USUAL = 1000, FAULTS_MAX = 3 };

static const char *const claims[TRIAL_CLAIMS] = {
    [TRIAL_AGREEMENT] = "the image answers as the naive evaluator does",
    [TRIAL_REASONS] = "explanations tell the law that is left, and the entries that decide",
    [TRIAL_FENCE] = "health never moves a client out of the fence",
    [TRIAL_ADDING] = "adding a rule never adds a cluster",
    [TRIAL_ORDER] = "order of law and facts changes nothing",
    [TRIAL_UNKNOWN] = "unknown is never better off than a protected client",
    [TRIAL_SCOPES] = "no two scopes overlap, and none could be wider",
    [TRIAL_PLACES] = "addresses are where databases and corrections put them",
    [TRIAL_LIVENESS] = "what loads leaves nobody without an answer",
    [TRIAL_PROMISES] = "expect lines hold where the naive evaluator says so",
    [TRIAL_WIRE] = "replies to packets say the same, with lifetime and extended error",
    [TRIAL_FINDINGS] = "check finds L1 to L4 where the naive evaluator does",
    [TRIAL_REFUSAL] = "what is refused has a hole"};

static void print_tally(const struct trial_tally *tally)
{
    printf("# %llu policies load, %llu are refused; %llu are served\n",
           (unsigned long long)tally->loaded, (unsigned long long)tally->refused,
           (unsigned long long)tally->served);
    printf("# answers: %llu cluster, %llu servfail, %llu refused, %llu nodata\n",
           (unsigned long long)tally->kinds[CHOICE_CLUSTER],
           (unsigned long long)tally->kinds[CHOICE_SERVFAIL],
           (unsigned long long)tally->kinds[CHOICE_REFUSED],
           (unsigned long long)tally->kinds[CHOICE_NODATA]);
    printf("# of them %llu to mixed networks, %llu of these where the law sends places apart\n",
           (unsigned long long)tally->mixed, (unsigned long long)tally->sent_apart);
}

int main(int argc, char **argv)
{
    struct trial_tally tally = {.loaded = 0};
    unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : COUNT_USUAL;
    unsigned long seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    bool twisted = argc > 3;
    unsigned faults = 0;
    unsigned long done = 0;
    for (; done < count && faults < FAULTS_MAX; done++) {
        if (!trial_run(draw_seeded(seed + done), twisted, &tally, stderr)) {
            fprintf(stderr, "make it again with: property 1 %lu%s\n\n", seed + done,
                    twisted ? " twisted" : "");
            faults++;
        }
    }
    printf("# %lu policies from seed %lu on\n", done, seed);
    print_tally(&tally);
    printf("1..%d\n", TRIAL_CLAIMS + 1);
    for (int i = 0; i < TRIAL_CLAIMS; i++) {
        bool shown = tally.shown[i] > 0 || twisted || count < COUNT_USUAL / 2;
        printf("%s %d - %s (%llu times)\n", shown ? "ok" : "not ok", i + 1, claims[i],
               (unsigned long long)tally.shown[i]);
        faults += !shown;
    }
    printf("%s %d - nothing of it is refuted\n", faults == 0 ? "ok" : "not ok", TRIAL_CLAIMS + 1);
    return faults == 0 ? 0 : 1;
}
