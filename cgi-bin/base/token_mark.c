/* SPDX-License-Identifier: Apache-2.0 */
#include "base/token_mark.h"
#include <string.h>
#include "base/secret.h"

enum { PREFIX = sizeof(TOKEN_MARK) - 1, SUMMED = TOKEN_MARK_LEN - TOKEN_MARK_SUM };

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/* The one of Ethernet and gzip, so that a scanner has it in its library. */
static uint32_t crc32(const char *s, size_t len)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < len; i++) {
        crc ^= (unsigned char)s[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0xedb88320) : 0);
    }
    return ~crc;
}

/* In base 62, the greatest digit first, zeros in front. */
static void put_sum(char *out, uint32_t sum)
{
    for (int i = TOKEN_MARK_SUM - 1; i >= 0; i--, sum /= 62)
        out[i] = digits[sum % 62];
}

char *token_mark_make(struct arena *a)
{
    char *s = arena_alloc(a, TOKEN_MARK_LEN + 1);
    memcpy(s, TOKEN_MARK, PREFIX);
    memcpy(s + PREFIX, secret_token(a, SUMMED - PREFIX), SUMMED - PREFIX);
    put_sum(s + SUMMED, crc32(s, SUMMED));
    return s;
}

bool token_mark_ok(const char *s)
{
    char sum[TOKEN_MARK_SUM];
    if (strlen(s) != TOKEN_MARK_LEN || strncmp(s, TOKEN_MARK, PREFIX) ||
        strspn(s + PREFIX, digits) != TOKEN_MARK_LEN - PREFIX)
        return false;
    put_sum(sum, crc32(s, SUMMED));
    return !memcmp(sum, s + SUMMED, TOKEN_MARK_SUM);
}
