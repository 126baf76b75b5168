/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plot is 600 by 120 and stretched to its place; its words stand beside it, so that they are
 * not.
 */
#include "web/chart.h"
#include <string.h>
#include "base/clock.h"
#include "base/figures.h"
#include "base/words.h"
#include "base/zone.h"
#include "store/metric.h"

enum { WIDE = 600, HIGH = 120, TABLE_ROWS = 12, PATH_MOST = 16384, TIMES = 4 };

static const char *check_span(const char *value)
{
    for (int i = 0; i < SPAN_COUNT; i++)
        if (!strcmp(value, sample_spans[i].name))
            return NULL;
    return T("A chart shows an hour, day, week, month or year.");
}
const struct field chart_query_form[] = {
    TEXT(struct chart_query, span, .max = 5, .check = check_span),
    FIELDS_END,
};

struct key {
    const char *words;
    const char *number; /* "1": which of the colours */
    const char *now;
    const char *most;
};
static const struct field key_fields[] = {
    TEXT(struct key, words),
    TEXT(struct key, number),
    TEXT(struct key, now),
    TEXT(struct key, most),
    FIELDS_END,
};
struct path {
    const char *kind; /* "mean s1", "peak s1" */
    const char *d;
};
static const struct field path_fields[] = { TEXT(struct path, kind), TEXT(struct path, d),
                                            FIELDS_END };
struct label {
    const char *words;
};
static const struct field label_fields[] = { TEXT(struct label, words), FIELDS_END };

struct chart {
    const char *id;
    const char *title;
    const char *sentence;
    const char *unit;    /* for the script: its word, */
    const char *columns; /* the CSV's columns, with a blank between, */
    const char *words;   /* what they are called, with a bar between, */
    const char *whole;   /* and what is 100 %, or the axis' end */
    struct list keys;
    struct list paths;
    struct list marks; /* the axis, from above */
    struct list times;
};
static const struct field chart_fields[] = {
    TEXT(struct chart, id),
    TEXT(struct chart, title),
    TEXT(struct chart, sentence),
    TEXT(struct chart, unit),
    TEXT(struct chart, columns),
    TEXT(struct chart, words),
    TEXT(struct chart, whole),
    LIST(struct chart, keys, struct key, key_fields),
    LIST(struct chart, paths, struct path, path_fields),
    LIST(struct chart, marks, struct label, label_fields),
    LIST(struct chart, times, struct label, label_fields),
    FIELDS_END,
};

struct row {
    const char *when;
    struct list cells;
};
static const struct field row_fields[] = { TEXT(struct row, when),
                                           LIST(struct row, cells, struct label, label_fields),
                                           FIELDS_END };

const struct field charts_view[] = {
    TEXT(struct charts, title),
    TEXT(struct charts, nothing),
    TEXT(struct charts, script),
    TEXT(struct charts, csv_href),
    TEXT(struct charts, zone),
    TEXT(struct charts, span_words),
    BOOL(struct charts, known),
    LIST(struct charts, spans, struct page_tab, page_tab_fields),
    LIST(struct charts, charts, struct chart, chart_fields),
    LIST(struct charts, heads, struct label, label_fields),
    LIST(struct charts, rows, struct row, row_fields),
    FIELDS_END,
};

/* What a chart is made of, until the end: the table is made of all of them. */
struct column {
    const struct chart_spec *spec;
    const struct chart_series *series;
    const struct samples *samples;
    int64_t whole;
};
struct making {
    struct chart chart[CHARTS_MOST];
    struct column column[CHARTS_MOST * CHART_SERIES];
    int charts;
    int columns;
};

enum sample_span chart_span(const struct request *rq)
{
    const struct chart_query *q = rq->form;
    for (int i = 0; q && q->span && i < SPAN_COUNT; i++)
        if (!strcmp(q->span, sample_spans[i].name))
            return i;
    return SPAN_HOUR;
}

/* --- values --- */

static const char *const unit_words[] = {
    [CHART_PERCENT] = "percent", [CHART_KIB] = "kib",       [CHART_BYTES] = "bytes",
    [CHART_RATE] = "rate",       [CHART_NUMBER] = "number", [CHART_TIME] = "time",
    [CHART_COUNT] = "count",
};

