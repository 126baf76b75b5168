/* SPDX-License-Identifier: Apache-2.0 */
/* Each asks for one kind of task; whether it may be is judged there (kind/vm.c). */
#include "web/vm_act.h"
#include "base/figures.h"
#include "base/poke.h"
#include "base/words.h"
#include "kind/vm.h"
#include "web/form.h"

/* What makes sense in a state; one that is not known may be either. Work mostly ends in "on". */
static bool fits(const struct vm *vm, const struct kind *k)
{
    bool on = vm->task_id || vm->state == VM_RUNNING || vm->state == VM_PAUSED;
    bool either = vm->state == VM_UNKNOWN || k->busy == BUSY_DELETING;
    return either || (k->busy == BUSY_STARTING ? vm->state == VM_OFF : on);
}

bool vm_act_fits(const struct request *rq, const struct vm *vm, const char *kind)
{
    const struct kind *k = kind_find(kind);
    struct vm idle = *vm;
    idle.task_id = 0;
    if (rq->who->session.suspended || !gate_may(rq->who, k->permission))
        return false;
    return !vm_refuses(&idle, k) && fits(vm, k);
}

static enum fault_code ask(struct db *db, struct request *rq, const char *kind, struct asked *asked)
{
    struct once once = gate_once(rq);
    enum fault_code rc = vm_task_ask(db, &rq->who->asker, kind, rq->id[0], &once, asked);
    if (!rc)
        poke_taskd(web_of(rq)->conf);
    return rc;
}

static enum fault_code power(struct db *db, struct request *rq, const char *kind)
{
    struct asked asked;
    enum fault_code rc = ask(db, rq, kind, &asked);
    if (!rc)
        request_redirect(rq, "%s/vm/%lld", page_root(rq), (long long)asked.vm_id);
    return rc;
}

enum fault_code vm_start(struct db *db, struct request *rq)
{
    return power(db, rq, "vm_start");
}

enum fault_code vm_stop(struct db *db, struct request *rq)
{
    return power(db, rq, "vm_stop");
}

enum fault_code vm_shutdown(struct db *db, struct request *rq)
{
    return power(db, rq, "vm_shutdown");
}

enum fault_code vm_reboot(struct db *db, struct request *rq)
{
    return power(db, rq, "vm_reboot");
}

/* --- deleting --- */

const struct field vm_delete_form[] = {
    TEXT(struct vm_delete, confirm, .required = true),
    FIELDS_END,
};

/* What an account keeps is said to it; an administrator reads whose machine it is. */
static struct form_confirm question(const struct request *rq, const struct vm *vm)
{
    struct arena *a = rq->arena;
    bool own = web_of(rq)->face == WEB_MY;
    struct form_confirm c = {
        .head = { .title = arena_printf(a, tr("Delete %s?"), vm->name),
                  .lead = own ? NULL : arena_printf(a, tr("It is %s's."), vm->account),
                  .crumbs = { { "/vm", tr("Machines") },
                              { arena_printf(a, "/vm/%lld", (long long)vm->id), vm->name } } },
        .stays = own ? tr("Your SSH keys and other machines stay.")
                     : tr("The account's SSH keys and other machines stay.")
    };
    bool addressed = vm->ipv4 && *vm->ipv4;
    int n = 0;
    c.order[n++] = tr("The machine stops: at once if it runs.");
    if (addressed && own)
        c.order[n++] = arena_printf(a, tr("%s and %s: leave your account."), vm->ipv4, vm->ipv6);
    else if (addressed)
        c.order[n++] = arena_printf(a, tr("%s and %s: leave the account %s."), vm->ipv4, vm->ipv6,
                                    vm->account);
    c.order[n++] = arena_printf(a, tr("The %s disk is erased: for good."),
                                figure_words(a, figure_bytes, vm->disk));
    return c;
}

/* The question, and the question again. */
enum fault_code vm_delete_show(const struct db *db, struct request *rq)
{
    struct vm vm;
    enum fault_code rc = vm_load(db, &rq->who->asker.scope, rq->id[0], &vm);
    if (rc)
        return rc;
    struct form_confirm c = question(rq, &vm);
    struct preview plan;
    rc = preview_of_vm(db, rq, &vm, "vm_delete", &plan);
    if (rc)
        return rc;
    c.plan = &plan;
    const char *path = c.head.crumbs[1].href;
    const struct form_input inputs[] = {
        INPUT("confirm", arena_printf(rq->arena, tr("Type %s to confirm"), vm.name), TEXT,
              .code = true),
        INPUTS_END,
    };
    const struct form_spec spec = { .fields = vm_delete_form,
                                    .inputs = inputs,
                                    .submit = tr("Delete machine"),
                                    .icon = "trash-2",
                                    .danger = true };
    const struct form_ask how = { .action = arena_printf(rq->arena, "%s/delete", path),
                                  .cancel = path };
    return form_confirm_show(rq, &c, &spec, &how);
}

/* A machine that is gone may have been deleted by this very form: asking finds that. */
enum fault_code vm_delete_do(struct db *db, struct request *rq)
{
    const struct vm_delete *in = rq->form;
    struct asked asked;
    struct vm vm;
    enum fault_code rc = vm_load(db, &rq->who->asker.scope, rq->id[0], &vm);
    if (rc && rc != FAULT_MISSING)
        return rc;
    if (!rc && strcasecmp(vm.name, in->confirm))
        return fail_field(rq->fault, FAULT_INVALID, "confirm", T("This is not the name %s."),
                          vm.name);
    fault_clear(rq->fault);
    rc = ask(db, rq, "vm_delete", &asked);
    if (!rc)
        request_redirect(rq, "%s/task/%lld", page_root(rq), (long long)asked.task_id);
    return rc;
}
