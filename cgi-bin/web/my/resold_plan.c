/* SPDX-License-Identifier: Apache-2.0 */
/* Whose they are is in each query: gate_customers(). */
#include "web/my/resold_plan.h"
#include "base/figures.h"
#include "base/words.h"
#include "store/resold_plan.h"
#include "web/change.h"

static const struct list_table plans = {
    .noun = &resold_plan_noun,
    .title = T("Plans"),
    .path = "/reseller/plan",
    .shown = { "state", "name", "base", "vcpu", "memory", "disk", "traffic", "price", "machines" },
    .row_path = "/reseller/plan/%lld",
    .tab = { { T("All"), "" }, { T("Sold"), "state:sold" }, { T("Retired"), "state:retired" } },
    .empty = T("No plan yet. Your customers choose among the plans that you make here."),
    .act_path = "/reseller/plan/create",
    .act = T("Create plan"),
    .act_permission = PERM_PLAN_WRITE,
};

enum fault_code resold_plan_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &plans);
}

/* --- making and changing --- */

#define SAID                                                                                       \
    INPUT("name", T("Name"), TEXT, .help = T("As your customers see it.")),                        \
        INPUT("price_month", T("Price a month"), MONEY, .help = T("Net of tax, such as 4.90."),    \
              .section = T("Price")),                                                              \
        INPUT("price_hour", T("Price an hour"), MONEY,                                             \
              .help = T("Left empty: the month's price by 730 hours."), .blank = true),            \
        INPUT("currency", T("Currency"), TEXT, .help = T("Left empty: EUR."), .code = true)

static const struct form_input create_inputs[] = {
    INPUT("base_id", T("Made of"), SELECT,
          .help = T("vCPU, memory, disk and traffic are those of your provider's plan. When that "
                    "is sold no more, neither is yours.")),
    SAID,
    INPUTS_END,
};
static const struct form_input change_inputs[] = { SAID, INPUTS_END };
static const struct form_spec create_spec = { .fields = resold_plan_form,
                                              .inputs = create_inputs,
                                              .submit = T("Create plan") };
static const struct form_spec change_spec = { .fields = resold_plan_change_form,
                                              .inputs = change_inputs,
                                              .submit = T("Save") };

/* "S: 1 vCPU, 512 MB, 10 GB, €2.90" */
static const char *words_of(struct arena *a, const struct plan *p)
{
    return arena_printf(a, "%s: %lld vCPU, %s, %s, %s", p->name, (long long)p->vcpu,
                        figure_words(a, figure_bytes, p->memory),
                        figure_words(a, figure_bytes, p->disk),
                        figure_words(a, figure_money, p->price_month));
}

static struct list options_of(struct arena *a, const struct list *bases)
{
    const struct plan *p = bases->rows;
    struct form_option *o = arena_array(a, (size_t)bases->count + 1, sizeof(*o));
    for (int64_t i = 0; i < bases->count; i++)
        o[i] = (struct form_option){ .value = arena_printf(a, "%lld", (long long)p[i].id),
                                     .words = words_of(a, &p[i]) };
    return (struct list){ o, bases->count };
}

enum fault_code resold_plan_create_show(const struct db *db, struct request *rq)
{
    struct form_head head = { .title = tr("Create plan"),
                              .crumbs = { { "/reseller/plan", tr("Plans") } } };
    struct form_ask ask = { .action = "/reseller/plan", .cancel = "/reseller/plan" };
    struct list bases;
    enum fault_code rc = resold_plan_bases(db, &bases);
    if (rc)
        return rc;
    ask.choices[0] = (struct form_choices){ "base_id", options_of(rq->arena, &bases) };
    return form_page_show(rq, &head, &create_spec, &ask);
}

/* One transaction of any; the plan is the form's. */
struct saving {
    struct scope who;
    int64_t id;
    const struct resold_plan *plan;
    bool retired;
};

static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct saving *s = ctx;
    return resold_plan_add(db, &s->who, s->plan, &s->id);
}

static enum fault_code change_tx(struct db *db, void *ctx)
{
    const struct saving *s = ctx;
    return resold_plan_change(db, &s->who, s->id, s->plan);
}

static enum fault_code retire_tx(struct db *db, void *ctx)
{
    const struct saving *s = ctx;
    return resold_plan_retire(db, &s->who, s->id, s->retired);
}

