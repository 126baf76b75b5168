/* SPDX-License-Identifier: Apache-2.0 */
/* `plan`: prices are typed in units and stored in millionths. */
#include "store/plan.h"
#include "cli/cli.h"
#include "cli/forms.h"

enum { HOURS_A_MONTH = 730, DECIMALS = 6 };

/* "2.90" → 2900000; at most six decimals, no sign. */
static bool parse_money(const char *s, int64_t *out)
{
    size_t whole = strspn(s, "0123456789");
    size_t rest = s[whole] == '.' ? strspn(s + whole + 1, "0123456789") : 0;
    if (!whole || whole > 9 || rest > DECIMALS || (s[whole] && (!rest || s[whole + 1 + rest])))
        return false;
    *out = 0;
    for (size_t i = 0; i < whole; i++)
        *out = *out * 10 + (s[i] - '0');
    for (size_t i = 0; i < DECIMALS; i++)
        *out = *out * 10 + (i < rest ? s[whole + 1 + i] - '0' : 0);
    return true;
}

static const char *check_money(const char *s)
{
    int64_t n = 0;
    return parse_money(s, &n) ? NULL : T("A price is like 2.90, with at most six decimals.");
}

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
    TEXT(struct plan_add_form, price_month, .required = true, .min = 1, .max = 20,
         .check = check_money),
    TEXT(struct plan_add_form, price_hour, .max = 20, .check = check_money),
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
                         .currency = form->currency ? form->currency : "EUR" };
    if (!parse_money(form->price_month, &plan.price_month))
        bug("a price came unchecked");
    plan.price_hour = (plan.price_month + HOURS_A_MONTH / 2) / HOURS_A_MONTH;
    if (form->price_hour && !parse_money(form->price_hour, &plan.price_hour))
        bug("a price came unchecked");
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
