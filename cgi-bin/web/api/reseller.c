/* SPDX-License-Identifier: Apache-2.0 */
/* A reseller's customers, as a billing system has them. Whose they are is in each query. */
#include "web/api/reseller.h"
#include "base/clock.h"
#include "base/figures.h"
#include "base/poke.h"
#include "kind/account.h"
#include "store/usage.h"
#include "web/api/handlers.h"

/* --- shared --- */

enum fault_code reseller_read(struct request *rq, const struct field *form, void *out)
{
    OWNED(input_drop_json) json_t *sent = rq->sent ? json_incref(rq->sent) : json_object();
    return input_from_json(rq->fault, rq->arena, form, sent, out, &rq->errors);
}

enum fault_code reseller_change(struct db *db, struct request *rq, const struct change *c,
                                bool *planned)
{
    enum fault_code rc = change_once(db, rq, c, NULL);
    *planned = !rc && rq->who->asker.plan;
    if (*planned)
        answer_one(rq, 200, "plan",
                   json_pack("{s:s, s:s}", "command", c->what, "object", c->object));
    return rc;
}

json_t *reseller_money(struct arena *a, int64_t millionths)
{
    return json_string(figure_words(a, figure_typed_money, millionths));
}

/* --- limits --- */

struct limits_body {
    int64_t machines;
    int64_t running;
    int64_t vcpu;
    int64_t memory_bytes;
    int64_t disk_bytes;
    int64_t ipv4;
    int64_t traffic_bytes;
};
enum { MOST = 1000000 };
#define BYTES_MOST (INT64_C(1) << 60)
static const struct field limits_body_form[] = {
    I64(struct limits_body, machines, .max = MOST),
    I64(struct limits_body, running, .max = MOST),
    I64(struct limits_body, vcpu, .max = MOST),
    I64(struct limits_body, memory_bytes, .max = BYTES_MOST),
    I64(struct limits_body, disk_bytes, .max = BYTES_MOST),
    I64(struct limits_body, ipv4, .max = MOST),
    I64(struct limits_body, traffic_bytes, .max = BYTES_MOST),
    FIELDS_END,
};

static json_t *or_null(int64_t n)
{
    return n ? json_integer(n) : json_null();
}

/* null: as much as there is. */
static json_t *limits_json(const struct account *a)
{
    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "machines", (json_int_t)a->vm_limit,
                     "running", or_null(a->running_limit), "vcpu", or_null(a->vcpu_limit),
                     "memory_bytes", or_null(a->memory_limit), "disk_bytes", or_null(a->disk_limit),
                     "ipv4", or_null(a->ip_limit), "traffic_bytes", or_null(a->traffic_limit));
}

static enum fault_code used_json(const struct db *db, const struct account *a, json_t **out)
{
    struct limit_state s = limit_state_of(a);
    enum fault_code rc = limit_count_running(db, &s);
    *out = rc ? NULL
              : json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "machines",
                          (json_int_t)s.has.machines, "running", (json_int_t)s.has.running, "vcpu",
                          (json_int_t)s.has.vcpu, "memory_bytes", (json_int_t)s.has.memory,
                          "disk_bytes", (json_int_t)s.has.disk, "ipv4", (json_int_t)s.has.ips,
                          "traffic_bytes", (json_int_t)s.has.traffic);
    return rc;
}

enum fault_code api_reseller_limits(const struct db *db, struct request *rq)
{
    struct account a;
    json_t *used = NULL;
    enum fault_code rc = account_load_any(db, rq->who->asker.account_id, &a);
    if (!rc)
        rc = used_json(db, &a, &used);
    if (!rc)
        answer_one(rq, 200, "limits",
                   json_pack("{s:o, s:o}", "most", limits_json(&a), "used", used));
    return rc;
}

/* --- customers --- */

static enum fault_code customer_json(const struct db *db, const struct account *c, json_t **out)
{
    struct arena *a = db->arena;
    json_t *used = NULL;
    enum fault_code rc = used_json(db, c, &used);
    if (rc)
        return rc;
    json_t *closed = c->closed_at ? json_string(clock_iso(a, c->closed_at)) : json_null();
    *out = json_pack("{s:I, s:s, s:b, s:s, s:o, s:o, s:o, s:s}", "id", (json_int_t)c->id, "name",
                     c->name, "suspended", c->suspended, "suspended_why", c->suspended_why,
                     "closed", closed, "limits", limits_json(c), "used", used, "created",
                     clock_iso(a, c->created_at));
    return FAULT_OK;
}

static enum fault_code answer_customer(const struct db *db, struct request *rq, int status,
                                       const struct account *c)
{
    json_t *one = NULL;
    enum fault_code rc = customer_json(db, c, &one);
    if (!rc)
        answer_one(rq, status, "customer", one);
    return rc;
}

static enum fault_code load(const struct db *db, const struct request *rq, struct account *out)
{
    struct scope who = gate_customers(rq);
    return customer_load(db, &who, rq->id[0], out);
}

