/* SPDX-License-Identifier: Apache-2.0 */
/* What a kind's tasks were like, in words: of the last 30 days, and over time. */
#pragma once
#include "store/task_stat.h"
#include "web/chart.h"

struct kind_figures {
    const char *ended; /* however */
    const char *failed; /* "" if none */
    const char *share;  /* of those that ended, "2.5" per cent; "" if none */
    const char *cancelled;
    const char *took_p50; /* "–" where nothing is known */
    const char *took_p95;
    const char *took_p99;
    const char *waited_p50;
    const char *waited_p95;
};
extern const struct field kind_figures_fields[];
struct kind_figures kind_figures_of(const struct request *rq, const struct task_stat *);

/* A row of the table: an hour, a day, four weeks. */
struct period {
    const char *when;
    struct kind_figures figures;
};
extern const struct field period_fields[];

/* The charts of the span that the request asks for, and its periods, the newest first. */
enum fault_code kind_over_time(const struct db *, const struct request *, const struct kind *,
                               struct charts *, struct list *periods) MUST_CHECK;
/* The kind that the request's path names. */
enum fault_code kind_asked(const struct request *, const struct kind **) MUST_CHECK;
