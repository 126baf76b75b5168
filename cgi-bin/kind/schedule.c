/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was missed while the panel was off is made up for once, if its last time is no older than an
 * hour. The time that comes next is found from now, so one that was not looked at for a day does
 * not come a day's times in a row.
 */
#include "kind/schedule.h"
#include "base/cron.h"
#include "base/log.h"
#include "base/words.h"
#include "kind/vm.h"
#include "store/account.h"
#include "store/queue.h"

#define SECOND INT64_C(1000000)

const struct word schedule_kind_words[SCHEDULE_KINDS] = {
    { "vm_start", T("Start"), "" },
    { "vm_shutdown", T("Shut down"), "" },
    { "vm_reboot", T("Restart"), "" },
    { "vm_stop", T("Power off"), "" },
};

bool schedule_next(const struct schedule *s, int64_t after, int64_t *next)
{
    struct cron c;
    int64_t delay = s->delay * SECOND;
    if (cron_parse(s->moment, &c) || !cron_next(&c, s->zone, after - delay, next))
        return false;
    *next += delay;
    return true;
}

struct turn {
    int64_t id;
    int64_t *task_id;
    const char *why; /* it is skipped: a sentence's id and arguments */
    const char *why_args;
};

/* The row, locked; *due false: there is nothing to do but to find its time anew. */
static enum fault_code take(struct db *db, const struct turn *t, struct schedule *s, int64_t *now,
                            bool *due)
{
    enum fault_code rc = schedule_take(db, t->id, s);
    if (!rc)
        rc = queue_clock(db, now);
    *due = !rc && s->next_at <= *now;
    return rc;
}

static enum fault_code move(struct db *db, const struct schedule *s, int64_t now)
{
    int64_t next = 0;
    bool again = schedule_next(s, now, &next);
    return schedule_move(db, s->id, again ? next : 0);
}

/* Was its last time within the hour? */
static bool is_in_time(const struct schedule *s, int64_t now)
{
    int64_t last = 0;
    int64_t oldest = now - SCHEDULE_LATE_MOST * SECOND;
    return s->next_at >= oldest || (schedule_next(s, oldest, &last) && last <= now);
}

static enum fault_code check_rights(struct db *db, const struct schedule *s, const struct kind *k)
{
    struct account account;
    bool may = false;
    enum fault_code rc = schedule_may_any(db, s, permission_word(k->permission), &may);
    if (!rc && !may)
        return fail(db->fault, FAULT_DENIED,
                    T("%s may not do this any more: the user is disabled, the token revoked, or "
                      "the role was changed. "
                      "Whoever may can change the schedule, and it goes on in that name."),
                    s->own_maker ? s->made_by : "Support");
    if (!rc)
        rc = account_load_any(db, s->account_id, &account);
    if (!rc && account.suspended)
        return fail(db->fault, FAULT_DENIED, T("The account was suspended."));
    return rc;
}

static enum fault_code check_free(struct db *db, const struct schedule *s,
                                  const struct scope *owner)
{
    struct vm vm;
    bool open = false;
    enum fault_code rc = schedule_is_open(db, s, &open);
    if (!rc && open)
        return fail(db->fault, FAULT_CONFLICT, T("Its last task (%lld) was not over yet."),
                    (long long)s->task_id);
    if (!rc)
        rc = vm_lock(db, owner, s->vm_id, &vm);
    const struct kind *in_hand = !rc && vm.task_id ? kind_find(vm.task_kind) : NULL;
    if (in_hand)
        return fail(db->fault, FAULT_CONFLICT, T("Another task (%lld) had %s in hand."),
                    (long long)vm.task_id, vm.name);
    return rc;
}

static const struct kind *kind_of(const struct schedule *s)
{
    int found = word_find(schedule_kind_words, SCHEDULE_KINDS, s->kind);
    return found < 0 ? NULL : kind_find(s->kind);
}

static enum fault_code queue(struct db *db, const struct schedule *s, int64_t now, int64_t *task_id)
{
    const struct kind *k = kind_of(s);
    struct asker who = { .scope = scope_account(s->reseller_id, s->account_id),
                         .account_id = s->account_id,
                         .reseller_id = s->reseller_id,
                         .user_id = s->user_id,
                         .token_id = s->token_id,
                         .who = arena_printf(db->arena, "schedule %lld", (long long)s->id),
                         .address = "",
                         .inst = "" };
    if (!k)
        return fail(db->fault, FAULT_CONFLICT, T("This cannot be done by a schedule any more."));
    if (!is_in_time(s, now))
        return fail(db->fault, FAULT_CONFLICT,
                    T("It was missed, since the panel was off, by more than an hour."));
    enum fault_code rc = check_rights(db, s, k);
    if (!rc)
        rc = check_free(db, s, &who.scope);
    if (!rc)
        rc = vm_task_queue(db, &who, k, s->vm_id, task_id);
    return rc ? rc : schedule_ran(db, s->id, *task_id);
}

static enum fault_code queue_tx(struct db *db, void *ctx)
{
    const struct turn *t = ctx;
    struct schedule s;
    int64_t now = 0;
    bool due = false;
    *t->task_id = 0;
    enum fault_code rc = take(db, t, &s, &now, &due);
    if (rc == FAULT_MISSING) {
        fault_clear(db->fault);
        return FAULT_OK;
    }
    if (!rc && due)
        rc = queue(db, &s, now, t->task_id);
    return rc ? rc : move(db, &s, now);
}

static enum fault_code skip_tx(struct db *db, void *ctx)
{
    const struct turn *t = ctx;
    struct schedule s;
    int64_t now = 0;
    bool due = false;
    enum fault_code rc = take(db, t, &s, &now, &due);
    if (rc == FAULT_MISSING) {
        fault_clear(db->fault);
        return FAULT_OK;
    }
    if (!rc && due)
        rc = schedule_skipped(db, s.id, t->why, t->why_args);
    return rc ? rc : move(db, &s, now);
}

enum fault_code schedule_turn(struct db *db, int64_t id, int64_t *task_id)
{
    struct turn t = { .id = id, .task_id = task_id };
    enum fault_code rc = db_tx(db, queue_tx, NULL, &t);
    if (!rc || rc == FAULT_DATABASE || rc == FAULT_TIMEOUT || rc == FAULT_LOCKED)
        return rc; /* the database's trouble: it stays due */
    *task_id = 0;
    t.why = db->fault->id;
    t.why_args = task_args(db->arena, db->fault);
    if (fault_is_inner(fault_api_code(rc))) {
        log_warn("schedule %lld is skipped: %s", (long long)id,
                 fault_for_log(db->fault, db->arena));
        t.why = T("The panel could not ask for it. Your provider can see why.");
        t.why_args = "[]";
    }
    fault_clear(db->fault);
    return db_tx(db, skip_tx, NULL, &t);
}
