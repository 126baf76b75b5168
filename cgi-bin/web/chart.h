/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Charts as a part of a page: {{#load}}{{>CHART}}{{/load}} of a view that has
 * GROUP(struct page, load, struct charts, charts_view). Without a script they are SVG paths; with
 * one, uPlot stands in their place, of the same size, and reads the CSV.
 *
 *   struct charts *load = &page->load;
 *   charts_begin(rq, load, "/vm/12", SPAN_HOUR, span);
 *   chart_add(rq, load, &spec, &samples, vcpu * 1000);
 *   charts_end(rq, load, "web-01");
 *
 * The page's route takes chart_query_form, and PATH/chart answers chart_csv(). What is no load, or
 * has a table of its own, says so between charts_begin() and charts_end().
 */
#pragma once
#include "store/sample.h"
#include "web/page.h"

struct chart_query {
    const char *span;
};
extern const struct field chart_query_form[];
#define CHART_ROUTE FORM(chart_query_form, struct chart_query)
/* What the request asks for; an hour when it does not say. */
enum sample_span chart_span(const struct request *);

enum chart_unit {
    CHART_PERCENT, /* of `whole` */
    CHART_KIB,     /* of `whole` KiB, 0: as much as there is */
    CHART_BYTES,   /* a second */
    CHART_RATE,    /* thousandths a second */
    CHART_NUMBER,  /* thousandths */
    CHART_TIME,    /* microseconds that something took */
    CHART_COUNT,
};
enum { CHART_SERIES = 2, CHARTS_MOST = 24 };
struct chart_series {
    const char *words; /* T(…) */
    const char *column; /* of the CSV: the metric's name */
    int metric;        /* enum vm_metric or node_metric */
    bool provider_only;
};
struct chart_spec {
    const char *id;    /* "cpu" */
    const char *title; /* T(…) */
    enum chart_unit unit;
    bool peaks; /* draws them, too */
    struct chart_series series[CHART_SERIES]; /* ended by one without words */
};

struct charts {
    const char *title;  /* "Load" */
    const char *nothing; /* said where there is nothing to show */
    bool tabled;        /* its figures stand in a table elsewhere on the page */
    const char *script; /* address of what draws them with JavaScript */
    const char *csv_href;
    const char *zone; /* the reader's, for the script */
    const char *span_words; /* "Week" */
    struct list spans; /* struct page_tab */
    struct list charts;
    struct list heads; /* the table that says the same in words: its columns */
    struct list rows;
    bool known; /* there is something to show */
    /* while they are made */
    const char *path;
    enum sample_span span;
    void *made;
};
extern const struct field charts_view[];

/* least: the shortest span that is offered. */
void charts_begin(const struct request *, struct charts *, const char *path,
                  enum sample_span least, enum sample_span);
void chart_add(const struct request *, struct charts *, const struct chart_spec *,
               const struct samples *, int64_t whole);
void charts_end(const struct request *, struct charts *);

/* All that is known of the span, as it is: one line a point, a column a metric (and its peak). */
void chart_csv(struct request *, const struct metric *, int metrics, const struct samples *,
               const char *name);
