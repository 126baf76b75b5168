/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A chart's points are rows of task_stat as they are; the table beneath has fewer, each made of
 * several rows' sketches.
 */
#include "base/clock.h"
#include "base/words.h"
#include "web/admin/task_kind.h"
#include "web/admin/task_kind_figures.h"

#define HOUR INT64_C(3600)
#define DAY INT64_C(86400)

static const struct {
    enum task_stat_level level;
    int64_t width; /* seconds of a point */
    int64_t points;
    int64_t row; /* seconds of a row of the table */
} spans[SPAN_COUNT] = {
    [SPAN_DAY] = { STAT_HOUR, HOUR, 24, HOUR },
    [SPAN_WEEK] = { STAT_HOUR, HOUR, 168, DAY },
    [SPAN_MONTH] = { STAT_DAY, DAY, 31, DAY },
    [SPAN_YEAR] = { STAT_DAY, DAY, 365, 28 * DAY },
};

/* An hour has one point at most. */
static enum sample_span span_of(const struct request *rq)
{
    enum sample_span span = chart_span(rq);
    return span == SPAN_HOUR ? SPAN_WEEK : span;
}

enum stat_metric {
    STAT_DONE,
    STAT_FAILED,
    STAT_CANCELLED,
    STAT_TOOK_P50,
    STAT_TOOK_P95,
    STAT_TOOK_P99,
    STAT_WAITED_P50,
    STAT_WAITED_P95,
    STAT_WAITED_P99,
    STAT_METRICS
};
_Static_assert((int)STAT_METRICS <= (int)METRIC_MOST, "a sample has room for them");
static const struct metric stat_metrics[STAT_METRICS] = {
    [STAT_DONE] = { "done", METRIC_FIGURE, 1 },
    [STAT_FAILED] = { "failed", METRIC_FIGURE, 1 },
    [STAT_CANCELLED] = { "cancelled", METRIC_FIGURE, 1 },
    [STAT_TOOK_P50] = { "took_p50", METRIC_FIGURE, 1 },
    [STAT_TOOK_P95] = { "took_p95", METRIC_FIGURE, 1 },
    [STAT_TOOK_P99] = { "took_p99", METRIC_FIGURE, 1 },
    [STAT_WAITED_P50] = { "waited_p50", METRIC_FIGURE, 1 },
    [STAT_WAITED_P95] = { "waited_p95", METRIC_FIGURE, 1 },
    [STAT_WAITED_P99] = { "waited_p99", METRIC_FIGURE, 1 },
};

#define SERIES(its_words, its_column, its_metric)                                                  \
    {                                                                                              \
        .words = its_words, .column = its_column, .metric = its_metric                             \
    }
static const struct chart_spec kind_charts[] = {
    { "took", T("Took"), CHART_TIME, false,
      { SERIES(T("Half within"), "took_p50", STAT_TOOK_P50),
        SERIES(T("95 of 100 within"), "took_p95", STAT_TOOK_P95) } },
    { "waited", T("Waited"), CHART_TIME, false,
      { SERIES(T("Half within"), "waited_p50", STAT_WAITED_P50),
        SERIES(T("95 of 100 within"), "waited_p95", STAT_WAITED_P95) } },
    { "ended", T("Ended"), CHART_COUNT, false,
      { SERIES(T("Well"), "done", STAT_DONE), SERIES(T("Failed"), "failed", STAT_FAILED) } },
};

static void put_stat(struct sample *p, const struct task_stat *s)
{
    const int64_t figures[STAT_METRICS] = {
        s->done,     s->failed,     s->cancelled,  s->took.p50,   s->took.p95,
        s->took.p99, s->waited.p50, s->waited.p95, s->waited.p99,
    };
    memcpy(p->mean, figures, sizeof(figures));
    memcpy(p->peak, figures, sizeof(figures));
}

/* The span's points, the last of which goes on; nothing is known where there is no row at all. The
 * rows found are all of the table's first one, which may begin earlier. */
