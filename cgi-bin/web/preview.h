/* SPDX-License-Identifier: Apache-2.0 */
/* What a click would do, shown before it: part/plan.html of a view's GROUP of this. */
#pragma once
#include "kind/plan.h"
#include "web/gate.h"

struct preview {
    const char *why_not; /* it would be refused now: a sentence, "" if not */
    const char *usual;   /* "4 s", "" where it has never been done */
    const char *waits_for;
    const char *node; /* for the provider's people */
    const char *storage;
    const char *memory; /* it reserves: "4.0 GB", "" for none */
    const char *disk;
    struct list steps; /* of words */
};
extern const struct field preview_view[];

/* Of the asker's plan (gate: ?dry_run=1), which has been filled. */
struct preview preview_of(const struct request *rq);
/* From rows alone (kind/plan.h). why_not (NULL: nothing) is the caller's to find. */
enum fault_code preview_foresee(const struct db *, const struct request *, const char *kind,
                                const char *resource, const char *why_not,
                                struct preview *) MUST_CHECK;
/* The same for what works on a machine. */
enum fault_code preview_of_vm(const struct db *, const struct request *, const struct vm *,
                              const char *kind, struct preview *) MUST_CHECK;
