/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers ask a node and put what it said. They know no table, no rate and no clock.
 */
#pragma once
#include "base/metric.h"
#include "virt/stats.h"

enum metric_object { OBJECT_VM, OBJECT_HOST, OBJECT_STORAGE };

struct metric_sink {
    /* value[]: by enum vm_metric of a machine, by enum node_metric of the others */
    void (*put)(struct metric_sink *, enum metric_object, const unsigned char *uuid, int64_t unit,
                int64_t run, const int64_t value[METRIC_MOST]);
};

/* What of a node is read besides itself and its machines. */
struct metric_place {
    const char *inst;
    const int64_t *storage; /* ids */
    size_t storages;
};

struct metric_reader {
    const char *name;
    enum fault_code (*read)(struct virt *, const struct metric_place *, struct metric_sink *);
};
enum { METRIC_READERS = 3 };
extern const struct metric_reader metric_readers[METRIC_READERS];

/* One machine's statistics as readings, for who has them already. */
void metric_put_vm(struct metric_sink *, const struct vm_stats *);
