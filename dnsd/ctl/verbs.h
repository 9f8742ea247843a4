/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs of dnsctl, one file each. */
#ifndef DNSD_CTL_VERBS_H
#define DNSD_CTL_VERBS_H

/* Exit statuses of dnsctl. */
enum ctl_status {
    CTL_FINE = 0,   /* also with warnings */
    CTL_ERRORS = 1, /* the input has errors */
    CTL_USAGE = 2,  /* the command line is not understood */
    CTL_REFUTED = 3 /* a claim or an expectation does not hold */
};

/* A verb: argv[0] is the word after the verb; returns an enum ctl_status. */
typedef int verb_run(int argc, char **argv);

/** check [-conf] COREFILE [-dns.port N] [-strict]: load everything as dnsd would, serve nothing. */
int check_run(int argc, char **argv);

/** zone check ORIGIN FILE [-strict]: read one zone file and say what is wrong or doubtful. */
int zone_run(int argc, char **argv);

/** image FILE|-conf COREFILE: what an image holds. */
int image_run(int argc, char **argv);

/** explain [-conf] COREFILE NAME [TYPE] CLIENT: what a client is answered, and why. */
int explain_run(int argc, char **argv);

/** policy VERB ...: what a residency policy says, and whether it holds; see ctl/polverb.h. */
int policy_run(int argc, char **argv);

#endif
