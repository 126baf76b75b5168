/* SPDX-License-Identifier: Apache-2.0 */
/* Headers, a line each: cookie, content type, language, entity tags; then the method and path. */
#include "face.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct env env = { .cookie = fuzz_line(a, &data, &size),
                       .content_type = fuzz_line(a, &data, &size),
                       .accept_language = fuzz_line(a, &data, &size),
                       .if_none_match = fuzz_line(a, &data, &size),
                       .method = fuzz_line(a, &data, &size),
                       .uri = fuzz_line(a, &data, &size),
                       .body = (const char *)data,
                       .body_len = size };
    face_ask(size % 2, &env);
    return 0;
}
