/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of readings rates, in this one place. What a counter grew between two readings counts; one that
 * went back was reset or has wrapped, and which of them nobody knows, so that stretch counts for
 * nothing: no spike, and the mean is that of the rest. So does what another run, or too long ago,
 * was the last reading. A stretch of which nothing is known has no value.
 */
#pragma once
#include <stdbool.h>
#include "base/metric.h"

/* At one moment; METRIC_UNKNOWN where nobody says. */
struct reading {
    int64_t run; /* a counter is comparable within one */
    int64_t at;  /* monotonic clock, microseconds */
    int64_t value[METRIC_MOST];
};

/* A machine's or node's readings of one stretch of time; zeros: none yet. */
struct series {
    bool began;
    struct reading last;
    double sum[METRIC_MOST];    /* of counters their growth, of gauges their values */
    double weight[METRIC_MOST]; /* seconds, or how many */
    double peak[METRIC_MOST];   /* of one reading to the next */
};

void series_add(struct series *, const struct metric *, int count, const struct reading *);
/* Mean and peak, at most `most`; false: nothing is known. */
bool series_sample(const struct series *, const struct metric *, int count, int64_t most,
                   struct sample *out);
