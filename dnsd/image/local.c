/* SPDX-License-Identifier: Apache-2.0 */
#include "image/local.h"

#include "image/verify.h"

#include <string.h>

static bool watches_are_sound(const struct local *local, uint32_t texts_size, char *why)
{
    for (uint32_t i = 0; i < local->nwatches; i++) {
        const struct local_watch *watch = &local->watches[i];
        if (watch->path >= texts_size || local_text(local, watch->path)[0] == '\0' ||
            watch->kind >= WATCH_KINDS) {
            return verify_fails(why, "watch %u: no path, or its kind %u is not known", i,
                                watch->kind);
        }
    }
    return true;
}

static bool places_are_sound(const struct local *local, uint32_t texts_size, char *why)
{
    for (uint32_t i = 0; i < local->nplaces; i++) {
        const struct local_place *place = &local->places[i];
        if (place->file >= texts_size || place->source >= texts_size) {
            return verify_fails(why, "place %u: its texts are not there", i);
        }
    }
    return true;
}

bool local_read(const void *octets, size_t size, struct local *out, char *why)
{
    const struct local_head *head = octets;
    if (size < sizeof(*head) || memcmp(head->magic, LOCAL_MAGIC, sizeof(head->magic)) != 0) {
        return verify_fails(why, "octets follow the image that do not begin with 'dnsdloc'");
    }
    if (head->version != LOCAL_VERSION) {
        return verify_fails(why, "what follows the image has version %u; this program reads %d",
                            head->version, LOCAL_VERSION);
    }
    uint64_t watches_size = (uint64_t)head->nwatches * sizeof(struct local_watch);
    uint64_t places_size = (uint64_t)head->nplaces * sizeof(struct local_place);
    if (sizeof(*head) + watches_size + places_size + head->texts_size != size) {
        return verify_fails(why, "what follows the image was cut or extended");
    }
    const uint8_t *at = (const uint8_t *)octets + sizeof(*head);
    struct local local = {.watches = (const void *)at,
                          .places = (const void *)(at + watches_size),
                          .texts = (const char *)at + watches_size + places_size,
                          .config = head->config,
                          .nwatches = head->nwatches,
                          .nplaces = head->nplaces};
    if (head->texts_size > 0 && local.texts[head->texts_size - 1] != '\0') {
        return verify_fails(why, "the last text behind the image has no end");
    }
    if (!watches_are_sound(&local, head->texts_size, why) ||
        !places_are_sound(&local, head->texts_size, why)) {
        return false;
    }
    *out = local;
    return true;
}
