/* SPDX-License-Identifier: Apache-2.0 */
/* `vm start`, `stop`, …: of one machine its task, of several one task whose children are theirs. */
#include "cli/cli.h"
#include "cli/forms.h"
#include "kind/bulk.h"
#include "kind/vm.h"

#define WHICH                                                                                      \
    IDS(struct vm_act_form, id), TEXT(struct vm_act_form, filter, .max = LIST_FILTER_MAX)
const struct field vm_act_form[] = { WHICH, FIELDS_END };
const struct field vm_drop_form[] = {
    WHICH,
    I64(struct vm_act_form, confirm, .required = true, .min = 1, .max = BULK_MOST),
    FIELDS_END,
};

static enum fault_code ask(struct cli *c, const struct asker *who, enum bulk_act act,
                           struct asked *asked)
{
    const struct vm_act_form *form = c->form;
    const struct once once = { .key = NULL };
    const struct bulk_new wish = {
        .act = act, .ids = form->id, .filter = form->filter, .confirmed = form->confirm
    };
    if (form->id.count != 1)
        return bulk_ask(c->db, who, &wish, &once, asked);
    if (form->confirm > 1)
        return fail_field(c->fault, FAULT_INVALID, "confirm",
                          T("It is 1 machine. Type that number."));
    enum fault_code rc = vm_task_ask(c->db, who, bulk_kind(act), form->id.id[0], &once, asked);
    if (rc == FAULT_MISSING)
        return fail_field(c->fault, rc, "id", T("There is no machine %lld."),
                          (long long)form->id.id[0]);
    return rc;
}

static enum fault_code act_on(struct cli *c, enum bulk_act act)
{
    const struct vm_act_form *form = c->form;
    struct asker who;
    struct asked asked = { 0 };
    if ((form->id.count > 0) == (form->filter != NULL))
        return fail_field(c->fault, FAULT_INVALID, "id",
                          T("Name machines either by ids or by --filter; an empty filter is all."));
    enum fault_code rc = cli_asker(c, &who);
    if (!rc)
        rc = ask(c, &who, act, &asked);
    if (!rc)
        cli_asked(c, &who, asked.task_id);
    return rc;
}

enum fault_code cli_vm_start(struct cli *c)
{
    return act_on(c, BULK_START);
}

enum fault_code cli_vm_stop(struct cli *c)
{
    return act_on(c, BULK_STOP);
}

enum fault_code cli_vm_shutdown(struct cli *c)
{
    return act_on(c, BULK_SHUTDOWN);
}

enum fault_code cli_vm_reboot(struct cli *c)
{
    return act_on(c, BULK_REBOOT);
}

enum fault_code cli_vm_delete(struct cli *c)
{
    return act_on(c, BULK_DELETE);
}
