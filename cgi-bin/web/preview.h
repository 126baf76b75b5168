/* SPDX-License-Identifier: Apache-2.0 */
/* What a click would do, shown before it: part/preview.html of a view's GROUP of this. */
#pragma once
#include "kind/plan.h"
#include "web/gate.h"

struct preview {
    const char *usual; /* "4 s", "" where it has never been done */
    const char *waits_for;
    const char *node; /* for the provider's people */
    const char *storage;
    int64_t memory; /* bytes it reserves, 0: none */
    int64_t disk;
    struct list steps; /* of words */
};
extern const struct field preview_view[];

/* Of the asker's plan (gate: ?dry_run=1), which has been filled. */
struct preview preview_of(const struct request *rq);
