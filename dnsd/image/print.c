/* SPDX-License-Identifier: Apache-2.0 */
#include "image/print.h"

#include "image/nameplate.h"
#include "image/section.h"
#include "wire/name.h"

#include <inttypes.h>
#include <string.h>

static void print_name(const struct image *image, struct blob_ref ref, FILE *to)
{
    char text[NAME_TEXT_SIZE];
    fputs(name_format(image_blob(image, ref), text), to);
}

static void print_octets(const uint8_t *text, size_t len, FILE *to)
{
    for (size_t i = 0; i < len; i++) {
        fputc(text[i] < ' ' || text[i] == 127 ? '?' : text[i], to); /* nothing for terminals */
    }
}

/* A text of the blob; "*" stands for none. */
static void print_text(const struct image *image, struct blob_ref ref, FILE *to)
{
    if (ref.len == 0) {
        fputc('*', to);
        return;
    }
    print_octets(image_blob(image, ref), ref.len, to);
}

static void print_head(const struct image *image, FILE *to)
{
    char digest[2 * LAYOUT_DIGEST_SIZE + 1];
    const struct image_facts *facts = image_facts(image);
    fprintf(to, "version   %d\n", LAYOUT_VERSION);
    fprintf(to, "digest    %s\n", image_digest(image, digest));
    fprintf(to, "size      %zu octets\n", image->size);
    fprintf(to, "name seed %" PRIu64 "\n", facts->name_seed);
    fprintf(to, "workers   %" PRIu32 "%s\n", facts->workers,
            facts->workers == 0 ? " (one per CPU)" : "");
    fprintf(to, "reload    %" PRIu32 " ms, jitter %" PRIu32 " ms\n", facts->reload_ms,
            facts->reload_jitter_ms);
}

static void print_sections(const struct image *image, FILE *to)
{
    fprintf(to, "\n%-12s %12s %12s\n", "section", "elements", "octets");
    for (int i = 0; i < SECTION_COUNT; i++) {
        const struct section_def *def = section_def((enum section)i);
        fprintf(to, "%-12s %12" PRIu64 " %12" PRIu64 "\n", def->name, image->count[i],
                image->count[i] * def->size);
    }
}

static void print_listeners(const struct image *image, FILE *to)
{
    const struct blob_ref *except = image->at[SECTION_NAME];
    fprintf(to, "\nlisteners: address, port, group\n");
    for (uint32_t i = 0; i < image->count[SECTION_LISTEN]; i++) {
        const struct image_listen *listen = image_listen_at(image, i);
        fputs("  ", to);
        print_text(image, listen->address, to);
        fprintf(to, " %u %u", listen->port, listen->group);
        for (uint32_t e = 0; e < listen->except.count; e++) {
            fputs(" except ", to);
            print_text(image, except[listen->except.first + e], to);
        }
        fputc('\n', to);
    }
}

static void print_blocks(const struct image *image, FILE *to)
{
    static const char *const ecs[] = {[ECS_ECHO] = "echo", [ECS_USE] = "use", [ECS_OFF] = "off"};
    fprintf(to, "\nserver blocks: first zone, steps (admit answer shape account), bufsize, ECS\n");
    for (uint32_t i = 0; i < image->count[SECTION_BLOCK]; i++) {
        const struct image_block *block = image_block_at(image, i);
        fprintf(to, "  %" PRIu32 " ", i);
        print_name(image, block->zone, to);
        for (int stage = 0; stage < STAGE_COUNT; stage++) {
            fprintf(to, " %" PRIu32, block->steps[stage + 1] - block->steps[stage]);
        }
        fprintf(to, " %u %s\n", block->udp_size, ecs[block->ecs_mode]);
    }
}

static void print_routes(const struct image *image, FILE *to)
{
    const struct image_route *routes = image->at[SECTION_ROUTE];
    const struct image_candidate *candidates = image->at[SECTION_CANDIDATE];
    fprintf(to, "\nroutes: zone, server blocks in the order they are asked\n");
    for (uint32_t i = 0; i < image->count[SECTION_ROUTE]; i++) {
        fputs("  ", to);
        print_name(image, routes[i].zone, to);
        for (uint32_t c = 0; c < routes[i].candidates.count; c++) {
            const struct image_candidate *candidate = &candidates[routes[i].candidates.first + c];
            fprintf(to, " %" PRIu32 "%s", candidate->block,
                    candidate->view == REF_NONE ? "" : " (view)");
        }
        fputc('\n', to);
    }
}

static void print_zones(const struct image *image, FILE *to)
{
    fprintf(to, "\nzones: apex, set, serial, names, octets\n");
    for (uint32_t i = 0; i < image->count[SECTION_ZONE]; i++) {
        const struct image_zone *zone = image_zone_at(image, i);
        const struct segment *segment = image_segment(image, zone);
        fputs("  ", to);
        print_name(image, zone->apex, to);
        fprintf(to, " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu64 "%s\n", zone->set,
                segment->serial, segment->nnodes, zone->size,
                (zone->flags & (ZONE_FALLTHROUGH | ZONE_NEXT)) ? " fallthrough" : "");
    }
}

/* Each text on a line of its own: digests are long. */
static void print_nameplates(const struct image *image, FILE *to)
{
    const struct blob_ref *texts = image->at[SECTION_NAME];
    for (uint32_t i = 0; i < image->count[SECTION_NAMEPLATE]; i++) {
        const struct image_nameplate *plate = nameplate_at(image, i);
        fprintf(to, "\npolicy of server block %" PRIu32 ", made by ", plate->block);
        print_text(image, plate->program, to);
        fprintf(to, "%s\n",
                (plate->flags & NAMEPLATE_SHOWN) ? ", told who asks policy.dnsd. CH TXT"
                                                 : ", not told clients (identity off)");
        for (uint32_t t = 0; t < plate->policy.count; t++) {
            fputs("  ", to);
            print_text(image, texts[plate->policy.first + t], to);
            fputc('\n', to);
        }
    }
}

static void print_watches(const struct image *image, FILE *to)
{
    static const char *const kinds[] = {[WATCH_COREFILE] = "content",
                                        [WATCH_SERIAL] = "serial",
                                        [WATCH_MTIME] = "time",
                                        [WATCH_DIRECTORY] = "directory"};
    const struct local *local = &image->local;
    if (local->nwatches > 0) {
        fprintf(to, "\nwatched files: path, interval, what counts as a change\n");
    }
    for (uint32_t i = 0; i < local->nwatches; i++) {
        const char *path = local_text(local, local->watches[i].path);
        fputs("  ", to);
        print_octets((const uint8_t *)path, strlen(path), to);
        fprintf(to, " %" PRIu32 " ms %s\n", local->watches[i].every_ms,
                kinds[local->watches[i].kind]);
    }
}

void image_print(const struct image *image, FILE *to)
{
    print_head(image, to);
    print_sections(image, to);
    print_listeners(image, to);
    print_routes(image, to);
    print_blocks(image, to);
    print_zones(image, to);
    print_nameplates(image, to);
    print_watches(image, to);
}
