/* SPDX-License-Identifier: Apache-2.0 */
#include "step/decide.h"

void decide(const struct decide_case *ask, struct decided *out)
{
    const struct image *image = ask->image;
    const struct image_policy_binding *binding = ask->binding;
    uint64_t left_s;
    out->interval = rulebook_interval(image, ask->policy, ask->now_s, &left_s);
    out->ttl_s = left_s < binding->ttl_s ? (uint32_t)left_s : binding->ttl_s;
    out->table = (const struct image_policy_table *)image->at[SECTION_POLICY_TABLE] +
                 binding->tables.first + out->interval;
    uint32_t number = choose_decision(image, out->table, ask->client, &out->scope_bits);
    if (number == REF_NONE) {
        out->decision = NULL;
        out->choice = (struct choice){.kind = CHOICE_SERVFAIL};
        return;
    }
    out->decision =
        (const struct image_policy_decision *)image->at[SECTION_POLICY_DECISION] + number;
    struct rendezvous who = {
        .name = {.at = image_blob(image, binding->name), .len = binding->name.len}};
    if (out->decision->flags & POLICY_HASHED) {
        who.network = rendezvous_network(ask->network);
    }
    out->choice = choose_cluster(image, ask->policy, binding, out->decision, &ask->states, &who);
}
