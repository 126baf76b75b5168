/* SPDX-License-Identifier: Apache-2.0 */
/* A reseller's plans. */
#include "store/resold_plan.h"
#include "web/api/reseller.h"

static json_t *plan_json(struct arena *a, const struct plan *p)
{
    return json_pack("{s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:s, s:b}", "id",
                     (json_int_t)p->id, "name", p->name, "base_id", (json_int_t)p->base_id, "vcpu",
                     (json_int_t)p->vcpu, "memory_bytes", (json_int_t)p->memory, "disk_bytes",
                     (json_int_t)p->disk, "traffic_bytes", (json_int_t)p->traffic, "price_month",
                     reseller_money(a, p->price_month), "price_hour",
                     reseller_money(a, p->price_hour), "currency", p->currency, "retired",
                     p->retired_at != 0);
}

/* Beside them, as `bases`, what one can be made of. */
enum fault_code api_reseller_plans(const struct db *db, struct request *rq)
{
    struct scope who = gate_customers(rq);
    struct list_query q;
    struct list rows;
    struct list bases;
    enum fault_code rc = list_query_read(rq, TAKES_NAME, &q);
    if (!rc)
        rc = resold_plan_list(db, &who, &rows);
    if (!rc)
        rc = resold_plan_bases(db, &bases);
    if (rc)
        return rc;
    const struct plan *p = rows.rows;
    const struct plan *b = bases.rows;
    json_t *all = json_array();
    json_t *made_of = json_array();
    for (int64_t i = 0; i < rows.count; i++)
        if (!q.name || !strcmp(q.name, p[i].name))
            json_add(all, plan_json(rq->arena, &p[i]));
    for (int64_t i = 0; i < bases.count; i++)
        json_add(made_of, plan_json(rq->arena, &b[i]));
    rc = answer_all(rq, &q, "plans", all);
    json_put(rq->json, "bases", made_of);
    return rc;
}

static enum fault_code answer(const struct db *db, struct request *rq, int status)
{
    struct scope who = gate_customers(rq);
    struct plan p;
    enum fault_code rc = resold_plan_load(db, &who, rq->id[0], &p);
    if (!rc)
        answer_one(rq, status, "plan", plan_json(rq->arena, &p));
    return rc;
}

enum fault_code api_reseller_plan(const struct db *db, struct request *rq)
{
    return answer(db, rq, 200);
}

struct saving {
    struct scope who;
    int64_t id;
    struct resold_plan plan;
    bool retired;
};

static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct saving *s = ctx;
    return resold_plan_add(db, &s->who, &s->plan, &s->id);
}

static enum fault_code change_tx(struct db *db, void *ctx)
{
    const struct saving *s = ctx;
    return resold_plan_change(db, &s->who, s->id, &s->plan);
}

static enum fault_code retire_tx(struct db *db, void *ctx)
{
    const struct saving *s = ctx;
    return resold_plan_retire(db, &s->who, s->id, s->retired);
}

enum fault_code api_reseller_plan_create(struct db *db, struct request *rq)
{
    struct saving s = { .who = gate_customers(rq) };
    struct plan made;
    bool planned = false;
    enum fault_code rc = reseller_read(rq, resold_plan_form, &s.plan);
    struct change change = { .what = "plan_add",
                             .object = s.plan.name,
                             .of = { .noun = AUDIT_OF_PLAN, .id = &s.id },
                             .fn = add_tx,
                             .ctx = &s };
    if (!rc)
        rc = reseller_change(db, rq, &change, &planned);
    if (rc || planned)
        return rc;
    rc = resold_plan_by_name(db, &s.who, s.plan.name, &made);
    if (!rc)
        answer_one(rq, 201, "plan", plan_json(rq->arena, &made));
    return rc;
}

/* What is absent stays: nothing of it is required. */
static const struct field update_form[] = {
    TEXT(struct resold_plan, name, .min = 1, .max = PLAN_NAME, .check = check_title),
    MONEY(struct resold_plan, price_month, .min = 0, .max = PLAN_PRICE_MOST),
    MONEY(struct resold_plan, price_hour, .min = 0, .max = PLAN_PRICE_MOST),
    TEXT(struct resold_plan, currency, .max = 3, .check = check_currency),
    FIELDS_END,
};

enum fault_code api_reseller_plan_update(struct db *db, struct request *rq)
{
    struct saving s = { .who = gate_customers(rq), .id = rq->id[0] };
    struct plan now;
    bool planned = false;
    enum fault_code rc = resold_plan_load(db, &s.who, s.id, &now);
    if (rc)
        return rc;
    bool follows = now.price_hour == plan_hour_of(now.price_month);
    s.plan = (struct resold_plan){ .name = now.name,
                                   .price_month = now.price_month,
                                   .price_hour = follows ? 0 : now.price_hour,
                                   .currency = now.currency };
    rc = reseller_read(rq, update_form, &s.plan);
    struct change change = { .what = "plan_change",
                             .object = s.plan.name,
                             .of = { .noun = AUDIT_OF_PLAN, .id = &s.id },
                             .fn = change_tx,
                             .ctx = &s };
    if (!rc)
        rc = reseller_change(db, rq, &change, &planned);
    return rc || planned ? rc : answer(db, rq, 200);
}

static enum fault_code set_retired(struct db *db, struct request *rq, bool retired)
{
    struct saving s = { .who = gate_customers(rq), .id = rq->id[0], .retired = retired };
    struct plan now;
    bool planned = false;
    enum fault_code rc = resold_plan_load(db, &s.who, s.id, &now);
    if (!rc)
        rc = no_body(rq);
    struct change change = { .what = retired ? "plan_retire" : "plan_sell",
                             .object = now.name,
                             .of = { .noun = AUDIT_OF_PLAN, .id = &s.id },
                             .fn = retire_tx,
                             .ctx = &s };
    if (!rc)
        rc = reseller_change(db, rq, &change, &planned);
    return rc || planned ? rc : answer(db, rq, 200);
}

enum fault_code api_reseller_plan_retire(struct db *db, struct request *rq)
{
    return set_retired(db, rq, true);
}

enum fault_code api_reseller_plan_sell(struct db *db, struct request *rq)
{
    return set_retired(db, rq, false);
}
