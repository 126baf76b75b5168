/* SPDX-License-Identifier: Apache-2.0 */
/* Suspending a customer, and its end: each after a question. */
#include "base/poke.h"
#include "base/words.h"
#include "kind/account.h"
#include "store/customer.h"
#include "web/my/customer.h"

const struct field customer_suspension_form[] = {
    TEXT(struct customer_suspension, why, .label = T("A reason"), .required = true, .max = 500,
         .check = check_title),
    FIELDS_END,
};

static const char *path_of(const struct request *rq, const char *more)
{
    return arena_printf(rq->arena, "/reseller/customer/%lld%s", (long long)rq->id[0], more);
}

static struct form_head head_of(const struct request *rq, const char *title,
                                const struct account *a)
{
    return (struct form_head){ .title = arena_printf(rq->arena, "%s", title),
                               .crumbs = { { "/reseller/customer", tr("Customers") },
                                           { path_of(rq, ""), a->name } } };
}

enum fault_code customer_suspend_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = {
        INPUT("why", T("Reason"), TEXT, .help = T("The customer reads it on every page.")),
        INPUTS_END,
    };
    static const struct form_spec spec = { .fields = customer_suspension_form,
                                           .inputs = inputs,
                                           .submit = T("Suspend customer"),
                                           .danger = true };
    struct scope who = gate_customers(rq);
    struct account a;
    enum fault_code rc = customer_load(db, &who, rq->id[0], &a);
    if (rc)
        return rc;
    struct form_confirm ask = {
        .head = head_of(rq, arena_printf(rq->arena, tr("Suspend %s?"), a.name), &a),
        .order = { tr("At once: nothing of the account is made, changed or started any more."),
                   tr("Its machines: are shut down, and stay off."),
                   tr("Its users: can sign in and look.") },
        .stays = tr("Disks and addresses stay. Resuming starts what ran before."),
    };
    return form_confirm_show(rq, &ask, &spec,
                             &(struct form_ask){ .action = path_of(rq, "/suspend"),
                                                 .cancel = path_of(rq, ""),
                                                 .cancel_words = tr("Leave it") });
}

enum fault_code customer_resume_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = { INPUTS_END };
    static const struct form_spec spec = { .fields = no_fields,
                                           .inputs = inputs,
                                           .submit = T("Resume customer") };
    struct scope who = gate_customers(rq);
    struct account a;
    enum fault_code rc = customer_load(db, &who, rq->id[0], &a);
    if (rc)
        return rc;
    struct form_confirm ask = {
        .head = head_of(rq, arena_printf(rq->arena, tr("Resume %s?"), a.name), &a),
        .order = { tr("At once: its users may do again what their roles allow."),
                   tr("Its machines: those that ran when it was suspended are started.") },
    };
    return form_confirm_show(rq, &ask, &spec,
                             &(struct form_ask){ .action = path_of(rq, "/resume"),
                                                 .cancel = path_of(rq, ""),
                                                 .cancel_words = tr("Leave it suspended") });
}

/* As the administrator does, with the reach of a reseller. */
static enum fault_code done(struct request *rq, enum fault_code rc)
{
    if (rc)
        return rc;
    poke_taskd(web_of(rq)->conf);
    request_redirect(rq, "%s", path_of(rq, ""));
    return FAULT_OK;
}

enum fault_code customer_suspend_do(struct db *db, struct request *rq)
{
    const struct customer_suspension *in = rq->form;
    struct once once = gate_once(rq);
    struct asker who = rq->who->asker;
    struct asked asked;
    who.scope = gate_customers(rq);
    return done(rq, account_suspend(db, &who, rq->id[0], in->why, &once, &asked));
}

enum fault_code customer_resume_do(struct db *db, struct request *rq)
{
    struct once once = gate_once(rq);
    struct asker who = rq->who->asker;
    struct asked asked;
    who.scope = gate_customers(rq);
    return done(rq, account_resume(db, &who, rq->id[0], &once, &asked));
}
