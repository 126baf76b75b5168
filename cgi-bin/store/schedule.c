/* SPDX-License-Identifier: Apache-2.0 */
/* The panel's own rows are in schedule_own.c, the list in schedule_noun.c. */
#include "store/schedule.h"
#include "base/clock.h"
#include "store/number.h"
#include "store/schedule_rows.h"

#define SCHEDULE_STATE(id, code, people, icon) [SCHEDULE_##id] = { code, people, icon },
const struct word schedule_state_words[SCHEDULE_STATE_COUNT] = { SCHEDULE_STATES(SCHEDULE_STATE) };
#undef SCHEDULE_STATE

const struct field schedule_view[] = {
    I64(struct schedule, id),
    TEXT(struct schedule, kind),
    BOOL(struct schedule, own),
    I64(struct schedule, account_id),
    I64(struct schedule, reseller_id),
    TEXT(struct schedule, account),
    I64(struct schedule, vm_id),
    TEXT(struct schedule, vm),
    I64(struct schedule, user_id),
    I64(struct schedule, token_id),
    TEXT(struct schedule, made_by),
    BOOL(struct schedule, own_maker),
    STATE(struct schedule, state, schedule_state_words),
    I64(struct schedule, every_seconds),
    TEXT(struct schedule, moment),
    TEXT(struct schedule, zone),
    I64(struct schedule, jitter),
    I64(struct schedule, delay),
    TIME(struct schedule, next_at),
    I64(struct schedule, task_id),
    TIME(struct schedule, ran_at),
    TIME(struct schedule, skipped_at),
    TEXT(struct schedule, why),
    TEXT(struct schedule, why_args),
    FIELDS_END,
};

static const struct field due_view[] = {
    I64(struct schedule_due, id),
    TEXT(struct schedule_due, kind),
    BOOL(struct schedule_due, own),
    FIELDS_END,
};

#define READERS (DB_WEB | DB_CLI | DB_TASKD)
#define WRITERS (DB_WEB_WRITERS | DB_CLI)
#define DUE "SELECT id, kind, own FROM schedule WHERE "
_Static_assert(SCHEDULE_DUE_MOST == 16, "the LIMIT below");
/* Of the panel's own also a time that lies further ahead than one round: the clock was set back. */
QUERY(due, DB_TASKD,
      "(" DUE "state = 0 AND next_at <= NOW(6) ORDER BY next_at LIMIT 16) "
      "UNION ALL (" DUE "own = 1 AND next_at > NOW(6) + INTERVAL every_seconds SECOND)",
      ROWS(struct schedule_due, due_view));
QUERY(astray, DB_TASKD,
      "SELECT id AS n FROM schedule WHERE own = 0 AND state = 0 "
      "AND set_at > NOW(6) + INTERVAL 2 HOUR LIMIT 1000",
      NUMBER_ROW);
QUERY(lock, DB_TASKD,
      "SELECT id AS n FROM schedule WHERE id = ? AND state = 0 AND own = 0 "
      "AND (next_at <= NOW(6) OR set_at > NOW(6) + INTERVAL 2 HOUR) FOR UPDATE SKIP LOCKED",
      NUMBER_ROW);
QUERY(by_id, READERS,
      "SELECT " SCHEDULE_COLUMNS "FROM schedule " SCHEDULE_JOINS
      "WHERE schedule.id = ? AND" OWNED_BY("schedule"),
      ROWS(struct schedule, schedule_view));
QUERY(move, DB_TASKD,
      "UPDATE schedule SET next_at = COALESCE(?, next_at), state = IF(?, 0, 2), set_at = NOW(6) "
      "WHERE id = ?");
QUERY(ran, DB_TASKD, "UPDATE schedule SET task_id = ?, ran_at = NOW(6) WHERE id = ?");
QUERY(skipped, DB_TASKD,
      "UPDATE schedule SET skipped_at = NOW(6), why_id = ?, why_args = ? WHERE id = ?");
QUERY(open_task, DB_TASKD,
      "SELECT EXISTS (SELECT 1 FROM task WHERE id = ? AND state IN (0, 1, 2)) AS n", NUMBER_ROW);
