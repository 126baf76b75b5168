/* SPDX-License-Identifier: Apache-2.0 */
/* What is the same for all customers: images, plans, places, prices; and what we do not have. */
#include <strings.h>
#include "web/api/api.h"
#include "web/api/handlers.h"

static json_t *share(const struct shown *s)
{
    return json_incref(s->json);
}

static bool fits(const char *wanted, const char *name)
{
    return !wanted || !strcasecmp(wanted, name);
}

static bool holds(const struct words *w, const char *word)
{
    for (int i = 0; i < w->count; i++)
        if (!strcmp(w->at[i], word))
            return true;
    return !w->count;
}

static enum fault_code answer_shown(struct request *rq, const char *name, const struct shown *s)
{
    if (!s)
        return fail(rq->fault, FAULT_MISSING, T("There is no such thing here."));
    answer_one(rq, 200, name, share(s));
    return FAULT_OK;
}

/* --- images --- */

static bool image_fits(struct arena *a, const struct list_query *q, const struct image *i)
{
    return (q->include_deprecated || !i->retired_at) && !q->label_selector &&
           fits(q->name, image_slug(a, i)) && fits(q->architecture, "x86") &&
           holds(&q->type, "system") && holds(&q->status, "available") && !q->bound_to.count;
}

enum fault_code api_images(const struct db *db, struct request *rq)
{
    struct list_query q;
    OWNED(catalogue_release) struct catalogue c = { .db = db };
    enum fault_code rc =
        list_query_read(rq, TAKES_NAME | TAKES_STATUS | TAKES_IMAGES | TAKES_LABELS, &q);
    if (!rc)
        rc = catalogue_read(db, rq->arena, &rq->who->asker.scope, &c);
    if (rc)
        return rc;
    json_t *all = json_array();
    const struct image *i = c.images.rows;
    for (int64_t n = 0; n < c.images.count; n++)
        if (image_fits(rq->arena, &q, &i[n]))
            json_add(all, share(catalogue_image(&c, i[n].id)));
    return answer_all(rq, &q, "images", all);
}

enum fault_code api_image(const struct db *db, struct request *rq)
{
    OWNED(catalogue_release) struct catalogue c = { .db = db };
    enum fault_code rc = catalogue_read(db, rq->arena, &rq->who->asker.scope, &c);
    return rc ? rc : answer_shown(rq, "image", catalogue_image(&c, rq->id[0]));
}

/* --- plans --- */

enum fault_code api_server_types(const struct db *db, struct request *rq)
{
    struct list_query q;
    OWNED(catalogue_release) struct catalogue c = { .db = db };
    enum fault_code rc = list_query_read(rq, TAKES_NAME, &q);
    if (!rc)
        rc = catalogue_read(db, rq->arena, &rq->who->asker.scope, &c);
    if (rc)
        return rc;
    json_t *all = json_array();
    const struct plan *p = c.plans.rows;
    for (int64_t n = 0; n < c.plans.count; n++)
        if (!p[n].retired_at && fits(q.name, p[n].name))
            json_add(all, share(catalogue_plan(&c, p[n].id)));
    return answer_all(rq, &q, "server_types", all);
}

enum fault_code api_server_type(const struct db *db, struct request *rq)
{
    OWNED(catalogue_release) struct catalogue c = { .db = db };
    enum fault_code rc = catalogue_read(db, rq->arena, &rq->who->asker.scope, &c);
    return rc ? rc : answer_shown(rq, "server_type", catalogue_plan(&c, rq->id[0]));
}

/* --- places --- */

enum fault_code api_locations(const struct db *db, struct request *rq)
{
    struct list_query q;
    OWNED(catalogue_release) struct catalogue c = { .db = db };
    enum fault_code rc = list_query_read(rq, TAKES_NAME, &q);
    if (!rc)
        rc = catalogue_read(db, rq->arena, &rq->who->asker.scope, &c);
    if (rc)
        return rc;
    json_t *all = json_array();
    const struct location *l = c.locations.rows;
    for (int64_t n = 0; n < c.locations.count; n++)
        if (fits(q.name, l[n].name))
            json_add(all, share(catalogue_location(&c, l[n].id)));
    return answer_all(rq, &q, "locations", all);
}

