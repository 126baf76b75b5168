/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/plan.h"
#include "base/figures.h"
#include "base/words.h"
#include "store/plan_noun.h"
#include "web/change.h"
#include "web/form.h"
#include "web/list.h"

#define KEEPS                                                                                      \
    T("Machines that have this plan keep their vCPU, memory and disk: only new ones get what you " \
      "change. Name, traffic and price are the plan's, so they change for all.")

static const struct form_input inputs[] = {
    INPUT("name", T("Name"), TEXT, .help = T("As customers see it, such as S2.")),
    INPUT("vcpu", T("vCPU"), NUMBER),
    INPUT("memory", T("Memory"), SIZE, .help = T("Such as 512 MB or 4 GB.")),
    INPUT("disk", T("Disk"), SIZE, .help = T("Such as 40 GB.")),
    INPUT("traffic", T("Traffic a month"), SIZE, .help = T("Left empty: 1 TB.")),
    INPUT("price_month", T("Price a month"), MONEY, .help = T("Net of tax, such as 4.90."),
          .section = T("Price")),
    INPUT("price_hour", T("Price an hour"), MONEY,
          .help = T("Left empty: the month's price by 730 hours."), .blank = true),
    INPUT("currency", T("Currency"), TEXT, .help = T("Left empty: EUR."), .code = true),
    INPUTS_END,
};
static const struct form_spec create_spec = {
    .fields = plan_form, .inputs = inputs, .submit = T("Create plan")
};
static const struct form_spec change_spec = {
    .fields = plan_form, .inputs = inputs, .submit = T("Save")
};

static const struct list_table plans = {
    .noun = &plan_noun,
    .title = T("Plans"),
    .path = "/plan",
    .shown = { "state", "name", "vcpu", "memory", "disk", "traffic", "price", "machines" },
    .row_path = "/plan/%lld",
    .tab = { { T("All"), "" }, { T("Sold"), "state:sold" }, { T("Retired"), "state:retired" } },
    .empty = T("No plan yet. A machine is made after one."),
    .act_path = "/plan/create",
    .act = T("Create plan"),
    .act_permission = PERM_PLAN_WRITE,
};

enum fault_code plan_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &plans);
}

struct plan_page {
    struct plan plan;
    const char *hour; /* with all its decimals: cents would hide it */
    const char *machines;
    const char *machines_href;
};
const struct field plan_page_view[] = {
    GROUP(struct plan_page, plan, struct plan, plan_view),
    TEXT(struct plan_page, hour),
    TEXT(struct plan_page, machines),
    TEXT(struct plan_page, machines_href),
    FIELDS_END,
};

static enum fault_code load(const struct db *db, const struct request *rq, struct plan *out)
{
    enum fault_code rc = plan_load_any(db, rq->id[0], out);
    return rc == FAULT_MISSING ? fail(rq->fault, rc, T("There is no such plan.")) : rc;
}

enum fault_code plan_show(const struct db *db, struct request *rq)
{
    struct plan_page *page = arena_alloc(rq->arena, sizeof(*page));
    int64_t count = 0;
    enum fault_code rc = load(db, rq, &page->plan);
    if (!rc)
        rc = plan_machines_any(db, rq->id[0], &count);
    if (rc)
        return rc;
    page->hour = figure_words(rq->arena, figure_price, page->plan.price_hour);
    page->machines = page_count(rq->arena, count, COUNT_MOST);
    page->machines_href = page_filter_href(rq, "/vm", "plan", page->plan.name);
    page_title(rq, page->plan.name);
    rq->view = page;
    return FAULT_OK;
}

static const char *path_of(const struct request *rq, const char *tail)
{
    return arena_printf(rq->arena, "/plan/%lld%s", (long long)rq->id[0], tail);
}

/* --- adding and changing --- */

/* One transaction of either; the row is the form's. */
struct saving {
    struct plan plan;
    bool retired;
};

static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct saving *s = ctx;
    return plan_add(db, &s->plan, &s->plan.id);
}

static enum fault_code change_tx(struct db *db, void *ctx)
{
    struct saving *s = ctx;
    return plan_change(db, &s->plan);
}

static enum fault_code retire_tx(struct db *db, void *ctx)
{
    struct saving *s = ctx;
    return plan_retire(db, s->plan.id, s->retired);
}

