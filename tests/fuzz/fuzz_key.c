/* SPDX-License-Identifier: Apache-2.0 */
/* A public SSH key: what is taken is one line of words, of a known type. */
#include "base/checks.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    const char *text = fuzz_text(a, data, size);
    if (check_ssh_key(text))
        return 0;
    holds(!strncmp(text, "ssh-", 4) || !strncmp(text, "ecdsa-", 6) || !strncmp(text, "sk-", 3));
    for (const char *p = text; *p; p++)
        holds((unsigned char)*p >= 0x20 && *p != 0x7f);
    return 0;
}
