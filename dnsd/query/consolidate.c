/* SPDX-License-Identifier: Apache-2.0 */
#include "query/consolidate.h"

#include "query/line.h"

const char *consolidate_level(uint32_t level)
{
    static const char *const words[ERRORRULE_LEVELS] = {"[DEBUG] ", "[INFO] ", "[WARNING] ",
                                                        "[ERROR] "};
    return words[level];
}

static const struct image_error_rule *rule_at(const struct query *q, uint32_t index)
{
    return (const struct image_error_rule *)q->image->at[SECTION_ERROR_RULE] + index;
}

bool consolidate_take(struct query *q, struct range_ref rules, struct bytes text, uint32_t *level)
{
    for (uint32_t i = rules.first; i < rules.first + rules.count; i++) {
        const struct image_error_rule *rule = rule_at(q, i);
        bool matches = false;
        if (!patterns_match(q->patterns, q->patterns_room, rule->pattern, text, &matches) ||
            !matches) {
            continue;
        }
        struct query_count *count = &q->counts[i];
        if (count->errors++ == 0) {
            count->due_s = q->now_s + rule->period_s;
            *level = rule->level;
            return rule->show_first == 0;
        }
        return true;
    }
    *level = ERRORRULE_ERROR;
    return false;
}

/* "[WARNING] plugin/errors: 12 errors like 'REGEXP' occurred in last 5m", as CoreDNS writes it. */
static void put_line(struct query *q, const struct image_error_rule *rule, uint32_t errors)
{
    const struct blob_ref *patterns = q->image->at[SECTION_PATTERN];
    struct blob_ref pattern = patterns[rule->pattern];
    struct line line;
    line.len = 0;
    line_word(&line, consolidate_level(rule->level));
    line_word(&line, "plugin/errors: ");
    line_number(&line, errors);
    line_word(&line, " errors like '");
    line_add(&line, image_blob(q->image, pattern), pattern.len);
    line_word(&line, "' occurred in last ");
    line_add(&line, image_blob(q->image, rule->period), rule->period.len);
    line_put(&line, q);
}

void consolidate_flush(struct query *q, bool end)
{
    if (q->image == NULL) {
        return;
    }
    for (uint32_t i = 0; i < q->image->count[SECTION_ERROR_RULE]; i++) {
        const struct image_error_rule *rule = rule_at(q, i);
        struct query_count *count = &q->counts[i];
        if (count->errors == 0 || (!end && q->now_s < count->due_s)) {
            continue;
        }
        if (count->errors > 1 || rule->show_first == 0) {
            put_line(q, rule, count->errors);
        }
        *count = (struct query_count){.errors = 0};
    }
}
