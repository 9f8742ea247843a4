/* SPDX-License-Identifier: Apache-2.0 */
#include "image/find.h"
#include "image/geo.h"
#include "image/hosts.h"
#include "image/rendering.h"
#include "plugin/geoip.h"
#include "plugin/zones.h"
#include "wire/expand.h"
#include "wire/rrtype.h"
#include "zone/render.h"

#include <stdlib.h>
#include <string.h>

enum { ALIASES_MAX = 8, ALIGN = 4 };

static const uint8_t root_name[1] = {0};

/* What a target's answer is made of. */
struct target {
    struct plugin_load *load;
    const struct plugin_block *block;
    const struct geoip_entry *entry;
    uint32_t ttl_s;
    struct image view; /* of what is built so far */
    struct render *render;
    struct expand expand;
    struct name hosts[ALIASES_MAX + 1]; /* on the way to the addresses: the render points at them */
    struct name aliases[ALIASES_MAX];   /* the same as their CNAMEs spell them */
};

static uint32_t put_answer(struct target *target)
{
    size_t size = render_size(target->render);
    void *octets = arena_alloc(target->load->arena, size);
    render_end(target->render, octets);
    return (uint32_t)build_octets(target->load->build, SECTION_ANSWER, octets, size, ALIGN);
}

/* Whether a block's data may be shown in answers of the target's block. */
static bool is_shown(const struct target *target, const struct plugin_block *block)
{
    return block == target->block || zones_are_public(block);
}

/* A host in the table of a block's `hosts`; NULL = in none. */
static const struct segment_node *find_in_tables(const struct target *target,
                                                 const struct find_name *name)
{
    const struct image_hosts *hosts = target->view.at[SECTION_HOSTS];
    for (size_t i = 0; i < target->load->nblocks; i++) {
        const struct plugin_block *block = &target->load->blocks[i];
        unsigned label;
        if (block->hosts == REF_NONE || !is_shown(target, block)) {
            continue;
        }
        const struct image_zone *zone =
            find_zone(&target->view, hosts[block->hosts].set, name, false, &label);
        struct found found = find_in_segment(image_segment(&target->view, zone), name, 0, false);
        if (found.kind != FIND_NXDOMAIN && found.node->ntypes > 0) {
            return found.node;
        }
    }
    return NULL;
}

/* Where a block that may be shown to anybody serves the name: its segment's node. */
static const struct segment_node *find_host(struct target *target, const struct name *host)
{
    struct find_room room;
    struct find_name name;
    const struct image_zone *best = NULL;
    unsigned best_label = UINT8_MAX;
    find_prepare(host->octets, target->load->facts.name_seed, &room, &name);
    const struct segment_node *listed = find_in_tables(target, &name);
    if (listed != NULL) {
        return listed; /* hosts comes before file */
    }
    for (size_t i = 0; i < target->load->nblocks; i++) {
        const struct plugin_block *block = &target->load->blocks[i];
        bool own = block == target->block;
        unsigned label;
        if (block->zone_set == REF_NONE || !is_shown(target, block)) {
            continue;
        }
        const struct image_zone *zone =
            find_zone(&target->view, block->zone_set, &name, false, &label);
        if (zone != NULL && (label < best_label || (own && label == best_label))) {
            best = zone;
            best_label = label;
        }
    }
    if (best == NULL) {
        return NULL;
    }
    struct found found = find_in_segment(image_segment(&target->view, best), &name,
                                         name.nlabels - best_label, false);
    bool there = found.kind == FIND_ANSWER || found.kind == FIND_WILDCARD;
    return there ? found.node : NULL;
}

const struct segment_node *targets_find(struct plugin_load *load, const struct plugin_block *block,
                                        const struct name *host)
{
    struct target target = {.load = load, .block = block};
    zones_view(load, &target.view);
    return find_host(&target, host);
}

/* Read the first record of a rendering of a node's; the expand keeps its octets. */
static bool first_record(struct target *target, const struct segment_node *node,
                         const struct rendering *rendering, struct rr *rr)
{
    expand_init(&target->expand,
                (struct bytes){.at = segment_name(node), .len = rendering->name_len},
                (struct bytes){.at = rendering_octets(rendering), .len = rendering->answer_len});
    return expand_next(&target->expand, rr);
}

/* Write the addresses that a node has; owner NULL = the question's name. */
static void put_addresses(struct target *target, const struct segment_node *node, uint16_t type,
                          const uint8_t *owner, uint32_t ttl_max)
{
    const struct rendering *rendering = segment_answer(node, type);
    struct rr rr;
    if (rendering == NULL || !first_record(target, node, rendering, &rr)) {
        return;
    }
    for (bool more = true; more; more = expand_next(&target->expand, &rr)) {
        uint32_t ttl = rr.ttl < ttl_max ? rr.ttl : ttl_max;
        render_record(target->render, RENDER_ANSWER, owner, type, ttl, rr.rdata.at, rr.rdata.len);
    }
}

/*
 * Write what a host name leads to: its aliases (unless flat) and the addresses at their end.
 * Returns whether the name is served here.
 */
