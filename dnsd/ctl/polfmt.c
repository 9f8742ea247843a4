/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polverb.h"
#include "ctl/verbs.h"

#include "conf/texts.h"
#include "policy/tidy.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Write beside the file and put it in its place, so that no reader sees half of it. */
static bool replace(struct arena *arena, const char *path, const char *text)
{
    const char *beside = arena_printf(arena, "%s.fmt~", path);
    FILE *file = fopen(beside, "we");
    bool ok = file != NULL && fputs(text, file) >= 0;
    ok = file != NULL && fclose(file) == 0 && ok;
    ok = ok && rename(beside, path) == 0;
    if (!ok) {
        fprintf(stderr, "dnsctl policy fmt: cannot write %s: %s\n", path, strerror(errno));
        unlink(beside);
    }
    return ok;
}

static int tidy(const struct polverb *verb, struct arena *arena, struct errs *errs)
{
    struct texts texts;
    const char *why;
    const char *path = verb->words[0];
    texts_init(&texts, arena, arena, errs);
    const struct text *text = texts_read(&texts, path, &why);
    if (text == NULL) {
        err_find(errs, ERR_ERROR, "S1", (struct pos){.file = path}, 1,
                 "cannot read the policy: %s; write the path of a readable file", why);
        return polverb_report(verb, errs, "Not formatted.");
    }
    const char *made = tidy_text(arena, path, text->octets, text->len, errs);
    if (made == NULL) {
        return polverb_report(verb, errs, "Not formatted.");
    }
    bool same = strlen(made) == text->len && memcmp(made, text->octets, text->len) == 0;
    if (polverb_option(verb, "check", 0) != NULL) {
        printf("%s: %s\n", path, same ? "fine" : "would change; run dnsctl policy fmt --write");
        return same ? CTL_FINE : CTL_ERRORS;
    }
    if (polverb_option(verb, "write", 0) != NULL) {
        return same || replace(arena, path, made) ? CTL_FINE : CTL_ERRORS;
    }
    fputs(made, stdout);
    return CTL_FINE;
}

int polfmt_run(const struct polverb *verb)
{
    struct arena *arena = arena_new(64 * 1024);
    struct errs *errs = errs_new();
    int status = tidy(verb, arena, errs);
    errs_free(errs);
    arena_free(arena);
    return status;
}
