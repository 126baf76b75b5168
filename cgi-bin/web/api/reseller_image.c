/* SPDX-License-Identifier: Apache-2.0 */
/* What a reseller's customers are offered: its own images and the provider's. */
#include "base/clock.h"
#include "kind/image.h"
#include "web/api/reseller.h"

static const char *const states[RESOLD_IMAGE_STATES] = {
    [RESOLD_OFFERED] = "offered", [RESOLD_WITHHELD] = "withheld", [RESOLD_RETIRED] = "retired"
};

static json_t *one_json(struct arena *a, const struct resold_image *i)
{
    return json_pack("{s:I, s:s, s:s, s:s, s:b, s:s, s:s, s:I, s:I, s:I, s:s}", "id",
                     (json_int_t)i->id, "name", i->name, "version", i->version, "state",
                     states[i->state], "own", i->own, "format", i->format, "sha256", i->sha256,
                     "bytes", (json_int_t)i->bytes, "min_disk_bytes", (json_int_t)i->min_disk,
                     "min_memory_bytes", (json_int_t)i->min_memory, "created",
                     clock_iso(a, i->created_at));
}

enum fault_code api_reseller_images(const struct db *db, struct request *rq)
{
    struct scope who = gate_customers(rq);
    struct list_query q;
    struct list rows;
    enum fault_code rc = list_query_read(rq, TAKES_NAME, &q);
    if (!rc)
        rc = resold_image_list(db, &who, &rows);
    if (rc)
        return rc;
    const struct resold_image *i = rows.rows;
    json_t *all = json_array();
    for (int64_t n = 0; n < rows.count; n++)
        if (!q.name || !strcmp(q.name, i[n].name))
            json_add(all, one_json(rq->arena, &i[n]));
    return answer_all(rq, &q, "images", all);
}

static enum fault_code answer(const struct db *db, struct request *rq)
{
    struct scope who = gate_customers(rq);
    struct resold_image i;
    enum fault_code rc = resold_image_load(db, &who, rq->id[0], &i);
    if (!rc)
        answer_one(rq, 200, "image", one_json(rq->arena, &i));
    return rc;
}

enum fault_code api_reseller_image(const struct db *db, struct request *rq)
{
    return answer(db, rq);
}

static enum fault_code set(struct db *db, struct request *rq, enum image_act act)
{
    struct image_change made = { .who = gate_customers(rq), .act = act, .id = rq->id[0] };
    struct resold_image now;
    bool planned = false;
    enum fault_code rc = resold_image_load(db, &made.who, made.id, &now);
    if (!rc)
        rc = no_body(rq);
    if (rc)
        return rc;
    struct change change = image_change_of(rq->arena, &made, &now);
    rc = reseller_change(db, rq, &change, &planned);
    return rc || planned ? rc : answer(db, rq);
}

enum fault_code api_reseller_image_withhold(struct db *db, struct request *rq)
{
    return set(db, rq, IMAGE_WITHHOLD);
}

enum fault_code api_reseller_image_retire(struct db *db, struct request *rq)
{
    return set(db, rq, IMAGE_RETIRE);
}

enum fault_code api_reseller_image_offer(struct db *db, struct request *rq)
{
    return set(db, rq, IMAGE_OFFER);
}
