/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Histories of machines and nodes in six levels, from minutes to days: a chart of any span reads
 * one row a point, 60 to 186 of them, so that all spans cost the same; a CSV at most
 * SAMPLE_MOST. Each level is partitioned by time and its oldest partition dropped. What is
 * measured and in which units: base/metric.h.
 */
#pragma once
#include "base/metric.h"
#include "store/scope.h"

enum sample_level {
    LEVEL_MINUTE,
    LEVEL_TEN_MINUTES,
    LEVEL_HOUR,
    LEVEL_FOUR_HOURS,
    LEVEL_DAY,
    LEVEL_THREE_DAYS,
    LEVEL_COUNT
};
struct sample_level_facts {
    int64_t width;     /* seconds of one row */
    int64_t keep;      /* seconds */
    int64_t partition; /* seconds of one partition */
};
extern const struct sample_level_facts sample_levels[LEVEL_COUNT];

enum sample_span { SPAN_HOUR, SPAN_DAY, SPAN_WEEK, SPAN_MONTH, SPAN_YEAR, SPAN_COUNT };
enum { SAMPLE_MOST = 400 };
struct sample_span_facts {
    const char *name; /* in addresses: "hour" */
    const char *words;
    enum sample_level level;
    int64_t points;
    enum sample_level fine; /* for who wants all there is */
    int64_t fine_points;
};
extern const struct sample_span_facts sample_spans[SPAN_COUNT];

enum sample_noun { SAMPLE_VM, SAMPLE_NODE };

/* One minute of one machine or node. */
struct sample_row {
    int64_t id;
    int64_t unit;
    struct sample sample;
};
/* What is there already stays. */
enum fault_code sample_save(struct db *, enum sample_noun, const struct sample_row *,
                            size_t count) MUST_CHECK;

/* A span that ends now: `points` samples one after another, each METRIC_UNKNOWN where there is
 * none. */
struct samples {
    enum sample_span span;
    enum sample_level level;
    int64_t width; /* seconds from one to the next */
    int64_t points;
    const struct sample *point;
};
/* A machine that is not the reader's has none: whose page shows it has asked already. */
enum fault_code sample_vm_read(const struct db *, const struct scope *, int64_t vm_id, int64_t unit,
                               enum sample_span, bool fine, struct samples *) MUST_CHECK;
enum fault_code sample_node_read_any(const struct db *, int64_t node_id, int64_t unit,
                                     enum sample_span, bool fine, struct samples *) MUST_CHECK;

/*
 * Makes the level's rows of the one below it, from where the last time ended (whose last row is
 * made anew) to what is past at `now`, at most `most` of them in time; *more: not all were.
 */
enum fault_code sample_roll(struct db *, enum sample_noun, enum sample_level, int64_t now,
                            int64_t most, bool *more) MUST_CHECK;
/* Adds the partitions that will be needed next, and drops those past their time. */
enum fault_code sample_partitions(struct db *, enum sample_noun, enum sample_level, int64_t now,
                                  int64_t *added, int64_t *dropped) MUST_CHECK;
