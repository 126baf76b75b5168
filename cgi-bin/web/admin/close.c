/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/close.h"
#include "base/poke.h"
#include "base/words.h"
#include "kind/account.h"
#include "store/account.h"
#include "store/erase.h"
#include "web/form.h"

const struct field account_close_form[] = {
    TEXT(struct account_closing, confirm, .label = T("The name"), .required = true, .max = 100),
    FIELDS_END,
};
static const struct form_input inputs[] = {
    INPUT("confirm", T("Type the account's name"), TEXT, .focus = true),
    INPUTS_END,
};
static const struct form_spec spec = { .fields = account_close_form,
                                       .inputs = inputs,
                                       .submit = T("Close account"),
                                       .icon = "trash-2",
                                       .danger = true };

static enum fault_code load(const struct db *db, const struct request *rq, struct account *a)
{
    enum fault_code rc = account_load_any(db, rq->id[0], a);
    return rc == FAULT_MISSING ? fail(rq->fault, rc, T("There is no such account.")) : rc;
}

enum fault_code account_close_show(const struct db *db, struct request *rq)
{
    struct account a;
    struct preview plan;
    int64_t machines = 0; /* also those that were never made */
    enum fault_code rc = load(db, rq, &a);
    if (!rc)
        rc = erase_machines(db, a.id, &machines);
    if (!rc)
        rc = preview_foresee(db, rq, "account_close",
                             arena_printf(rq->arena, "account:%lld", (long long)a.id), NULL, &plan);
    if (rc)
        return rc;
    const char *path = arena_printf(rq->arena, "/account/%lld", (long long)a.id);
    struct form_confirm ask = {
        .head = { .title = arena_printf(rq->arena, tr("Close %s?"), a.name),
                  .lead = a.level == ACCOUNT_RESELLER
                              ? tr("There is no way back. A reseller's customers are closed first.")
                              : tr("There is no way back."),
                  .crumbs = { { "/account", tr("Accounts") }, { path, a.name } } },
        .order = { tr("At once: nobody of it can sign in or use a token, and nothing is made or "
                      "started."),
                   arena_printf(rq->arena, tr("Its machines: %lld are deleted, with their disks."),
                                (long long)machines) },
        .stays = tr("Its name, its usage, the audit and who had which address stay. Erase the "
                    "account to have its people forgotten."),
        .plan = &plan,
    };
    return form_confirm_show(rq, &ask, &spec,
                             &(struct form_ask){ .action =
                                                     arena_printf(rq->arena, "%s/close", path),
                                                 .cancel = path,
                                                 .cancel_words = tr("Keep it") });
}

enum fault_code account_close_do(struct db *db, struct request *rq)
{
    const struct account_closing *in = rq->form;
    struct once once = gate_once(rq);
    struct asked asked;
    struct account a;
    enum fault_code rc = load(db, rq, &a);
    if (!rc && strcmp(in->confirm, a.name) != 0)
        rc = fail_field(rq->fault, FAULT_INVALID, "confirm", T("This is not the account's name."));
    if (!rc)
        rc = account_close(db, &rq->who->asker, a.id, &once, &asked);
    if (rc)
        return rc;
    poke_taskd(web_of(rq)->conf);
    request_redirect(rq, "/admin/task/%lld", (long long)asked.task_id);
    return FAULT_OK;
}
