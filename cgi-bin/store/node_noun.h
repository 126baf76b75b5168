/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes and storages in lists, each with its load now. */
#pragma once
#include "store/list.h"
#include "store/node.h"

extern const struct list_noun node_noun;
extern const struct list_noun storage_noun;

struct node_row {
    int64_t id;
    int64_t cluster_id;
    const char *name;
    const char *uri;
    unsigned state;
    const char *location;
    const char *cluster;
    int64_t machines;
    int64_t vcpu;
    int64_t memory;
    int64_t mem_limit;
    int64_t mem_reserved;
    int64_t mem_percent; /* reserved of the limit */
    const char *mem_level;
    const char *cpu_percent; /* now; "" where nothing is known */
    const char *cpu_level;
    const char *used_percent;
    const char *used_level;
    const char *accel;
    const char *version;
    const char *why; /* it does not answer */
    int64_t seen_at;
};
