/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tasks as people and programs ask for and read them. How they are claimed and
 * kept is store/queue.h.
 */
#pragma once
#include "store/list.h"

/* Who cancelled it, of whoever is none of its account's. */
#define TASK_SUPPORT "Support"

#define TASK_STATES(S)                                                                             \
    S(QUEUED, "queued", T("Waiting"), "task-queued")                                               \
    S(PARKED, "parked", T("Waiting"), "task-parked")                                               \
    S(RUNNING, "running", T("Running"), "task-running")                                            \
    S(DONE, "done", T("Done"), "task-done")                                                        \
    S(FAILED, "failed", T("Failed"), "task-failed")                                                \
    S(CANCELLED, "cancelled", T("Cancelled"), "task-cancelled")
#define TASK_STATE(id, code, people, icon) TASK_##id,
enum task_state { TASK_STATES(TASK_STATE) TASK_STATE_COUNT };
#undef TASK_STATE
extern const struct word task_state_words[TASK_STATE_COUNT];

struct task {
    int64_t id;
    const char *kind;
    int64_t account_id;
    int64_t reseller_id;
    int64_t parent_id; /* the task that asked for it, 0: none */
    const char *account;
    int64_t vm_id;
    bool vm_there; /* it has not been deleted since */
    int64_t node_id;
    const char *node;
    const char *object; /* what it works on, by name, kept when that is gone */
    unsigned state;
    int64_t tries;
    int64_t fence;
    bool undoing;
    bool cancel; /* somebody asked for its end */
    const char *cancelled_by;
    int64_t bytes;
    const char *keeper;
    int64_t step_no;
    int64_t percent;
    const char *args; /* JSON; never a secret */
    const char *error_code;
    const char *error_id;
    const char *error_args; /* JSON array */
    const char *asked_by; /* whoever does not see everything: the same as seen_by */
    const char *seen_by;  /* who asked, or "Support" for the provider's people */
    int64_t queued_at;
    int64_t started_at;
    int64_t ended_at;
    int64_t took; /* microseconds from start to end, 0 before it */
    int64_t p99;  /* which one of 100 of its kind takes longer than; 0: of too few to know */
    const char *request; /* the number of that which asked for it, "": none did */
};
extern const struct field task_view[];

struct task_step {
    int64_t undo;
    int64_t no;
    const char *name;
    int64_t begun_at;
    int64_t ended_at;
};
extern const struct field task_step_view[];

enum task_level { TASK_INFO, TASK_WARN, TASK_ERROR, TASK_LEVELS };
struct task_line {
    int64_t id;
    int64_t at;
    unsigned level;
    const char *message; /* the sentence's id */
    const char *args;    /* JSON array */
};
extern const struct field task_line_view[];

struct task_lock_row {
    const char *resource;
    bool exclusive;
    bool granted;
    bool intent;
    int64_t holder_id; /* a task that holds it, 0 if none */
    const char *holder_kind;
};
extern const struct field task_lock_view[];

/* The words of a stored sentence with its arguments. */
const char *task_words(struct arena *a, const char *id, const char *args_json);
/* The arguments of a sentence as they are stored with its id: a JSON array. */
char *task_args(struct arena *a, const struct fault *f);
/* Why it failed, "" if it did not. Its account is not told what names hosts and paths (TEN-04). */
const char *task_why(struct arena *a, const struct task *t, bool provider);

/* What a person waits for goes first, what he asked of many machines behind it; in each, what is
 * heavy goes behind what is not. */
