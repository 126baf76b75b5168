/* SPDX-License-Identifier: Apache-2.0 */
#include "web/task_show.h"
#include "base/clock.h"
#include "base/words.h"
#include "kind/task.h"
#include "kind/vm.h"
#include "web/form.h"
#include "web/page.h"
#include "web/task_act.h"
#include "web/task_args.h"
#include "web/task_child.h"
#include "web/task_log.h"
#include "web/task_rows.h"
#include "web/task_time.h"
#include "web/task_waits.h"
#include "web/vm_words.h"

struct task_page {
    int64_t id;
    const char *title;
    unsigned state;
    const char *by;
    const char *by_href; /* of the schedule that asked, else "" */
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
    const char *cancelled; /* that somebody wished its end, and what became of that */
    const char *what_next;
    const char *waits_for;
    const char *waits_href;
    const char *waits_more;
    int64_t percent;
    bool busy;
    bool can_cancel;
    bool can_again;
    const char *again_words;
    struct list steps;
    struct list undone;
    const char *axis;
    struct list log;
    struct list log_tabs;
    const char *log_cut;
    /* for administrators */
    const char *account;
    int64_t account_id;
    const char *node;
    int64_t node_id;
    struct list locks;
    const char *args;
    int64_t fence;
    const char *keeper;
    const char *request;
    struct task_family family;
};
const struct field task_show_view[] = {
    I64(struct task_page, id),
    TEXT(struct task_page, title),
    STATE(struct task_page, state, task_state_words),
    TEXT(struct task_page, by),
    TEXT(struct task_page, by_href),
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
    TEXT(struct task_page, cancelled),
    TEXT(struct task_page, what_next),
    TEXT(struct task_page, waits_for),
    TEXT(struct task_page, waits_href),
    TEXT(struct task_page, waits_more),
    I64(struct task_page, percent),
    BOOL(struct task_page, busy),
    BOOL(struct task_page, can_cancel),
    BOOL(struct task_page, can_again),
    TEXT(struct task_page, again_words),
    LIST(struct task_page, steps, struct step_row, step_row_fields),
    LIST(struct task_page, undone, struct step_row, step_row_fields),
    TEXT(struct task_page, axis),
    LIST(struct task_page, log, struct log_row, log_row_fields),
    LIST(struct task_page, log_tabs, struct page_tab, page_tab_fields),
    TEXT(struct task_page, log_cut),
    TEXT(struct task_page, account),
    I64(struct task_page, account_id),
    TEXT(struct task_page, node),
    I64(struct task_page, node_id),
    LIST(struct task_page, locks, struct task_lock_row, task_lock_view),
    TEXT(struct task_page, args),
    I64(struct task_page, fence),
    TEXT(struct task_page, keeper),
    TEXT(struct task_page, request),
    GROUP(struct task_page, family, struct task_family, task_family_fields),
    FIELDS_END,
};

static bool is_busy(const struct task *t)
{
    return t->state == TASK_QUEUED || t->state == TASK_PARKED || t->state == TASK_RUNNING;
}

/* --- how it went --- */

static bool has_undo(const struct kind *k)
{
    for (int i = 0; i < kind_step_count(k); i++)
        if (k->steps[i].undo_words)
            return true;
    return false;
}

/* Who wished its end is no fault of the task's. */
static const char *cancel_words(const struct request *rq, const struct task *t)
{
    bool staff = !strcmp(t->cancelled_by, TASK_SUPPORT);
    const char *by =
        staff && web_of(rq)->face == WEB_ADMIN ? tr("One of your staff") : t->cancelled_by;
    if (t->state == TASK_CANCELLED || (is_busy(t) && t->undoing))
        return arena_printf(rq->arena, tr("%s cancelled it."), by);
    if (t->state == TASK_RUNNING)
        return arena_printf(rq->arena, tr("%s cancelled it. It ends after the step in hand."), by);
    if (is_busy(t))
        return arena_printf(rq->arena, tr("%s cancelled it. It ends in a moment."), by);
    if (t->state == TASK_DONE)
        return arena_printf(rq->arena, tr("%s cancelled it, but it was done before."), by);
    return "";
}

static void fill_end(const struct request *rq, const struct task *t, struct task_page *p)
{
    const struct kind *k = kind_find(t->kind);
    bool ended_for_it = !strcmp(t->error_code, fault_api_code(FAULT_CANCELLED));
    p->error = p->error_code = p->what_next = p->left_behind = p->cancelled = "";
    if (t->cancel)
        p->cancelled = cancel_words(rq, t);
    if (t->error_id[0] && !ended_for_it) {
        p->error = task_why(rq->arena, t, web_of(rq)->face == WEB_ADMIN);
        p->error_code = t->error_code;
    }
    if (!k || !t->error_id[0])
        return;
    p->what_next = vm_what_next(t, k);
    if (!is_busy(t) && has_undo(k))
        p->left_behind = tr("nothing");
}