static enum fault_code answer(const struct db *db, struct request *rq, int status)
{
    struct account c;
    enum fault_code rc = load(db, rq, &c);
    return rc ? rc : answer_customer(db, rq, status, &c);
}

enum fault_code api_customers(const struct db *db, struct request *rq)
{
    struct scope who = gate_customers(rq);
    struct list_query q;
    struct list rows;
    enum fault_code rc = list_query_read(rq, TAKES_NAME, &q);
    if (!rc && (strcmp(q.sort[0], "id") != 0 || q.down[0]))
        rc = fail_field(rq->fault, FAULT_INVALID, "sort", T("Customers are sorted by id."));
    if (!rc)
        rc = customer_page(db, &who, q.name ? q.name : "", q.behind, q.offset, q.per_page + 1,
                           &rows);
    if (rc)
        return rc;
    const struct account *c = rows.rows;
    bool more = rows.count > q.per_page;
    OWNED(input_drop_json) json_t *page = json_array();
    for (int64_t i = 0; !rc && i < rows.count && i < q.per_page; i++) {
        json_t *one = NULL;
        rc = customer_json(db, &c[i], &one);
        if (!rc)
            json_add(page, one);
    }
    if (rc)
        return rc;
    answer_page(rq, &q, "customers", json_incref(page), more, more ? c[q.per_page - 1].id : 0,
                more || q.behind ? -1 : q.offset + rows.count);
    return FAULT_OK;
}

enum fault_code api_customer(const struct db *db, struct request *rq)
{
    return answer(db, rq, 200);
}

static struct customer_change change_by(const struct request *rq)
{
    return (struct customer_change){ .who = gate_customers(rq),
                                     .by = rq->who->session.user_id,
                                     .account_id = rq->id[0],
                                     .user_id = rq->id[1] };
}

struct customer_body {
    const char *name;
    int64_t machines;
    const char *email;
    const char *user_name;
};
static const struct field customer_body_form[] = {
    TEXT(struct customer_body, name, .required = true, .min = 1, .max = 100, .check = check_title),
    I64(struct customer_body, machines, .max = MOST),
    TEXT(struct customer_body, email, .required = true, .max = 254, .check = check_email),
    TEXT(struct customer_body, user_name, .required = true, .min = 1, .max = 100,
         .check = check_title),
    FIELDS_END,
};

enum fault_code api_customer_create(struct db *db, struct request *rq)
{
    struct customer_body in = { .machines = 10 };
    struct customer_change c = change_by(rq);
    struct account made;
    bool planned = false;
    enum fault_code rc = reseller_read(rq, customer_body_form, &in);
    struct change change = { .what = "customer_create",
                             .object = in.name,
                             .of = { .noun = AUDIT_OF_ACCOUNT, .id = &c.account_id },
                             .fn = customer_create_tx,
                             .ctx = &c };
    c.name = in.name;
    c.limits.vm_limit = in.machines;
    c.email = in.email;
    c.user_name = in.user_name;
    c.role = ROLE_OWNER;
    if (!rc)
        rc = reseller_change(db, rq, &change, &planned);
    if (rc || planned)
        return rc;
    rc = customer_by_name(db, &c.who, in.name, &made); /* also of a repeated request */
    return rc ? rc : answer_customer(db, rq, 201, &made);
}

/* One of its changes, noted in the customer's audit. */
static enum fault_code change_customer(struct db *db, struct request *rq, const char *what,
                                       const char *object, db_tx_fn *fn, struct customer_change *c,
                                       bool *planned)
{
    struct change change = { .what = what,
                             .object = object,
                             .account_id = c->account_id,
                             .reseller_id = c->who.reseller,
                             .of = { .noun = AUDIT_OF_ACCOUNT, .id = &c->account_id },
                             .fn = fn,
                             .ctx = c };
    return reseller_change(db, rq, &change, planned);
}

enum fault_code api_customer_limits(struct db *db, struct request *rq)
{
    struct customer_change c = change_by(rq);
    struct account a;
    bool planned = false;
    enum fault_code rc = load(db, rq, &a);
    if (rc)
        return rc;
    struct limits_body in = { a.vm_limit,   a.running_limit, a.vcpu_limit,   a.memory_limit,
                              a.disk_limit, a.ip_limit,      a.traffic_limit };
    rc = reseller_read(rq, limits_body_form, &in);
    c.limits = (struct limits){ in.machines,   in.running, in.vcpu,          in.memory_bytes,
                                in.disk_bytes, in.ipv4,    in.traffic_bytes, 0 };
    if (!rc)
        rc = change_customer(db, rq, "account_limit",
                             arena_printf(rq->arena, "%s: %s", a.name,
                                          limits_words(rq->arena, &c.limits)),
                             customer_limit_tx, &c, &planned);
    return rc || planned ? rc : answer(db, rq, 200);
}

/* --- suspension --- */

struct suspension_body {
    const char *why;
};
static const struct field suspension_body_form[] = {
    TEXT(struct suspension_body, why, .label = T("A reason"), .required = true, .min = 1,
         .max = 500, .check = check_title),
    FIELDS_END,
};

