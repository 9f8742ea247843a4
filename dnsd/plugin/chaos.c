/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/words.h"

bool chaos_read(struct plugin_load *load, struct plugin_block *block, const struct node *node)
{
    if (!node_no_block(node, load->errs)) {
        return false;
    }
    const char *version = node->nwords > 1 ? node->words[1].text : "dnsd-" DNSD_VERSION;
    struct image_chaos chaos = {
        .version = build_text(load->build, version),
        .authors = {.first = (uint32_t)build_count(load->build, SECTION_NAME)}};
    for (size_t i = 2; i < node->nwords; i++) {
        struct blob_ref author = build_text(load->build, node->words[i].text);
        build_add(load->build, SECTION_NAME, &author, 1);
        chaos.authors.count++;
    }
    if (chaos.authors.count == 0) {
        struct blob_ref authors = build_text(load->build, "The dnsd authors");
        build_add(load->build, SECTION_NAME, &authors, 1);
        chaos.authors.count = 1;
    }
    uint32_t index = build_add(load->build, SECTION_CHAOS, &chaos, 1);
    plugin_add_step(load, block, STAGE_ADMIT, STEP_CHAOS, index);
    return true;
}
