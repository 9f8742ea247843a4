/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of what image/block.h defines. */
#include "base/addr.h"
#include "image/block.h"
#include "image/verify.h"

enum { UDP_SIZE_MIN = 512, UDP_SIZE_MAX = 4096, GROUPS = 64 };

bool verify_facts(const struct image *image, uint32_t i, char *why)
{
    const struct image_facts *facts = image_facts(image);
    (void)i;
    if (!verify_slots(image, SECTION_ROUTE_SLOT, facts->route_slot_mask,
                      image->count[SECTION_ROUTE])) {
        return verify_fails(why, "the table of routes does not fit the routes");
    }
    if (!verify_slots(image, SECTION_ZONE_SLOT, facts->zone_slot_mask,
                      image->count[SECTION_ZONE])) {
        return verify_fails(why, "the table of zones does not fit the zones");
    }
    return true;
}

bool verify_blob_ref(const struct image *image, uint32_t i, char *why)
{
    const struct blob_ref *names = image->at[SECTION_NAME];
    return verify_blob(image, names[i]) || verify_fails(why, "name %u: not in the blob", i);
}

bool verify_prefix(const struct image *image, uint32_t i, char *why)
{
    const struct image_prefix *prefix = (const struct image_prefix *)image->at[SECTION_PREFIX] + i;
    if ((prefix->family != FAMILY_IPV4 && prefix->family != FAMILY_IPV6) ||
        prefix->bits > family_bits(prefix->family) || prefix->zero[0] != 0 ||
        prefix->zero[1] != 0) {
        return verify_fails(why, "prefix %u: family %u and %u bits are no network", i,
                            prefix->family, prefix->bits);
    }
    return true;
}

bool verify_listen(const struct image *image, uint32_t i, char *why)
{
    const struct image_listen *listen = image_listen_at(image, i);
    if (!verify_blob(image, listen->address) ||
        !verify_range(image, SECTION_NAME, listen->except)) {
        return verify_fails(why, "listener %u: its addresses are not in the image", i);
    }
    if (listen->scheme > LISTEN_DNS || listen->group >= GROUPS) {
        return verify_fails(why, "listener %u: scheme %u or group %u is not known", i,
                            listen->scheme, listen->group);
    }
    return true;
}

bool verify_route(const struct image *image, uint32_t i, char *why)
{
    const struct image_route *route = (const struct image_route *)image->at[SECTION_ROUTE] + i;
    if (!verify_name(image, route->zone)) {
        return verify_fails(why, "route %u: its zone is no name", i);
    }
    if (!verify_range(image, SECTION_CANDIDATE, route->candidates)) {
        return verify_fails(why, "route %u: no such candidates", i);
    }
    return true;
}

bool verify_candidate(const struct image *image, uint32_t i, char *why)
{
    const struct image_candidate *candidate =
        (const struct image_candidate *)image->at[SECTION_CANDIDATE] + i;
    if (candidate->block >= image->count[SECTION_BLOCK]) {
        return verify_fails(why, "candidate %u: no block %u", i, candidate->block);
    }
    if (candidate->view != REF_NONE && candidate->view >= image->count[SECTION_VIEW]) {
        return verify_fails(why, "candidate %u: no view %u", i, candidate->view);
    }
    return true;
}

static bool steps_are_in_order(const struct image *image, const struct image_block *block)
{
    for (int stage = 0; stage < STAGE_COUNT; stage++) {
        if (block->steps[stage] > block->steps[stage + 1]) {
            return false;
        }
    }
    return block->steps[STAGE_COUNT] <= image->count[SECTION_STEP];
}

bool verify_block(const struct image *image, uint32_t i, char *why)
{
    const struct image_block *block = image_block_at(image, i);
    if (!steps_are_in_order(image, block)) {
        return verify_fails(why, "block %u: no such steps", i);
    }
    if (block->udp_size < UDP_SIZE_MIN || block->udp_size > UDP_SIZE_MAX) {
        return verify_fails(why, "block %u: UDP size %u is not from %d to %d", i, block->udp_size,
                            UDP_SIZE_MIN, UDP_SIZE_MAX);
    }
    if (block->ecs_mode > ECS_OFF || (block->flags & ~BLOCK_NSID) != 0) {
        return verify_fails(why, "block %u: ECS mode %u or flags %u are not known", i,
                            block->ecs_mode, block->flags);
    }
    if (!verify_range(image, SECTION_PREFIX, block->ecs_from)) {
        return verify_fails(why, "block %u: no such prefixes", i);
    }
    if (!verify_name(image, block->zone)) {
        return verify_fails(why, "block %u: its zone is no name", i);
    }
    if (!verify_blob(image, block->nsid) || block->nsid.len > BLOCK_NSID_MAX) {
        return verify_fails(why, "block %u: its NSID is not in the blob, or too long", i);
    }
    return true;
}

/*
 * Which section the argument of each step is an index of. Every step has a row: the value is the
 * section + 1, so that a row that was forgotten is found.
 */
enum { ARG_UNUSED = -1, ARG_ZONE_SET = -2 };

static const int step_args[STEP_KIND_COUNT] = {
    [STEP_ZONE] = ARG_ZONE_SET,
    [STEP_GEO_FIRST] = SECTION_GEO + 1,
    [STEP_GEO] = SECTION_GEO + 1,
    [STEP_WHOAMI] = ARG_UNUSED,
    [STEP_ACL] = SECTION_ACL + 1,
    [STEP_ANY] = ARG_UNUSED,
    [STEP_CHAOS] = SECTION_CHAOS + 1,
    [STEP_LOG_BEGIN] = ARG_UNUSED,
    [STEP_LOG] = SECTION_LOG + 1,
    [STEP_ERRORS] = SECTION_ERRORS + 1,
    [STEP_MINIMAL] = ARG_UNUSED,
    [STEP_HEADER_QUERY] = SECTION_HEADER + 1,
    [STEP_HEADER_RESPONSE] = SECTION_HEADER + 1,
    [STEP_HOSTS] = SECTION_HOSTS + 1,
    [STEP_LOCALHOST] = ARG_UNUSED,
    [STEP_ERRATIC] = SECTION_ERRATIC + 1,
    [STEP_LOADBALANCE] = SECTION_BALANCE + 1,
    [STEP_RESIDENCY] = SECTION_POLICY + 1,
    [STEP_NAMEPLATE] = SECTION_NAMEPLATE + 1,
    [STEP_EXPLAIN] = SECTION_ACCOUNT + 1,
};

bool verify_step(const struct image *image, uint32_t i, char *why)
{
    const struct image_step *step = (const struct image_step *)image->at[SECTION_STEP] + i;
    if (step->kind >= STEP_KIND_COUNT || step_args[step->kind] == 0) {
        return verify_fails(why, "step %u: kind %u is not known", i, step->kind);
    }
    int arg = step_args[step->kind];
    if (arg == ARG_UNUSED) {
        return true;
    }
    uint64_t count = arg == ARG_ZONE_SET ? image_facts(image)->nzone_sets : image->count[arg - 1];
    if (step->arg >= count) {
        return verify_fails(why, "step %u of kind %u: no element %u", i, step->kind, step->arg);
    }
    return true;
}
