/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands behind an image: no octets make the reader look outside of them.
 *
 * Input: with a first octet of 1, the rest as it stands; else the rest with the magic, the version
 * and the size of the texts made right.
 */
#include "fuzz.h"

#include "image/local.h"
#include "image/open.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void mend(uint8_t *octets, size_t size)
{
    struct local_head *head = (struct local_head *)(void *)octets;
    memcpy(head->magic, LOCAL_MAGIC, sizeof(head->magic));
    head->version = LOCAL_VERSION;
    head->nwatches &= 0xff;
    head->nplaces &= 0xff;
    size_t fixed = sizeof(*head) + head->nwatches * sizeof(struct local_watch) +
                   head->nplaces * sizeof(struct local_place);
    head->texts_size = size > fixed ? (uint32_t)(size - fixed) : 0;
}

static size_t read_all(const struct local *local)
{
    size_t sum = 0;
    for (uint32_t i = 0; i < local->nwatches; i++) {
        sum += strlen(local_text(local, local->watches[i].path));
        assert(local->watches[i].kind < WATCH_KINDS);
    }
    for (uint32_t i = 0; i < local->nplaces; i++) {
        const struct local_place *place = local_place_at(local, i);
        sum += strlen(local_text(local, place->file)) + strlen(local_text(local, place->source));
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct local local;
    char why[IMAGE_WHY_SIZE] = "";
    if (size < 2) {
        return 0;
    }
    bool mended = data[0] != 1;
    data++;
    size--;
    uint8_t *octets = malloc(size); /* its own, so that a sanitizer sees one octet too many */
    memcpy(octets, data, size);
    if (mended && size >= sizeof(struct local_head)) {
        mend(octets, size);
    }
    if (local_read(octets, size, &local, why)) {
        assert(read_all(&local) <= size * (local.nwatches + 2 * (size_t)local.nplaces));
    } else {
        assert(why[0] != '\0');
    }
    free(octets);
    return 0;
}
