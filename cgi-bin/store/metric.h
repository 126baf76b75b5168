/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Load now: the newest minute of machines, nodes and storages, one row each, which the collector
 * writes over. What is older than METRIC_FRESH_S is not known any more. Histories: store/sample.h.
 */
#pragma once
#include "store/scope.h"

/* three minutes: one that was left out is no gap yet */
#define METRIC_FRESH_S "180"

/*
 * For a list's SQL: joined by primary key once the rows are known. cpu_percent and mem_percent are
 * TEXT members, "" where nothing is known; their levels are "", "warn" (from 80), "bad" (from 90).
 */
#define METRIC_VM_LOAD                                                                             \
    "vm_load.cpu_percent, vm_load.mem_percent, " METRIC_LEVEL("vm_load.cpu_percent") "cpu_level, " \
    METRIC_LEVEL("vm_load.mem_percent") "mem_level "
#define METRIC_JOIN_VM_LOAD                                                                        \
    "LEFT JOIN vm_load ON vm_load.vm_id = vm.id "                                                  \
    "AND vm_load.at > UNIX_TIMESTAMP() - " METRIC_FRESH_S " "
#define METRIC_NODE_LOAD                                                                           \
    "node_load.cpu_percent, node_load.mem_percent AS used_percent, "                               \
    METRIC_LEVEL("node_load.cpu_percent") "cpu_level, "                                            \
    METRIC_LEVEL("node_load.mem_percent") "used_level "
#define METRIC_JOIN_NODE_LOAD                                                                      \
    "LEFT JOIN node_load ON node_load.node_id = node.id "                                          \
    "AND node_load.at > UNIX_TIMESTAMP() - " METRIC_FRESH_S " "
#define METRIC_LEVEL(column) "IF(" column " >= 90, 'bad', IF(" column " >= 80, 'warn', '')) AS "

/* Written by the collector: values as store/sample.h stores them, 0 where they are not known. */
struct vm_load {
    int64_t vm_id;
    int64_t cpu_percent; /* of all its processors, 0 to 100 */
    int64_t mem_percent;
    int64_t cpu; /* thousandths of a processor */
    int64_t mem; /* KiB */
    int64_t requests; /* of all its disks, thousandths a second */
    int64_t in_bytes; /* a second */
    int64_t out_bytes;
};
struct node_load {
    int64_t node_id;
    int64_t cpu_percent;
    int64_t mem_percent;
    int64_t load_avg; /* thousandths */
    int64_t in_bytes;
    int64_t out_bytes;
};
struct storage_load {
    int64_t storage_id;
    int64_t whole; /* bytes */
    int64_t used;
};
/* `at`: seconds since 1970, of the minute. */
enum fault_code vm_load_save(struct db *, int64_t at, const struct vm_load *,
                             size_t count) MUST_CHECK;
enum fault_code node_load_save(struct db *, int64_t at, const struct node_load *) MUST_CHECK;
enum fault_code storage_load_save(struct db *, int64_t at, const struct storage_load *,
                                  size_t count) MUST_CHECK;

/* The collector's work list: nodes, and what is on one. */
struct metric_node {
    int64_t id;
    const char *name;
    const char *uri;
    int64_t vcpu;
    int64_t memory;
};
struct metric_vm {
    int64_t id;
    const char *uuid;
    int64_t vcpu;
    int64_t memory;
    int64_t account_id;
    int64_t reseller_id;
};
enum { STORAGES_OF_NODE = 32 };
struct metric_storage {
    int64_t id;
};
enum fault_code metric_node_list_any(const struct db *, struct list *) MUST_CHECK;
enum fault_code metric_vm_list_any(const struct db *, int64_t node_id, struct list *) MUST_CHECK;
enum fault_code metric_storage_list_any(const struct db *, int64_t node_id,
                                        struct list *) MUST_CHECK;

/* The ten busiest machines of all, the busiest first; fewer where fewer do anything. */
enum metric_top { TOP_CPU, TOP_OUT_BYTES, TOP_REQUESTS, TOP_COUNT };
enum { TOP_ROWS = 10 };
struct top_vm {
    int64_t vm_id;
    const char *name;
    const char *account;
    const char *node;
    int64_t value; /* of the processor and requests: thousandths; of traffic: bytes a second */
    int64_t share; /* of the first's, in hundredths: the bar's width */
    const char *value_words; /* "1.52 cores", "12.3 MB/s", "840 /s" */
};
extern const struct field top_vm_view[];
enum fault_code top_vm_list_any(const struct db *, enum metric_top, struct list *) MUST_CHECK;
/* The collector's: a node's busiest by each, at most TOP_ROWS are kept of them. */
enum fault_code top_vm_save(struct db *, int64_t at, int64_t node_id, const struct vm_load *,
                            size_t count) MUST_CHECK;

/* The busiest nodes by processor, the busiest first. */
struct top_node {
    int64_t id;
    const char *name;
    int64_t cpu_percent;
    int64_t used_percent; /* of its memory */
    const char *cpu_level;
    const char *used_level;
    const char *load_words; /* "1.52" */
    const char *out_words; /* "12.3 MB/s" */
};
extern const struct field top_node_view[];
enum fault_code top_node_list_any(const struct db *, struct list *) MUST_CHECK;

/* What the newest minute says of a node, for its page; FAULT_MISSING: nothing that is fresh. */
enum fault_code top_node_any(const struct db *, int64_t node_id, struct top_node *) MUST_CHECK;

/* Rows of machines, nodes and storages that have not been written for a day. */
enum fault_code metric_sweep(struct db *) MUST_CHECK;
