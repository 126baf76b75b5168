/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a click would do, said without doing it: the click's own transaction is run and rolled back,
 * so that placement, limits and refusals are those of the click. A refusal is the answer's fault.
 * A page that asks before the click has no writer to do so with: it foresees from rows alone.
 */
#pragma once
#include "kind/bulk.h"

struct kind_plan {
    const struct kind *kind; /* NULL: no task would be queued, it is done at once */
    struct task task;        /* as it would be; its id means nothing */
    const char *storage;     /* "": it touches none */
    struct list locks;       /* struct task_lock_row, with who holds them now */
    const char *waits_for;   /* words of the task that must end first, "" for none */
    int64_t memory;          /* bytes that it would reserve */
    int64_t disk;
    int64_t usual; /* microseconds, the median of its last runs; 0: there were none */
    int64_t machines; /* of a wish for many: so many are meant; `kind` is what is done to each */
    struct bulk_look look; /* and what of them would be left out */
};

/* In the transaction that queued the task. */
enum fault_code plan_read(const struct db *, const struct scope *, int64_t task_id,
                          struct kind_plan *) MUST_CHECK;

/* From rows alone: what a kind would do to the thing with this lock ("account:2"; NULL: none). */
enum fault_code plan_foresee(const struct db *, const struct scope *, const char *kind,
                             const char *resource, struct kind_plan *) MUST_CHECK;
