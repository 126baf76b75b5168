/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A task for many machines. Each gets its child in a transaction of its own, so
 * that the first work while the last are asked for, and whoever takes over goes
 * on with those that have none. What refuses is left out, by name. Then the
 * parent sleeps until its children have ended.
 */
#include "base/figures.h"
#include "base/poke.h"
#include "kind/bulk.h"
#include "kind/vm.h"
#include "store/account.h"
#include "store/task_child.h"
#include "task/steps.h"

struct spreading {
    struct job *job;
    struct bulk_args args;
    const struct kind *kind; /* of the children */
    struct asker who;        /* who asked, as he may now */
    int64_t vm_id;           /* in hand */
    bool cancelled;
};

/* --- who asked --- */

static enum fault_code check(struct job *j, enum permission p)
{
    bool may = false;
    enum fault_code rc = task_may_any(j->db, j->task.id, permission_word(p), &may);
    if (rc || may)
        return rc;
    return fail(j->fault, FAULT_DENIED, T("Whoever asked for this may not do it any more."));
}

/* All machines are within reach of the provider's people alone, whose right to this is known by
 * then, whatever the arguments say (TSK-01). */
static enum fault_code find_scope(const struct spreading *s, struct scope *out)
{
    struct job *j = s->job;
    struct account account;
    *out = scope_account(j->task.reseller_id, j->task.account_id);
    if (!s->args.everyone)
        return FAULT_OK;
    enum fault_code rc = account_load_any(j->db, j->task.account_id, &account);
    if (!rc && account.level != ACCOUNT_PROVIDER)
        rc = fail(j->fault, FAULT_DENIED, T("A customer's task reaches its own machines alone."));
    if (!rc)
        *out = scope_everything();
    return rc;
}

static enum fault_code begin(struct spreading *s)
{
    struct job *j = s->job;
    struct task_asker asker = { .who = "" };
    struct task before;
    enum fault_code rc = bulk_args_read(j->fault, j->arena, j->task.args, &s->args);
    if (rc)
        return rc;
    s->kind = kind_find(s->args.kind);
    rc = check(j, s->kind->permission);
    if (!rc)
        rc = find_scope(s, &s->who.scope);
    if (!rc && s->args.of)
        rc = task_load(j->db, &s->who.scope, s->args.of, &before);
    if (!rc)
        rc = task_asker_any(j->db, j->task.id, &asker);
    s->who.account_id = j->task.account_id;
    s->who.reseller_id = j->task.reseller_id;
    s->who.user_id = asker.user_id;
    s->who.token_id = asker.token_id;
    s->who.scope.labels_of = asker.token_id;
    s->who.who = asker.who;
    s->who.address = s->args.from;
    s->who.inst = j->conf->inst;
    return rc;
}

/* --- one machine --- */

/* The parent's row comes last, as for a child that ends: machine and account, then whom it wakes.
 * Who cancelled before that finds no child, who does so behind it finds it. */
static enum fault_code hold_parent(struct db *db, const struct job *j)
{
    bool cancelled = false;
    enum fault_code rc = task_children_lock(db, j->task.id, j->fence, &cancelled);
    if (rc || !cancelled)
        return rc;
    return fail(db->fault, FAULT_CANCELLED, T("It was cancelled."));
}

static enum fault_code child_tx(struct db *db, void *ctx)
{
    const struct spreading *s = ctx;
    const struct job *j = s->job;
    struct asked asked = { 0 };
    bool has = false;
    enum fault_code rc = task_child_has(db, j->task.id, s->vm_id, &has);
    if (rc || has)
        return rc;
    rc = vm_child_ask(db, &s->who, s->kind, s->vm_id, j->task.id, &asked);
    if (!rc)
        rc = hold_parent(db, j);
    return rc ? rc : task_child_wait(db, j->task.id, s->vm_id, asked.task_id);
}

/* Of a machine, not of the database. */
static bool is_refusal(const struct db *db, enum fault_code rc)
{
    return rc == FAULT_CONFLICT || rc == FAULT_DENIED || rc == FAULT_MISSING ||
           (rc == FAULT_LOCKED && !db_errno(db));
}

struct leaving {
    const struct spreading *s;
    const char *name;
    struct fault why;
    bool added;
};

static enum fault_code leave_tx(struct db *db, void *ctx)
{
    struct leaving *l = ctx;
    const struct job *j = l->s->job;
    enum fault_code rc = hold_parent(db, j);
    return rc ? rc : task_left_add(db, j->task.id, l->s->vm_id, l->name, &l->why, &l->added);
}

static enum fault_code leave_out(const struct spreading *s)
{
    struct job *j = s->job;
    struct vm vm;
    struct leaving l = { .s = s, .why = *j->fault };
    fault_clear(j->fault);
    enum fault_code rc = vm_load(j->db, &s->who.scope, s->vm_id, &vm);
    l.name = rc ? arena_printf(j->arena, "%lld", (long long)s->vm_id) : vm.name;
    if (rc && rc != FAULT_MISSING)
        return rc;
    fault_clear(j->fault);
    rc = db_tx(j->db, leave_tx, NULL, &l);
    if (!rc && l.added)
        job_log(j, TASK_WARN, T("%s is left out: %s"), l.name, fault_words(&l.why, j->arena));
    return rc;
}

