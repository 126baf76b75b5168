/* SPDX-License-Identifier: Apache-2.0 */
/* Moments are shown in the reader's zone, as everywhere; what cron says stands beside its own. */
#include "web/schedule.h"
#include "base/clock.h"
#include "base/words.h"
#include "kind/schedule.h"
#include "web/list.h"
#include "web/preview.h"
#include "web/task_rows.h"

enum { NEXT_SHOWN = 5 };

/* "every 10 min" */
static const char *every_words(struct arena *a, int64_t seconds)
{
    if (seconds == 60)
        return tr("every minute");
    if (seconds == 3600)
        return tr("every hour");
    return arena_printf(a, tr("every %s"), clock_took(a, seconds * 1000000));
}

static const char *task_href(const struct request *rq, int64_t task_id)
{
    return arena_printf(rq->arena, "%s/task/%lld", page_root(rq), (long long)task_id);
}

static const char *vm_href(const struct request *rq, int64_t vm_id)
{
    return arena_printf(rq->arena, "%s/vm/%lld", page_root(rq), (long long)vm_id);
}

/* --- the list --- */

static void dress_last(const struct request *rq, const struct schedule *s, struct list_cell *cell)
{
    bool skipped = s->skipped_at > s->ran_at;
    cell->when = skipped ? s->skipped_at : s->ran_at;
    if (skipped)
        cell->small = tr("skipped");
    else if (s->task_id)
        cell->href = task_href(rq, s->task_id);
}

static void dress(const struct request *rq, const char *column, const void *row,
                  struct list_cell *cell)
{
    const struct schedule *s = row;
    if (!strcmp(column, "kind"))
        cell->text = task_kind_words(s->kind);
    else if (!strcmp(column, "machine") && s->vm_id)
        cell->href = vm_href(rq, s->vm_id);
    else if (!strcmp(column, "account") && !s->own)
        cell->href = arena_printf(rq->arena, "/admin/account/%lld", (long long)s->account_id);
    else if (!strcmp(column, "when") && s->own)
        cell->text = every_words(rq->arena, s->every_seconds);
    else if (!strcmp(column, "when")) {
        cell->is_code = true;
        cell->small = s->zone;
    } else if (!strcmp(column, "next") && s->state != SCHEDULE_ACTIVE)
        cell->when = 0;
    else if (!strcmp(column, "ran"))
        dress_last(rq, s, cell);
}

#define HELP                                                                                       \
    T("Machines are started, shut down or restarted at times. What was missed while the panel "    \
      "was "                                                                                       \
      "off is made up for, if it is no older than an hour.")
#define TABS                                                                                       \
    { T("All"), "" }, { T("Active"), "state:active" }, { T("Paused"), "state:paused" },            \
    {                                                                                              \
        T("Over"), "state:over"                                                                    \
    }

static const struct list_table own_table = {
    .noun = &schedule_noun,
    .title = T("Schedules"),
    .path = "/schedule",
    .shown = { "state", "kind", "machine", "when", "next", "ran" },
    .row_path = "/schedule/%lld",
    .tab = { TABS },
    .empty = T("No schedules yet. One can start, shut down or restart a machine at times."),
    .act_path = "/schedule/create",
    .act = T("Add schedule"),
    .act_permission = PERM_VM_POWER,
    .help = HELP,
    .dress = dress,
};

static const struct list_table all_table = {
    .noun = &schedule_noun,
    .title = T("Schedules"),
    .path = "/schedule",
    .shown = { "state", "kind", "machine", "account", "when", "next", "ran" },
    .row_path = "/schedule/%lld",
    .tab = { TABS, { T("The panel's own"), "own:yes" }, { T("Of accounts"), "own:no" } },
    .empty = T("No schedules yet. taskd adds the panel's own when it first runs."),
    .help = HELP,
    .dress = dress,
};

enum fault_code schedule_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, web_of(rq)->face == WEB_ADMIN ? &all_table : &own_table);
}

/* --- one --- */

struct next_row {
    int64_t at;
};
static const struct field next_fields[] = { TIME(struct next_row, at), FIELDS_END };

struct schedule_page {
    const char *title;
    int64_t id;
    unsigned state;
    bool own;
    const char *what;
    const char *vm;
    const char *vm_href;
    const char *account;
    const char *account_href;
    const char *moment;
    const char *zone;
    const char *spread;
    const char *by;
    struct list next;
    int64_t ran_at;
    const char *task_href;
    const char *task_words;
    int64_t skipped_at;
    bool skipped_last;
    const char *why;
    const char *tasks_href;
    bool can_change;
    bool can_pause;
    bool can_resume;
    bool can_run;
    struct preview plan;
};
const struct field schedule_page_view[] = {
    TEXT(struct schedule_page, title),
    I64(struct schedule_page, id),
    STATE(struct schedule_page, state, schedule_state_words),
    BOOL(struct schedule_page, own),
    TEXT(struct schedule_page, what),
    TEXT(struct schedule_page, vm),
    TEXT(struct schedule_page, vm_href),
    TEXT(struct schedule_page, account),
    TEXT(struct schedule_page, account_href),
    TEXT(struct schedule_page, moment),
    TEXT(struct schedule_page, zone),
    TEXT(struct schedule_page, spread),
    TEXT(struct schedule_page, by),
    LIST(struct schedule_page, next, struct next_row, next_fields),
    TIME(struct schedule_page, ran_at),
    TEXT(struct schedule_page, task_href),
    TEXT(struct schedule_page, task_words),
    TIME(struct schedule_page, skipped_at),
    BOOL(struct schedule_page, skipped_last),
    TEXT(struct schedule_page, why),
    TEXT(struct schedule_page, tasks_href),
    BOOL(struct schedule_page, can_change),
    BOOL(struct schedule_page, can_pause),
    BOOL(struct schedule_page, can_resume),
    BOOL(struct schedule_page, can_run),
    GROUP(struct schedule_page, plan, struct preview, preview_view),
    FIELDS_END,
};

