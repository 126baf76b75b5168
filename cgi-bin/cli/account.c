/* SPDX-License-Identifier: Apache-2.0 */
/* `account`: customers of the provider. */
#include "cli/cli.h"
#include "cli/forms.h"
#include "store/account.h"

const struct field account_add_form[] = {
    TEXT(struct account_add_form, name, .required = true, .min = 1, .max = 100,
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
    static const char *const columns[] = { "id",       "level",    "name",       "suspended",
                                           "vm_count", "vm_limit", "created_at", NULL };
    struct list rows;
    enum fault_code rc = account_list_any(c->db, &rows);
    if (!rc)
        cli_list(c, account_view, sizeof(struct account), &rows, columns);
    return rc;
}
