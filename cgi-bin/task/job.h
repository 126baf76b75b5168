/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One try of one task, as its worker sees it. Steps are idempotent: a step that
 * had begun is applied again by whoever takes over, or undone.
 */
#pragma once
#include "base/conf.h"
#include "kind/kind.h"
#include "store/queue.h"
#include "virt/virt.h"

struct job {
    const struct conf *conf;
    struct db *db;
    struct arena *arena;
    struct fault *fault;
    struct virt *virt; /* by job_virt() */
    const struct kind *kind;
    struct task task;
    int64_t fence;
    struct vm_spec vm; /* of a task on a machine that has a place */
    bool placed;
    bool begun; /* a step of it was applied, now or by an earlier worker */
    enum vm_seen seen; /* what the steps found out about the machine */
    const char *facts; /* what the node said of itself */
};

typedef enum fault_code job_fn(struct job *);

struct job_step {
    const char *name;
    job_fn *apply;
    job_fn *undo;
};

/* A kind's functions, joined to kind/kind.c by name. */
struct job_kind {
    const char *kind;
    struct job_step steps[KIND_STEPS];
    /* In the transaction that ends the task: what its end means for other rows. */
    enum fault_code (*settle)(struct job *, bool well);
};
extern const struct job_kind *const job_kinds[]; /* ended by NULL */

/* Has the statements prepared that come before a task's first step, so that it waits for none. */
void job_warm(struct db *);
/* Runs the task to its end, or until it is to be tried again; the worker's whole life. */
enum fault_code job_run(const struct conf *, struct db *, int64_t id, int64_t fence) MUST_CHECK;
/* Checks at start that every kind has its functions, step by step. */
void job_check_kinds(void);

/* The connection to the task's node, opened once. */
enum fault_code job_virt(struct job *, const char *uri) MUST_CHECK;
/* Is the task still ours? Asked before each act that the database cannot take back. */
enum fault_code job_mine(struct job *) MUST_CHECK;
/* Its arguments by the form: a web program wrote them, and the queue is a trust boundary. */
enum fault_code job_args(struct job *, const struct field *form, void *out) MUST_CHECK;
/* Undone because somebody wanted it, and not for a fault of its own? */
bool job_is_cancelled(const struct job *);
/* Does somebody want its end, and may it still be had? FAULT_CANCELLED says who. */
enum fault_code job_wanted(struct job *) MUST_CHECK;
/* A line in the task's log; a failure to write it is not the task's. */
void job_log(struct job *, enum task_level, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* A fault as such a line; one whose words the account may not read leaves it a line of its own. */
void job_log_fault(struct job *, enum task_level, const struct fault *);
/* For a kind whose end means nothing for other rows. */
enum fault_code job_settle_nothing(struct job *, bool well) MUST_CHECK;
void job_percent(void *job, int percent);
