/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Machines as rows. `state` is what people see; the database derives it from
 * what was seen, what is in hand and whether the creation was ever done.
 */
#pragma once
#include "store/list.h"

/* id, code word, words for people, icon: the order is stored (sql, table vm). */
#define VM_STATES(S)                                                                               \
    S(CREATING, "creating", T("Creating"), "vm-creating")                                          \
    S(RUNNING, "running", T("Running"), "vm-running")                                              \
    S(OFF, "off", T("Stopped"), "vm-off")                                                          \
    S(STARTING, "starting", T("Starting"), "vm-starting")                                          \
    S(STOPPING, "stopping", T("Stopping"), "vm-stopping")                                          \
    S(RESTARTING, "restarting", T("Restarting"), "vm-restarting")                                  \
    S(DELETING, "deleting", T("Deleting"), "vm-deleting")                                          \
    S(FAILED, "failed", T("Failed"), "vm-failed")                                                  \
    S(SUSPENDED, "suspended", T("Suspended"), "vm-suspended")                                      \
    S(UNKNOWN, "unknown", T("Unknown"), "vm-unknown")                                              \
    S(PAUSED, "paused", T("Paused"), "vm-paused")
#define VM_STATE(id, code, people, icon) VM_##id,
enum vm_state { VM_STATES(VM_STATE) VM_STATE_COUNT };
#undef VM_STATE
extern const struct word vm_state_words[VM_STATE_COUNT];

/* What a task does to a machine at the moment. */
enum vm_busy {
    BUSY_NOT,
    BUSY_CREATING,
    BUSY_STARTING,
    BUSY_STOPPING,
    BUSY_RESTARTING,
    BUSY_DELETING
};
enum vm_seen { SEEN_UNKNOWN, SEEN_OFF, SEEN_RUNNING, SEEN_PAUSED };

struct vm {
    int64_t id;
    int64_t account_id;
    int64_t reseller_id;
    const char *account;
    const char *name;
    const char *uuid;
    unsigned state;
    int64_t wished;
    bool suspended;
    const char *ipv4;
    const char *ipv6;
    int64_t plan_id;
    const char *plan;
    int64_t image_id;
    const char *image; /* name and version */
    const char *image_icon;
    const char *location;
    int64_t node_id;
    const char *node;
    int64_t storage_id;
    int64_t vcpu;
    int64_t memory;
    int64_t disk;
    int64_t task_id; /* in hand, or 0 */
    const char *task_kind;
    int64_t step_no;
    int64_t percent;
    int64_t failed_task_id; /* the last one, if it failed */
    const char *labels;
    int64_t made_at;
    int64_t created_at;
    const char *cpu_percent; /* now; "" where nothing is known */
    const char *cpu_level;
    const char *mem_percent;
    const char *mem_level;
};
extern const struct field vm_view[];

enum fault_code vm_load(const struct db *, const struct scope *, int64_t id,
                        struct vm *) MUST_CHECK;
/* After its labels were set: FAULT_DENIED if the asker's token is narrowed to others. */
enum fault_code vm_check_labels(const struct db *, const struct scope *, int64_t id) MUST_CHECK;
/* An account's first ones by name, for a form to choose from: struct vm_name. */
struct vm_name {
    int64_t id;
    const char *name;
};
enum fault_code vm_names(const struct db *, const struct scope *, int64_t most,
                         struct list *) MUST_CHECK;
/* In a transaction: the row is locked until its end. */
enum fault_code vm_lock(struct db *, const struct scope *, int64_t id, struct vm *) MUST_CHECK;

/* The list of machines: name, state, ip, plan, image, label, node, account, … */
extern const struct list_noun vm_noun;

/* A new row, in state creating, with its nic; FAULT_UNIQUE names the field. */
struct vm_new {
    int64_t account_id;
    int64_t reseller_id;
    const char *name;
    int64_t plan_id;
    int64_t image_id;
    int64_t cluster_id;
    int64_t node_id;
    int64_t storage_id;
    int64_t network_id;
    int64_t vcpu;
    int64_t memory;
    int64_t disk;
    const char *root_hash;
    const char *ssh_keys; /* a line each */
    const char *labels;   /* JSON object */
    bool start;
    const char *inst;
};
enum fault_code vm_add(struct db *, const struct vm_new *, int64_t *id, int64_t *nic_id) MUST_CHECK;
enum fault_code vm_set_addresses(struct db *, int64_t id, const char *ipv4,
                                 const char *ipv6) MUST_CHECK;
enum fault_code vm_network_any(const struct db *, int64_t cluster_id,
                               int64_t *network_id) MUST_CHECK;
/* A task begins to work on it: FAULT_LOCKED when another does already. */
enum fault_code vm_take(struct db *, int64_t id, enum vm_busy, int64_t task_id,
                        int64_t wished) MUST_CHECK;
/* API: labels and name of a machine. */
enum fault_code vm_rename(struct db *, const struct scope *, int64_t id, const char *name,
                          const char *labels) MUST_CHECK;

/* For the worker, who needs more than a reader may see. */
struct vm_spec {
    int64_t id;
    const char *name;
    const char *uuid;
    const char *root_hash;
    const char *ssh_keys;
    int64_t instance_no;
    int64_t vcpu;
    int64_t memory;
    int64_t disk;
    int64_t wished;
    bool suspended;
    int64_t node_id;
    int64_t storage_id;
    const char *uri;
    const char *accel;
    int64_t image_id;
    const char *image_format;
    int64_t network_id;
    const char *dns;
    const char *mac;
    int64_t account_id;
    int64_t reseller_id;
};
enum fault_code vm_spec_any(const struct db *, int64_t id, struct vm_spec *) MUST_CHECK;
/* The end of a task on it; failed_task_id 0: it went well. */
enum fault_code vm_free(struct db *, int64_t id, int64_t task_id, enum vm_seen,
                        int64_t failed_task_id) MUST_CHECK;
/* The end of one that was cancelled: nothing has failed. */
struct vm_left {
    bool looked; /* else what was seen before is kept */
    enum vm_seen seen;
    bool unwish; /* the task's wish is none any more: what is seen is what is wished */
};
enum fault_code vm_leave(struct db *, int64_t id, int64_t task_id,
                         const struct vm_left *) MUST_CHECK;
/* The creation is done. */
enum fault_code vm_made(struct db *, int64_t id, int64_t task_id, enum vm_seen) MUST_CHECK;
/* The creation was undone: the row stays to say why, without place or addresses. */
enum fault_code vm_unmade(struct db *, int64_t id, int64_t task_id) MUST_CHECK;
enum fault_code vm_drop(struct db *, int64_t id) MUST_CHECK;
/* Passwords' hashes of machines that have had five minutes to read theirs: a machine
 * that is powered off before its first boot would else lose its password. */
enum fault_code vm_forget_hashes(struct db *) MUST_CHECK;