enum fault_code api_location(const struct db *db, struct request *rq)
{
    OWNED(catalogue_release) struct catalogue c = { .db = db };
    enum fault_code rc = catalogue_read(db, rq->arena, &rq->who->asker.scope, &c);
    return rc ? rc : answer_shown(rq, "location", catalogue_location(&c, rq->id[0]));
}

enum fault_code api_datacenters(const struct db *db, struct request *rq)
{
    struct list_query q;
    OWNED(catalogue_release) struct catalogue c = { .db = db };
    enum fault_code rc = list_query_read(rq, TAKES_NAME, &q);
    if (!rc)
        rc = catalogue_read(db, rq->arena, &rq->who->asker.scope, &c);
    if (rc)
        return rc;
    OWNED(input_drop_json) json_t *all = json_array();
    const struct location *l = c.locations.rows;
    for (int64_t n = 0; n < c.locations.count; n++) {
        struct shown *one = NULL;
        if (!fits(q.name, datacenter_name(rq->arena, &l[n])))
            continue;
        rc = catalogue_datacenter(&c, l[n].id, &one);
        if (rc)
            return rc;
        json_add(all, share(one));
    }
    return answer_all(rq, &q, "datacenters", json_incref(all));
}

enum fault_code api_datacenter(const struct db *db, struct request *rq)
{
    OWNED(catalogue_release) struct catalogue c = { .db = db };
    struct shown *found = NULL;
    enum fault_code rc = catalogue_read(db, rq->arena, &rq->who->asker.scope, &c);
    const struct location *l = rc ? NULL : catalogue_of_cluster(&c, rq->id[0]);
    if (l)
        rc = catalogue_datacenter(&c, l->id, &found);
    return rc ? rc : answer_shown(rq, "datacenter", found);
}

/* --- prices --- */

static json_t *no_price(void)
{
    return json_pack("{s:s, s:s}", "net", "0.000000", "gross", "0.000000");
}

/* Addresses are part of a plan's price; what is not sold costs nothing. */
enum fault_code api_pricing(const struct db *db, struct request *rq)
{
    OWNED(catalogue_release) struct catalogue c = { .db = db };
    enum fault_code rc = catalogue_read(db, rq->arena, &rq->who->asker.scope, &c);
    if (rc)
        return rc;
    const struct plan *p = c.plans.rows;
    json_t *types = json_array();
    for (int64_t n = 0; n < c.plans.count; n++)
        if (!p[n].retired_at)
            json_add(types,
                     json_pack("{s:I, s:s, s:O}", "id", (json_int_t)p[n].id, "name", p[n].name,
                               "prices",
                               json_object_get(catalogue_plan(&c, p[n].id)->json, "prices")));
    answer_one(rq, 200, "pricing",
               json_pack("{s:s, s:s, s:{s:o}, s:{s:o}, s:[], s:[], s:[], s:{s:s}, s:o, s:{s:o}}",
                         "currency", c.plans.count ? p[0].currency : "EUR", "vat_rate", "0.000000",
                         "image", "price_per_gb_month", no_price(), "floating_ip", "price_monthly",
                         no_price(), "floating_ips", "load_balancer_types", "primary_ips",
                         "server_backup", "percentage", "0.000000", "server_types", types, "volume",
                         "price_per_gb_month", no_price()));
    return FAULT_OK;
}

/* --- what there is none of --- */

enum fault_code api_nothing(const struct db *db, struct request *rq)
{
    (void)db;
    struct list_query q;
    enum fault_code rc = list_query_read(rq, TAKES_ANY, &q);
    return rc ? rc : answer_all(rq, &q, strrchr(rq->path, '/') + 1, json_array());
}
