/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/plate.h"

#include "image/nameplate.h"
#include "policy/identity.h"

#include <time.h>

enum { DATE_SIZE = sizeof("-2147483648-12-31") };

static void add_text(struct plugin_load *load, const char *text)
{
    struct blob_ref ref = build_text(load->build, text);
    build_add(load->build, SECTION_NAME, &ref, 1);
}

static const char *date_of(int64_t time_s, char *out)
{
    struct tm day;
    time_t seconds = (time_t)time_s;
    if (gmtime_r(&seconds, &day) == NULL || strftime(out, DATE_SIZE, "%Y-%m-%d", &day) == 0) {
        return "undated";
    }
    return out;
}

/* No path: two machines with the same policy and data say the same. */
static void add_database(struct plugin_load *load, const struct atlas_data *data, size_t i,
                         const struct identity_file *file)
{
    char digest[DIGEST_TEXT_SIZE];
    char date[DATE_SIZE];
    add_text(load,
             arena_printf(load->arena, "%s %.100s %s %s", file->word, file->type,
                          date_of(file->built_s, date), identity_file_digest(data, i, digest)));
}

static struct range_ref add_texts(struct plugin_load *load, const struct plugin_block *block,
                                  const struct policy *policy, const struct atlas_data *data)
{
    struct identity_file files[IDENTITY_FILES_MAX];
    char zone[NAME_TEXT_SIZE];
    char digest[DIGEST_TEXT_SIZE];
    struct range_ref range = {.first = (uint32_t)build_count(load->build, SECTION_NAME)};
    name_format(block->conf->keys[0].zone.octets, zone);
    add_text(load, arena_printf(load->arena, "zone %.250s", zone));
    add_text(load, arena_printf(load->arena, "policy %s", identity_policy(policy, digest)));
    if (policy->edition != NULL) {
        add_text(load, arena_printf(load->arena, "builtin %s", policy->edition));
    }
    size_t nfiles = identity_files(data, files);
    for (size_t i = 0; i < nfiles; i++) {
        add_database(load, data, i, &files[i]);
    }
    range.count = (uint32_t)build_count(load->build, SECTION_NAME) - range.first;
    return range;
}

void plate_add(struct plugin_load *load, struct plugin_block *block, const struct policy *policy,
               const struct atlas_data *data, bool shown)
{
    struct image_nameplate plate = {.block = (uint32_t)(block - load->blocks),
                                    .view = block->view,
                                    .flags = shown ? NAMEPLATE_SHOWN : 0,
                                    .program = build_text(load->build, "dnsd-" DNSD_VERSION),
                                    .policy = add_texts(load, block, policy, data)};
    uint32_t index = build_add(load->build, SECTION_NAMEPLATE, &plate, 1);
    if (shown) {
        plugin_add_step(load, block, STAGE_ADMIT, STEP_NAMEPLATE, index);
    }
}

void plate_listens(struct plugin_load *load, uint32_t block, uint64_t groups)
{
    uint64_t count = build_count(load->build, SECTION_NAMEPLATE);
    for (uint64_t i = 0; i < count; i++) {
        struct image_nameplate *plate = build_at(load->build, SECTION_NAMEPLATE, i);
        plate->groups |= plate->block == block ? groups : 0;
    }
}