static const char *value_words(struct arena *a, enum chart_unit unit, int64_t whole, int64_t value)
{
    if (value == METRIC_UNKNOWN)
        return "–";
    switch (unit) {
    case CHART_PERCENT:
        return arena_printf(a, "%lld %%", (long long)(whole > 0 ? value * 100 / whole : 0));
    case CHART_KIB: return figure_words(a, figure_bytes, value * 1024);
    case CHART_BYTES: return figure_words(a, figure_byte_rate, value);
    case CHART_RATE: return figure_words(a, figure_rate, value);
    case CHART_NUMBER: return figure_words(a, figure_three, value);
    case CHART_TIME: return clock_brief(a, value);
    case CHART_COUNT: return page_count(a, value, INT64_MAX);
    }
    bug("no such unit");
}

/* The end of the axis: 1, 2 or 5 and noughts, over all that is drawn. */
static int64_t axis_end(int64_t most)
{
    int64_t end = 1;
    while (end < most) {
        if (end * 2 >= most)
            return end * 2;
        if (end * 5 >= most)
            return end * 5;
        end *= 10;
    }
    return end;
}

static int64_t most_of(const struct samples *s, int metric, bool peaks)
{
    int64_t most = METRIC_UNKNOWN;
    for (int64_t i = 0; i < s->points; i++) {
        int64_t value = peaks ? s->point[i].peak[metric] : s->point[i].mean[metric];
        if (value > most)
            most = value;
    }
    return most;
}

static int64_t newest_of(const struct samples *s, int metric)
{
    int64_t at = s->points - 1;
    while (at > s->points - 4 && at > 0 && s->point[at].mean[metric] == METRIC_UNKNOWN)
        at--;
    return s->point[at].mean[metric];
}

/* The mean of so many points. */
static int64_t mean_of(const struct samples *s, int metric, int64_t from, int64_t count)
{
    int64_t sum = 0;
    int64_t known = 0;
    for (int64_t i = from; i < from + count && i < s->points; i++) {
        int64_t mean = s->point[i].mean[metric];
        sum += mean == METRIC_UNKNOWN ? 0 : mean;
        known += mean != METRIC_UNKNOWN;
    }
    return known ? sum / known : METRIC_UNKNOWN;
}

/* --- a chart --- */

static void add_number(struct text *t, char before, int64_t n)
{
    char buf[24];
    char *at = buf + sizeof(buf);
    do
        *--at = (char)('0' + n % 10);
    while (n /= 10);
    *--at = before;
    text_addn(t, at, (size_t)(buf + sizeof(buf) - at));
}

/* A gap lifts the pen; a point between two gaps is a short stroke. */
static const char *draw(struct arena *a, const struct samples *s, int metric, bool peak,
                        int64_t end)
{
    struct text t;
    bool down = false;
    text_init(&t, a, PATH_MOST);
    for (int64_t i = 0; i < s->points; i++) {
        int64_t value = peak ? s->point[i].peak[metric] : s->point[i].mean[metric];
        if (value == METRIC_UNKNOWN) {
            down = false;
            continue;
        }
        int64_t last = s->points - 1;
        int64_t high = value >= end ? HIGH : value * HIGH / end;
        add_number(&t, down ? 'L' : 'M', i * WIDE / (last ? last : 1));
        add_number(&t, ' ', HIGH - high);
        if (!down)
            text_addn(&t, "h1", 2);
        down = true;
    }
    return text_str(&t);
}

static struct list marks_of(struct arena *a, const struct chart_spec *spec, int64_t whole,
                            int64_t end)
{
    struct label *mark = arena_array(a, 3, sizeof(*mark));
    for (int i = 0; i < 3; i++)
        mark[i].words = i < 2 ? value_words(a, spec->unit, whole, end * (2 - i) / 2) : "0";
    return (struct list){ mark, 3 };
}

static const char *when_words(struct arena *a, enum sample_span span, int64_t at)
{
    return span <= SPAN_DAY ? clock_hour_words(a, at * 1000000) : clock_day_words(a, at * 1000000);
}

