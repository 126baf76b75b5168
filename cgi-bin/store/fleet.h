/* SPDX-License-Identifier: Apache-2.0 */
/* The sums of all nodes and storages. */
#pragma once
#include "store/scope.h"

struct fleet {
    int64_t nodes;
    int64_t silent; /* that do not answer */
    int64_t mem_reserved;
    int64_t mem_limit;
    int64_t mem_percent;
    int64_t disk_reserved;
    int64_t disk_limit;
    int64_t disk_percent;
};
extern const struct field fleet_view[];
enum fault_code fleet_any(const struct db *, struct fleet *) MUST_CHECK;

/* Nodes that do not answer, the longest silent first. */
enum { FLEET_SILENT = 10 };
struct silent_node {
    int64_t id;
    const char *name;
    const char *why;
    int64_t seen_at;
    int64_t machines;
};
extern const struct field silent_node_view[];
enum fault_code fleet_silent_any(const struct db *, struct list *) MUST_CHECK;
