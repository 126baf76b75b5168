/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is counted of a machine's interfaces, and must not lose or double a byte: a counter that
 * began anew has counted all that it says, and one that went on all that it grew, however long ago
 * the last reading was. What a run sent between its last reading and its end nobody knows.
 */
#pragma once
#include <stdbool.h>
#include "base/metric.h"
#include "store/traffic.h"

/* One unit's readings of a minute; zeros: none yet. */
struct traffic {
    bool began;
    struct traffic_mark first;
    struct traffic_mark last;
    int64_t in_bytes; /* from the first to the last */
    int64_t out_bytes;
};

/* A reading; without counters of an interface it is none. */
void traffic_read(struct traffic *, int64_t run, const int64_t value[METRIC_MOST]);
/* Adds what came from one reading to a later one. */
void traffic_between(const struct traffic_mark *before, const struct traffic_mark *now, int64_t *in,
                     int64_t *out);
/* All since the mark that was counted last; NULL: there is none, the machine is new. */
struct traffic_grown traffic_since(const struct traffic *, const struct traffic_mark *counted);
