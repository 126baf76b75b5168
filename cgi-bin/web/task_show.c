/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A task that waits says for what. Whoever holds it up is named only to those who
 * may see it: another account's work is "other work".
 */
#include "web/task_show.h"
#include "base/clock.h"
#include "base/words.h"
#include "store/task_stat.h"
#include "web/page.h"
#include "web/task_child.h"
#include "web/task_rows.h"
#include "web/task_time.h"
#include "web/vm_words.h"

enum { LOG_LINES = 200 };

struct log_row {
    const char *at; /* with its seconds */
    const char *at_iso;
    unsigned level;
    const char *words;
};
static const struct word level_words[TASK_LEVELS] = {
    [TASK_INFO] = { "info", T("info"), "" },
    [TASK_WARN] = { "warn", T("warn"), "" },
    [TASK_ERROR] = { "error", T("error"), "" },
};
static const struct field log_row_fields[] = {
    TEXT(struct log_row, at),
    TEXT(struct log_row, at_iso),
    STATE(struct log_row, level, level_words),
    TEXT(struct log_row, words),
    FIELDS_END,
};

struct task_page {
    int64_t id;
    const char *title;
    unsigned state;
    const char *by;
    const char *object;
    const char *object_href;
    int64_t queued_at;
    const char *waited;
    const char *ran;
    const char *usual;
    const char *slow;
    int64_t tries;
    const char *left_behind;
    const char *error;
    const char *error_code;
    const char *what_next;
    const char *waits_for;
    const char *waits_href;
    int64_t percent;
    bool busy;
    struct list steps;
    struct list undone;
    const char *axis;
    struct list log;
    /* for administrators */
    struct list locks;
    const char *args;
    int64_t fence;
    const char *keeper;
    struct task_family family;
};
const struct field task_show_view[] = {
    I64(struct task_page, id),
    TEXT(struct task_page, title),
    STATE(struct task_page, state, task_state_words),
    TEXT(struct task_page, by),
    TEXT(struct task_page, object),
    TEXT(struct task_page, object_href),
    TIME(struct task_page, queued_at),
    TEXT(struct task_page, waited),
    TEXT(struct task_page, ran),
    TEXT(struct task_page, usual),
    TEXT(struct task_page, slow),
    I64(struct task_page, tries),
    TEXT(struct task_page, left_behind),
    TEXT(struct task_page, error),
    TEXT(struct task_page, error_code),
    TEXT(struct task_page, what_next),
    TEXT(struct task_page, waits_for),
    TEXT(struct task_page, waits_href),
    I64(struct task_page, percent),
    BOOL(struct task_page, busy),
    LIST(struct task_page, steps, struct step_row, step_row_fields),
    LIST(struct task_page, undone, struct step_row, step_row_fields),
    TEXT(struct task_page, axis),
    LIST(struct task_page, log, struct log_row, log_row_fields),
    LIST(struct task_page, locks, struct task_lock_row, task_lock_view),
    TEXT(struct task_page, args),
    I64(struct task_page, fence),
    TEXT(struct task_page, keeper),
    GROUP(struct task_page, family, struct task_family, task_family_fields),
    FIELDS_END,
};

/* --- whom it waits for --- */

static void waits_for_task(const struct db *db, const struct request *rq, int64_t on,
                           struct task_page *p)
{
    struct task t;
    enum fault_code rc = task_load(db, &rq->who->asker.scope, on, &t);
    const struct kind *k = rc ? NULL : kind_find(t.kind);
    if (!k) {
        fault_clear(rq->fault);
        p->waits_for = tr("Other work must be done first. This follows by itself.");
        return;
    }
    p->waits_for = arena_printf(rq->arena, tr("%s is %s. This follows by itself."), t.object,
                                tr(k->busy_words));
    p->waits_href = arena_printf(rq->arena, "%s/task/%lld", page_root(rq), (long long)t.id);
}

static int64_t holder_of(const struct list *locks)
{
    const struct task_lock_row *l = locks->rows;
    for (int64_t i = 0; i < locks->count; i++)
        if (!l[i].granted && l[i].holder_id)
            return l[i].holder_id;
    return 0;
}

static enum fault_code fill_waiting(const struct db *db, const struct request *rq,
                                    const struct task *t, struct task_page *p)
{
    int64_t on = 0;
    struct list locks;
    enum fault_code rc = task_locks_any(db, t->id, &locks);
    if (!rc && (t->state == TASK_QUEUED || t->state == TASK_PARKED))
        rc = task_waits_on_any(db, t->id, &on);
    if (rc)
        return rc;
    p->locks = locks;
    const struct kind *k = kind_find(t->kind);
    bool gathers = k && k->gathers; /* then its children are shown */
    if (gathers || (t->state != TASK_QUEUED && t->state != TASK_PARKED))
        return FAULT_OK;
    if (!on)
        on = holder_of(&locks);
    if (on)
        waits_for_task(db, rq, on, p);
    else if (t->tries)
        p->waits_for = tr("A try did not succeed. The next follows by itself.");
    return FAULT_OK;
}

