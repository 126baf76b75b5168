/* SPDX-License-Identifier: Apache-2.0 */
/* What the fuzzed parsers share. A target is a file fuzz_NAME.c with LLVMFuzzerTestOneInput() and
 * a folder seeds/NAME; beside crashes it holds what was taken against what must be true of it. */
#pragma once
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/fault.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the run: the input is kept as a finding. */
static inline void holds(bool it)
{
    if (!it)
        abort();
}

/* The next line of *data without its end, moved past it. */
static inline char *fuzz_line(struct arena *a, const uint8_t **data, size_t *size)
{
    const uint8_t *end = *size ? memchr(*data, '\n', *size) : NULL;
    size_t len = end ? (size_t)(end - *data) : *size;
    char *line = arena_strndup(a, (const char *)*data, len);
    *data += len + (end != NULL);
    *size -= len + (end != NULL);
    return line;
}

/* All that is left; what stands behind a NUL is not seen. */
static inline char *fuzz_text(struct arena *a, const uint8_t *data, size_t size)
{
    return arena_strndup(a, (const char *)data, size);
}
