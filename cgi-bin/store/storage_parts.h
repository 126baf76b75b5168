/* SPDX-License-Identifier: Apache-2.0 */
/* What one page and the list of storages read. */
#pragma once
#include "store/metric.h"
#include "store/storage.h"

#define STORAGE_COLUMNS                                                                            \
    "storage.id, storage.name, storage.kind, cluster.name AS cluster, storage.node_id, "           \
    "COALESCE(node.name, '') AS node, storage.path, storage.reserved, storage.reserve_limit, "     \
    STORAGE_PERCENT("storage.reserved", "storage.reserve_limit") " AS given_percent, "             \
    METRIC_LEVEL(STORAGE_PERCENT("storage.reserved", "storage.reserve_limit")) "given_level, "     \
    "COALESCE(storage_load.whole, 0) AS whole, COALESCE(storage_load.used, 0) AS used, "           \
    "COALESCE(" STORAGE_PERCENT("storage_load.used", "storage_load.whole") ", 0) "                 \
    "AS used_percent, " METRIC_LEVEL(STORAGE_PERCENT("storage_load.used", "storage_load.whole"))   \
    "used_level "
#define STORAGE_PERCENT(part, whole) part " * 100 DIV GREATEST(" whole ", 1)"
#define STORAGE_JOINS                                                                              \
    "JOIN cluster ON cluster.id = storage.cluster_id "                                             \
    "LEFT JOIN node ON node.id = storage.node_id "                                                 \
    "LEFT JOIN storage_load ON storage_load.storage_id = storage.id "                              \
    "AND storage_load.at > UNIX_TIMESTAMP() - " METRIC_FRESH_S " "
