/* SPDX-License-Identifier: Apache-2.0 */
/* That this program answers shows that pages can be served; the rest is in the database. */
#include "web/my/health.h"
#include "store/health.h"

enum { BEAT_OLD = 15 };

static void look_at(struct text *t, const char *program, int64_t age)
{
    if (age < 0)
        text_addf(t, "%s: no heartbeat yet\n", program);
    else if (age >= BEAT_OLD)
        text_addf(t, "%s: no heartbeat for %lld s\n", program, (long long)age);
}

static void look(struct text *t, const struct health *h)
{
    look_at(t, "taskd", h->beat_age);
    look_at(t, "watcher", h->watch_age);
    if (!h->nodes)
        text_add(t, "node: there is none\n");
    if (h->ready < h->nodes)
        text_addf(t, "node %s: silent\n", h->silent ? h->silent : "?");
}

enum fault_code health_show(const struct db *db, struct request *rq)
{
    struct health h;
    struct text missing;
    text_init(&missing, rq->arena, 4096);
    if (health_look(db, &h)) {
        fault_clear(rq->fault);
        text_add(&missing, "database: no answer\n");
    } else
        look(&missing, &h);
    rq->cache = "no-store";
    rq->status = missing.len ? 503 : 200;
    rq->text = missing.len ? text_str(&missing) : "ok\n";
    return FAULT_OK;
}
