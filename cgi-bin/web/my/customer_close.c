/* SPDX-License-Identifier: Apache-2.0 */
/* Closing a customer for good, after its name was typed. */
#include "base/poke.h"
#include "base/words.h"
#include "kind/account.h"
#include "store/customer.h"
#include "store/erase.h"
#include "web/my/customer.h"

const struct field customer_close_form[] = {
    TEXT(struct customer_closing, confirm, .label = T("The name"), .required = true, .max = 100),
    FIELDS_END,
};
static const struct form_input inputs[] = {
    INPUT("confirm", T("Type the customer's name"), TEXT, .focus = true),
    INPUTS_END,
};
static const struct form_spec spec = { .fields = customer_close_form,
                                       .inputs = inputs,
                                       .submit = T("Close customer"),
                                       .icon = "trash-2",
                                       .danger = true };

enum fault_code customer_close_show(const struct db *db, struct request *rq)
{
    struct scope who = gate_customers(rq);
    struct account a;
    int64_t machines = 0; /* also those that were never made */
    enum fault_code rc = customer_load(db, &who, rq->id[0], &a);
    if (!rc)
        rc = erase_machines(db, a.id, &machines);
    if (rc)
        return rc;
    const char *path = arena_printf(rq->arena, "/reseller/customer/%lld", (long long)a.id);
    struct form_confirm ask = {
        .head = { .title = arena_printf(rq->arena, tr("Close %s?"), a.name),
                  .lead = tr("There is no way back."),
                  .crumbs = { { "/reseller/customer", tr("Customers") }, { path, a.name } } },
        .order = { tr("At once: nobody of it can sign in or use a token, and nothing is made or "
                      "started."),
                   arena_printf(rq->arena, tr("Its machines: %lld are deleted, with their disks."),
                                (long long)machines) },
        .stays = tr("Its name, its usage, the audit and who had which address stay."),
    };
    return form_confirm_show(rq, &ask, &spec,
                             &(struct form_ask){ .action =
                                                     arena_printf(rq->arena, "%s/close", path),
                                                 .cancel = path,
                                                 .cancel_words = tr("Keep it") });
}

enum fault_code customer_close_do(struct db *db, struct request *rq)
{
    const struct customer_closing *in = rq->form;
    struct once once = gate_once(rq);
    struct asker who = rq->who->asker;
    struct asked asked;
    struct account a;
    who.scope = gate_customers(rq);
    enum fault_code rc = customer_load(db, &who.scope, rq->id[0], &a);
    if (!rc && strcmp(in->confirm, a.name) != 0)
        rc = fail_field(rq->fault, FAULT_INVALID, "confirm", T("This is not the customer's name."));
    if (!rc)
        rc = account_close(db, &who, a.id, &once, &asked);
    if (rc)
        return rc;
    poke_taskd(web_of(rq)->conf);
    request_redirect(rq, "/reseller/customer/%lld?did=customer-closed", (long long)a.id);
    return FAULT_OK;
}