static enum fault_code save(struct db *db, struct request *rq, const char *what, const char *name,
                            db_tx_fn *fn, struct saving *s, const char *did)
{
    struct change c = { .what = what,
                        .object = name,
                        .of = { .noun = AUDIT_OF_PLAN, .id = &s->id },
                        .fn = fn,
                        .ctx = s };
    enum fault_code rc = change_once(db, rq, &c, NULL);
    if (!rc)
        request_redirect(rq, "/reseller/plan?did=%s", did);
    return rc;
}

enum fault_code resold_plan_create_do(struct db *db, struct request *rq)
{
    const struct resold_plan *in = rq->form;
    struct saving s = { .who = gate_customers(rq), .plan = in };
    return save(db, rq, "plan_add", in->name, add_tx, &s, "plan-added");
}

static enum fault_code load(const struct db *db, const struct request *rq, struct plan *out)
{
    struct scope who = gate_customers(rq);
    return resold_plan_load(db, &who, rq->id[0], out);
}

static const char *path_of(const struct request *rq, const char *tail)
{
    return arena_printf(rq->arena, "/reseller/plan/%lld%s", (long long)rq->id[0], tail);
}

enum fault_code resold_plan_change_show(const struct db *db, struct request *rq)
{
    struct plan plan;
    enum fault_code rc = load(db, rq, &plan);
    if (rc)
        return rc;
    bool follows = plan.price_hour == plan_hour_of(plan.price_month);
    struct resold_plan now = { .name = plan.name,
                               .price_month = plan.price_month,
                               .price_hour = follows ? 0 : plan.price_hour,
                               .currency = plan.currency };
    struct form_head head = {
        .title = plan.name,
        .lead = tr("Name and price change for all who have it."),
        .crumbs = { { "/reseller/plan", tr("Plans") } },
        .more = { plan.retired_at ? (struct form_crumb){ path_of(rq, "/sell"), tr("Sell again") }
                                  : (struct form_crumb){ path_of(rq, "/retire"), tr("Retire") } }
    };
    struct form_ask ask = { .action = path_of(rq, ""), .cancel = "/reseller/plan", .values = &now };
    return form_page_show(rq, &head, &change_spec, &ask);
}

enum fault_code resold_plan_change_do(struct db *db, struct request *rq)
{
    const struct resold_plan *in = rq->form;
    struct saving s = { .who = gate_customers(rq), .id = rq->id[0], .plan = in };
    return save(db, rq, "plan_change", in->name, change_tx, &s, "plan-changed");
}

/* --- sold or not --- */

static const struct form_input nothing_asked[] = { INPUTS_END };

static enum fault_code ask(const struct db *db, struct request *rq, bool retire,
                           const struct form_spec *spec)
{
    struct plan plan;
    enum fault_code rc = load(db, rq, &plan);
    if (rc)
        return rc;
    struct form_confirm confirm = {
        .head = { .title = arena_printf(rq->arena, retire ? tr("Retire %s?") : tr("Sell %s again?"),
                                        plan.name),
                  .crumbs = { { "/reseller/plan", tr("Plans") }, { path_of(rq, ""), plan.name } } },
        .order = { retire ? tr("Nobody can choose it any more.")
                          : tr("Your customers can choose it again.") },
        .stays = tr("Machines that have it keep it, run on and cost what they cost."),
    };
    struct form_ask how = { .action = path_of(rq, retire ? "/retire" : "/sell"),
                            .cancel = path_of(rq, ""),
                            .cancel_words = tr("Keep it") };
    return form_confirm_show(rq, &confirm, spec, &how);
}

enum fault_code resold_plan_retire_show(const struct db *db, struct request *rq)
{
    static const struct form_spec spec = {
        .fields = no_fields, .inputs = nothing_asked, .submit = T("Retire plan"), .danger = true
    };
    return ask(db, rq, true, &spec);
}

enum fault_code resold_plan_sell_show(const struct db *db, struct request *rq)
{
    static const struct form_spec spec = { .fields = no_fields,
                                           .inputs = nothing_asked,
                                           .submit = T("Sell plan") };
    return ask(db, rq, false, &spec);
}

static enum fault_code set_retired(struct db *db, struct request *rq, bool retired)
{
    struct saving s = { .who = gate_customers(rq), .id = rq->id[0], .retired = retired };
    struct plan plan;
    enum fault_code rc = load(db, rq, &plan);
    return rc ? rc
              : save(db, rq, retired ? "plan_retire" : "plan_sell", plan.name, retire_tx, &s,
                     retired ? "plan-retired" : "plan-sold");
}

enum fault_code resold_plan_retire_do(struct db *db, struct request *rq)
{
    return set_retired(db, rq, true);
}

enum fault_code resold_plan_sell_do(struct db *db, struct request *rq)
{
    return set_retired(db, rq, false);
}
