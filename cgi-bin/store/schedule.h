/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is to be done at times: by the panel itself, now and then, and by accounts. One table, and
 * one look at what has come due. A scheduled kind (kind/kind.h: `every`) has one row; an account's
 * row has a machine, a user whose rights it uses, and cron's words. At most one task of a row is
 * open at a time. Times are the database's clock.
 */
#pragma once
#include "store/task.h"

#define SCHEDULE_STATES(S)                                                                         \
    S(ACTIVE, "active", T("Active"), "schedule-active")                                            \
    S(PAUSED, "paused", T("Paused"), "schedule-paused")                                            \
    S(OVER, "over", T("Over"), "schedule-over")
#define SCHEDULE_STATE(id, code, people, icon) SCHEDULE_##id,
enum schedule_state { SCHEDULE_STATES(SCHEDULE_STATE) SCHEDULE_STATE_COUNT };
#undef SCHEDULE_STATE
extern const struct word schedule_state_words[SCHEDULE_STATE_COUNT];

enum { SCHEDULE_DUE_MOST = 16, SCHEDULES_MOST = 100 /* of an account */ };

struct schedule {
    int64_t id;
    const char *kind;
    bool own; /* the panel's: without account, machine and moment */
    int64_t account_id;
    int64_t reseller_id;
    const char *account;
    int64_t vm_id;
    const char *vm;
    int64_t user_id;     /* whose rights it uses: who made it, or changed it last */
    int64_t token_id;    /* or which token's; 0: a user's */
    const char *made_by; /* "Support" to an account, of the provider's people */
    bool own_maker;      /* they are of the account */
    unsigned state;
    int64_t every_seconds; /* of the panel's own; 0 of others */
    const char *moment;    /* base/cron.h */
    const char *zone;
    int64_t jitter;  /* minutes behind its moment at most */
    int64_t delay;   /* the seconds of them that it has */
    int64_t next_at; /* while it is active */
    int64_t task_id; /* the last one that was queued, 0: none yet */
    int64_t ran_at;  /* when that was */
    int64_t skipped_at;
    const char *why; /* it was skipped: a sentence's id, and its arguments as JSON */
    const char *why_args;
};
extern const struct field schedule_view[];

/* All of them: kind, machine, state, next, account, vm, own. */
extern const struct list_noun schedule_noun;

/* --- the panel's own --- */

/* The kind's row as the program has it; a new one is due at once. */
enum fault_code schedule_keep(struct db *, const char *kind, int64_t every_seconds) MUST_CHECK;
/*
 * Queues the kind's task, of the provider and without a machine, and moves its time on, in one
 * transaction. *task_id 0: another dispatcher was first, or the last task is not over, and this
 * time is left out.
 */
enum fault_code schedule_queue(struct db *, const char *kind, int64_t *task_id) MUST_CHECK;
/* A button: the kind's time has come. FAULT_MISSING: no such schedule. */
enum fault_code schedule_now(struct db *, const char *kind) MUST_CHECK;
enum fault_code schedule_own_any(const struct db *, const char *kind, struct schedule *) MUST_CHECK;

/* --- what has come due --- */

struct schedule_due {
    int64_t id;
    const char *kind;
    bool own; /* the panel's: schedule_queue(); else schedule_turn() of kind/schedule.h */
};
/* Those whose time has come, SCHEDULE_DUE_MOST of accounts at most: struct schedule_due. */
enum fault_code schedule_due(const struct db *, struct list *) MUST_CHECK;
/* Accounts' whose time was found by a clock that was hours ahead: struct number. */
enum fault_code schedule_astray(const struct db *, struct list *) MUST_CHECK;

/* In a transaction: the row is locked until its end. FAULT_MISSING: it is not due (any more), or
 * another dispatcher has it. */
enum fault_code schedule_take(struct db *, int64_t id, struct schedule *) MUST_CHECK;
/* next_at 0: there is none, it is over. */
enum fault_code schedule_move(struct db *, int64_t id, int64_t next_at) MUST_CHECK;
enum fault_code schedule_ran(struct db *, int64_t id, int64_t task_id) MUST_CHECK;
enum fault_code schedule_skipped(struct db *, int64_t id, const char *why,
                                 const char *why_args) MUST_CHECK;
/* Is the last task that it asked for not over? */
enum fault_code schedule_is_open(const struct db *, const struct schedule *, bool *open) MUST_CHECK;
/* May the user or token still do so for the account? An administrator may for each. */
enum fault_code schedule_may_any(const struct db *, const struct schedule *, const char *permission,
                                 bool *may) MUST_CHECK;

/* --- as people make them --- */

enum fault_code schedule_load(const struct db *, const struct scope *, int64_t id,
                              struct schedule *) MUST_CHECK;
/* In a transaction, with the account's row locked. FAULT_LIMIT: it has as many as it may. */
enum fault_code schedule_add(struct db *, const struct schedule *, int64_t *id) MUST_CHECK;
/* What was asked, in whose name, and next_at; one that was over is active again. */
enum fault_code schedule_change(struct db *, const struct scope *,
                                const struct schedule *) MUST_CHECK;
enum fault_code schedule_pause(struct db *, const struct scope *, int64_t id) MUST_CHECK;
enum fault_code schedule_resume(struct db *, const struct scope *, int64_t id,
                                int64_t next_at) MUST_CHECK;
/* Its time has come. FAULT_CONFLICT: it is not active. */
enum fault_code schedule_run(struct db *, const struct scope *, int64_t id) MUST_CHECK;
enum fault_code schedule_drop(struct db *, const struct scope *, int64_t id) MUST_CHECK;
