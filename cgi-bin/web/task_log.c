/* SPDX-License-Identifier: Apache-2.0 */
/* Lines for the provider's people alone are left out in the statement, not here. */
#include "web/task_log.h"
#include "base/clock.h"
#include "base/words.h"
#include "store/task_log.h"
#include "web/page.h"
#include "web/task_rows.h"

/* FILE_LINES of the longest there are fit into an answer. */
enum { PAGE_LINES = 200, FILE_LINES = 3000, FILE_MAX = 7 * 1024 * 1024 };

const struct field log_row_fields[] = {
    I64(struct log_row, id),
    TEXT(struct log_row, at),
    TEXT(struct log_row, at_iso),
    STATE(struct log_row, level, task_level_words),
    TEXT(struct log_row, words),
    FIELDS_END,
};

/* What ?level= asks for; anything else is all. */
static int asked_level(const struct request *rq)
{
    const char *level = params_get(&rq->query, "level");
    return level ? word_find(task_level_words, countof(task_level_words), level) : TASK_ALL_LEVELS;
}

static bool for_provider(const struct request *rq)
{
    return web_of(rq)->face == WEB_ADMIN;
}

static const struct {
    int level;
    const char *words;
} views[] = {
    { TASK_ALL_LEVELS, T("All") },
    { TASK_WARN, T("Warnings") },
    { TASK_ERROR, T("Errors") },
};

static struct list tabs_of(const struct request *rq, const struct task *t, int level,
                           const struct task_log_counts *counts)
{
    struct page_tab *tabs = arena_array(rq->arena, countof(views), sizeof(*tabs));
    for (size_t i = 0; i < countof(views); i++) {
        bool all = views[i].level == TASK_ALL_LEVELS;
        const char *query =
            all ? "" : arena_printf(rq->arena, "?level=%s", task_level_words[views[i].level].code);
        tabs[i] = (struct page_tab){
            .href =
                arena_printf(rq->arena, "%s/task/%lld%s", page_root(rq), (long long)t->id, query),
            .words = tr(views[i].words),
            .count = page_count(rq->arena, all ? counts->all : counts->level[views[i].level],
                                COUNT_MOST),
            .current = level == views[i].level,
        };
    }
    return (struct list){ tabs, countof(views) };
}

enum fault_code task_log_fill(const struct db *db, const struct request *rq, const struct task *t,
                              struct task_log *log)
{
    struct list found;
    struct task_log_counts counts;
    struct task_log_ask ask = { .provider = for_provider(rq),
                                .level = asked_level(rq),
                                .most = PAGE_LINES };
    enum fault_code rc = task_log_last_any(db, t->id, &ask, &found);
    if (!rc)
        rc = task_log_counts_any(db, t->id, ask.provider, &counts);
    if (rc)
        return rc;
    const struct task_line *lines = found.rows;
    struct log_row *rows = arena_array(rq->arena, (size_t)found.count, sizeof(*rows));
    for (int64_t i = 0; i < found.count; i++)
        rows[i] =
            (struct log_row){ .id = lines[i].id,
                              .at = clock_seconds_words(rq->arena, lines[i].at),
                              .at_iso = clock_iso(rq->arena, lines[i].at),
                              .level = lines[i].level,
                              .words = task_words(rq->arena, lines[i].message, lines[i].args) };
    int64_t all = ask.level < 0 ? counts.all : counts.level[ask.level];
    log->rows = (struct list){ rows, found.count };
    log->tabs = tabs_of(rq, t, ask.level, &counts);
    log->cut =
        all <= found.count
            ? ""
            : arena_printf(rq->arena, tr("The last %d lines. The file has more."), PAGE_LINES);
    return FAULT_OK;
}

/* --- the file --- */

static void add_head(struct text *out, const struct request *rq, const struct task *t)
{
    text_addf(out, "%lld %s\n", (long long)t->id, task_title_words(rq, t));
    text_addf(out, tr("Asked by %s, %s. Times are UTC."), t->asked_by,
              clock_sql(rq->arena, t->queued_at));
    text_add(out, "\n");
}

static void add_lines(struct text *out, const struct request *rq, const struct list *found)
{
    const struct task_line *l = found->rows;
    for (int64_t i = 0; i < found->count; i++)
        text_addf(out, "%s %-5s %s\n", clock_sql(rq->arena, l[i].at),
                  task_level_words[l[i].level].code,
                  text_visible(rq->arena, task_words(rq->arena, l[i].message, l[i].args)));
}

enum fault_code task_log_file(const struct db *db, struct request *rq)
{
    struct task t;
    struct list found;
    struct text out;
    struct task_log_ask ask = { .provider = for_provider(rq),
                                .level = TASK_ALL_LEVELS,
                                .most = FILE_LINES };
    enum fault_code rc = task_load(db, &rq->who->asker.scope, rq->id[0], &t);
    if (!rc)
        rc = task_log_last_any(db, t.id, &ask, &found);
    if (rc)
        return rc;
    text_init(&out, rq->arena, FILE_MAX);
    add_head(&out, rq, &t);
    if (found.count == FILE_LINES)
        text_addf(&out, tr("Only the last %d lines follow."), FILE_LINES);
    text_add(&out, "\n");
    add_lines(&out, rq, &found);
    rq->text = text_str(&out);
    request_header(rq, "Content-Disposition",
                   arena_printf(rq->arena, "attachment; filename=\"task-%lld.log\"",
                                (long long)t.id));
    return FAULT_OK;
}
