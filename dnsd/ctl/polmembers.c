/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/polmembers.h"

#include "base/attr.h"
#include "policy/phrase.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 8 };

/* Members as texts. */
struct members {
    const char **list;
    size_t count;
};

/* Words that are shown, and how many are not. */
struct words {
    const char *text;
    size_t count;
};

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_terms(const struct policy *policy, const char *part,
                      const struct policy_terms *terms, struct arena *arena, struct members *out)
{
    for (size_t i = 0; i < terms->count; i++) {
        const struct policy_terms one = {.list = &terms->list[i], .count = 1};
        const char *text = phrase_terms(policy, &one, arena);
        out->list[out->count++] = part[0] == '\0' ? text : arena_printf(arena, "%s %s", part, text);
    }
}

static struct members members_of(const struct policy *policy, const struct policy_who *who,
                                 struct arena *arena)
{
    size_t count = who->any_of.count + who->all_of.count + who->none_of.count;
    struct members members = {.list = arena_alloc(arena, (count + 1) * sizeof(*members.list))};
    add_terms(policy, "", &who->any_of, arena, &members);
    add_terms(policy, "all-of", &who->all_of, arena, &members);
    add_terms(policy, "none-of", &who->none_of, arena, &members);
    return members;
}

static void add_word(struct words *words, const char *sign, const char *word, const char *separator,
                     struct arena *arena)
{
    if (words->count++ < SHOWN_MAX) {
        words->text = arena_printf(arena, "%s%s%s%s", words->text,
                                   words->count == 1 ? "" : separator, sign, word);
    }
}

static const char *end_words(const struct words *words, struct arena *arena)
{
    return words->count <= SHOWN_MAX
               ? words->text
               : arena_printf(arena, "%s and %zu more", words->text, words->count - SHOWN_MAX);
}

const char *polmembers_text(const struct policy *policy, const struct policy_who *who,
                            struct arena *arena)
{
    struct members members = members_of(policy, who, arena);
    struct words words = {.text = ""};
    for (size_t i = 0; i < members.count; i++) {
        add_word(&words, "", members.list[i], ", ", arena);
    }
    return end_words(&words, arena);
}

const char *polmembers_change(const struct policy *before, const struct policy_who *was,
                              const struct policy *after, const struct policy_who *is,
                              struct arena *arena)
{
    struct members old = members_of(before, was, arena);
    struct members new = members_of(after, is, arena);
    struct words words = {.text = ""};
    size_t o = 0;
    size_t n = 0;
    qsort(old.list, old.count, sizeof(*old.list), compare);
    qsort(new.list, new.count, sizeof(*new.list), compare);
    while (o < old.count || n < new.count) {
        int order = o == old.count ? 1 : n == new.count ? -1 : strcmp(old.list[o], new.list[n]);
        if (order != 0) {
            add_word(&words, order < 0 ? "-" : "+", order < 0 ? old.list[o] : new.list[n], " ",
                     arena);
        }
        o += order <= 0;
        n += order >= 0;
    }
    return words.count == 0 ? NULL : end_words(&words, arena);
}
