/* SPDX-License-Identifier: Apache-2.0 */
#include "kind/account.h"
#include "kind/change.h"
#include "kind/once.h"
#include "store/customer.h"
#include "store/erase.h"
#include "store/suspend.h"
#include "store/vm.h"

struct asking {
    const struct asker *who;
    int64_t account_id;
    const char *why; /* NULL: resume */
    struct asked *out;
};

/* Whoever reaches not everything is a reseller, whose customer it is. */
static bool is_reseller(const struct asker *who)
{
    return !scope_is_everything(&who->scope);
}

/* The line in the account's audit, whose own people the asker is none of; a reseller, who does not
 * see that one, has another in its own. */
static enum fault_code note(struct db *db, const struct asker *who, const struct account *account,
                            const struct change_asked *what)
{
    struct change_asked line = *what;
    line.account_id = account->id;
    line.reseller_id = account->reseller_id;
    line.own = false;
    enum fault_code rc = change_note(db, who, &line);
    if (rc || !is_reseller(who))
        return rc;
    line.account_id = who->account_id;
    line.reseller_id = who->reseller_id;
    line.own = true;
    return change_note(db, who, &line);
}

/* The asker's task: its account is whose permission it is checked against again. */
static enum fault_code queue(struct db *db, const struct asking *a, const char *kind,
                             const char *name)
{
    const struct asker *who = a->who;
    struct task_new t = {
        .kind = kind,
        .account_id = who->account_id,
        .reseller_id = who->reseller_id,
        .object = name,
        .args = arena_printf(db->arena, "{\"account_id\":%lld}", (long long)a->account_id),
        .asked_by = who->who,
        .own_asker = is_reseller(who),
        .as_whom = who->user_id,
        .as_token = who->token_id,
        .lock = { { arena_printf(db->arena, "account:%lld", (long long)a->account_id), true } },
        .locks = 1,
    };
    if (is_reseller(who))
        return task_add_reseller(db, &t, &a->out->task_id);
    return who->user_id ? task_add_admin(db, &t, &a->out->task_id)
                        : task_add_own(db, &t, &a->out->task_id);
}

static enum fault_code lock(struct db *db, const struct asking *a, struct account *out)
{
    return is_reseller(a->who) ? customer_lock(db, &a->who->scope, a->account_id, out)
                               : account_lock(db, &a->who->scope, a->account_id, out);
}

static enum fault_code ask_tx(struct db *db, void *ctx)
{
    const struct asking *a = ctx;
    static const char *const kinds_of[2][2] = { { "account_resume", "account_suspend" },
                                                { "customer_resume", "customer_suspend" } };
    struct account account;
    const char *kind = kinds_of[is_reseller(a->who)][a->why != NULL];
    enum fault_code rc = lock(db, a, &account);
    if (rc)
        return rc;
    if (account.level == ACCOUNT_PROVIDER)
        return fail(db->fault, FAULT_DENIED, T("The provider's own account is never suspended."));
    rc = account_is_open(db, &account);
    if (rc)
        return rc;
    if (!a->why && !account.suspended)
        return fail(db->fault, FAULT_CONFLICT, T("%s is not suspended."), account.name);
    const char *why = a->why ? a->why : "";
    const char *before = "";
    struct audit_of of = { .noun = AUDIT_OF_ACCOUNT, .id = &account.id };
    rc = audit_look(db, &of, &before);
    if (rc)
        return rc;
    rc = is_reseller(a->who) ? customer_set_suspended(db, account.id, a->why != NULL, why)
                             : account_set_suspended(db, account.id, a->why != NULL, why);
    if (!rc)
        rc = queue(db, a, kind, account.name);
    const struct change_asked line = {
        .what = kind, .object = account.name, .of = of, .before = before, .task_id = a->out->task_id
    };
    return rc ? rc : note(db, a->who, &account, &line);
}

enum fault_code account_suspend(struct db *db, const struct asker *who, int64_t account_id,
                                const char *why, const struct once *once, struct asked *out)
{
    struct asking a = { who, account_id, why, out };
    *out = (struct asked){ 0 };
    return ask_once(db, who, once, ask_tx, &a, out);
}

enum fault_code account_resume(struct db *db, const struct asker *who, int64_t account_id,
                               const struct once *once, struct asked *out)
{
    struct asking a = { who, account_id, NULL, out };
    *out = (struct asked){ 0 };
    return ask_once(db, who, once, ask_tx, &a, out);
}