static enum fault_code save(struct db *db, struct request *rq, const char *what, db_tx_fn *fn,
                            struct saving *s)
{
    struct change c = { .what = what,
                        .object = s->plan.name,
                        .of = { .noun = AUDIT_OF_PLAN, .id = &s->plan.id },
                        .fn = fn,
                        .ctx = s };
    return change_once(db, rq, &c, NULL);
}

enum fault_code plan_create_show(const struct db *db, struct request *rq)
{
    static const struct form_head head = { .title = T("Create plan"),
                                           .crumbs = { { "/plan", T("Plans") } } };
    static const struct form_ask ask = { .action = "/plan", .cancel = "/plan" };
    (void)db;
    return form_page_show(rq, &head, &create_spec, &ask);
}

enum fault_code plan_create_do(struct db *db, struct request *rq)
{
    struct saving s = { .plan = *(const struct plan *)rq->form };
    plan_complete(&s.plan);
    enum fault_code rc = save(db, rq, "plan_add", add_tx, &s);
    if (rc)
        return rc;
    if (s.plan.id)
        request_redirect(rq, "/admin/plan/%lld?did=plan-added", (long long)s.plan.id);
    else /* a repeated form: the list has the plan */
        request_redirect(rq, "/admin/plan?did=plan-added");
    return FAULT_OK;
}

enum fault_code plan_change_show(const struct db *db, struct request *rq)
{
    struct plan plan;
    enum fault_code rc = load(db, rq, &plan);
    if (rc)
        return rc;
    if (plan.price_hour == plan_hour_of(plan.price_month))
        plan.price_hour = 0; /* it follows the month's again */
    struct form_head head = { .title = arena_printf(rq->arena, tr("Change plan %s"), plan.name),
                              .lead = KEEPS,
                              .crumbs = { { "/plan", tr("Plans") },
                                          { path_of(rq, ""), plan.name } } };
    struct form_ask ask = { .action = path_of(rq, ""), .cancel = path_of(rq, ""), .values = &plan };
    return form_page_show(rq, &head, &change_spec, &ask);
}

enum fault_code plan_change_do(struct db *db, struct request *rq)
{
    struct saving s = { .plan = *(const struct plan *)rq->form };
    s.plan.id = rq->id[0];
    plan_complete(&s.plan);
    enum fault_code rc = save(db, rq, "plan_change", change_tx, &s);
    if (!rc)
        request_redirect(rq, "/admin/plan/%lld?did=plan-changed", (long long)rq->id[0]);
    return rc;
}

/* --- sold or not --- */

static const struct form_input nothing_asked[] = { INPUTS_END };

enum fault_code plan_retire_show(const struct db *db, struct request *rq)
{
    static const struct form_spec spec = {
        .fields = no_fields, .inputs = nothing_asked, .submit = T("Retire plan"), .danger = true
    };
    struct plan plan;
    enum fault_code rc = load(db, rq, &plan);
    if (rc)
        return rc;
    struct form_confirm confirm = {
        .head = { .title = arena_printf(rq->arena, tr("Retire %s?"), plan.name),
                  .crumbs = { { "/plan", tr("Plans") }, { path_of(rq, ""), plan.name } } },
        .order = { tr("Nobody can choose it any more: it leaves the page that creates machines, "
                      "and the JSON interface.") },
        .stays =
            tr("Machines that have it keep it, run on and cost what they cost. You can sell it "
               "again."),
    };
    struct form_ask ask = { .action = path_of(rq, "/retire"),
                            .cancel = path_of(rq, ""),
                            .cancel_words = tr("Keep it") };
    return form_confirm_show(rq, &confirm, &spec, &ask);
}

static enum fault_code set_retired(struct db *db, struct request *rq, bool retired)
{
    struct saving s = { .retired = retired };
    enum fault_code rc = load(db, rq, &s.plan);
    if (!rc)
        rc = save(db, rq, retired ? "plan_retire" : "plan_sell", retire_tx, &s);
    if (!rc)
        request_redirect(rq, "/admin/plan/%lld?did=%s", (long long)rq->id[0],
                         retired ? "plan-retired" : "plan-sold");
    return rc;
}

enum fault_code plan_retire_do(struct db *db, struct request *rq)
{
    return set_retired(db, rq, true);
}

enum fault_code plan_sell_do(struct db *db, struct request *rq)
{
    return set_retired(db, rq, false);
}
