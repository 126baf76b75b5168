/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the panel does by itself, now and then. A scheduled kind (kind/kind.h: `every`) has one row,
 * and at most one of its tasks is open at a time. Times are the database's clock.
 */
#pragma once
#include "store/task.h"

struct schedule {
    const char *kind;
    int64_t every_seconds;
    int64_t next_at;
    int64_t task_id; /* the last one that was queued, 0: none yet */
};

/* The kind's row as the program has it; a new one is due at once. */
enum fault_code schedule_keep(struct db *, const char *kind, int64_t every_seconds) MUST_CHECK;
/* Those whose time has come: struct schedule. */
enum fault_code schedule_due(const struct db *, struct list *) MUST_CHECK;
/*
 * Queues the kind's task, of the provider and without a machine, and moves its time on, in one
 * transaction. *task_id 0: another dispatcher was first, or the last task is not over, and this
 * time is left out.
 */
enum fault_code schedule_queue(struct db *, const char *kind, int64_t *task_id) MUST_CHECK;
/* A button: the kind's time has come. FAULT_MISSING: no such schedule. */
enum fault_code schedule_now(struct db *, const char *kind) MUST_CHECK;
enum fault_code schedule_load_any(const struct db *, const char *kind,
                                  struct schedule *) MUST_CHECK;