/* One that is closed already is closed again while machines are left. */
static enum fault_code may_close(struct db *db, const struct account *account)
{
    int64_t machines = 0;
    if (account->level == ACCOUNT_PROVIDER)
        return fail(db->fault, FAULT_DENIED, T("The provider's own account is never closed."));
    enum fault_code rc = account_has_no_customer(db, account);
    if (!rc && account->closed_at)
        rc = erase_machines(db, account->id, &machines);
    return rc || machines ? rc : account_is_open(db, account);
}

static enum fault_code close_tx(struct db *db, void *ctx)
{
    const struct asking *a = ctx;
    struct account account;
    const char *kind = is_reseller(a->who) ? "customer_close" : "account_close";
    const struct audit_of of = { .noun = AUDIT_OF_ACCOUNT, .id = &a->account_id };
    const char *before = "";
    enum fault_code rc = lock(db, a, &account);
    if (!rc)
        rc = may_close(db, &account);
    if (!rc)
        rc = audit_look(db, &of, &before);
    if (!rc)
        rc = is_reseller(a->who) ? customer_set_closed(db, account.id)
                                 : account_set_closed(db, account.id);
    if (!rc)
        rc = queue(db, a, kind, account.name);
    const struct change_asked line = {
        .what = kind, .object = account.name, .of = of, .before = before, .task_id = a->out->task_id
    };
    return rc ? rc : note(db, a->who, &account, &line);
}

enum fault_code account_close(struct db *db, const struct asker *who, int64_t account_id,
                              const struct once *once, struct asked *out)
{
    struct asking a = { who, account_id, NULL, out };
    *out = (struct asked){ 0 };
    return ask_once(db, who, once, close_tx, &a, out);
}

static enum fault_code erase_tx(struct db *db, void *ctx)
{
    const struct asking *a = ctx;
    struct account account;
    enum fault_code rc = account_lock(db, &a->who->scope, a->account_id, &account);
    if (rc)
        return rc;
    if (account.level == ACCOUNT_PROVIDER)
        return fail(db->fault, FAULT_CONFLICT, T("The provider's own account is never erased."));
    if (account.erased)
        return fail(db->fault, FAULT_CONFLICT, T("%s is erased already."), account.name);
    rc = erase_is_empty(db, account.id);
    if (rc)
        return rc;
    /* by its number: its name is what is to go */
    const char *object = arena_printf(db->arena, "account %lld", (long long)account.id);
    rc = queue(db, a, "account_erase", object);
    /* in the asker's audit, since the account's is what is erased: what it had is in no line */
    const struct change_asked line = { .what = "account_erase",
                                       .object = object,
                                       .account_id = a->who->account_id,
                                       .reseller_id = a->who->reseller_id,
                                       .before = "",
                                       .task_id = a->out->task_id,
                                       .own = true };
    return rc ? rc : change_note(db, a->who, &line);
}

enum fault_code account_erase(struct db *db, const struct asker *who, int64_t account_id,
                              const struct once *once, struct asked *out)
{
    struct asking a = { who, account_id, NULL, out };
    *out = (struct asked){ 0 };
    return ask_once(db, who, once, erase_tx, &a, out);
}

struct shutting {
    const struct asker *who;
    int64_t vm_id;
    struct asked *out;
};

static enum fault_code suspend_vm_tx(struct db *db, void *ctx)
{
    const struct shutting *s = ctx;
    struct vm vm;
    enum fault_code rc = vm_lock(db, &s->who->scope, s->vm_id, &vm);
    if (rc)
        return rc;
    if (!vm.suspended)
        return fail(db->fault, FAULT_CONFLICT, T("%s is not suspended."), vm.name);
    struct task_new t = { .kind = "vm_suspend",
                          .account_id = vm.account_id,
                          .reseller_id = vm.reseller_id,
                          .vm_id = vm.id,
                          .node_id = vm.node_id,
                          .object = vm.name,
                          .args = "{}",
                          .asked_by = s->who->who,
                          .as_whom = s->who->user_id,
                          .lock = { { arena_printf(db->arena, "vm:%lld", (long long)vm.id),
                                      true } },
                          .locks = 1 };
    s->out->vm_id = vm.id;
    rc = task_add_admin(db, &t, &s->out->task_id);
    struct change_asked n = { .what = t.kind,
                              .object = vm.name,
                              .account_id = vm.account_id,
                              .reseller_id = vm.reseller_id,
                              .before = "",
                              .vm_id = vm.id,
                              .task_id = s->out->task_id };
    return rc ? rc : change_note(db, s->who, &n);
}

enum fault_code vm_suspend_ask(struct db *db, const struct asker *who, int64_t vm_id,
                               const struct once *once, struct asked *out)
{
    struct shutting s = { who, vm_id, out };
    *out = (struct asked){ 0 };
    return ask_once(db, who, once, suspend_vm_tx, &s, out);
}