/* As the administrator does, with the reach of a reseller. */
static struct asker reseller_asker(const struct request *rq)
{
    struct asker who = rq->who->asker;
    who.scope = gate_customers(rq);
    return who;
}

static enum fault_code done(struct db *db, struct request *rq, enum fault_code rc)
{
    if (rc)
        return rc;
    if (rq->who->asker.plan)
        return answer_plan(rq);
    poke_taskd(web_of(rq)->conf);
    return answer(db, rq, 200);
}

enum fault_code api_customer_suspend(struct db *db, struct request *rq)
{
    struct suspension_body in = { .why = NULL };
    struct once once = gate_once(rq);
    struct asker who = reseller_asker(rq);
    struct asked asked;
    enum fault_code rc = reseller_read(rq, suspension_body_form, &in);
    if (!rc)
        rc = account_suspend(db, &who, rq->id[0], in.why, &once, &asked);
    return done(db, rq, rc);
}

enum fault_code api_customer_resume(struct db *db, struct request *rq)
{
    struct once once = gate_once(rq);
    struct asker who = reseller_asker(rq);
    struct asked asked;
    enum fault_code rc = no_body(rq);
    if (!rc)
        rc = account_resume(db, &who, rq->id[0], &once, &asked);
    return done(db, rq, rc);
}

/* --- its end --- */

struct close_body {
    const char *name;
};
static const struct field close_body_form[] = {
    TEXT(struct close_body, name, .required = true, .min = 1, .max = 100),
    FIELDS_END,
};

/* Its name is said once more, so that a wrong number closes nobody. */
enum fault_code api_customer_close(struct db *db, struct request *rq)
{
    struct close_body in = { .name = NULL };
    struct once once = gate_once(rq);
    struct asker who = reseller_asker(rq);
    struct asked asked;
    struct account a;
    enum fault_code rc = load(db, rq, &a); /* first: another's is not there, whatever is said */
    if (!rc)
        rc = reseller_read(rq, close_body_form, &in);
    if (!rc && strcmp(in.name, a.name) != 0)
        rc = fail_field(rq->fault, FAULT_INVALID, "name", T("This is not the customer's name."));
    if (!rc)
        rc = account_close(db, &who, rq->id[0], &once, &asked);
    return done(db, rq, rc);
}

/* --- its machines --- */

enum fault_code api_customer_servers(const struct db *db, struct request *rq)
{
    struct account a;
    enum fault_code rc = gate_for_customer(db, rq, rq->id[0], &a);
    return rc ? rc : api_servers(db, rq);
}

/* --- usage --- */

static json_t *usage_json(const struct usage_row *u)
{
    return json_pack("{s:I, s:s, s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "id",
                     (json_int_t)u->id, "day", u->day, "customer_id", (json_int_t)u->customer_id,
                     "customer", u->customer, "machine_hours", (json_int_t)u->machine_hours,
                     "running_hours", (json_int_t)u->running_hours, "unknown_hours",
                     (json_int_t)u->unknown_hours, "vcpu_hours", (json_int_t)u->vcpu_hours,
                     "memory_byte_hours", (json_int_t)u->memory_hours, "disk_byte_hours",
                     (json_int_t)u->disk_hours, "rx_bytes", (json_int_t)u->rx_bytes, "tx_bytes",
                     (json_int_t)u->tx_bytes);
}

/* Rows in the order they were made; `name` is a day, such as 2026-11-25. */
static enum fault_code usage(const struct db *db, struct request *rq, bool own)
{
    struct list_query q;
    struct list rows;
    enum fault_code rc = list_query_read(rq, TAKES_NAME, &q);
    if (!rc && (strcmp(q.sort[0], "id") != 0 || q.down[0]))
        rc = fail_field(rq->fault, FAULT_INVALID, "sort", T("Usage is sorted by id."));
    if (rc)
        return rc;
    const char *day = q.name ? q.name : "";
    struct scope who = own ? rq->who->asker.scope : gate_customers(rq);
    rc = own ? usage_own_page(db, rq->who->asker.account_id, day, q.behind, q.offset,
                              q.per_page + 1, &rows)
             : usage_page(db, &who, day, q.behind, q.offset, q.per_page + 1, &rows);
    if (rc)
        return rc;
    const struct usage_row *u = rows.rows;
    bool more = rows.count > q.per_page;
    json_t *page = json_array();
    for (int64_t i = 0; i < rows.count && i < q.per_page; i++)
        json_add(page, usage_json(&u[i]));
    answer_page(rq, &q, "usage", page, more, more ? u[q.per_page - 1].id : 0,
                more || q.behind ? -1 : q.offset + rows.count);
    return FAULT_OK;
}

enum fault_code api_reseller_usage(const struct db *db, struct request *rq)
{
    return usage(db, rq, false);
}

enum fault_code api_usage(const struct db *db, struct request *rq)
{
    return usage(db, rq, true);
}