static struct list times_of(struct arena *a, const struct samples *s)
{
    struct label *time = arena_array(a, TIMES, sizeof(*time));
    int64_t end = s->points - 1;
    for (int i = 0; i < TIMES; i++)
        time[i].words = when_words(a, s->span, s->point[end * i / (TIMES - 1)].at);
    return (struct list){ time, TIMES };
}

static bool is_shown(const struct request *rq, const struct chart_series *s)
{
    return s->words && (!s->provider_only || web_of(rq)->face == WEB_ADMIN);
}

static int64_t end_of(const struct request *rq, const struct chart_spec *spec,
                      const struct samples *samples, int64_t whole)
{
    int64_t most = 0;
    if (whole > 0)
        return whole;
    for (int i = 0; i < CHART_SERIES && is_shown(rq, &spec->series[i]); i++) {
        int64_t value = most_of(samples, spec->series[i].metric, spec->peaks);
        if (value > most)
            most = value;
    }
    return axis_end(most);
}

static void add_path(struct chart *c, const char *kind, const char *d)
{
    struct path *path = (struct path *)(uintptr_t)c->paths.rows;
    path[c->paths.count++] = (struct path){ kind, d };
}

static void add_series(const struct request *rq, struct making *m, struct chart *c,
                       const struct column *of, int64_t end)
{
    static const char *const number[CHART_SERIES] = { "1", "2" };
    static const char *const mean_kind[CHART_SERIES] = { "mean s1", "mean s2" };
    static const char *const peak_kind[CHART_SERIES] = { "peak s1", "peak s2" };
    struct arena *a = rq->arena;
    int metric = of->series->metric;
    int64_t no = c->keys.count++;
    struct key *key = (struct key *)(uintptr_t)c->keys.rows;
    int64_t most = most_of(of->samples, metric, true);
    key[no] =
        (struct key){ tr(of->series->words), number[no],
                      value_words(a, of->spec->unit, of->whole, newest_of(of->samples, metric)),
                      value_words(a, of->spec->unit, of->whole, most) };
    if (of->spec->peaks)
        add_path(c, peak_kind[no], draw(a, of->samples, metric, true, end));
    add_path(c, mean_kind[no], draw(a, of->samples, metric, false, end));
    c->columns = arena_printf(a, "%s%s%s", c->columns, no ? " " : "", of->series->column);
    c->words = arena_printf(a, "%s%s%s", c->words, no ? "|" : "", key[no].words);
    c->sentence = arena_printf(a, "%s %s: %s %s, %s %s.", c->sentence, key[no].words, tr("now"),
                               key[no].now, tr("at most"), key[no].most);
    m->column[m->columns++] = *of;
}

void chart_add(const struct request *rq, struct charts *cs, const struct chart_spec *spec,
               const struct samples *samples, int64_t whole)
{
    struct making *m = cs->made;
    struct arena *a = rq->arena;
    if (m->charts == CHARTS_MOST)
        return;
    struct chart *c = &m->chart[m->charts++];
    int64_t end = end_of(rq, spec, samples, whole);
    *c = (struct chart){ .id = spec->id,
                         .title = tr(spec->title),
                         .sentence = tr(spec->title),
                         .unit = unit_words[spec->unit],
                         .columns = "",
                         .words = "",
                         .whole = arena_printf(a, "%lld", (long long)whole) };
    c->keys.rows = arena_array(a, CHART_SERIES, sizeof(struct key));
    c->paths.rows = arena_array(a, CHART_SERIES * 2, sizeof(struct path));
    for (int i = 0; i < CHART_SERIES && is_shown(rq, &spec->series[i]); i++) {
        struct column of = { spec, &spec->series[i], samples, whole };
        add_series(rq, m, c, &of, end);
        cs->known |= most_of(samples, spec->series[i].metric, true) != METRIC_UNKNOWN;
    }
    c->marks = marks_of(a, spec, whole, end);
    c->times = times_of(a, samples);
}

/* --- the page's part --- */