enum task_prio { PRIO_PERSON = 0, PRIO_MANY = 2, PRIO_SCHEDULE = 5 };
struct task_lock_wish {
    const char *resource; /* "vm:42" */
    bool exclusive;
};
struct task_new {
    const char *kind;
    int64_t account_id;
    int64_t reseller_id;
    int64_t parent_id; /* the task that asked for it, 0 for none */
    int64_t vm_id;
    int64_t node_id;
    const char *object;
    const char *args; /* JSON object */
    const char *asked_by;
    bool own_asker;   /* who is of the account itself, so that its people see the name */
    int64_t as_whom;  /* user id, 0 for a token or the panel itself */
    int64_t as_token; /* token id, 0 for a user or the panel itself */
    enum task_prio prio;
    bool heavy;         /* as struct kind says */
    int64_t storage_id; /* where it moves disks, 0: nowhere */
    int64_t bytes;      /* it has to move: its wall clock grows with them */
    int64_t waits_for; /* a task that must be done before, 0 for none */
    struct task_lock_wish lock[4];
    int locks;
};
/* In a transaction. Through the view that limits what a web program may queue. */
enum fault_code task_add(struct db *, const struct task_new *, int64_t *id) MUST_CHECK;
/* Through the view of what only the administrator's panel may queue. */
enum fault_code task_add_admin(struct db *, const struct task_new *, int64_t *id) MUST_CHECK;
/* Through the view of what resellers have done with their customers. */
enum fault_code task_add_reseller(struct db *, const struct task_new *, int64_t *id) MUST_CHECK;
/* The panel's own kinds, from the command line and taskd. */
enum fault_code task_add_own(struct db *, const struct task_new *, int64_t *id) MUST_CHECK;

/*
 * Wishes its end. midway: also when it has begun. FAULT_MISSING: it is none of this scope's, has
 * ended, is being undone or has begun.
 */
enum fault_code task_cancel(struct db *, const struct scope *, int64_t id, bool midway,
                            const char *by) MUST_CHECK;
/* The same of its children that have not ended. */
enum fault_code task_cancel_children(struct db *, int64_t parent_id, bool midway,
                                     const char *by) MUST_CHECK;

/* "all", "kind:vm_create", "node:3": nothing of it is begun while it is held. */
struct task_hold {
    const char *what;
    const char *held_by;
    int64_t held_at;
};
extern const struct field task_hold_view[];
/* What holds a task that waits; FAULT_MISSING: nothing. */
enum fault_code task_hold_of(const struct db *, const struct task *, struct task_hold *) MUST_CHECK;
enum fault_code task_holds_any(const struct db *, struct list *) MUST_CHECK;
/* *changed: it was not held before, or was. */
enum fault_code task_hold(struct db *, const char *what, const char *by, bool *changed) MUST_CHECK;
enum fault_code task_release(struct db *, const char *what, bool *changed) MUST_CHECK;

enum fault_code task_load(const struct db *, const struct scope *, int64_t id,
                          struct task *) MUST_CHECK;
/* May whoever asked for it still do so? An administrator may for every account, the panel itself
 * always. */
enum fault_code task_may_any(const struct db *, int64_t id, const char *permission,
                             bool *may) MUST_CHECK;
enum fault_code task_steps_any(const struct db *, int64_t id, struct list *) MUST_CHECK;
enum fault_code task_locks_any(const struct db *, int64_t id, struct list *) MUST_CHECK;
/* A task that holds this lock, 0 if none does. */
enum fault_code task_holder_any(const struct db *, const char *resource, int64_t *id) MUST_CHECK;
/* The name of the storage on which it moves disks, "" for none. */
enum fault_code task_storage_any(const struct db *, int64_t id, const char **name) MUST_CHECK;
/* A task that this one waits for, 0 if none. */
enum fault_code task_waits_on_any(const struct db *, int64_t id, int64_t *on) MUST_CHECK;

/* A task that this one waited for and that failed; FAULT_MISSING if none did. */
enum fault_code task_failed_wait_any(const struct db *, int64_t id, struct task *) MUST_CHECK;

/* The list of tasks: kind, state, on, vm, account, node, by, queued, took. */
extern const struct list_noun task_noun;

/* Median of the last 20 runs of a kind that went well, microseconds; 0: none yet. */
enum fault_code task_usual_any(const struct db *, const char *kind, int64_t *took) MUST_CHECK;
struct task_counts {
    int64_t running;
    int64_t waiting;
    int64_t failed_today;
};
enum fault_code task_counts_any(const struct db *, struct task_counts *) MUST_CHECK;
/* How many failed in the last 24 hours; TASK_FAILED_MOST + 1: more than that. */
enum { TASK_FAILED_MOST = 99 };
enum fault_code task_failed_any(const struct db *, int64_t *count) MUST_CHECK;
/* The task that has held a lock for the longest, and since when; 0, 0: none holds one. */
struct task_oldest_lock {
    int64_t task_id;
    int64_t since;
};
enum fault_code task_oldest_lock_any(const struct db *, struct task_oldest_lock *) MUST_CHECK;
