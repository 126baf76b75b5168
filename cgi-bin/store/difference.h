/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a node has otherwise than the database has it, as the last comparison found it. Nothing acts
 * on a difference by itself; one that is not found any more disappears.
 */
#pragma once
#include "store/list.h"

/* The order is stored (sql, table difference). */
enum difference_kind {
    DIFFERENCE_UNKNOWN, /* a domain of ours that no machine has */
    DIFFERENCE_MISSING, /* a machine without its domain */
    DIFFERENCE_CHANGED, /* one in which `what` differs */
    DIFFERENCE_KINDS,
};
extern const struct word difference_kind_words[DIFFERENCE_KINDS];

struct difference {
    int64_t id;
    int64_t node_id;
    const char *node;
    unsigned kind;
    const char *uuid;
    const char *what; /* "state", "vcpu", "memory", "name", "disk", "mac", or "" */
    int64_t vm_id;    /* 0: none */
    const char *name; /* the machine's, else the domain's */
    const char *ours; /* in words */
    const char *theirs;
    bool hidden; /* somebody knows of it; until it changes */
    int64_t seen_first;
    int64_t seen_last;
};
extern const struct field difference_view[];
extern const struct list_noun difference_noun;

enum fault_code difference_load_any(const struct db *, int64_t id, struct difference *) MUST_CHECK;
enum fault_code difference_hide(struct db *, int64_t id) MUST_CHECK;
/* In a transaction. The node's state becomes what is wished; FAULT_LOCKED: a task has it. */
enum fault_code difference_take_state(struct db *, const struct difference *) MUST_CHECK;

/* --- the comparison's own --- */

struct compare_vm {
    int64_t id;
    const char *name;
    const char *uuid;
    int64_t wished; /* enum vm_seen */
    bool suspended; /* it, or its account */
    bool in_hand;   /* of a task, or never made: nothing is said of it */
    int64_t vcpu;
    int64_t memory;
    int64_t storage_id;
    const char *path; /* the storage's folder */
    const char *mac;
};
/* All rows of a node, by UUID. */
enum fault_code compare_vms_any(const struct db *, int64_t node_id, struct list *) MUST_CHECK;
/* Once more, before something is said of it; FAULT_MISSING: it is not of this node any more. */
enum fault_code compare_vm_any(const struct db *, int64_t node_id, int64_t id,
                               struct compare_vm *) MUST_CHECK;
/* Whose UUID it is, on whatever node; FAULT_MISSING. */
enum fault_code compare_owner_any(const struct db *, const char *uuid, int64_t *vm_id,
                                  int64_t *node_id) MUST_CHECK;
/* In a transaction: found by this task. */
enum fault_code difference_note(struct db *, int64_t task_id, const struct difference *) MUST_CHECK;
/* In a transaction: what this task did not find is gone. */
enum fault_code difference_sweep(struct db *, int64_t node_id, int64_t task_id) MUST_CHECK;
/* Is a comparison of this node queued or running? */
enum fault_code compare_is_open_any(const struct db *, int64_t node_id, bool *open) MUST_CHECK;
