/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One try of a task: its steps in order, each written before and after; on a
 * fault that does not pass, the steps that had begun are undone, last one first,
 * until nothing is left. The end, and what it means for other rows, is one
 * transaction.
 */
#include <signal.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/failpoint.h"
#include "base/log.h"
#include "base/poke.h"
#include "store/account.h"
#include "store/hook.h"
#include "task/hook.h"
#include "task/role.h"
#include "task/steps.h"

const struct job_kind *const job_kinds[] = {
    &job_vm_create,
    &job_vm_delete,
    &job_vm_start,
    &job_vm_stop,
    &job_vm_shutdown,
    &job_vm_reboot,
    &job_image_bring,
    &job_node_prepare,
    &job_metric_roll,
    &job_metric_partition,
    &job_account_suspend,
    &job_account_resume,
    &job_customer_suspend,
    &job_customer_resume,
    &job_account_close,
    &job_customer_close,
    &job_account_erase,
    &job_user_erase,
    &job_vm_suspend,
    &job_vm_resume,
    &job_vm_define,
    &job_node_compare,
    &job_fleet_compare,
    &job_vm_bulk,
    &job_task_roll,
    &job_usage_day,
    &job_audit_seal,
    &job_task_sweep,
    &job_hook_run,
#ifdef FAILPOINTS
    &job_test_lock,
#endif
    NULL,
};

static const struct job_kind *functions_of(const char *kind)
{
    for (const struct job_kind *const *k = job_kinds; *k; k++)
        if (!strcmp((*k)->kind, kind))
            return *k;
    return NULL;
}

static const struct job_step *step_of(const struct job_kind *k, const char *name)
{
    for (int i = 0; i < KIND_STEPS && k->steps[i].name; i++)
        if (!strcmp(k->steps[i].name, name))
            return &k->steps[i];
    return NULL;
}

void job_check_kinds(void)
{
    for (const struct kind *k = kinds; k->name; k++) {
        const struct job_kind *f = functions_of(k->name);
        if (!f)
            bug("kind %s has no functions", k->name);
        for (int i = 0; i < kind_step_count(k); i++) {
            const struct job_step *s = step_of(f, k->steps[i].name);
            if (!s || !s->apply || !s->undo != !k->steps[i].undo_words)
                bug("step %s of %s does not fit its functions", k->steps[i].name, k->name);
        }
    }
}

/* In a test build a file STATE/fail/KIND.STEP.tN decides what happens here. */
static void at(struct job *j, const char *step, const char *when)
{
    pid_t others[2] = { getppid(), 0 };
#ifdef FAILPOINTS
    others[1] = role_dispatcher();
#endif
    failpoint(j->conf, arena_printf(j->arena, "%s.%s.%s", j->kind->name, step, when), others, 2);
}

static enum fault_code apply_one(struct job *j, const struct job_step *s, int no)
{
    int count = kind_step_count(j->kind);
    at(j, s->name, "t0");
    enum fault_code rc =
        queue_step_begin(j->db, j->task.id, j->fence, false, no, s->name, (no - 1) * 100 / count);
    if (rc)
        return rc;
    j->begun = true;
    if (failpoint_fails(j->conf, arena_printf(j->arena, "%s.%s.fails", j->kind->name, s->name)))
        return fail(j->fault, FAULT_CONFLICT, T("A test made step %s fail."), s->name);
    rc = s->apply(j);
    at(j, s->name, "t1");
    if (!rc)
        rc = queue_step_end(j->db, j->task.id, j->fence, false, no);
    if (!rc)
        at(j, s->name, "t2");
    return rc;
}

/* Which steps had begun and ended when an earlier worker stopped. */
struct progress {
    int begun;  /* number of the last forward step that had begun, 0 for none */
    int done;   /* so many from the first on had ended */
    int undone; /* number of the last step whose undoing had ended, 0 for none */
};

