/* SPDX-License-Identifier: Apache-2.0 */
/* An address with its query, at routes with ids and names. */
#include "face.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct env env = { .method = "GET", .uri = fuzz_text(a, data, size) };
    face_ask(false, &env);
    return 0;
}
