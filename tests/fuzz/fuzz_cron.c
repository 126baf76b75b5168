/* SPDX-License-Identifier: Apache-2.0 */
/* A moment as cron says it: what is taken comes at a minute that fits it. */
#include "base/cron.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct cron cron;
    int64_t at = INT64_C(1790000000);
    if (cron_parse(fuzz_text(a, data, size), &cron))
        return 0;
    for (int i = 0; i < 3; i++) {
        int64_t next = 0;
        if (!cron_next(&cron, "Europe/Berlin", at, &next))
            return 0;
        holds(next > at);
        at = next;
    }
    return 0;
}