static bool fit(const struct kind *k, const struct list *rows)
{
    const struct task_step *s = rows->rows;
    int count = kind_step_count(k);
    for (int64_t i = 0; i < rows->count; i++)
        if (s[i].no > count || strcmp(s[i].name, k->steps[s[i].no - 1].name) != 0)
            return false;
    return true;
}

/* An upgrade may have put a step between those that an earlier version began. */
static enum fault_code load_steps(struct job *j, struct list *rows)
{
    const char *names[KIND_STEPS];
    int count = kind_step_count(j->kind);
    enum fault_code rc = task_steps_any(j->db, j->task.id, rows);
    if (rc || fit(j->kind, rows))
        return rc;
    for (int i = 0; i < count; i++)
        names[i] = j->kind->steps[i].name;
    rc = queue_steps_fit(j->db, j->task.id, j->fence, names, count);
    return rc ? rc : task_steps_any(j->db, j->task.id, rows);
}

static enum fault_code load_progress(struct job *j, struct progress *p)
{
    struct list rows;
    bool ended[KIND_STEPS + 1] = { false };
    enum fault_code rc = load_steps(j, &rows);
    *p = (struct progress){ 0 };
    const struct task_step *s = rc ? NULL : rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++) {
        int no = (int)s[i].no;
        if (s[i].undo) {
            if (s[i].ended_at && (!p->undone || no < p->undone))
                p->undone = no;
            continue;
        }
        if (no > p->begun)
            p->begun = no;
        ended[no - 1] = s[i].ended_at != 0;
    }
    while (ended[p->done])
        p->done++;
    return rc;
}

/* Their right to it may have changed since it was asked for (TEN-05); between steps too, where
 * what was done can be undone. */
static enum fault_code check_asker(struct job *j)
{
    bool may = false;
    enum fault_code rc =
        task_may_any(j->db, j->task.id, permission_word(j->kind->permission), &may);
    if (rc || may)
        return rc;
    return fail(j->fault, FAULT_DENIED, T("Whoever asked for this may not do it any more."));
}

static enum fault_code forward(struct job *j, const struct job_kind *f)
{
    struct progress p;
    int count = kind_step_count(j->kind);
    enum fault_code rc = load_progress(j, &p);
    /* the last step is applied again even if it had ended: it says what was seen */
    int first = p.done < count ? p.done + 1 : count;
    for (int no = first; !rc && no <= count; no++) {
        rc = p.done < count ? job_wanted(j) : FAULT_OK;
        if (!rc && no > first && j->kind->midway)
            rc = check_asker(j);
        if (!rc)
            rc = apply_one(j, step_of(f, j->kind->steps[no - 1].name), no);
    }
    return rc;
}

static enum fault_code backward(struct job *j, const struct job_kind *f)
{
    struct progress p;
    enum fault_code rc = load_progress(j, &p);
    int first = p.undone ? p.undone - 1 : p.begun;
    for (int no = first; !rc && no >= 1; no--) {
        const struct job_step *s = step_of(f, j->kind->steps[no - 1].name);
        if (!s->undo)
            continue;
        rc = queue_step_begin(j->db, j->task.id, j->fence, true, no, s->name,
                              100 * (no - 1) / first);
        if (!rc)
            rc = s->undo(j);
        at(j, s->name, "tu");
        if (!rc)
            rc = queue_step_end(j->db, j->task.id, j->fence, true, no);
        if (!rc)
            job_log(j, TASK_INFO, "%s", j->kind->steps[no - 1].undo_words);
    }
    return rc;
}

struct ending {
    struct job *job;
    const struct job_kind *functions;
    bool well;
};

static enum fault_code end_tx(struct db *db, void *ctx)
{
    const struct ending *e = ctx;
    struct job *j = e->job;
    /* rows first, in the order in which a click locks them, then who waited for them is woken */
    enum fault_code rc = e->functions->settle(j, e->well);
    enum task_state state = e->well               ? TASK_DONE
                            : job_is_cancelled(j) ? TASK_CANCELLED
                                                  : TASK_FAILED;
    if (!rc)
        rc = queue_end(db, j->task.id, j->fence, state);
    return rc ? rc : hook_after_queue(j);
}

