/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/words.h"

enum {
    INTERVAL_DEFAULT_MS = 30 * 1000,
    JITTER_DEFAULT_MS = 15 * 1000,
    INTERVAL_MIN_MS = 2 * 1000,
    JITTER_MIN_MS = 1000,
    INTERVAL_MAX_MS = 24 * 3600 * 1000
};

bool reload_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    uint32_t interval = INTERVAL_DEFAULT_MS;
    uint32_t jitter = JITTER_DEFAULT_MS;
    (void)block;
    if (!node_args(node, 0, 2, "reload [INTERVAL] [JITTER]", load->errs) ||
        !node_no_block(node, load->errs)) {
        return false;
    }
    if (node->nwords > 1 &&
        !node_duration(node, 1, INTERVAL_MIN_MS, INTERVAL_MAX_MS, &interval, load->errs)) {
        return false;
    }
    if (node->nwords > 2 &&
        !node_duration(node, 2, JITTER_MIN_MS, INTERVAL_MAX_MS, &jitter, load->errs)) {
        return false;
    }
    if (jitter > interval / 2) {
        jitter = interval / 2; /* as CoreDNS does */
    }
    load->facts.reload_ms = interval;
    load->facts.reload_jitter_ms = jitter;
    return true;
}
