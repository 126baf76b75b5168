/* SPDX-License-Identifier: Apache-2.0 */
/* `plan`: what is sold. */
#include "store/plan.h"
#include "cli/cli.h"
#include "cli/forms.h"

const struct field retire_form[] = {
    I64(struct retire_form, id, .required = true, .min = 1, .max = INT64_MAX),
    BOOL(struct retire_form, undo),
    FIELDS_END,
};

const struct field retired_form[] = {
    BOOL(struct retired_form, retired),
    FIELDS_END,
};

enum fault_code cli_plan_add(struct cli *c)
{
    struct plan plan = *(const struct plan *)c->form;
    int64_t id = 0;
    plan_complete(&plan);
    enum fault_code rc = plan_add(c->db, &plan, &id);
    if (!rc)
        cli_made(c, id);
    return rc;
}

enum fault_code cli_plan_retire(struct cli *c)
{
    const struct retire_form *form = c->form;
    return plan_retire(c->db, form->id, !form->undo);
}

enum fault_code cli_plan_list(struct cli *c)
{
    static const char *const columns[] = { "id",       "name",       "vcpu",       "memory",
                                           "disk",     "traffic",    "price_hour", "price_month",
                                           "currency", "retired_at", NULL };
    const struct retired_form *form = c->form;
    struct list rows;
    enum fault_code rc = plan_list_any(c->db, form->retired, &rows);
    if (!rc)
        cli_list(c, plan_view, sizeof(struct plan), &rows, columns);
    return rc;
}