void charts_begin(const struct request *rq, struct charts *cs, const char *path,
                  enum sample_span least, enum sample_span span)
{
    struct page_tab *tab = arena_array(rq->arena, SPAN_COUNT, sizeof(*tab));
    const char *name = sample_spans[span].name;
    int tabs = 0;
    for (int i = (int)least; i < SPAN_COUNT; i++)
        tab[tabs++] = (struct page_tab){ .href = arena_printf(rq->arena, "%s?span=%s#load", path,
                                                              sample_spans[i].name),
                                         .words = tr(sample_spans[i].words),
                                         .current = i == (int)span };
    *cs = (struct charts){ .title = tr("Load"),
                           .nothing = tr("Nothing is known of this span yet. What runs is measured "
                                         "each minute; spans longer than an hour are filled every "
                                         "ten minutes."),
                           .script = web_of(rq)->assets->chart,
                           .csv_href = arena_printf(rq->arena, "%s/chart?span=%s", path, name),
                           .zone = zone_in_use(),
                           .span_words = tr(sample_spans[span].words),
                           .spans = { tab, tabs },
                           .path = path,
                           .span = span,
                           .made = arena_alloc(rq->arena, sizeof(struct making)) };
}

static struct row table_row(const struct request *rq, const struct making *m,
                            const struct samples *s, int64_t from, int64_t count)
{
    struct label *cell = arena_array(rq->arena, (size_t)m->columns + 1, sizeof(*cell));
    for (int i = 0; i < m->columns; i++) {
        const struct column *c = &m->column[i];
        cell[i].words = value_words(rq->arena, c->spec->unit, c->whole,
                                    mean_of(c->samples, c->series->metric, from, count));
    }
    return (struct row){ when_words(rq->arena, s->span, s->point[from].at), { cell, m->columns } };
}

void charts_end(const struct request *rq, struct charts *cs)
{
    const struct making *m = cs->made;
    struct label *head = arena_array(rq->arena, (size_t)m->columns + 1, sizeof(*head));
    struct row *row = arena_array(rq->arena, TABLE_ROWS, sizeof(*row));
    cs->charts = (struct list){ m->chart, m->charts };
    for (int i = 0; i < m->columns; i++)
        head[i].words = arena_printf(rq->arena, "%s: %s", tr(m->column[i].spec->title),
                                     tr(m->column[i].series->words));
    cs->heads = (struct list){ head, m->columns };
    cs->rows.rows = row;
    if (!m->columns || cs->tabled)
        return;
    const struct samples *s = m->column[0].samples;
    int64_t step = (s->points + TABLE_ROWS - 1) / TABLE_ROWS;
    for (int64_t from = 0; from < s->points; from += step)
        row[cs->rows.count++] = table_row(rq, m, s, from, step);
}

/* --- CSV --- */

static void csv_value(struct text *t, int64_t value)
{
    if (value == METRIC_UNKNOWN)
        text_addn(t, ",", 1);
    else
        add_number(t, ',', value);
}

void chart_csv(struct request *rq, const struct metric *metric, int metrics,
               const struct samples *s, const char *name)
{
    struct text t;
    text_init(&t, rq->arena, 512 * 1024);
    text_add(&t, "time");
    for (int m = 0; m < metrics; m++) {
        text_addf(&t, ",%s", metric[m].name);
        if (metric[m].kind != METRIC_FIGURE)
            text_addf(&t, ",%s_peak", metric[m].name);
    }
    text_add(&t, "\r\n");
    for (int64_t i = 0; i < s->points; i++) {
        text_add(&t, clock_iso(rq->arena, s->point[i].at * 1000000));
        for (int m = 0; m < metrics; m++) {
            csv_value(&t, s->point[i].mean[m]);
            if (metric[m].kind != METRIC_FIGURE)
                csv_value(&t, s->point[i].peak[m]);
        }
        text_add(&t, "\r\n");
    }
    rq->text = text_str(&t);
    rq->type = "text/csv; charset=utf-8";
    request_header(rq, "Content-Disposition",
                   arena_printf(rq->arena, "attachment; filename=\"%s-%s.csv\"", name,
                                sample_spans[s->span].name));
}
