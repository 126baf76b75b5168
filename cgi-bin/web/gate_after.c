/* SPDX-License-Identifier: Apache-2.0 */
/* What is noted of a request once its answer is out: nobody waits for it. */
#include <string.h>
#include "base/clock.h"
#include "base/log.h"
#include "store/audit.h"
#include "store/session.h"
#include "store/token.h"
#include "web/gate.h"

enum { NOTE_AFTER = 60 * 1000000 };
enum { REFUSALS = 10, REFUSED_SLOTS = 1024, ROUTES_MOST = 4096 };

/* Whoever is refused in a loop fills no disk: of an account and a route so many lines a minute from
 * a process, the last of which says that there were more. The web server's log has all of them. */
static bool takes_refusal(const struct request *rq, const char **why)
{
    static struct {
        int64_t key;
        int64_t minute;
        int64_t count;
    } slots[REFUSED_SLOTS];
    int64_t minute = clock_monotonic() / 60000000;
    int64_t key = rq->who->asker.account_id * ROUTES_MOST + (rq->route - rq->face->routes);
    size_t i = (size_t)key % REFUSED_SLOTS;
    if (slots[i].key != key || slots[i].minute != minute) {
        slots[i].key = key;
        slots[i].minute = minute;
        slots[i].count = 0;
    }
    if (++slots[i].count == REFUSALS)
        *why = "and_more";
    return slots[i].count <= REFUSALS;
}

/* Of what was only looked at, a lack of rights alone; of what would have changed something, all. */
static bool is_refusal(const struct request *rq)
{
    const struct visitor *who = rq->who;
    if (who->refused)
        return true;
    int status = rq->refused ? fault_http(rq->refused) : 0;
    return rq->route && rq->method != M_GET && !who->led_to && !who->asker.plan && status >= 400 &&
           status < 500;
}

static enum fault_code note_refusal(struct db *notes, const struct request *rq)
{
    const struct asker *a = &rq->who->asker;
    const char *why = fault_api_code(rq->refused);
    if (!takes_refusal(rq, &why))
        return FAULT_OK;
    struct audit_new n = { .account_id = a->account_id,
                           .reseller_id = a->reseller_id,
                           .who = asker_by(a),
                           .as_user = a->as_user,
                           .address = a->address,
                           .what = rq->who->refused_as ? rq->who->refused_as
                                                       : permission_word(rq->who->lacks),
                           .object = gate_short(rq->arena, rq->path),
                           .why = why,
                           .by_other = a->acting,
                           .refused = true };
    return audit_add(notes, &n);
}

void gate_after(struct request *rq)
{
    const struct web *web = web_of(rq);
    const struct visitor *who = rq->who;
    struct fault f;
    if (!who || !who->signed_in)
        return;
    fault_clear(&f);
    db_use(web->notes, rq->arena, &f);
    const struct session *s = &who->session;
    enum fault_code rc = FAULT_OK;
    bool stale = clock_now() - s->used_at >= NOTE_AFTER;
    if (s->user_id && stale)
        rc = session_note_use(web->notes, s->id);
    else if (!s->user_id && (stale || strcmp(s->token_used_from, who->asker.address) != 0))
        rc = token_note_use(web->notes, s->id, who->asker.address);
    if (!rc && is_refusal(rq))
        rc = note_refusal(web->notes, rq);
    if (rc)
        log_warn("%s: a note was lost: %s", rq->face->name, fault_for_log(&f, rq->arena));
}
