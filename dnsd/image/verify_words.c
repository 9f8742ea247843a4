/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of small sections that belong to one word of the Corefile each. */
#include "image/acl.h"
#include "image/block.h"
#include "image/errorrule.h"
#include "image/hosts.h"
#include "image/logrule.h"
#include "image/metadata.h"
#include "image/nameplate.h"
#include "image/verify.h"

bool verify_acl(const struct image *image, uint32_t i, char *why)
{
    const struct image_acl *acl = (const struct image_acl *)image->at[SECTION_ACL] + i;
    return verify_range(image, SECTION_ACL_RULE, acl->rules) ||
           verify_fails(why, "acl %u: no such rules", i);
}

bool verify_acl_rule(const struct image *image, uint32_t i, char *why)
{
    const struct image_acl_rule *rule =
        (const struct image_acl_rule *)image->at[SECTION_ACL_RULE] + i;
    if (rule->action > ACL_DROP) {
        return verify_fails(why, "acl rule %u: action %u is not known", i, rule->action);
    }
    if (!verify_names(image, rule->zones)) {
        return verify_fails(why, "acl rule %u: no such names", i);
    }
    if (!verify_range(image, SECTION_TYPE, rule->types) ||
        !verify_range(image, SECTION_PREFIX, rule->prefixes)) {
        return verify_fails(why, "acl rule %u: no such types or prefixes", i);
    }
    return true;
}

bool verify_chaos(const struct image *image, uint32_t i, char *why)
{
    const struct image_chaos *chaos = (const struct image_chaos *)image->at[SECTION_CHAOS] + i;
    if (!verify_blob(image, chaos->version) || !verify_range(image, SECTION_NAME, chaos->authors)) {
        return verify_fails(why, "chaos %u: its texts are not in the image", i);
    }
    return true;
}

bool verify_nameplate(const struct image *image, uint32_t i, char *why)
{
    const struct image_nameplate *plate = nameplate_at(image, i);
    if (plate->block >= image->count[SECTION_BLOCK] || plate->zero != 0 ||
        (plate->view != REF_NONE && plate->view >= image->count[SECTION_VIEW]) ||
        (plate->flags & ~(uint32_t)NAMEPLATE_SHOWN) != 0) {
        return verify_fails(why, "nameplate %u: its block or view is not in the image", i);
    }
    return (verify_blob(image, plate->program) &&
            verify_range(image, SECTION_NAME, plate->policy)) ||
           verify_fails(why, "nameplate %u: its texts are not in the image", i);
}

/* What a label of each kind reads from. */
static bool label_has_texts(const struct image *image, const struct image_label *label)
{
    switch (label->kind) {
    case LABEL_PLACE:
        return label->texts.count > 0 && label->map < image->count[SECTION_MAP] &&
               verify_map_values(image, label->map, label->texts.count - 1);
    case LABEL_POLICY_PLACE:
        return label->map < image->count[SECTION_ACCOUNT];
    case LABEL_VIEW_NAME:
        return label->texts.count == 1;
    default: /* those that read no texts */
        return label->kind < LABEL_KIND_COUNT;
    }
}

bool verify_label(const struct image *image, uint32_t i, char *why)
{
    const struct image_label *label = metadata_label(image, i);
    if (!verify_blob(image, label->name) || label->block >= image->count[SECTION_BLOCK] ||
        label->zero != 0) {
        return verify_fails(why, "label %u: its name or block is not in the image", i);
    }
    if (!verify_range(image, SECTION_LABEL_TEXT, label->texts) || !label_has_texts(image, label)) {
        return verify_fails(why, "label %u: a value of its map has no text", i);
    }
    return verify_names(image, label->zones) || verify_fails(why, "label %u: no such zones", i);
}

bool verify_label_text(const struct image *image, uint32_t i, char *why)
{
    const struct blob_ref *texts = image->at[SECTION_LABEL_TEXT];
    return verify_blob(image, texts[i]) || verify_fails(why, "label text %u: not in the blob", i);
}

bool verify_log(const struct image *image, uint32_t i, char *why)
{
    const struct image_log *log = (const struct image_log *)image->at[SECTION_LOG] + i;
    return verify_range(image, SECTION_LOG_RULE, log->rules) ||
           verify_fails(why, "log %u: no such rules", i);
}

bool verify_log_rule(const struct image *image, uint32_t i, char *why)
{
    const struct image_log_rule *rule =
        (const struct image_log_rule *)image->at[SECTION_LOG_RULE] + i;
    if (!verify_names(image, rule->names) || !verify_range(image, SECTION_LOG_PART, rule->format)) {
        return verify_fails(why, "log rule %u: no such names or parts", i);
    }
    return true;
}

bool verify_log_part(const struct image *image, uint32_t i, char *why)
{
    const struct image_log_part *part =
        (const struct image_log_part *)image->at[SECTION_LOG_PART] + i;
    bool labelled = part->kind != LOG_PART_LABEL || part->label < image->count[SECTION_LABEL];
    if (part->kind >= LOG_PART_KINDS || !labelled || !verify_blob(image, part->text)) {
        return verify_fails(why, "log part %u: kind %u is not known, or what it names", i,
                            part->kind);
    }
    return true;
}

bool verify_hosts(const struct image *image, uint32_t i, char *why)
{
    const struct image_hosts *hosts = (const struct image_hosts *)image->at[SECTION_HOSTS] + i;
    if ((hosts->flags & ~(uint32_t)(HOSTS_FALLTHROUGH | HOSTS_UNSUPPORTED | HOSTS_NEXT)) != 0) {
        return verify_fails(why, "hosts %u: flags %u are not known", i, hosts->flags);
    }
    if (hosts->set >= image_facts(image)->nzone_sets) {
        return verify_fails(why, "hosts %u: there is no zone set %u", i, hosts->set);
    }
    if (!verify_names(image, hosts->zones) || !verify_names(image, hosts->fallthrough)) {
        return verify_fails(why, "hosts %u: no such names", i);
    }
    return true;
}

bool verify_errors(const struct image *image, uint32_t i, char *why)
{
    const struct image_errors *errors = (const struct image_errors *)image->at[SECTION_ERRORS] + i;
    return verify_range(image, SECTION_ERROR_RULE, errors->rules) ||
           verify_fails(why, "errors %u: no such rules", i);
}

bool verify_error_rule(const struct image *image, uint32_t i, char *why)
{
    const struct image_error_rule *rule =
        (const struct image_error_rule *)image->at[SECTION_ERROR_RULE] + i;
    if (i >= ERRORRULES_MAX || rule->pattern >= image->count[SECTION_PATTERN] ||
        !verify_blob(image, rule->period)) {
        return verify_fails(why, "error rule %u: one too many, or no such pattern or text", i);
    }
    if (rule->level >= ERRORRULE_LEVELS || rule->show_first > 1) {
        return verify_fails(why, "error rule %u: level %u is not known", i, rule->level);
    }
    return true;
}
