/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON body, held to a table of fields and given back as it is. */
#include "face.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct env env = { .method = "POST",
                       .uri = "/thing",
                       .content_type = "application/json",
                       .body = (const char *)data,
                       .body_len = size };
    face_ask(true, &env);
    env.uri = "/free";
    face_ask(true, &env);
    return 0;
}
