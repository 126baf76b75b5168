/* SPDX-License-Identifier: Apache-2.0 */
#include "web/task_waits.h"
#include "base/clock.h"
#include "base/words.h"
#include "kind/bulk.h"
#include "web/page.h"
#include "web/task_rows.h"

enum { SECOND = 1000000, TURN_AFTER = 2 * SECOND };

static const char *holder_words(const struct request *rq, const struct task *t,
                                const struct kind *k)
{
    const char *object = *t->object ? t->object : tr(k->words);
    bool provider = web_of(rq)->face == WEB_ADMIN;
    if (provider && t->node && *t->node)
        return arena_printf(rq->arena, tr("%s is %s on %s, task %lld. This follows by itself."),
                            object, tr(k->busy_words), t->node, (long long)t->id);
    return arena_printf(rq->arena, tr("%s is %s, task %lld. This follows by itself."), object,
                        tr(k->busy_words), (long long)t->id);
}

/* What is usual for its kind, less what it ran. */
static enum fault_code fill_more(const struct db *db, const struct request *rq,
                                 const struct task *t, struct task_waits *w)
{
    int64_t usual = 0;
    if (t->state != TASK_RUNNING)
        return FAULT_OK;
    enum fault_code rc = task_usual_any(db, t->kind, &usual);
    int64_t left = t->started_at + usual - clock_now();
    if (!rc && usual && left >= SECOND)
        w->more =
            arena_printf(rq->arena, tr("It takes about %s more."), clock_took(rq->arena, left));
    return rc;
}

static enum fault_code fill_task(const struct db *db, const struct request *rq, int64_t on,
                                 struct task_waits *w)
{
    struct task t;
    enum fault_code rc = task_load(db, &rq->who->asker.scope, on, &t);
    if (rc && rc != FAULT_MISSING)
        return rc;
    const struct kind *k = rc ? NULL : kind_find(t.kind);
    if (!k) {
        fault_clear(rq->fault);
        w->words = tr("Other work must be done first. This follows by itself.");
        return FAULT_OK;
    }
    w->words = holder_words(rq, &t, k);
    w->href = arena_printf(rq->arena, "%s/task/%lld", page_root(rq), (long long)t.id);
    return fill_more(db, rq, &t, w);
}

/* The account is not told who keeps which part of the panel. */
static const char *hold_words(const struct request *rq, const struct task *t,
                              const struct task_hold *h)
{
    const char *since = clock_words(rq->arena, h->held_at);
    if (web_of(rq)->face != WEB_ADMIN)
        return tr("Your provider holds such work back for maintenance. This follows by itself.");
    if (!strcmp(h->what, "all"))
        return arena_printf(rq->arena, tr("All tasks are held since %s, by %s."), since,
                            h->held_by);
    if (!strncmp(h->what, "node:", strlen("node:")))
        return arena_printf(rq->arena, tr("Tasks on %s are held since %s, by %s."), t->node, since,
                            h->held_by);
    return arena_printf(rq->arena, tr("Tasks of this kind are held since %s, by %s."), since,
                        h->held_by);
}

/* "": nothing holds it. */
static enum fault_code find_hold(const struct db *db, const struct request *rq,
                                 const struct task *t, const char **words)
{
    struct task_hold h;
    enum fault_code rc = task_hold_of(db, t, &h);
    *words = rc ? "" : hold_words(rq, t, &h);
    if (rc == FAULT_MISSING)
        fault_clear(rq->fault);
    return rc == FAULT_MISSING ? FAULT_OK : rc;
}

/* Its children are shown; that they are held they do not say. */
static enum fault_code fill_children(const struct db *db, const struct request *rq,
                                     const struct task *t, struct task_waits *w)
{
    struct bulk_args args;
    struct task child = *t;
    if (bulk_args_read(rq->fault, rq->arena, t->args, &args)) {
        fault_clear(rq->fault);
        return FAULT_OK;
    }
    child.kind = args.kind;
    return find_hold(db, rq, &child, &w->words);
}

static enum fault_code fill_hold(const struct db *db, const struct request *rq,
                                 const struct task *t, struct task_waits *w)
{
    enum fault_code rc = find_hold(db, rq, t, &w->words);
    if (rc || w->words[0])
        return rc;
    if (t->tries)
        w->words = tr("A try did not succeed. The next follows by itself.");
    else if (clock_now() - t->queued_at > TURN_AFTER)
        w->words = tr("It waits for its turn.");
    return FAULT_OK;
}

static int64_t holder_of(const struct list *locks)
{
    const struct task_lock_row *l = locks->rows;
    for (int64_t i = 0; i < locks->count; i++)
        if (!l[i].granted && l[i].holder_id)
            return l[i].holder_id;
    return 0;
}

enum fault_code task_waits_for(const struct db *db, const struct request *rq, const struct task *t,
                               const struct list *locks, struct task_waits *w)
{
    int64_t on = 0;
    *w = (struct task_waits){ "", "", "" };
    const struct kind *k = kind_find(t->kind);
    if ((t->state != TASK_QUEUED && t->state != TASK_PARKED) || t->cancel)
        return FAULT_OK;
    if (k && k->gathers && t->state == TASK_PARKED)
        return fill_children(db, rq, t, w);
    enum fault_code rc = task_waits_on_any(db, t->id, &on);
    if (rc)
        return rc;
    if (!on)
        on = holder_of(locks);
    return on ? fill_task(db, rq, on, w) : fill_hold(db, rq, t, w);
}
