/* SPDX-License-Identifier: Apache-2.0 */
/* `brand`: which host name is which reseller's, as the provider's page of the reseller has it. */
#include "cli/cli.h"
#include "cli/forms.h"
#include "store/account.h"
#include "store/brand.h"

const struct field brand_confirm_form[] = {
    I64(struct brand_form, id, .required = true, .min = 1, .max = INT64_MAX),
    TEXT(struct brand_form, host, .required = true, .max = 253),
    FIELDS_END,
};
const struct field brand_refuse_form[] = {
    I64(struct brand_form, id, .required = true, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};

enum fault_code cli_brand_list(struct cli *c)
{
    static const char *const shown[] = { "reseller_id", "reseller", "host", "host_asked", NULL };
    struct list rows;
    enum fault_code rc = brand_hosts_any(c->db, &rows);
    if (!rc)
        cli_list(c, brand_host_view, sizeof(struct brand_host), &rows, shown);
    return rc;
}

static enum fault_code confirm_tx(struct db *db, void *ctx)
{
    const struct brand_form *form = ctx;
    return brand_confirm(db, form->id, form->host);
}

static enum fault_code set_host(struct cli *c, struct brand_form *form)
{
    struct account a;
    enum fault_code rc = cli_account(c, "id", form->id, &a);
    if (rc)
        return rc;
    struct change change = { .what = "brand_host",
                             .object = form->host,
                             .account_id = a.id,
                             .reseller_id = a.reseller_id,
                             .of = { .noun = AUDIT_OF_BRAND, .id = &a.id },
                             .fn = confirm_tx,
                             .ctx = form };
    return cli_change(c, &change);
}

enum fault_code cli_brand_confirm(struct cli *c)
{
    return set_host(c, c->form);
}

/* What it asks for stays asked for, and leads nowhere. */
enum fault_code cli_brand_refuse(struct cli *c)
{
    struct brand_form none = *(const struct brand_form *)c->form;
    none.host = "";
    return set_host(c, &none);
}
