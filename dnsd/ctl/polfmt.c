/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polverb.h"
#include "ctl/verbs.h"

#include "conf/texts.h"
#include "policy/tidy.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Write beside the file and put it in its place, so that no reader sees half of it. */
static bool replace(struct arena *arena, const char *path, const char *text)
{
    const char *beside = arena_printf(arena, "%s.fmt~", path);
    struct stat old;
    FILE *file = stat(path, &old) == 0 ? fopen(beside, "we") : NULL;
    bool ok =
        file != NULL && fchmod(fileno(file), old.st_mode & 07777) == 0 && fputs(text, file) >= 0;
    ok = file != NULL && fclose(file) == 0 && ok;
    ok = ok && rename(beside, path) == 0;
    if (!ok) {
        fprintf(stderr, "dnsctl policy fmt: cannot write %s: %s\n", path, strerror(errno));
        unlink(beside);
    }
    return ok;
}

/* {"file": "residency.yaml", "fine": false, "text": ".."}: the text where it would be printed. */
static void tell_json(const char *path, bool same, const char *made)
{
    json_t *all = json_pack("{s:s, s:b}", "file", path, "fine", same);
    if (made != NULL) {
        json_object_set_new(all, "text", json_string(made));
    }
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static int hand_out(const struct polverb *verb, struct arena *arena, const char *made, bool same)
{
    const char *path = verb->words[0];
    bool check = polverb_option(verb, "check", 0) != NULL;
    bool write = !check && polverb_option(verb, "write", 0) != NULL;
    if (write && !same && !replace(arena, path, made)) {
        return CTL_ERRORS;
    }
    if (verb->json) {
        tell_json(path, same, check || write ? NULL : made);
    } else if (check) {
        printf("%s: %s\n", path, same ? "fine" : "would change; run dnsctl policy fmt --write");
    } else if (!write) {
        fputs(made, stdout);
    }
    return check && !same ? CTL_ERRORS : CTL_FINE;
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
    return hand_out(verb, arena, made, same);
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