const char *schedule_title(const struct request *rq, const struct schedule *s)
{
    const char *what = task_kind_words(s->kind);
    return s->own ? what : arena_printf(rq->arena, "%s: %s", s->vm, what);
}

/* The panel's own tell their next time alone: it depends on when the last came. */
static struct list next_of(const struct request *rq, const struct schedule *s)
{
    struct next_row *rows = arena_array(rq->arena, NEXT_SHOWN, sizeof(*rows));
    int64_t n = 0;
    int64_t at = s->next_at;
    if (s->state != SCHEDULE_ACTIVE)
        return (struct list){ rows, 0 };
    do {
        rows[n++].at = at;
    } while (!s->own && n < NEXT_SHOWN && schedule_next(s, at, &at));
    return (struct list){ rows, n };
}

static const char *spread_of(struct arena *a, const struct schedule *s)
{
    if (!s->jitter)
        return "";
    return arena_printf(a, tr("up to %lld min later: this one %s"), (long long)s->jitter,
                        clock_took(a, s->delay * 1000000));
}

static void fill_account(const struct request *rq, const struct schedule *s,
                         struct schedule_page *p)
{
    if (web_of(rq)->face != WEB_ADMIN || s->own)
        return;
    p->account = s->account;
    p->account_href = arena_printf(rq->arena, "/admin/account/%lld", (long long)s->account_id);
}

/* Its last task may have been deleted since. */
static enum fault_code fill_last(const struct db *db, const struct request *rq,
                                 const struct schedule *s, struct schedule_page *p)
{
    struct task t;
    p->ran_at = s->ran_at;
    p->skipped_at = s->skipped_at;
    p->skipped_last = s->skipped_at > s->ran_at;
    p->why = s->skipped_at ? task_words(rq->arena, s->why, s->why_args) : "";
    p->tasks_href =
        page_filter_href(rq, "/task", s->own ? "kind" : "by",
                         s->own ? s->kind
                                : arena_printf(rq->arena, "schedule %lld", (long long)s->id));
    if (!s->task_id)
        return FAULT_OK;
    enum fault_code rc = task_load(db, &rq->who->asker.scope, s->task_id, &t);
    if (!rc) {
        p->task_href = task_href(rq, t.id);
        p->task_words = arena_printf(rq->arena, tr("task %lld: %s"), (long long)t.id,
                                     tr(task_state_words[t.state].people));
    }
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(rq->fault);
    return FAULT_OK;
}

static void fill_acts(const struct request *rq, const struct schedule *s, struct schedule_page *p)
{
    p->can_change = !s->own && gate_may(rq->who, PERM_VM_POWER) && !rq->who->session.suspended;
    p->can_pause = p->can_change && s->state == SCHEDULE_ACTIVE;
    p->can_resume = p->can_change && s->state == SCHEDULE_PAUSED;
    p->can_run = s->state == SCHEDULE_ACTIVE && !rq->who->session.suspended &&
                 gate_may(rq->who, s->own ? PERM_TASK_HOLD : PERM_VM_POWER);
}

enum fault_code schedule_show(const struct db *db, struct request *rq)
{
    struct schedule_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct schedule s;
    enum fault_code rc = schedule_load(db, &rq->who->asker.scope, rq->id[0], &s);
    if (!rc)
        rc = fill_last(db, rq, &s, page);
    if (!rc)
        rc = preview_foresee(db, rq, s.kind, NULL, NULL, &page->plan);
    if (rc)
        return rc;
    page->id = s.id;
    page->title = schedule_title(rq, &s);
    page->state = s.state;
    page->own = s.own;
    page->what = task_kind_words(s.kind);
    page->vm = s.vm;
    page->vm_href = s.own ? "" : vm_href(rq, s.vm_id);
    page->moment = s.own ? every_words(rq->arena, s.every_seconds) : s.moment;
    page->zone = s.own ? "" : s.zone;
    page->spread = spread_of(rq->arena, &s);
    page->by = s.made_by;
    page->next = next_of(rq, &s);
    fill_account(rq, &s, page);
    fill_acts(rq, &s, page);
    page_title(rq, page->title);
    rq->view = page;
    return FAULT_OK;
}
