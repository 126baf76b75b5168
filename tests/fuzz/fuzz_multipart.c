/* SPDX-License-Identifier: Apache-2.0 */
/* A form with a file: what is read of it lies within the body, and has names that can be told apart
 * from the file's. */
#include "base/checks.h"
#include "fuzz.h"
#include "http/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct fault f;
    struct request rq = { .arena = a,
                          .fault = &f,
                          .env = { .content_type = "multipart/form-data; boundary=b",
                                   .body = (const char *)data,
                                   .body_len = size } };
    fault_clear(&f);
    if (multipart_read(&rq))
        return 0;
    holds(rq.fields.count <= REQUEST_FIELDS_MAX);
    size_t sum = rq.file.len;
    for (size_t i = 0; i < (size_t)rq.fields.count; i++) {
        const struct param *p = &rq.fields.at[i];
        holds(*p->name && utf8_valid(p->name, strlen(p->name)));
        sum += p->len;
    }
    holds(sum < size);
    if (!rq.file.name)
        return 0;
    holds(rq.file.bytes >= rq.env.body && rq.file.bytes + rq.file.len <= rq.env.body + size);
    holds(!params_get(&rq.fields, rq.file.name));
    return 0;
}
