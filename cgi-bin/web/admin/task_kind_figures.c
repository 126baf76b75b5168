/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/task_kind_figures.h"
#include "base/clock.h"
#include "base/figures.h"

const struct field kind_figures_fields[] = {
    TEXT(struct kind_figures, ended),      TEXT(struct kind_figures, failed),
    TEXT(struct kind_figures, share),      TEXT(struct kind_figures, cancelled),
    TEXT(struct kind_figures, took_p50),   TEXT(struct kind_figures, took_p95),
    TEXT(struct kind_figures, took_p99),   TEXT(struct kind_figures, waited_p50),
    TEXT(struct kind_figures, waited_p95), FIELDS_END,
};

enum fault_code kind_asked(const struct request *rq, const struct kind **out)
{
    *out = kind_find(rq->name);
    return *out ? FAULT_OK : fail(rq->fault, FAULT_MISSING, T("There is no such kind of task."));
}

static const char *took_words(const struct request *rq, int64_t us)
{
    return us < 0 ? "–" : clock_brief(rq->arena, us);
}

static const char *some_words(const struct request *rq, int64_t n)
{
    return n ? page_count(rq->arena, n, INT64_MAX) : "";
}

/* In tenths of a per cent, up: one of many thousands is not nought. */
static const char *share_words(const struct request *rq, int64_t part, int64_t whole)
{
    char buf[FIGURE];
    if (!part)
        return "";
    figure_decimal(buf, (part * 1000 + whole - 1) / whole, 1);
    return arena_strdup(rq->arena, buf);
}

struct kind_figures kind_figures_of(const struct request *rq, const struct task_stat *s)
{
    int64_t ended = s->done + s->failed + s->cancelled;
    return (struct kind_figures){ .ended = page_count(rq->arena, ended, INT64_MAX),
                                  .failed = some_words(rq, s->failed),
                                  .share = share_words(rq, s->failed, ended),
                                  .cancelled = some_words(rq, s->cancelled),
                                  .took_p50 = took_words(rq, s->took.p50),
                                  .took_p95 = took_words(rq, s->took.p95),
                                  .took_p99 = took_words(rq, s->took.p99),
                                  .waited_p50 = took_words(rq, s->waited.p50),
                                  .waited_p95 = took_words(rq, s->waited.p95) };
}