QUERY(may, DB_TASKD,
      "SELECT EXISTS (SELECT 1 FROM member JOIN user ON user.id = member.user_id "
      "JOIN role_permission ON role_permission.role_id = member.role_id "
      "JOIN account ON account.id = member.account_id "
      "WHERE member.user_id = ? AND NOT user.disabled "
      "AND (member.account_id = ? OR level = 0) AND permission = ?) OR EXISTS (SELECT 1 FROM "
      "token_live JOIN role_permission ON role_permission.role_id = token_live.role_id "
      "WHERE token_live.id = ? AND token_live.account_id = ? AND permission = ? AND writes "
      "AND (nouns = '' OR FIND_IN_SET('vm', nouns))) AS n",
      NUMBER_ROW);

QUERY(count, WRITERS,
      "SELECT COUNT(*) AS n FROM (SELECT 1 FROM schedule WHERE account_id = ? LIMIT 100) AS some",
      NUMBER_ROW);
_Static_assert(SCHEDULES_MOST == 100, "the LIMIT above");
QUERY(
    add, WRITERS,
    "INSERT INTO schedule_ask (kind, account_id, reseller_id, vm_id, user_id, as_token, made_by, "
    "own_maker, moment, zone, jitter, delay, next_at, state, set_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, NOW(6))");
QUERY(change, WRITERS,
      "UPDATE schedule_ask SET kind = ?, user_id = ?, as_token = ?, made_by = ?, own_maker = ?, "
      "moment = ?, zone = ?, jitter = ?, delay = ?, next_at = ?, set_at = NOW(6), state = IF(state "
      "= 2, 0, state) "
      "WHERE id = ? AND" OWNED_BY("schedule_ask"));
QUERY(pause, WRITERS,
      "UPDATE schedule_ask SET state = 1 WHERE id = ? AND state = 0 AND" OWNED_BY("schedule_ask"));
QUERY(resume, WRITERS,
      "UPDATE schedule_ask SET state = 0, next_at = ?, set_at = NOW(6) "
      "WHERE id = ? AND state = 1 AND" OWNED_BY("schedule_ask"));
QUERY(run, WRITERS,
      "UPDATE schedule_ask SET next_at = NOW(6), set_at = NOW(6) "
      "WHERE id = ? AND state = 0 AND" OWNED_BY("schedule_ask"));
QUERY(drop, WRITERS, "DELETE FROM schedule_ask WHERE id = ? AND" OWNED_BY("schedule_ask"));

/* --- what has come due --- */

enum fault_code schedule_due(const struct db *db, struct list *out)
{
    return db_all(db, &due, out, NO_ARGS);
}

enum fault_code schedule_astray(const struct db *db, struct list *out)
{
    return db_all(db, &astray, out, NO_ARGS);
}

enum fault_code schedule_take(struct db *db, int64_t id, struct schedule *out)
{
    struct number locked;
    struct scope all = scope_everything();
    enum fault_code rc = db_one(db, &lock, &locked, ARGS(ARG(id)));
    return rc ? rc : schedule_load(db, &all, id, out);
}

enum fault_code schedule_move(struct db *db, int64_t id, int64_t next_at)
{
    const char *next = next_at ? clock_sql(db->arena, next_at) : NULL;
    return db_exec(db, &move, NULL, NULL, ARGS(arg_text(next), arg_i64(next != NULL), ARG(id)));
}

enum fault_code schedule_ran(struct db *db, int64_t id, int64_t task_id)
{
    return db_exec(db, &ran, NULL, NULL, ARGS(ARG(task_id), ARG(id)));
}

enum fault_code schedule_skipped(struct db *db, int64_t id, const char *why, const char *why_args)
{
    return db_exec(db, &skipped, NULL, NULL, ARGS(ARG(why), ARG(why_args), ARG(id)));
}

enum fault_code schedule_is_open(const struct db *db, const struct schedule *s, bool *open)
{
    struct number found = { 0 };
    enum fault_code rc =
        s->task_id ? db_one(db, &open_task, &found, ARGS(ARG(s->task_id))) : FAULT_OK;
    *open = found.n;
    return rc;
}

