/* SPDX-License-Identifier: Apache-2.0 */
/* `plan`: what is sold. */
#include "store/plan.h"
#include "store/plan_noun.h"
#include "cli/cli.h"
#include "cli/forms.h"

const struct field retire_form[] = {
    I64(struct retire_form, id, .required = true, .min = 1, .max = INT64_MAX),
    BOOL(struct retire_form, undo),
    FIELDS_END,
};

static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct plan *plan = ctx;
    return plan_add(db, plan, &plan->id);
}

enum fault_code cli_plan_add(struct cli *c)
{
    struct plan plan = *(const struct plan *)c->form;
    plan_complete(&plan);
    struct change change = { .what = "plan_add",
                             .object = plan.name,
                             .of = { .noun = AUDIT_OF_PLAN, .id = &plan.id },
                             .fn = add_tx,
                             .ctx = &plan };
    enum fault_code rc = cli_change(c, &change);
    if (!rc)
        cli_made(c, plan.id);
    return rc;
}

struct retiring {
    const struct retire_form *form;
    struct change *change; /* its object: the plan's name */
};

static enum fault_code retire_tx(struct db *db, void *ctx)
{
    const struct retiring *r = ctx;
    struct plan plan;
    enum fault_code rc = plan_retire(db, r->form->id, !r->form->undo);
    if (!rc)
        rc = plan_load_any(db, r->form->id, &plan);
    if (!rc)
        r->change->object = plan.name;
    return rc;
}

enum fault_code cli_plan_retire(struct cli *c)
{
    const struct retire_form *form = c->form;
    struct change change = { .what = form->undo ? "plan_sell" : "plan_retire",
                             .of = { .noun = AUDIT_OF_PLAN, .id = &form->id },
                             .fn = retire_tx };
    struct retiring r = { form, &change };
    change.ctx = &r;
    return cli_change(c, &change);
}

enum fault_code cli_plan_list(struct cli *c)
{
    static const char *const shown[] = { "id",      "name", "state", "vcpu",     "memory",   "disk",
                                         "traffic", "hour", "price", "currency", "machines", NULL };
    return cli_noun_list(c, &plan_noun, shown);
}
