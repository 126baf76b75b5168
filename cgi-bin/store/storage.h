/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Storages as people see them. What machines' disks may take at most is reserved
 * when they are made; what they do take is measured (store/metric.h).
 */
#pragma once
#include "store/scope.h"

enum storage_kind { STORAGE_DIRECTORY, STORAGE_KINDS };

struct storage_row {
    int64_t id;
    const char *name;
    unsigned kind; /* enum storage_kind */
    const char *cluster;
    int64_t node_id;
    const char *node; /* "" where the cluster shares it */
    const char *path;
    int64_t reserved;
    int64_t reserve_limit;
    int64_t given_percent; /* reserved of the limit */
    const char *given_level; /* "", "warn", "bad" */
    int64_t whole;           /* measured, 0 where nothing is fresh */
    int64_t used;
    int64_t used_percent;
    const char *used_level;
};
extern const struct field storage_row_view[];

/* What a node's machines may lie on: its own and its cluster's. */
enum fault_code storage_rows_any(const struct db *, int64_t node_id, struct list *) MUST_CHECK;
