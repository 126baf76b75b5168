/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Closing an account, which its row says since the click. Each of its machines gets a task by which
 * it is deleted; one that has another in hand is waited for first. Then this one sleeps until they
 * have ended. The row stays, and with it audit, tasks and the ledger of addresses.
 */
#include "base/poke.h"
#include "kind/vm.h"
#include "store/account.h"
#include "store/erase.h"
#include "store/task_child.h"
#include "task/steps.h"

struct close_args {
    int64_t account_id;
};
static const struct field close_args_form[] = {
    I64(struct close_args, account_id, .required = true, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};

struct closing {
    struct job *job;
    struct account account;
    struct asker who;
    int64_t vm_id; /* in hand */
    bool waits;    /* a machine is worked on by others */
};

static enum fault_code begin(struct job *j, struct closing *c)
{
    struct close_args args = { 0 };
    *c = (struct closing){ .job = j };
    enum fault_code rc = job_args(j, close_args_form, &args);
    if (!rc)
        rc = account_load_any(j->db, args.account_id, &c->account);
    if (!rc)
        rc = job_reaches_account(j, &c->account);
    if (!rc && !c->account.closed_at)
        rc = fail(j->fault, FAULT_CONFLICT, T("The account is not closed."));
    c->who = (struct asker){ .scope = scope_account(c->account.reseller_id, c->account.id),
                             .who = "the provider",
                             .address = "",
                             .inst = j->conf->inst };
    return rc;
}

static enum fault_code access_tx(struct db *db, void *ctx)
{
    const struct closing *c = ctx;
    enum fault_code rc = job_mine(c->job);
    return rc ? rc : erase_access(db, c->account.id);
}

static enum fault_code access_apply(struct job *j)
{
    struct closing c;
    enum fault_code rc = begin(j, &c);
    return rc ? rc : db_tx(j->db, access_tx, NULL, &c);
}

/* The parent's row comes last: task/bulk_steps.c. */
static enum fault_code wait_for(struct db *db, const struct closing *c, int64_t task_id)
{
    const struct job *j = c->job;
    bool cancelled = false; /* nobody may cancel it */
    enum fault_code rc = task_children_lock(db, j->task.id, j->fence, &cancelled);
    if (!rc)
        rc = task_child_wait(db, j->task.id, c->vm_id, task_id);
    if (rc != FAULT_UNIQUE)
        return rc;
    fault_clear(db->fault); /* it waits for that one already */
    return FAULT_OK;
}

static enum fault_code machine_tx(struct db *db, void *ctx)
{
    struct closing *c = ctx;
    struct asked asked = { 0 };
    struct vm vm;
    bool has = false;
    enum fault_code rc = task_child_has(db, c->job->task.id, c->vm_id, &has);
    if (rc || has)
        return rc;
    rc = vm_lock(db, &c->who.scope, c->vm_id, &vm);
    if (rc == FAULT_MISSING) {
        fault_clear(db->fault);
        return FAULT_OK;
    }
    if (!rc && vm.task_id) {
        c->waits = true;
        return wait_for(db, c, vm.task_id);
    }
    if (!rc)
        rc = vm_child_ask(db, &c->who, kind_find("vm_delete"), vm.id, c->job->task.id, &asked);
    return rc ? rc : wait_for(db, c, asked.task_id);
}

static enum fault_code ask_all(struct closing *c)
{
    struct job *j = c->job;
    struct list page = { .count = 0 };
    int64_t after = 0;
    enum fault_code rc = FAULT_OK;
    do {
        rc = erase_next_machines(j->db, c->account.id, after, &page);
        const struct number *at = page.rows;
        for (int64_t i = 0; !rc && i < page.count; i++) {
            c->vm_id = after = at[i].n;
            rc = db_tx(j->db, machine_tx, NULL, c);
        }
        poke_taskd(j->conf);
    } while (!rc && page.count);
    return rc;
}

static enum fault_code machines_apply(struct job *j)
{
    struct closing c;
    struct task_children sum;
    int64_t left = 0;
    enum fault_code rc = begin(j, &c);
    if (!rc)
        rc = ask_all(&c);
    if (!rc)
        rc = task_children_any(j->db, j->task.id, &sum);
    if (!rc && (c.waits || sum.ended < sum.count))
        return fail(j->fault, FAULT_AWAITS, T("Some of its tasks have not ended."));
    if (!rc)
        rc = erase_machines(j->db, c.account.id, &left);
    if (!rc && left)
        return fail(j->fault, FAULT_CONFLICT,
                    T("%lld machines could not be deleted. Close the account again."),
                    (long long)left);
    if (!rc)
        job_log(j, TASK_INFO, T("%lld machines deleted"), (long long)sum.done);
    return rc;
}

const struct job_kind job_account_close = {
    .kind = "account_close",
    .steps = { { "access", access_apply, NULL }, { "machines", machines_apply, NULL } },
    .settle = job_settle_nothing,
};

/* The same, asked by a reseller of its customer. */
const struct job_kind job_customer_close = {
    .kind = "customer_close",
    .steps = { { "access", access_apply, NULL }, { "machines", machines_apply, NULL } },
    .settle = job_settle_nothing,
};
