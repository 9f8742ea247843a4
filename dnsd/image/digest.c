/* SPDX-License-Identifier: Apache-2.0 */
#include "image/digest.h"

#include "base/bytes.h"

#include <nettle/sha2.h>

static char *finish(struct sha256_ctx *sha, char *out)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[DIGEST_OCTETS];
    sha256_digest(sha, sizeof(digest), digest);
    for (size_t i = 0; i < sizeof(digest); i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[2 * DIGEST_OCTETS] = '\0';
    return out;
}

char *digest_of(struct bytes text, char *out)
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, text.len, text.at);
    return finish(&sha, out);
}

char *digest_of_all(const struct bytes *texts, size_t count, char *out)
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    for (size_t i = 0; i < count; i++) {
        uint8_t len[8];
        put_u32(len, (uint32_t)((uint64_t)texts[i].len >> 32));
        put_u32(len + 4, (uint32_t)texts[i].len);
        sha256_update(&sha, sizeof(len), len);
        sha256_update(&sha, texts[i].len, texts[i].at);
    }
    return finish(&sha, out);
}