static bool put_host(struct target *target, uint16_t type, bool flat)
{
    struct name *host = target->hosts;
    *host = target->entry->name;
    const struct segment_node *node = find_host(target, host);
    bool served = node != NULL;
    for (int i = 0; node != NULL && (node->flags & NODE_CNAME) && i < ALIASES_MAX; i++) {
        const struct rendering *cname = segment_answer(node, RRTYPE_CNAME);
        struct name *next = &target->aliases[i];
        struct rr rr;
        if (!first_record(target, node, cname, &rr) ||
            !name_from_wire(rr.rdata.at, rr.rdata.len, next)) {
            return served;
        }
        if (!flat) {
            render_record(target->render, RENDER_ANSWER, host->octets, RRTYPE_CNAME, rr.ttl,
                          next->octets, next->len);
        }
        *++host = *next;
        name_lower(host);
        node = find_host(target, host);
    }
    if (node != NULL) {
        put_addresses(target, node, type, flat ? NULL : host->octets,
                      flat ? target->ttl_s : UINT32_MAX);
    }
    return served;
}

/* CNAME to the target, with its addresses of one type (0 = none) where they are served here. */
static uint32_t make_alias(struct target *target, uint16_t type)
{
    const struct name *name = &target->entry->name;
    render_begin(target->render, root_name, RENDER_ANY, RENDERING_AA);
    render_record(target->render, RENDER_ANSWER, NULL, RRTYPE_CNAME, target->ttl_s, name->octets,
                  name->len);
    if (type != 0) {
        put_host(target, type, false);
    }
    return put_answer(target);
}

/* The target's addresses under the question's name; REF_NONE when there are none of this type. */
static uint32_t make_flat(struct target *target, uint16_t type, bool *served)
{
    render_begin(target->render, root_name, RENDER_ANY, RENDERING_AA);
    *served = put_host(target, type, true);
    return target->render->head.ancount == 0 ? REF_NONE : put_answer(target);
}

/* The addresses that the operator wrote. */
static uint32_t make_literal(struct target *target, uint16_t type, uint8_t family)
{
    const struct geoip_entry *entry = target->entry;
    render_begin(target->render, root_name, RENDER_ANY, RENDERING_AA);
    for (size_t i = 0; i < entry->naddresses; i++) {
        if (entry->addresses[i].family == family) {
            render_record(target->render, RENDER_ANSWER, NULL, type, target->ttl_s,
                          entry->addresses[i].octets, family_bits(family) / 8);
        }
    }
    return target->render->head.ancount == 0 ? REF_NONE : put_answer(target);
}

static struct image_target make_name(struct target *target, bool quiet)
{
    bool served = false;
    struct image_target out = {.a = make_alias(target, RRTYPE_A),
                               .aaaa = make_alias(target, RRTYPE_AAAA),
                               .other = make_alias(target, 0)};
    out.flat_a = make_flat(target, RRTYPE_A, &served);
    out.flat_aaaa = make_flat(target, RRTYPE_AAAA, &served);
    out.served = served;
    if (!served && !quiet) {
        char text[NAME_TEXT_SIZE];
        err_warn(target->load->errs, target->entry->target_at,
                 "the addresses of '%s' are not served here, so a zone's apex has none for these "
                 "clients; serve its zone from this Corefile, or write addresses",
                 name_format(target->entry->name.octets, text));
    }
    return out;
}

static struct image_target make_addresses(struct target *target)
{
    uint32_t a = make_literal(target, RRTYPE_A, FAMILY_IPV4);
    uint32_t aaaa = make_literal(target, RRTYPE_AAAA, FAMILY_IPV6);
    return (struct image_target){
        .a = a, .aaaa = aaaa, .other = REF_NONE, .flat_a = a, .flat_aaaa = aaaa, .served = 1};
}

struct range_ref targets_make(struct plugin_load *load, struct plugin_block *block,
                              const struct geoip *geoip)
{
    struct range_ref range = {.first = (uint32_t)build_count(load->build, SECTION_TARGET),
                              .count = (uint32_t)geoip->nentries};
    struct target target = {.load = load,
                            .block = block,
                            .ttl_s = geoip->ttl_s,
                            .render = arena_alloc(load->arena, sizeof(struct render))};
    for (size_t i = 0; i < geoip->nentries; i++) {
        target.entry = &geoip->entries[i];
        zones_view(load, &target.view);
        struct image_target made =
            target.entry->is_name ? make_name(&target, geoip->quiet) : make_addresses(&target);
        made.code = build_text(load->build, target.entry->code_text);
        made.name = build_text(load->build, target.entry->target_text);
        build_add(load->build, SECTION_TARGET, &made, 1);
    }
    return range;
}

/* ns.dns.ZONE hostmaster.ZONE 1 7200 1800 86400 60, as CoreDNS's plugins make theirs. */
uint32_t targets_soa(struct plugin_load *load, bool answer)
{
    static const uint8_t zone[] = "\1z";
    static const uint8_t rdata[] = "\2ns\3dns\1z\0"
                                   "\12hostmaster\1z\0"
                                   "\0\0\0\1\0\0\x1c\x20\0\0\x07\x08\0\1\x51\x80\0\0\0\x3c";
    struct target target = {.load = load,
                            .render = arena_alloc(load->arena, sizeof(struct render))};
    render_begin(target.render, zone, RENDER_BELOW, RENDERING_AA);
    render_record(target.render, answer ? RENDER_ANSWER : RENDER_AUTHORITY, NULL, RRTYPE_SOA, 60,
                  rdata, sizeof(rdata) - 1);
    return put_answer(&target);
}
