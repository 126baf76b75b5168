/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How tasks are claimed, kept and ended. Each claim raises the task's fence;
 * every write of a keeper or worker names the fence it was given, and one that
 * changes no row means that another has the task: FAULT_LEASE, stop at once.
 * Leases are measured by the database's clock.
 */
#pragma once
#include "store/task.h"

/* What may be claimed now, or runs already: by whose, where, and how heavy. */
struct queue_row {
    int64_t id; /* 0 in a sum */
    int64_t account_id;
    int64_t node_id;
    int64_t storage_id;
    bool heavy;
    bool free;     /* it runs to be taken over, or is only to be ended: no limit holds it up */
    int64_t count; /* of running ones */
};
/*
 * Those that have reached a limit (0: none); accounts for all they ask, nodes and storages for what
 * is heavy (TSK-04). More than this many at once are left out by the dispatcher alone.
 */
enum { QUEUE_CANDIDATES = 64, QUEUE_FULL = 64 };
struct queue_full {
    int64_t account[QUEUE_FULL];
    int64_t node[QUEUE_FULL];
    int64_t storage[QUEUE_FULL];
    bool heavy; /* nothing that moves disks may begin, wherever */
};
/*
 * In the order in which they should be claimed: cancelled before they began; leases of that many
 * seconds that ran out (0: none is taken over); what is queued, due and not held.
 */
enum fault_code queue_candidates(const struct db *, const struct queue_full *, int64_t late_lease,
                                 struct list *) MUST_CHECK;
/* What runs on all dispatchers' hosts, summed up. */
enum fault_code queue_running(const struct db *, struct list *) MUST_CHECK;
/* The clock that leases are measured by. */
enum fault_code queue_clock(const struct db *, int64_t *now) MUST_CHECK;

struct queue_claim {
    int64_t id;
    int64_t fence;
    int64_t step_no;
    bool cancel;
    bool late; /* the lease of a running task ran out */
};
/* Takes all its locks and the lease, or parks it. FAULT_MISSING: somebody else
 * has it, or it waits; not an error. */
enum fault_code queue_claim(struct db *, int64_t id, const char *keeper, int64_t lease_seconds,
                            int64_t *fence) MUST_CHECK;
/* Extends the lease. */
enum fault_code queue_renew(struct db *, int64_t id, int64_t fence,
                            int64_t lease_seconds) MUST_CHECK;
/* Is the task still ours? */
enum fault_code queue_mine(struct db *, int64_t id, int64_t fence) MUST_CHECK;
/* And does somebody want its end, which is not being undone already? *step_no: the step that is in
 * hand. */
enum fault_code queue_cancelled(struct db *, int64_t id, int64_t fence, bool *cancelled,
                                int64_t *step_no) MUST_CHECK;

/* A step is written before it is applied, and again when it is done. */
enum fault_code queue_step_begin(struct db *, int64_t id, int64_t fence, bool undo, int64_t no,
                                 const char *name, int64_t percent) MUST_CHECK;
enum fault_code queue_step_end(struct db *, int64_t id, int64_t fence, bool undo,
                               int64_t no) MUST_CHECK;
/* A version with other steps began it: its rows get the numbers that their names have now, and
 * those whose names are none any more are forgotten. */
enum fault_code queue_steps_fit(struct db *, int64_t id, int64_t fence, const char *const names[],
                                int count) MUST_CHECK;
/* The share of the task that is done, for its page. */
enum fault_code queue_percent(struct db *, int64_t id, int64_t fence, int64_t percent) MUST_CHECK;
/* Steps from now on are undone; the fault is kept for the page. */
enum fault_code queue_undo(struct db *, int64_t id, int64_t fence, const struct fault *) MUST_CHECK;
/* Seconds to wait after so many tries: their square, a minute at most. */
int64_t queue_pause(int64_t tries);
/* Once more, after a pause. */
enum fault_code queue_again(struct db *, int64_t id, int64_t fence,
                            int64_t pause_seconds) MUST_CHECK;
/* Left to others for that long, as if it had not been claimed. */
enum fault_code queue_leave(struct db *, int64_t id, int64_t fence,
                            int64_t pause_seconds) MUST_CHECK;
/* Sleeps until all tasks that it waits for have ended; its steps go on then. */
enum fault_code queue_await(struct db *, int64_t id, int64_t fence) MUST_CHECK;
/* Wakes those that are parked for nothing which holds them; there should be none. */
enum fault_code queue_wake_forgotten(struct db *, int64_t *count) MUST_CHECK;
/* In a transaction: ends it, gives its locks back and wakes whoever waited. */
enum fault_code queue_end(struct db *, int64_t id, int64_t fence, enum task_state) MUST_CHECK;
/* A line of the task's log; `fmt` is a constant and kept with its arguments. */
enum fault_code queue_log(struct db *, int64_t id, enum task_level,
                          const struct fault *line) MUST_CHECK;