/* After a COMMIT whose answer was lost the task is not ours any more: then it took. */
static enum fault_code end_landed(struct db *db, void *ctx)
{
    const struct ending *e = ctx;
    struct task now;
    struct scope all = scope_everything();
    enum fault_code rc = task_load(db, &all, e->job->task.id, &now);
    if (rc)
        return rc;
    return now.state >= TASK_DONE ? FAULT_OK
                                  : fail(db->fault, FAULT_MISSING, T("The end was not written."));
}

/* What a request led to is told beside nginx's line of it; what the panel does by itself is not. */
static void tell(const struct job *j, const char *what)
{
    if (log_request_now()[0])
        log_info("task %lld, %s %s: %s", (long long)j->task.id, j->task.kind, j->task.object, what);
}

static enum fault_code end(struct job *j, const struct job_kind *f, bool well)
{
    struct ending e = { j, f, well };
    bool untouched = job_is_cancelled(j) && !j->begun; /* ends even while its node is away */
    if (!well && j->placed && !untouched && vm_look(j))
        fault_clear(j->fault); /* then it is shown as unknown */
    enum fault_code rc = db_tx(j->db, end_tx, end_landed, &e);
    if (!rc)
        tell(j, well ? "is done" : "has failed");
    return rc;
}

/* Tempting again is for what passes; a refusal or a broken promise is final. */
static enum fault_code again(struct job *j)
{
    int64_t tries = j->task.tries;
    int64_t pause = queue_pause(tries);
    job_log_fault(j, TASK_WARN, j->fault);
    job_log(j, TASK_INFO, T("try %lld failed, the next follows in %lld s"), (long long)tries,
            (long long)pause);
    fault_clear(j->fault);
    return queue_again(j->db, j->task.id, j->fence, pause);
}

static enum fault_code go_back(struct job *j, const struct job_kind *f)
{
    enum fault_code rc = backward(j, f);
    if (rc && rc != FAULT_LEASE)
        return again(j);
    return rc ? rc : end(j, f, false);
}

static enum fault_code turn_back(struct job *j, const struct job_kind *f)
{
    struct fault why = *j->fault;
    job_log_fault(j, why.code == FAULT_CANCELLED ? TASK_INFO : TASK_ERROR, &why);
    enum fault_code rc = queue_undo(j->db, j->task.id, j->fence, &why);
    if (rc)
        return rc;
    j->task.undoing = true;
    j->task.error_code = fault_api_code(why.code);
    fault_clear(j->fault);
    return go_back(j, f);
}

static enum fault_code check_waits(struct job *j)
{
    struct task other;
    if (j->kind->gathers)
        return FAULT_OK;
    enum fault_code rc = task_failed_wait_any(j->db, j->task.id, &other);
    if (rc == FAULT_MISSING) {
        fault_clear(j->fault);
        return FAULT_OK;
    }
    /* what became of its own machine stands in that one's row */
    if (rc || (j->task.vm_id && other.vm_id == j->task.vm_id))
        return rc;
    const struct kind *k = kind_find(other.kind);
    return fail(j->fault, FAULT_CONFLICT, T("\"%s\", which it waited for, has failed: %s"),
                k ? k->words : other.kind, task_why(j->arena, &other, false));
}

static enum fault_code check_account(struct job *j)
{
    struct account account;
    if (!j->task.vm_id)
        return FAULT_OK;
    if (j->placed && j->vm.account_id != j->task.account_id)
        return fail(j->fault, FAULT_DENIED, T("The machine belongs to somebody else."));
    enum fault_code rc = account_load_any(j->db, j->task.account_id, &account);
    if (rc || (!account.suspended && !(j->placed && j->vm.suspended)))
        return rc;
    bool turns_on = j->kind->busy == BUSY_STARTING || j->kind->busy == BUSY_RESTARTING ||
                    j->kind->busy == BUSY_CREATING;
    return turns_on ? fail(j->fault, FAULT_DENIED, T("The account or the machine is suspended."))
                    : FAULT_OK;
}