static enum fault_code fill_usual(const struct db *db, const struct request *rq,
                                  const struct task *t, struct task_page *p)
{
    int64_t took = 0;
    enum fault_code rc = task_usual_any(db, t->kind, &took);
    p->usual = rc || !took ? "" : clock_took(rq->arena, took);
    p->slow = !task_is_slow(t) ? ""
                               : arena_printf(rq->arena, tr("99 of 100 take at most %s"),
                                              clock_took(rq->arena, t->p99));
    return rc;
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

static enum fault_code fill_waiting(const struct db *db, const struct request *rq,
                                    const struct task *t, struct task_page *p)
{
    struct task_waits waits = { "", "", "" };
    enum fault_code rc = task_locks_any(db, t->id, &p->locks);
    if (!rc)
        rc = task_waits_for(db, rq, t, &p->locks, &waits);
    p->waits_for = waits.words;
    p->waits_href = waits.href;
    p->waits_more = waits.more;
    return rc;
}

static enum fault_code fill_log(const struct db *db, const struct request *rq, const struct task *t,
                                struct task_page *p)
{
    struct task_log log;
    enum fault_code rc = task_log_fill(db, rq, t, &log);
    if (rc)
        return rc;
    p->log = log.rows;
    p->log_tabs = log.tabs;
    p->log_cut = log.cut;
    return FAULT_OK;
}

static const char *schedule_href(const struct request *rq, const struct task *t)
{
    static const char asker[] = "schedule";
    const size_t len = sizeof(asker) - 1;
    long long id = 0;
    if (strncmp(t->asked_by, asker, len))
        return "";
    if (t->asked_by[len] == ' ' && parse_i64(t->asked_by + len + 1, 1, INT64_MAX, &id))
        return arena_printf(rq->arena, "%s/schedule/%lld", page_root(rq), id);
    bool own = !t->asked_by[len] && web_of(rq)->face == WEB_ADMIN;
    return own ? page_filter_href(rq, "/schedule", "kind", t->kind) : "";
}

static void fill_facts(const struct request *rq, const struct task *t, struct task_page *p)
{
    int64_t begun = t->started_at ? t->started_at : t->ended_at ? t->ended_at : clock_now();
    p->id = t->id;
    p->title = task_title_words(rq, t);
    p->state = t->state;
    p->by = t->asked_by;
    p->by_href = schedule_href(rq, t);
    p->object = t->vm_id ? t->object : "";
    p->object_href = task_object_href(rq, t);
    p->queued_at = t->queued_at;
    p->waited = clock_took(rq->arena, begun > t->queued_at ? begun - t->queued_at : 0);
    p->ran = task_ran(rq->arena, t);
    if (!*p->ran)
        p->ran = "–";
    p->tries = t->tries;
    p->percent = p->family.any && t->state < TASK_DONE ? p->family.percent : t->percent;
    p->busy = is_busy(t);
    p->can_cancel = task_act_may_cancel(rq, t);
    p->can_again = task_act_may_again(rq, t);
    p->again_words = p->family.any ? tr("Try the failing ones again") : tr("Try again");
    p->account = t->account;
    p->account_id = t->account_id;
    p->node = t->node;
    p->node_id = t->node_id;
    p->args = task_args_shown(rq->arena, t->args);
    p->fence = t->fence;
    p->keeper = t->keeper;
    p->request = t->request;
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
        rc = fill_waiting(db, rq, &t, page);
    if (!rc)
        rc = task_family_of(db, rq, &t, &page->family);
    if (rc)
        return rc;
    fill_facts(rq, &t, page);
    fill_end(rq, &t, page);
    page_title(rq, page->title);
    rq->view = page;
    return FAULT_OK;
}

/* --- what is done with it --- */

enum fault_code task_cancel_do(struct db *db, struct request *rq)
{
    enum fault_code rc = task_act_cancel(db, rq, rq->id[0]);
    if (!rc)
        request_redirect(rq, "%s/task/%lld", page_root(rq), (long long)rq->id[0]);
    return rc;
}

/* Of one machine, or of those of many that were left undone. */
static enum fault_code plan_again(const struct db *db, const struct request *rq,
                                  const struct task *t, struct preview *out)
{
    struct bulk_args args;
    struct vm vm;
    const char *why = task_again_refuses(t);
    if (why)
        return fail(rq->fault, FAULT_CONFLICT, "%s", why);
    if (!kind_find(t->kind)->gathers) {
        enum fault_code rc = vm_load(db, &rq->who->asker.scope, t->vm_id, &vm);
        return rc ? rc : preview_of_vm(db, rq, &vm, t->kind, out);
    }
    enum fault_code rc = bulk_args_read(rq->fault, rq->arena, t->args, &args);
    return rc ? rc : preview_foresee(db, rq, args.kind, NULL, NULL, out);
}

enum fault_code task_again_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = { INPUTS_END };
    static const struct form_spec one_spec = {
        .fields = no_fields, .inputs = inputs, .submit = T("Try again"), .icon = "rotate-cw"
    };
    static const struct form_spec many_spec = { .fields = no_fields,
                                                .inputs = inputs,
                                                .submit = T("Try the failing ones again"),
                                                .icon = "rotate-cw" };
    struct task t;
    struct preview plan;
    enum fault_code rc = task_load(db, &rq->who->asker.scope, rq->id[0], &t);
    if (!rc)
        rc = gate_demand(rq, task_permission(rq->arena, &t));
    if (!rc)
        rc = plan_again(db, rq, &t, &plan);
    if (rc)
        return rc;
    bool many = kind_find(t.kind)->gathers;
    const char *title = task_title_words(rq, &t);
    const char *path = arena_printf(rq->arena, "/task/%lld", (long long)t.id);
    const struct form_confirm c = {
        .head = { .title = tr("Try again?"),
                  .lead = many
                              ? tr("What failed, was cancelled or left out is asked for anew, each "
                                   "machine by a task of its own.")
                              : title,
                  .crumbs = { { "/task", tr("Tasks") }, { path, title } } },
        .plan = &plan
    };
    const struct form_ask ask = { .action = arena_printf(rq->arena, "%s/again", path),
                                  .cancel = path,
                                  .cancel_words = tr("Leave it") };
    return form_confirm_show(rq, &c, many ? &many_spec : &one_spec, &ask);
}

enum fault_code task_again_do(struct db *db, struct request *rq)
{
    struct asked asked;
    enum fault_code rc = task_act_again(db, rq, rq->id[0], &asked);
    if (!rc)
        request_redirect(rq, "%s/task/%lld", page_root(rq), (long long)asked.task_id);
    return rc;
}
