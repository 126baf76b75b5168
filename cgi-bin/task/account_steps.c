/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An account's machines follow its row, a batch a transaction: a machine is marked and given its
 * task at once, so whoever takes over goes on with those that are not marked. The row is looked at
 * before each batch; when it says something else by now, a newer task sees to the rest.
 */
#include "store/account.h"
#include "store/suspend.h"
#include "task/steps.h"

struct account_args {
    int64_t account_id;
};
static const struct field account_args_form[] = {
    I64(struct account_args, account_id, .required = true, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};

struct batch {
    struct job *job;
    int64_t account_id;
    bool suspend;
    bool under; /* the account is a reseller: its customers' machines, too */
    const struct list *rows;
    int64_t tasks;
};

/*
 * It waits for what is in hand by the machine's lock. A creation has none yet where it waits for
 * its image: what is to start the machine waits for the creation itself. The machine's row is
 * locked, so that no creation ends between the look and the wait.
 */
static enum fault_code add_child(struct db *db, const struct batch *b, const struct suspend_row *vm)
{
    int64_t id = 0;
    int64_t maker = 0;
    enum fault_code rc = b->suspend ? FAULT_OK : vm_maker_any(db, vm->id, &maker);
    if (rc)
        return rc;
    struct task_new t = {
        .kind = b->suspend ? "vm_suspend" : "vm_resume",
        .account_id = vm->account_id,
        .reseller_id = vm->reseller_id,
        .parent_id = b->job->task.id,
        .vm_id = vm->id,
        .node_id = vm->node_id,
        .object = vm->name,
        .args = "{}",
        .asked_by = "the provider",
        .waits_for = maker,
        .lock = { { arena_printf(db->arena, "vm:%lld", (long long)vm->id), true } },
        .locks = 1,
    };
    return task_add_own(db, &t, &id);
}

static enum fault_code batch_tx(struct db *db, void *ctx)
{
    struct batch *b = ctx;
    const struct suspend_row *vm = b->rows->rows;
    enum fault_code rc = job_mine(b->job);
    b->tasks = 0;
    for (int64_t i = 0; !rc && i < b->rows->count; i++) {
        bool changed = false;
        rc = b->suspend ? suspend_vm(db, vm[i].id, &changed) : resume_vm(db, vm[i].id, &changed);
        if (rc || !changed || !vm[i].works)
            continue;
        rc = add_child(db, b, &vm[i]);
        b->tasks++;
    }
    return rc;
}

enum fault_code job_reaches_account(struct job *j, const struct account *account)
{
    struct account by;
    enum fault_code rc = account_load_any(j->db, j->task.account_id, &by);
    if (rc || by.level == ACCOUNT_PROVIDER ||
        (account->level == ACCOUNT_CUSTOMER && account->reseller_id == by.id))
        return rc;
    return fail(j->fault, FAULT_DENIED, T("There is no such customer here."));
}

static enum fault_code look(struct job *j, struct batch *b, bool *wanted)
{
    struct account account;
    enum fault_code rc = account_load_any(j->db, b->account_id, &account);
    if (!rc)
        rc = job_reaches_account(j, &account);
    b->under = !rc && account.level == ACCOUNT_RESELLER;
    *wanted = !rc && account.suspended == b->suspend;
    return rc;
}

static enum fault_code next_batch(const struct batch *b, int64_t after, struct list *rows)
{
    struct db *db = b->job->db;
    return b->suspend ? suspend_next_any(db, b->account_id, b->under, after, rows)
                      : resume_next_any(db, b->account_id, b->under, after, rows);
}

static enum fault_code follow(struct job *j, bool suspend)
{
    struct account_args args = { 0 };
    struct list rows = { 0 };
    int64_t last = 0;
    int64_t machines = 0;
    int64_t tasks = 0;
    bool wanted = false;
    enum fault_code rc = job_args(j, account_args_form, &args);
    struct batch b = { .job = j, .account_id = args.account_id, .suspend = suspend, .rows = &rows };
    do {
        if (!rc)
            rc = look(j, &b, &wanted);
        if (!rc && wanted)
            rc = next_batch(&b, last, &rows);
        if (rc || !wanted || !rows.count)
            break;
        rc = db_tx(j->db, batch_tx, NULL, &b);
        last = ((const struct suspend_row *)rows.rows)[rows.count - 1].id;
        machines += rows.count;
        tasks += b.tasks;
    } while (!rc && rows.count == SUSPEND_BATCH);
    if (!rc)
        job_log(j, TASK_INFO,
                suspend ? T("%lld machines suspended, %lld to be shut down")
                        : T("%lld machines freed, %lld to be started"),
                (long long)machines, (long long)tasks);
    return rc;
}

static enum fault_code suspend_apply(struct job *j)
{
    return follow(j, true);
}

static enum fault_code resume_apply(struct job *j)
{
    return follow(j, false);
}

const struct job_kind job_account_suspend = {
    .kind = "account_suspend",
    .steps = { { "machines", suspend_apply, NULL } },
    .settle = job_settle_nothing,
};

const struct job_kind job_account_resume = {
    .kind = "account_resume",
    .steps = { { "machines", resume_apply, NULL } },
    .settle = job_settle_nothing,
};

/* The same, asked by a reseller of its customer. */
const struct job_kind job_customer_suspend = {
    .kind = "customer_suspend",
    .steps = { { "machines", suspend_apply, NULL } },
    .settle = job_settle_nothing,
};

const struct job_kind job_customer_resume = {
    .kind = "customer_resume",
    .steps = { { "machines", resume_apply, NULL } },
    .settle = job_settle_nothing,
};