/* --- how it went --- */

static bool has_undo(const struct kind *k)
{
    for (int i = 0; i < kind_step_count(k); i++)
        if (k->steps[i].undo_words)
            return true;
    return false;
}

static void fill_error(const struct request *rq, const struct task *t, struct task_page *p)
{
    const struct kind *k = kind_find(t->kind);
    if (!t->error_id[0])
        return;
    p->error = task_why(rq->arena, t, web_of(rq)->face == WEB_ADMIN);
    p->error_code = t->error_code;
    if (!k)
        return;
    p->what_next = vm_what_next(t, k);
    if (t->state == TASK_FAILED && has_undo(k))
        p->left_behind = tr("nothing");
}

static enum fault_code fill_usual(const struct db *db, const struct request *rq,
                                  const struct task *t, struct task_page *p)
{
    int64_t took = 0;
    enum fault_code rc = task_usual_any(db, t->kind, &took);
    p->usual = rc || !took ? "" : clock_took(rq->arena, took);
    return rc;
}

static enum fault_code fill_slow(const struct db *db, const struct request *rq, struct task *t,
                                 struct task_page *p)
{
    enum fault_code rc = task_stat_p99_any(db, t->kind, &t->p99);
    p->slow = rc || !task_is_slow(t) ? ""
                                     : arena_printf(rq->arena, tr("99 of 100 take at most %s"),
                                                    clock_took(rq->arena, t->p99));
    return rc;
}

static enum fault_code fill_log(const struct db *db, const struct request *rq, const struct task *t,
                                struct task_page *p)
{
    struct list found;
    bool provider = web_of(rq)->face == WEB_ADMIN;
    enum fault_code rc = task_log_any(db, t->id, provider, LOG_LINES, &found);
    if (rc)
        return rc;
    const struct task_line *lines = found.rows;
    struct log_row *rows = arena_array(rq->arena, (size_t)found.count, sizeof(*rows));
    for (int64_t i = 0; i < found.count; i++)
        rows[i] =
            (struct log_row){ .at = clock_seconds_words(rq->arena, lines[i].at),
                              .at_iso = clock_iso(rq->arena, lines[i].at),
                              .level = lines[i].level,
                              .words = task_words(rq->arena, lines[i].message, lines[i].args) };
    p->log = (struct list){ rows, found.count };
    return FAULT_OK;
}

static enum fault_code fill_steps(const struct db *db, const struct request *rq,
                                  const struct task *t, struct task_page *p)
{
    struct list done;
    enum fault_code rc = task_steps_any(db, t->id, &done);
    if (rc)
        return rc;
    struct task_time time = task_time_of(rq->arena, t, &done);
    p->steps = time.steps;
    p->undone = time.undone;
    p->axis = time.axis;
    return FAULT_OK;
}

static void fill_facts(const struct request *rq, const struct task *t, struct task_page *p)
{
    int64_t begun = t->started_at ? t->started_at : t->ended_at ? t->ended_at : clock_now();
    p->id = t->id;
    p->title = task_title_words(rq, t);
    p->state = t->state;
    p->by = t->asked_by;
    p->object = t->vm_id ? t->object : "";
    p->object_href = task_object_href(rq, t);
    p->queued_at = t->queued_at;
    p->waited = clock_took(rq->arena, begun > t->queued_at ? begun - t->queued_at : 0);
    p->ran = task_ran(rq->arena, t);
    if (!*p->ran)
        p->ran = "–";
    p->tries = t->tries;
    p->percent = p->family.any && t->state < TASK_DONE ? p->family.percent : t->percent;
    p->busy = t->state == TASK_QUEUED || t->state == TASK_PARKED || t->state == TASK_RUNNING;
    p->args = t->args;
    p->fence = t->fence;
    p->keeper = t->keeper;
}

enum fault_code task_show(const struct db *db, struct request *rq)
{
    struct task_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct task t;
    enum fault_code rc = task_load(db, &rq->who->asker.scope, rq->id[0], &t);
    if (!rc)
        rc = fill_steps(db, rq, &t, page);
    if (!rc)
        rc = fill_log(db, rq, &t, page);
    if (!rc)
        rc = fill_usual(db, rq, &t, page);
    if (!rc)
        rc = fill_slow(db, rq, &t, page);
    if (!rc)
        rc = fill_waiting(db, rq, &t, page);
    if (!rc)
        rc = task_family_of(db, rq, &t, &page->family);
    if (rc)
        return rc;
    fill_facts(rq, &t, page);
    fill_error(rq, &t, page);
    page_title(rq, page->title);
    rq->view = page;
    return FAULT_OK;
}
