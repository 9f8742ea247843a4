/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "plugin/words.h"

enum { TIMEOUT_MIN_MS = 1000, TIMEOUT_MAX_MS = 24 * 3600 * 1000 };

/* "5s", or bare seconds: only `timeouts` takes these in CoreDNS too. */
static bool read_time(struct plugin_load *load, const struct node *line, uint32_t *out_ms)
{
    uint32_t seconds;
    if (line->nwords == 2 && text_u32(line->words[1].text, &seconds)) {
        if (seconds < 1 || seconds > TIMEOUT_MAX_MS / 1000) {
            return node_err(line, 1, load->errs, "'%s' is no time for %s; write 1s to 24h",
                            line->words[1].text, line->words[0].text);
        }
        *out_ms = seconds * 1000;
        return true;
    }
    return node_args(line, 1, 1, "read|write|idle DURATION", load->errs) &&
           node_duration(line, 1, TIMEOUT_MIN_MS, TIMEOUT_MAX_MS, out_ms, load->errs);
}

bool timeouts_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    static const char *const words[] = {"read", "write", "idle", "maxtcpqueries"};
    struct image_listen *listen = &block->listen;
    uint32_t *const times[] = {&listen->read_ms, &listen->write_ms, &listen->idle_ms};
    bool ok = node_args(node, 0, 0, "timeouts { read|write|idle DURATION }", load->errs);
    if (node->nchildren == 0) {
        return node_err(node, 0, load->errs,
                        "timeouts has no lines; write a block with read, write, idle or "
                        "maxtcpqueries");
    }
    for (size_t i = 0; i < node->nchildren; i++) {
        const struct node *line = &node->children[i];
        size_t which;
        if (!node_choice(line, 0, words, 4, &which, load->errs)) {
            ok = false;
        } else if (which < 3) {
            ok = read_time(load, line, times[which]) && ok;
        } else {
            ok = node_args(line, 1, 1, "maxtcpqueries NUMBER", load->errs) &&
                 node_u32(line, 1, 0, UINT32_MAX, &listen->max_queries, load->errs) && ok;
        }
    }
    return ok;
}