static enum fault_code read_points(const struct db *db, const struct request *rq,
                                   const struct kind *k, enum sample_span span, struct samples *out,
                                   struct list *found)
{
    int64_t width = spans[span].width;
    int64_t points = spans[span].points;
    int64_t now = clock_now() / 1000000;
    int64_t from = now - now % width - (points - 1) * width;
    enum fault_code rc =
        task_stat_list_any(db, k->name, spans[span].level, from - from % spans[span].row, found);
    if (rc)
        return rc;
    const struct task_stat *s = found->rows;
    struct task_stat none = task_stat_none(k->name);
    struct sample *point = arena_array(rq->arena, (size_t)points, sizeof(*point));
    for (int64_t i = 0; i < points; i++) {
        point[i].at = from + i * width;
        put_stat(&point[i], &none);
        if (!found->count)
            point[i].mean[STAT_DONE] = point[i].peak[STAT_DONE] = METRIC_UNKNOWN;
        if (!found->count)
            point[i].mean[STAT_FAILED] = point[i].peak[STAT_FAILED] = METRIC_UNKNOWN;
    }
    for (int64_t i = 0; i < found->count; i++)
        if (s[i].at >= from && (s[i].at - from) / width < points)
            put_stat(&point[(s[i].at - from) / width], &s[i]);
    *out = (struct samples){ .span = span, .width = width, .points = points, .point = point };
    return FAULT_OK;
}

enum fault_code kind_chart(const struct db *db, struct request *rq)
{
    struct samples samples;
    struct list found;
    const struct kind *k = NULL;
    enum fault_code rc = kind_asked(rq, &k);
    if (!rc)
        rc = read_points(db, rq, k, span_of(rq), &samples, &found);
    if (!rc)
        chart_csv(rq, stat_metrics, STAT_METRICS, &samples, k->name);
    return rc;
}

/* --- the table --- */

const struct field period_fields[] = {
    TEXT(struct period, when),
    GROUP(struct period, figures, struct kind_figures, kind_figures_fields),
    FIELDS_END,
};

/* Of a row's beginning; days are UTC's, whatever the reader's zone. */
static const char *period_words(const struct request *rq, int64_t at, int64_t width)
{
    return width < DAY ? clock_words(rq->arena, at * 1000000)
                       : arena_strndup(rq->arena, clock_iso(rq->arena, at * 1000000), 10);
}

/* The newest first. */
static struct list periods_of(const struct request *rq, enum sample_span span,
                              const struct list *found)
{
    const struct task_stat *s = found->rows;
    int64_t width = spans[span].row;
    struct period *out = arena_array(rq->arena, (size_t)found->count + 1, sizeof(*out));
    int64_t n = 0;
    for (int64_t end = found->count; end > 0;) {
        int64_t at = s[end - 1].at - s[end - 1].at % width;
        int64_t first = end - 1;
        while (first > 0 && s[first - 1].at >= at)
            first--;
        struct task_stat one =
            end - first == 1 ? s[first] : task_stat_sum(rq->arena, s + first, end - first);
        out[n++] = (struct period){ period_words(rq, at, width), kind_figures_of(rq, &one) };
        end = first;
    }
    return (struct list){ out, n };
}

enum fault_code kind_over_time(const struct db *db, const struct request *rq, const struct kind *k,
                               struct charts *load, struct list *periods)
{
    struct samples *samples = arena_alloc(rq->arena, sizeof(*samples));
    struct list found;
    enum sample_span span = span_of(rq);
    enum fault_code rc = read_points(db, rq, k, span, samples, &found);
    if (rc)
        return rc;
    charts_begin(rq, load, arena_printf(rq->arena, "%s/task/kind/%s", page_root(rq), k->name),
                 SPAN_DAY, span);
    load->title = tr("Over time");
    load->nothing = tr("No task of this kind ended in this span.");
    load->tabled = true;
    for (size_t i = 0; i < countof(kind_charts); i++)
        chart_add(rq, load, &kind_charts[i], samples, 0);
    charts_end(rq, load);
    *periods = periods_of(rq, span, &found);
    return FAULT_OK;
}