static enum fault_code check_right(struct job *j)
{
    enum fault_code rc = check_waits(j);
    if (!rc)
        rc = check_asker(j);
    return rc ? rc : check_account(j);
}

static enum fault_code load(struct job *j, int64_t id)
{
    struct scope all = scope_everything();
    enum fault_code rc = job_mine(j);
    if (!rc)
        rc = task_load(j->db, &all, id, &j->task);
    log_request(rc ? NULL : j->task.request);
    j->begun = !rc && j->task.step_no > 0;
    if (rc || !j->task.vm_id)
        return rc;
    rc = vm_spec_any(j->db, j->task.vm_id, &j->vm);
    j->placed = !rc;
    if (rc != FAULT_MISSING) /* never placed: its steps have nothing to do */
        return rc;
    fault_clear(j->fault);
    return FAULT_OK;
}

static enum fault_code try_it(struct job *j, const struct job_kind *f)
{
    if (j->task.undoing)
        return go_back(j, f);
    enum fault_code rc = job_wanted(j);
    if (!rc)
        rc = check_right(j);
    if (!rc && j->task.tries > j->kind->tries)
        rc = fail(j->fault, FAULT_TIMEOUT, T("It was tried %d times without success."),
                  j->kind->tries);
    if (!rc)
        rc = hook_before(j);
    if (!rc && (j->placed || !j->task.vm_id))
        rc = forward(j, f);
    if (!rc)
        return end(j, f, true);
    if (rc == FAULT_LEASE)
        return rc;
    if (rc == FAULT_AWAITS) {
        fault_clear(j->fault);
        return queue_await(j->db, j->task.id, j->fence);
    }
    if (fault_passes(rc) && j->task.tries < j->kind->tries)
        return again(j);
    return turn_back(j, f);
}

static void forget(struct db *db, enum fault_code rc)
{
    if (rc)
        fault_clear(db->fault);
}

/* There is no task 0: each asks and finds nothing. */
void job_warm(struct db *db)
{
    const struct scope all = scope_everything();
    struct list rows;
    struct task task;
    struct vm_spec vm;
    struct account account;
    int64_t step_no = 0;
    bool is = false;
    forget(db, queue_cancelled(db, 0, 0, &is, &step_no));
    forget(db, task_load(db, &all, 0, &task));
    forget(db, vm_spec_any(db, 0, &vm));
    forget(db, task_failed_wait_any(db, 0, &task));
    forget(db, task_may_any(db, 0, "", &is));
    forget(db, account_load_any(db, 0, &account));
    forget(db, hook_before_any(db, "", 0, &rows));
    forget(db, task_steps_any(db, 0, &rows));
    arena_reset(db->arena);
}

enum fault_code job_run(const struct conf *conf, struct db *db, int64_t id, int64_t fence)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct fault fault = { .code = FAULT_OK };
    struct job j = { .conf = conf, .db = db, .arena = a, .fault = &fault, .fence = fence };
    db_use(db, a, &fault);
    j.task.id = id;
    enum fault_code rc = load(&j, id);
    if (!rc) {
        tell(&j, j.task.undoing ? "is being undone" : "begins");
        j.kind = kind_find(j.task.kind);
        const struct job_kind *f = j.kind ? functions_of(j.task.kind) : NULL;
        rc = f ? try_it(&j, f)
               : fail(&fault, FAULT_BUG, T("No such kind of task: %s."), j.task.kind);
    }
    if (rc)
        log_warn("task %lld: %s", (long long)id, fault_words(&fault, a));
    virt_close(&j.virt);
    poke_taskd(conf); /* what waited for it may go on */
    return rc;
}
