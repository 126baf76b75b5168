/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the watcher reads and writes: what was seen of machines that no task has in hand, and
 * whether nodes answer. A machine with a task in hand is the task's business: it says at its end
 * what it saw.
 */
#pragma once
#include "store/vm.h"

struct watch_node {
    int64_t id;
    const char *name;
    const char *uri;
};
/* Those that have been prepared once. */
enum fault_code watch_nodes(const struct db *, struct list *) MUST_CHECK;
/* It answered. */
enum fault_code watch_node_answered(struct db *, int64_t id, const char *version) MUST_CHECK;
/* It does not; what runs on it is unknown from now on, never "off" (CUT). */
enum fault_code watch_node_lost(struct db *, int64_t id, const char *why) MUST_CHECK;

struct watch_vm {
    const char *uuid;
    int64_t seen; /* enum vm_seen */
    bool in_hand;  /* of a task */
};
/* The node's machines that have been made, or are being made. */
enum fault_code watch_vms(const struct db *, int64_t node_id, struct list *) MUST_CHECK;
/* FAULT_MISSING: no machine of the node. */
enum fault_code watch_vm_load(const struct db *, int64_t node_id, const char *uuid,
                              struct watch_vm *) MUST_CHECK;
/*
 * by_itself: it was shut down from inside, which is then what its owner wishes. Writes nothing
 * where a task has it in hand.
 */
enum fault_code watch_vm_seen(struct db *, int64_t node_id, const char *uuid, enum vm_seen,
                              bool by_itself) MUST_CHECK;