enum fault_code schedule_may_any(const struct db *db, const struct schedule *s,
                                 const char *permission, bool *allowed)
{
    struct number found = { 0 };
    enum fault_code rc = db_one(db, &may, &found,
                                ARGS(ARG(s->user_id), ARG(s->account_id), ARG(permission),
                                     ARG(s->token_id), ARG(s->account_id), ARG(permission)));
    *allowed = found.n;
    return rc;
}

/* --- as people make them --- */

void schedule_narrow(void *row)
{
    struct schedule *s = row;
    if (!s->own_maker)
        s->made_by = "Support";
}

static enum fault_code there_is_none(const struct db *db, enum fault_code rc)
{
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such schedule here.")) : rc;
}

enum fault_code schedule_load(const struct db *db, const struct scope *who, int64_t id,
                              struct schedule *out)
{
    enum fault_code rc = there_is_none(db, db_one(db, &by_id, out, ARGS(ARG(id), OWNER(who))));
    if (!rc && !scope_is_everything(who))
        schedule_narrow(out);
    return rc;
}

enum fault_code schedule_add(struct db *db, const struct schedule *s, int64_t *id)
{
    struct number there;
    enum fault_code rc = db_one(db, &count, &there, ARGS(ARG(s->account_id)));
    if (!rc && there.n >= SCHEDULES_MOST)
        return fail(db->fault, FAULT_LIMIT,
                    T("An account may have %d schedules and this one has as many. Delete one."),
                    SCHEDULES_MOST);
    return rc ? rc
              : db_exec(db, &add, NULL, id,
                        ARGS(ARG(s->kind), ARG(s->account_id), ARG(s->reseller_id), ARG(s->vm_id),
                             ARG(s->user_id), ARG(s->token_id), ARG(s->made_by),
                             arg_i64(s->own_maker), ARG(s->moment), ARG(s->zone), ARG(s->jitter),
                             ARG(s->delay), arg_text(clock_sql(db->arena, s->next_at))));
}

enum fault_code schedule_change(struct db *db, const struct scope *who, const struct schedule *s)
{
    return there_is_none(db,
                         db_exec_one(db, &change, FAULT_MISSING,
                                     ARGS(ARG(s->kind), ARG(s->user_id), ARG(s->token_id),
                                          ARG(s->made_by), arg_i64(s->own_maker), ARG(s->moment),
                                          ARG(s->zone), ARG(s->jitter), ARG(s->delay),
                                          arg_text(clock_sql(db->arena, s->next_at)), ARG(s->id),
                                          OWNER(who))));
}

static enum fault_code has_gone_on(const struct db *db, enum fault_code rc)
{
    return rc == FAULT_MISSING ? fail(db->fault, FAULT_CONFLICT,
                                      T("The schedule has gone on meanwhile. Look at it again."))
                               : rc;
}

enum fault_code schedule_pause(struct db *db, const struct scope *who, int64_t id)
{
    return has_gone_on(db, db_exec_one(db, &pause, FAULT_MISSING, ARGS(ARG(id), OWNER(who))));
}

enum fault_code schedule_resume(struct db *db, const struct scope *who, int64_t id, int64_t next_at)
{
    return has_gone_on(db, db_exec_one(db, &resume, FAULT_MISSING,
                                       ARGS(arg_text(clock_sql(db->arena, next_at)), ARG(id),
                                            OWNER(who))));
}

enum fault_code schedule_run(struct db *db, const struct scope *who, int64_t id)
{
    enum fault_code rc = db_exec_one(db, &run, FAULT_MISSING, ARGS(ARG(id), OWNER(who)));
    return rc == FAULT_MISSING
               ? fail(db->fault, FAULT_CONFLICT, T("The schedule is not active: resume it first."))
               : rc;
}

enum fault_code schedule_drop(struct db *db, const struct scope *who, int64_t id)
{
    return there_is_none(db, db_exec_one(db, &drop, FAULT_MISSING, ARGS(ARG(id), OWNER(who))));
}
