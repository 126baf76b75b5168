/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hooks: the provider's own programs, run before the first step or after the end of each task of
 * a kind. What may be a hook is kind/hook.h; how they are run, task/hook.c.
 */
#pragma once
#include "store/list.h"

enum hook_moment { HOOK_BEFORE, HOOK_AFTER, HOOK_MOMENTS };
extern const struct word hook_moment_words[HOOK_MOMENTS];
enum hook_state { HOOK_ENABLED, HOOK_DISABLED, HOOK_STATES };
extern const struct word hook_state_words[HOOK_STATES];

/* Whoever waits for a task waits for what runs before it. */
enum { HOOK_BEFORE_SECONDS = 30, HOOK_AFTER_SECONDS = 300, HOOK_ARGS = 16, HOOK_OF_A_KIND = 10 };

struct hook {
    int64_t id;
    const char *kind;
    unsigned moment;
    const char *argv;    /* a JSON array */
    const char *program; /* its first */
    int64_t seconds;
    const char *run_as; /* a user of the host */
    unsigned state;
    const char *added_by;
    int64_t added_at;
};
extern const struct field hook_view[];

/* A noun of the administrator's lists. */
extern const struct list_noun hook_noun;

/* Texts of a JSON array, ended by NULL; NULL: it is none, has none or more than HOOK_ARGS. */
const char *const *hook_argv(struct arena *, const char *json);
char *hook_argv_json(struct arena *, const char *const *argv);

/* In a transaction. FAULT_LIMIT: a kind has HOOK_OF_A_KIND of them already. */
enum fault_code hook_add(struct db *, const struct hook *, int64_t *id) MUST_CHECK;
/* Its seconds, user and state. */
enum fault_code hook_change(struct db *, const struct hook *) MUST_CHECK;
enum fault_code hook_drop(struct db *, int64_t id) MUST_CHECK;
enum fault_code hook_load_any(const struct db *, int64_t id, struct hook *) MUST_CHECK;

/* --- for who runs them --- */

/* Enabled ones that have not let this task pass yet, in the order in which they were added. */
enum fault_code hook_before_any(const struct db *, const char *kind, int64_t task_id,
                                struct list *) MUST_CHECK;
/* How long these may take together. */
enum fault_code hook_seconds_any(const struct db *, const char *kind, int64_t *seconds) MUST_CHECK;
/* This one did. FAULT_LEASE: the task is not ours any more. */
enum fault_code hook_passed(struct db *, int64_t hook_id, int64_t task_id,
                            int64_t fence) MUST_CHECK;

struct hook_after {
    int64_t id;
    const char *argv;
    int64_t account_id; /* the provider's, whose task its run is */
};
enum fault_code hook_after_any(const struct db *, const char *kind, struct list *) MUST_CHECK;

/* What a program may know of a machine. */
struct hook_vm {
    int64_t id;
    const char *name;
    const char *uuid;
    const char *ipv4;
    const char *ipv6;
    int64_t vcpu;
    int64_t memory;
    int64_t disk;
    const char *plan;
    const char *image;
    const char *node;
};
extern const struct field hook_vm_view[];
enum fault_code hook_vm_any(const struct db *, int64_t vm_id, struct hook_vm *) MUST_CHECK;
