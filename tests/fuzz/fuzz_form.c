/* SPDX-License-Identifier: Apache-2.0 */
/* A form's body. */
#include "face.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct env env = { .method = "POST",
                       .uri = "/thing",
                       .content_type = "application/x-www-form-urlencoded",
                       .body = (const char *)data,
                       .body_len = size };
    face_ask(false, &env);
    return 0;
}
