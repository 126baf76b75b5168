/* SPDX-License-Identifier: Apache-2.0 */
/* `plan`: what is sold. */
#include "store/plan.h"
#include "cli/cli.h"
#include "cli/forms.h"

enum { HOURS_A_MONTH = 730 };
#define PRICE_MOST INT64_C(999999999999999) /* millionths */

static const char *check_currency(const char *s)
{
    bool good = strlen(s) == 3 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
    return good ? NULL : T("A currency is three capital letters, such as EUR.");
}

const struct field plan_add_form[] = {
    TEXT(struct plan_add_form, name, .required = true, .min = 1, .max = 64, .check = check_title),
    I64(struct plan_add_form, vcpu, .required = true, .min = 1, .max = 256),
    I64(struct plan_add_form, memory, .required = true, .min = 64 << 20, .max = (int64_t)64 << 40),
    I64(struct plan_add_form, disk, .required = true, .min = 64 << 20, .max = (int64_t)1 << 50),
    I64(struct plan_add_form, traffic, .min = 0, .max = (int64_t)1 << 60),
    MONEY(struct plan_add_form, price_month, .required = true, .max = PRICE_MOST),
    MONEY(struct plan_add_form, price_hour, .max = PRICE_MOST),
    TEXT(struct plan_add_form, currency, .max = 3, .check = check_currency),
    FIELDS_END,
};

const struct field retired_form[] = {
    BOOL(struct retired_form, retired),
    FIELDS_END,
};

enum fault_code cli_plan_add(struct cli *c)
{
    const struct plan_add_form *form = c->form;
    int64_t id = 0;
    struct plan plan = { .name = form->name,
                         .vcpu = form->vcpu,
                         .memory = form->memory,
                         .disk = form->disk,
                         .traffic = form->traffic ? form->traffic : (int64_t)1 << 40,
                         .price_month = form->price_month,
                         .price_hour = form->price_hour,
                         .currency = form->currency ? form->currency : "EUR" };
    if (!plan.price_hour)
        plan.price_hour = (plan.price_month + HOURS_A_MONTH / 2) / HOURS_A_MONTH;
    enum fault_code rc = plan_add(c->db, &plan, &id);
    if (!rc)
        cli_made(c, id);
    return rc;
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
