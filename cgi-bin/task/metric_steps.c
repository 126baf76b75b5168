/* SPDX-License-Identifier: Apache-2.0 */
/* Histories are summed up level by level, and their oldest partitions dropped. */
#include "base/clock.h"
#include "store/metric.h"
#include "store/sample.h"
#include "task/steps.h"

enum { STRETCHES_AT_ONCE = 20 }; /* between two looks whether the task is ours */

static enum fault_code roll_level(struct job *j, enum sample_noun noun, enum sample_level level)
{
    bool more = true;
    enum fault_code rc = FAULT_OK;
    while (!rc && more) {
        rc = job_mine(j);
        if (!rc)
            rc = sample_roll(j->db, noun, level, clock_now() / 1000000, STRETCHES_AT_ONCE, &more);
    }
    return rc;
}

/* Each level of the one before, so in their order. */
static enum fault_code roll(struct job *j, enum sample_noun noun)
{
    enum fault_code rc = FAULT_OK;
    for (int level = LEVEL_MINUTE + 1; !rc && level < LEVEL_COUNT; level++)
        rc = roll_level(j, noun, level);
    return rc;
}

static enum fault_code partition(struct job *j, enum sample_noun noun)
{
    int64_t all_added = 0;
    int64_t all_dropped = 0;
    enum fault_code rc = job_mine(j);
    for (int level = LEVEL_MINUTE; !rc && level < LEVEL_COUNT; level++) {
        int64_t added = 0;
        int64_t dropped = 0;
        rc = sample_partitions(j->db, noun, level, clock_now() / 1000000, &added, &dropped);
        all_added += added;
        all_dropped += dropped;
    }
    if (all_added || all_dropped)
        job_log(j, TASK_INFO, T("%lld partitions made, %lld dropped"), (long long)all_added,
                (long long)all_dropped);
    return rc;
}

static enum fault_code roll_machines(struct job *j)
{
    return roll(j, SAMPLE_VM);
}

static enum fault_code roll_nodes(struct job *j)
{
    return roll(j, SAMPLE_NODE);
}

static enum fault_code partition_machines(struct job *j)
{
    return partition(j, SAMPLE_VM);
}

static enum fault_code partition_nodes(struct job *j)
{
    return partition(j, SAMPLE_NODE);
}

static enum fault_code sweep_newest(struct job *j)
{
    return metric_sweep(j->db);
}

/* No row but their own hangs on them. */
static enum fault_code settle_nothing(struct job *j, bool well)
{
    (void)j;
    (void)well;
    return FAULT_OK;
}

const struct job_kind job_metric_roll = {
    .kind = "metric_roll",
    .steps = { { "machines", roll_machines, NULL }, { "nodes", roll_nodes, NULL } },
    .settle = settle_nothing,
};

const struct job_kind job_metric_partition = {
    .kind = "metric_partition",
    .steps = { { "machines", partition_machines, NULL },
               { "nodes", partition_nodes, NULL },
               { "newest", sweep_newest, NULL } },
    .settle = settle_nothing,
};
