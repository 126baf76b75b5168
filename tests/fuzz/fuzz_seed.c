/* SPDX-License-Identifier: Apache-2.0 */
/* What a machine's seed is made of, a line each: name, hash, key, address. What is taken has no
 * line of its own in any of the seed's files. */
#include "base/secret.h"
#include "fuzz.h"
#include "virt/virt.h"
#include "virt/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct fault f;
    char *image = NULL;
    size_t len = 0;
    const char *const dns[] = { "9.9.9.9", NULL };
    struct seed_spec s = { .instance_id = "i-1",
                           .hostname = fuzz_line(a, &data, &size),
                           .root_hash = fuzz_line(a, &data, &size),
                           .dns = dns };
    const char *const keys[] = { fuzz_line(a, &data, &size), NULL };
    s.ssh_keys = keys;
    s.nic.mac = "52:54:00:00:00:01";
    secret_init();
    fault_clear(&f);
    if (seed_iso(&f, a, &s, &image, &len))
        return 0;
    holds(len && len % 2048 == 0);
    holds(!memmem(image, len, "\nruncmd", 7) && !memmem(image, len, "\nbootcmd", 8));
    return 0;
}
