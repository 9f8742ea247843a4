/* SPDX-License-Identifier: Apache-2.0 */
#include "image/balance.h"

#include "plugin/weights.h"
#include "plugin/words.h"

#include <string.h>

enum { RELOAD_DEFAULT_MS = 30 * 1000, RELOAD_MAX_MS = 24 * 3600 * 1000 };

static bool read_prefer(struct plugin_load *load, const struct node *line,
                        struct image_balance *balance)
{
    return node_args(line, 1, SIZE_MAX, "prefer NETWORK...", load->errs) &&
           plugin_prefixes(load, line, 1, &balance->prefer);
}

static bool read_line(struct plugin_load *load, const struct node *line,
                      struct image_balance *balance, uint32_t *reload_ms)
{
    static const char *const words[] = {"reload", "prefer"};
    size_t which;
    if (!node_choice(line, 0, words, 2, &which, load->errs)) {
        return false;
    }
    if (which == 1) {
        return read_prefer(load, line, balance);
    }
    if ((balance->flags & BALANCE_WEIGHTED) == 0) {
        return node_err(line, 0, load->errs,
                        "reload is for `loadbalance weighted FILE`; take the line away");
    }
    return node_args(line, 1, 1, "reload DURATION", load->errs) &&
           node_duration(line, 1, 0, RELOAD_MAX_MS, reload_ms, load->errs);
}

bool loadbalance_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    static const char *const policies[] = {"round_robin", "weighted"};
    static const char usage[] = "loadbalance [round_robin | weighted FILE]";
    struct image_balance balance = {.prefer.first =
                                        (uint32_t)build_count(load->build, SECTION_PREFIX)};
    uint32_t reload_ms = RELOAD_DEFAULT_MS;
    size_t policy = 0;
    if (node->nwords > 1 && !node_choice(node, 1, policies, 2, &policy, load->errs)) {
        return false;
    }
    if (!node_args(node, policy == 1 ? 2 : 0, policy == 1 ? 2 : 1, usage, load->errs)) {
        return false;
    }
    balance.flags = policy == 1 ? BALANCE_WEIGHTED : 0;
    bool ok = true;
    for (size_t i = 0; i < node->nchildren; i++) {
        ok = read_line(load, &node->children[i], &balance, &reload_ms) && ok;
    }
    if (policy == 1) {
        const char *path = plugin_path(load, block, node->words[2].text);
        ok = weights_read(load, path, node->words[2].at, &balance.names) && ok;
        if (ok && reload_ms > 0) {
            plugin_watch(load, path, reload_ms, WATCH_MTIME);
        }
    }
    uint32_t index = build_add(load->build, SECTION_BALANCE, &balance, 1);
    plugin_add_step(load, block, STAGE_SHAPE, STEP_LOADBALANCE, index);
    return ok;
}
