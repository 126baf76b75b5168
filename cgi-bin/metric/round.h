/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One node's minute: readings come in, and at its end its samples and newest values go out. The
 * last readings are kept in a file, so that the next minute begins where this one ended and no
 * traffic falls between two.
 */
#pragma once
#include "metric/rate.h"
#include "metric/read.h"
#include "store/metric.h"
#include "store/sample.h"

struct round;

/* For one node; what it holds lives in `a`. */
struct round *round_new(struct arena *a, const struct metric_node *);
/* Where readers put, and when they do so: the monotonic clock, microseconds. */
struct metric_sink *round_sink(struct round *, int64_t at);
/* Writes the minute that began at `minute` (seconds since 1970): machines that the database has on
 * this node, the node, its storages. */
enum fault_code round_save(struct round *, struct db *, int64_t minute) MUST_CHECK;
/* Ends the minute; the last readings stay. */
void round_next(struct round *);

/* The last readings to a file and back; one that is not there, or of another version, is none. */
enum fault_code round_keep(const struct round *, struct fault *, struct arena *,
                           const char *path) MUST_CHECK;
void round_recall(struct round *, struct arena *, const char *path);
