/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an account's schedule does when its time has come. Everything that would be asked of a
 * person who pressed the button then is asked anew; what says no is kept as the reason why it was
 * skipped.
 */
#pragma once
#include "kind/kind.h"
#include "store/schedule.h"

/* What may be done at times; the words' codes are names of kinds. */
enum { SCHEDULE_KINDS = 4 };
extern const struct word schedule_kind_words[SCHEDULE_KINDS];

/* Minutes behind its moment that a schedule may be, and seconds that it may be late. */
enum { SCHEDULE_JITTER_MOST = 60, SCHEDULE_LATE_MOST = 3600 };

/* When it comes next behind a moment, its delay included; false: never, or never again. */
bool schedule_next(const struct schedule *, int64_t after, int64_t *next);
/* In one transaction: queues its task and moves its time on. *task_id 0: it was skipped, another
 * dispatcher was first, or its time was only found anew. */
enum fault_code schedule_turn(struct db *, int64_t id, int64_t *task_id) MUST_CHECK;
