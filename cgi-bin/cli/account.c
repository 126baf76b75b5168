/* SPDX-License-Identifier: Apache-2.0 */
/* `account`: customers of the provider. */
#include "cli/cli.h"
#include "cli/forms.h"
#include "base/poke.h"
#include "kind/account.h"
#include "store/account_noun.h"

const struct field account_add_form[] = {
    TEXT(struct account_add_form, name, .required = true, .min = 1, .max = 100,
         .check = check_title),
    FIELDS_END,
};

const struct field account_suspend_form[] = {
    I64(struct account_suspend_form, id, .required = true, .min = 1, .max = INT64_MAX),
    TEXT(struct account_suspend_form, why, .required = true, .min = 1, .max = 500,
         .check = check_title),
    FIELDS_END,
};

enum fault_code cli_account_add(struct cli *c)
{
    const struct account_add_form *form = c->form;
    int64_t provider = 0;
    int64_t id = 0;
    enum fault_code rc = account_provider(c->db, "Provider", &provider);
    if (!rc)
        rc = account_add(c->db, form->name, &id);
    if (!rc)
        cli_made(c, id);
    return rc;
}

enum fault_code cli_account_list(struct cli *c)
{
    static const char *const shown[] = { "id",    "name",  "kind",    "state", "machines",
                                         "limit", "users", "created", NULL };
    return cli_noun_list(c, &account_noun, shown);
}

/* The panel itself, as far as tasks know; the audit says from where. */
static enum fault_code as_provider(struct cli *c, struct asker *who)
{
    enum fault_code rc = account_provider(c->db, "Provider", &who->account_id);
    who->scope = scope_everything();
    who->reseller_id = who->account_id;
    who->who = "hatchery account";
    who->address = "";
    who->inst = c->conf.inst;
    return rc;
}

enum fault_code cli_account_suspend(struct cli *c)
{
    const struct account_suspend_form *form = c->form;
    const struct once once = { .key = NULL };
    struct asker who = { 0 };
    struct asked asked;
    enum fault_code rc = as_provider(c, &who);
    if (!rc)
        rc = account_suspend(c->db, &who, form->id, form->why, &once, &asked);
    if (rc)
        return rc;
    poke_taskd(&c->conf);
    cli_made(c, asked.task_id);
    return FAULT_OK;
}

enum fault_code cli_account_resume(struct cli *c)
{
    const struct id_form *form = c->form;
    const struct once once = { .key = NULL };
    struct asker who = { 0 };
    struct asked asked;
    enum fault_code rc = as_provider(c, &who);
    if (!rc)
        rc = account_resume(c->db, &who, form->id, &once, &asked);
    if (rc)
        return rc;
    poke_taskd(&c->conf);
    cli_made(c, asked.task_id);
    return FAULT_OK;
}

const struct field account_limit_form[] = {
    I64(struct account_limit_form, id, .required = true, .min = 1, .max = INT64_MAX),
    I64(struct account_limit_form, machines, .required = true, .max = 1000000),
    FIELDS_END,
};

enum fault_code cli_account_limit(struct cli *c)
{
    const struct account_limit_form *form = c->form;
    struct account a;
    enum fault_code rc = account_load_any(c->db, form->id, &a);
    if (rc == FAULT_MISSING)
        return fail_field(c->fault, rc, "id", T("There is no account %lld."), (long long)form->id);
    return rc ? rc : account_set_limit(c->db, form->id, form->machines);
}
