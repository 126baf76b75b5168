/* SPDX-License-Identifier: Apache-2.0 */
/* A picture that a reseller sends: what is taken is written anew within the limits, and reads as
 * the same. */
#include <zlib.h>
#include "fuzz.h"
#include "web/logo.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

static uint32_t big_endian(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* Checksums are made right, or next to nothing would come past them; each 16th stays wrong. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    enum { SIGNATURE = 8, AROUND = 12 /* length, type, checksum */ };
    size = LLVMFuzzerMutate(data, size, max_size);
    if (seed % 16 == 0)
        return size;
    for (size_t at = SIGNATURE; at + AROUND <= size;) {
        size_t len = big_endian(data + at);
        if (len > size - at - AROUND)
            break;
        uLong sum = crc32(0, data + at + 4, (uInt)len + 4);
        for (int i = 0; i < 4; i++)
            data[at + 8 + len + (size_t)i] = (uint8_t)(sum >> (24 - 8 * i));
        at += len + AROUND;
    }
    return size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct fault f;
    struct brand_logo logo;
    struct brand_logo again;
    fault_clear(&f);
    if (logo_read(&f, a, (const char *)data, size, &logo))
        return 0;
    holds(logo.width >= LOGO_LEAST && logo.width <= LOGO_MOST);
    holds(logo.height >= LOGO_LEAST && logo.height <= LOGO_MOST);
    holds(logo.len > 8 && !memcmp(logo.png, "\x89PNG\r\n\x1a\n", 8));
    if (logo.len > LOGO_BYTES)
        return 0;
    holds(!logo_read(&f, a, logo.png, logo.len, &again));
    holds(again.width == logo.width && again.height == logo.height && again.len == logo.len);
    holds(!memcmp(again.png, logo.png, logo.len));
    return 0;
}
