/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is measured, once for readers, rates, tables and charts. A counter's value is its growth a
 * second, a gauge's is itself; `scale` makes of it the whole number that is stored, so that small
 * rates are not nought: thousandths of a processor, KiB, bytes a second, requests and packets in
 * thousandths a second.
 */
#pragma once
#include <stdint.h>

/* id (a column, with id_peak beside it), kind, scale */
#define VM_METRICS(M)                                                                              \
    M(cpu, COUNTER, 1e-6)                                                                          \
    M(steal, COUNTER, 1e-6)                                                                        \
    M(mem, GAUGE, 1.0 / 1024)                                                                      \
    M(read_bytes, COUNTER, 1)                                                                      \
    M(write_bytes, COUNTER, 1)                                                                     \
    M(read_reqs, COUNTER, 1e3)                                                                     \
    M(write_reqs, COUNTER, 1e3)                                                                    \
    M(in_bytes, COUNTER, 1)                                                                        \
    M(out_bytes, COUNTER, 1)                                                                       \
    M(in_packets, COUNTER, 1e3)                                                                    \
    M(out_packets, COUNTER, 1e3)                                                                   \
    M(drops, COUNTER, 1e3)

/* `load_avg` is the host's load average; `space` what is used of a storage */
#define NODE_METRICS(M)                                                                            \
    M(cpu, COUNTER, 1e-6)                                                                          \
    M(load_avg, GAUGE, 1)                                                                          \
    M(mem, GAUGE, 1.0 / 1024)                                                                      \
    M(space, GAUGE, 1.0 / 1024)                                                                    \
    M(in_bytes, COUNTER, 1)                                                                        \
    M(out_bytes, COUNTER, 1)                                                                       \
    M(in_packets, COUNTER, 1e3)                                                                    \
    M(out_packets, COUNTER, 1e3)                                                                   \
    M(drops, COUNTER, 1e3)

#define VM_METRIC_ID(id, kind, scale) VM_METRIC_##id,
#define NODE_METRIC_ID(id, kind, scale) NODE_METRIC_##id,
enum vm_metric { VM_METRICS(VM_METRIC_ID) VM_METRIC_COUNT };
enum node_metric { NODE_METRICS(NODE_METRIC_ID) NODE_METRIC_COUNT };
#undef VM_METRIC_ID
#undef NODE_METRIC_ID

enum { METRIC_MOST = VM_METRIC_COUNT };
_Static_assert((int)NODE_METRIC_COUNT <= (int)METRIC_MOST, "a sample has room for either");

/* a figure is of its whole stretch: it has no peak */
enum metric_kind { METRIC_COUNTER, METRIC_GAUGE, METRIC_FIGURE };

struct metric {
    const char *name;
    enum metric_kind kind;
    double scale;
};
extern const struct metric vm_metrics[VM_METRIC_COUNT];
extern const struct metric node_metrics[NODE_METRIC_COUNT];

/* What one series was like in a stretch of time; METRIC_UNKNOWN where nobody knows. */
enum { METRIC_UNKNOWN = -1 };
struct sample {
    int64_t at; /* seconds since 1970, its beginning */
    int64_t mean[METRIC_MOST];
    int64_t peak[METRIC_MOST];
};