static enum fault_code spread_one(struct spreading *s, int64_t vm_id)
{
    s->vm_id = vm_id;
    enum fault_code rc = db_tx(s->job->db, child_tx, NULL, s);
    if (is_refusal(s->job->db, rc))
        rc = leave_out(s);
    if (rc != FAULT_CANCELLED)
        return rc;
    s->cancelled = true;
    fault_clear(s->job->fault);
    return FAULT_OK;
}

/* --- all of them --- */

static enum fault_code spread_ids(struct spreading *s)
{
    enum fault_code rc = FAULT_OK;
    for (int64_t i = 0; !rc && !s->cancelled && i < s->args.vm_id.count; i++)
        rc = spread_one(s, s->args.vm_id.id[i]);
    return rc;
}

/* What an earlier task left undone. */
static enum fault_code spread_bad(struct spreading *s)
{
    struct list page = { .count = 0 };
    int64_t after = 0;
    enum fault_code rc = FAULT_OK;
    do {
        rc = task_children_bad_any(s->job->db, s->args.of, after, &page);
        const struct number *at = page.rows;
        for (int64_t i = 0; !rc && !s->cancelled && i < page.count; i++) {
            after = at[i].n;
            rc = spread_one(s, after);
        }
        poke_taskd(s->job->conf);
    } while (!rc && !s->cancelled && page.count);
    return rc;
}

/* Deleting more machines than was said to whoever confirmed it is not what he confirmed. */
static enum fault_code check_count(const struct spreading *s)
{
    int64_t count = 0;
    if (s->kind->busy != BUSY_DELETING)
        return FAULT_OK;
    enum fault_code rc = list_count(s->job->db, &s->who.scope, &vm_noun, s->args.filter, &count);
    if (rc || count <= s->args.count)
        return rc;
    return fail(s->job->fault, FAULT_CONFLICT,
                T("%lld machines fit by now, and %lld were confirmed. Look at them and ask anew."),
                (long long)count, (long long)s->args.count);
}

static enum fault_code spread_page(struct spreading *s, const struct list *page, bool *past)
{
    const struct vm *vms = page->rows;
    enum fault_code rc = FAULT_OK;
    for (int64_t i = 0; !rc && !s->cancelled && !*past && i < page->count; i++) {
        *past = vms[i].id > s->args.last;
        if (!*past)
            rc = spread_one(s, vms[i].id);
    }
    poke_taskd(s->job->conf);
    return rc;
}

/* By id, which stays while states change under the filter. */
static enum fault_code spread_all(struct spreading *s)
{
    struct list_ask ask = { .filter = s->args.filter, .sort = "id" };
    struct list_page page = { .more_after = true };
    bool past = false;
    enum fault_code rc = check_count(s);
    while (!rc && !s->cancelled && !past && page.more_after) {
        rc = list_read(s->job->db, &s->who.scope, &vm_noun, &ask, &page);
        ask.after = page.last;
        if (!rc)
            rc = spread_page(s, &page.rows, &past);
    }
    if (!rc && page.cut)
        return fail(
            s->job->fault, FAULT_CONFLICT,
            T("More machines are there by now than can be looked at. Add a narrower filter."));
    return rc;
}

static enum fault_code spread(struct job *j)
{
    struct spreading s = { .job = j };
    struct task_children sum;
    enum fault_code rc = begin(&s);
    if (!rc)
        rc = s.args.vm_id.count ? spread_ids(&s) : s.args.of ? spread_bad(&s) : spread_all(&s);
    if (!rc)
        rc = task_children_any(j->db, j->task.id, &sum);
    if (!rc)
        job_log(j, TASK_INFO, T("%lld machines have a task, %lld are left out"),
                (long long)sum.count, (long long)sum.left_out);
    return rc;
}

/* --- their end --- */

static enum fault_code judge(struct job *j, const struct task_children *sum)
{
    char failed[FIGURE];
    char all[FIGURE];
    int64_t bad = sum->failed + sum->left_out;
    struct scope everything = scope_everything();
    struct task now;
    enum fault_code rc = task_load(j->db, &everything, j->task.id, &now);
    if (rc)
        return rc;
    if (now.cancel)
        return fail(j->fault, FAULT_CANCELLED, T("%s cancelled it."), now.cancelled_by);
    if (!sum->count && !bad)
        return fail(j->fault, FAULT_CONFLICT, T("No machine fits any more."));
    figure_number(failed, bad);
    figure_number(all, sum->count + sum->left_out);
    return bad ? fail(j->fault, FAULT_CONFLICT, T("%s of %s failed."), failed, all) : FAULT_OK;
}

static enum fault_code sum_up(struct job *j)
{
    struct task_children sum;
    enum fault_code rc = task_children_any(j->db, j->task.id, &sum);
    if (rc)
        return rc;
    if (sum.ended < sum.count)
        return fail(j->fault, FAULT_AWAITS, T("Some of its tasks have not ended."));
    job_log(j, TASK_INFO, T("%lld done, %lld failed, %lld cancelled, %lld left out"),
            (long long)sum.done, (long long)sum.failed, (long long)sum.cancelled,
            (long long)sum.left_out);
    return judge(j, &sum);
}

const struct job_kind job_vm_bulk = {
    .kind = "vm_bulk",
    .steps = { { "spread", spread, NULL }, { "sum", sum_up, NULL } },
    .settle = job_settle_nothing,
};
