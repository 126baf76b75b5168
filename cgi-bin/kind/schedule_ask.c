/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever changes a schedule is in whose name it goes on. */
#include "base/clock.h"
#include "base/secret.h"
#include "kind/schedule.h"
#include "store/account.h"

static enum fault_code find_next(struct fault *f, struct schedule *s)
{
    struct cron c;
    if (schedule_next(s, clock_now(), &s->next_at))
        return FAULT_OK;
    bool date = !cron_parse(s->moment, &c) && c.once;
    return fail_field(f, FAULT_INVALID, "moment", "%s",
                      date ? T("That time is over.")
                           : T("That never comes: no such month has such a day."));
}

enum fault_code schedule_take_asked(struct fault *f, const struct asker *who,
                                    const struct schedule_asked *in, struct schedule *s)
{
    s->kind = schedule_kind_words[in->kind].code;
    s->moment = in->moment;
    s->zone = in->zone;
    if (in->jitter != s->jitter)
        s->delay = secret_below((uint32_t)in->jitter * 60 + 1);
    s->jitter = in->jitter;
    s->user_id = who->user_id;
    s->token_id = who->token_id;
    s->made_by = who->who;
    s->own_maker = who->account_id == s->account_id;
    return find_next(f, s);
}

enum fault_code schedule_take_next(struct fault *f, struct schedule *s)
{
    return schedule_next(s, clock_now(), &s->next_at)
               ? FAULT_OK
               : fail(f, FAULT_CONFLICT, T("Its time is over. Change it to another."));
}

enum fault_code schedule_load_asked(const struct db *db, const struct scope *who, int64_t id,
                                    struct schedule *s)
{
    enum fault_code rc = schedule_load(db, who, id, s);
    if (!rc && s->own)
        return fail(db->fault, FAULT_CONFLICT,
                    T("This is what the panel does by itself: it cannot be changed here."));
    return rc;
}

static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct schedule_saving *w = ctx;
    struct account account;
    struct vm vm;
    /* before the account's row, as those do who ask for tasks */
    enum fault_code rc = vm_lock(db, w->scope, w->s.vm_id, &vm);
    if (!rc)
        rc = account_lock_any(db, w->s.account_id, &account);
    return rc ? rc : schedule_add(db, &w->s, &w->s.id);
}

static enum fault_code change_tx(struct db *db, void *ctx)
{
    const struct schedule_saving *w = ctx;
    return schedule_change(db, w->scope, &w->s);
}

static enum fault_code pause_tx(struct db *db, void *ctx)
{
    const struct schedule_saving *w = ctx;
    return schedule_pause(db, w->scope, w->s.id);
}

static enum fault_code resume_tx(struct db *db, void *ctx)
{
    const struct schedule_saving *w = ctx;
    return schedule_resume(db, w->scope, w->s.id, w->s.next_at);
}

static enum fault_code run_tx(struct db *db, void *ctx)
{
    const struct schedule_saving *w = ctx;
    return w->s.own ? schedule_now(db, w->s.kind) : schedule_run(db, w->scope, w->s.id);
}

static enum fault_code drop_tx(struct db *db, void *ctx)
{
    const struct schedule_saving *w = ctx;
    return schedule_drop(db, w->scope, w->s.id);
}

struct change schedule_saved(enum schedule_act act, struct schedule_saving *w)
{
    static const struct {
        const char *what;
        db_tx_fn *fn;
    } acts[] = {
        [SCHEDULE_ADD] = { "schedule_add", add_tx },
        [SCHEDULE_CHANGE] = { "schedule_change", change_tx },
        [SCHEDULE_PAUSE] = { "schedule_pause", pause_tx },
        [SCHEDULE_RESUME] = { "schedule_resume", resume_tx },
        [SCHEDULE_RUN] = { "schedule_run", run_tx },
        [SCHEDULE_DROP] = { "schedule_delete", drop_tx },
    };
    return (struct change){ .what = acts[act].what,
                            .object = w->s.own ? w->s.kind : w->s.vm,
                            .account_id = w->s.account_id,
                            .reseller_id = w->s.reseller_id,
                            .of = { .noun = AUDIT_OF_SCHEDULE, .id = &w->s.id },
                            .vm_id = w->s.vm_id,
                            .fn = acts[act].fn,
                            .ctx = w };
}
