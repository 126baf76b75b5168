/* SPDX-License-Identifier: Apache-2.0 */
#include "store/erase.h"
#include <string.h>
#include "store/number.h"

struct person {
    int64_t id;
    int64_t reseller_id;
    const char *email;
    bool elsewhere;
};
static const struct field person_view[] = {
    I64(struct person, id),
    I64(struct person, reseller_id),
    TEXT(struct person, email),
    BOOL(struct person, elsewhere),
    FIELDS_END,
};

QUERY(lock, DB_TASKD, "SELECT id AS n FROM account WHERE id = ? AND level > 0 FOR UPDATE",
      NUMBER_ROW);
QUERY(customers, DB_TASKD | DB_ADMIN | DB_CLI,
      "SELECT COUNT(*) AS n FROM account WHERE reseller_id = ? AND level = 2 AND erased_at IS NULL",
      NUMBER_ROW);
QUERY(machines, DB_TASKD | DB_WEB | DB_CLI, "SELECT COUNT(*) AS n FROM vm WHERE account_id = ?",
      NUMBER_ROW);
QUERY(next_machines, DB_TASKD,
      "SELECT id AS n FROM vm WHERE account_id = ? AND id > ? ORDER BY id LIMIT 50", NUMBER_ROW);
QUERY(close_it, DB_TASKD,
      "UPDATE account SET erased_at = COALESCE(erased_at, NOW(6)), "
      "closed_at = COALESCE(closed_at, NOW(6)), suspended = TRUE, suspended_why = '' WHERE id = ?");
QUERY(end_tokens, DB_TASKD,
      "UPDATE token SET revoked_at = COALESCE(revoked_at, NOW(6)) WHERE account_id = ?");
QUERY(end_sessions, DB_TASKD, "DELETE FROM session WHERE account_id = ?");

QUERY(drop_keys, DB_TASKD, "DELETE FROM ssh_key WHERE account_id = ? LIMIT 500");
QUERY(drop_scripts, DB_TASKD, "DELETE FROM script WHERE account_id = ? LIMIT 500");
QUERY(drop_withheld, DB_TASKD, "DELETE FROM image_withheld WHERE reseller_id = ? LIMIT 500");
/* Its file and copies stay: they are no person's, and named by a number. */
QUERY(unname_images, DB_TASKD,
      "UPDATE image SET name = '', version = '', retired_at = COALESCE(retired_at, NOW(6)) "
      "WHERE account_id = ? AND (name <> '' OR version <> '') LIMIT 500");
QUERY(drop_tokens, DB_TASKD, "DELETE FROM token WHERE account_id = ? LIMIT 500");
QUERY(drop_schedules, DB_TASKD, "DELETE FROM schedule WHERE account_id = ? LIMIT 500");
QUERY(drop_mails, DB_TASKD, "DELETE FROM outbox WHERE account_id = ? LIMIT 500");
QUERY(drop_invitations, DB_TASKD, "DELETE FROM invitation WHERE account_id = ? LIMIT 500");
QUERY(drop_requests, DB_TASKD, "DELETE FROM request WHERE account_id = ? LIMIT 500");

/* Of a reseller: what it called itself and what it sold. */
QUERY(drop_brand, DB_TASKD, "DELETE FROM brand WHERE reseller_id = ?");
QUERY(drop_plans, DB_TASKD, "DELETE FROM plan WHERE reseller_id = ? AND base_id > 0 LIMIT 500");

QUERY(one_person, DB_TASKD,
      "SELECT id, reseller_id, email, "
      "EXISTS (SELECT 1 FROM member WHERE member.user_id = user.id) AS elsewhere FROM user "
      "WHERE id = ? FOR UPDATE",
      ROWS(struct person, person_view));
QUERY(next_person, DB_TASKD,
      "SELECT user.id, user.reseller_id, email, "
      "EXISTS (SELECT 1 FROM member AS other WHERE other.user_id = user.id "
      "AND other.account_id <> member.account_id) AS elsewhere FROM member "
      "JOIN user ON user.id = member.user_id WHERE member.account_id = ? ORDER BY user.id LIMIT 1",
      ROWS(struct person, person_view));
QUERY(leave, DB_TASKD, "DELETE FROM member WHERE account_id = ? AND user_id = ?");
#define NOWHERE "@erased.invalid"
QUERY(shut, DB_TASKD, "UPDATE user SET disabled = TRUE, password_hash = '' WHERE id = ?");
QUERY(forget, DB_TASKD,
      "UPDATE user SET email = CONCAT('erased-', id, '" NOWHERE "'), name = 'Erased', "
      "password_hash = '', disabled = TRUE, networks = '' WHERE id = ?");
QUERY(drop_totp, DB_TASKD, "DELETE FROM totp WHERE user_id = ?");
QUERY(drop_passkeys, DB_TASKD, "DELETE FROM passkey WHERE user_id = ?");
QUERY(drop_recovery, DB_TASKD, "DELETE FROM recovery WHERE user_id = ?");
QUERY(drop_devices, DB_TASKD, "DELETE FROM device WHERE user_id = ?");
QUERY(drop_links, DB_TASKD, "DELETE FROM link WHERE user_id = ?");
QUERY(drop_signins, DB_TASKD, "DELETE FROM signin WHERE user_id = ?");
QUERY(drop_his_sessions, DB_TASKD, "DELETE FROM session WHERE user_id = ?");
QUERY(drop_his_mails, DB_TASKD, "DELETE FROM outbox WHERE user_id = ? OR email = ?");
QUERY(drop_his_invitations, DB_TASKD, "DELETE FROM invitation WHERE email = ? AND reseller_id = ?");

/* --- the audit, a part at a time: the mark says up to where, whoever began --- */

enum mark_what { MARK_ACCOUNT, MARK_USER };

QUERY(erase_audit, DB_TASKD, "CALL audit_erase_part(?, ?, ?, ?)");
QUERY(last_line, DB_TASKD, "SELECT COALESCE(MAX(id), 0) AS n FROM audit", NUMBER_ROW);
QUERY(part_end, DB_TASKD, "SELECT id AS n FROM audit WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?",
      NUMBER_ROW);
QUERY(mark_of, DB_TASKD,
      "SELECT COALESCE(MAX(audit_id), -1) AS n FROM erase_mark WHERE what = ? AND id = ?",
      NUMBER_ROW);
QUERY(set_mark, DB_TASKD,
      "INSERT INTO erase_mark (what, id, audit_id) VALUES (?, ?, ?) "
      "ON DUPLICATE KEY UPDATE audit_id = VALUES(audit_id)");
QUERY(drop_mark, DB_TASKD, "DELETE FROM erase_mark WHERE what = ? AND id = ?");

struct naming {
    enum mark_what what;
    int64_t id;
    int64_t account_id; /* whose rows go, 0: nobody's */
    const char *name;   /* of which rows go */
    bool first;         /* nothing was done yet */
    bool more;          /* there are lines behind these */
};

/* The next part of the audit; what comes in meanwhile is one, too. */
static enum fault_code erase_part(struct db *db, struct naming *n)
{
    struct number last = { 0 };
    struct number mark = { 0 };
    struct number end = { 0 };
    enum fault_code rc = db_one(db, &mark_of, &mark, ARGS(arg_i64(n->what), ARG(n->id)));
    int64_t behind = mark.n > 0 ? mark.n : 0;
    if (!rc)
        rc = db_one(db, &last_line, &last, NO_ARGS);
    if (!rc)
        rc = db_one(db, &part_end, &end, ARGS(ARG(behind), arg_i64(ERASE_LINES - 1)));
    if (rc == FAULT_MISSING) {
        fault_clear(db->fault);
        end = last;
        rc = FAULT_OK;
    }
    if (!rc)
        rc = db_exec(db, &erase_audit, NULL, NULL,
                     ARGS(ARG(n->account_id), ARG(n->name), ARG(behind), ARG(end.n)));
    if (rc)
        return rc;
    n->first = mark.n < 0;
    n->more = end.n < last.n;
    return n->more
               ? db_exec(db, &set_mark, NULL, NULL, ARGS(arg_i64(n->what), ARG(n->id), ARG(end.n)))
               : db_exec(db, &drop_mark, NULL, NULL, ARGS(arg_i64(n->what), ARG(n->id)));
}

QUERY(name_of, DB_TASKD,
      "SELECT name AS email, id, reseller_id, FALSE AS elsewhere FROM account WHERE id = ?",
      ROWS(struct person, person_view));
QUERY(rename_it, DB_TASKD, "UPDATE account SET name = CONCAT('Erased ', id) WHERE id = ?");
QUERY(forget_tasks, DB_TASKD,
      "UPDATE task SET object = '', asked_by = IF(own_asker, 'erased', asked_by), args = '{}' "
      "WHERE account_id = ?");
QUERY(forget_holds, DB_TASKD, "UPDATE ip_hold SET vm_name = '' WHERE account_id = ?");

enum fault_code erase_machines(const struct db *db, int64_t account_id, int64_t *n)
{
    struct number found = { 0 };
    enum fault_code rc = db_one(db, &machines, &found, ARGS(ARG(account_id)));
    *n = found.n;
    return rc;
}

enum fault_code erase_next_machines(const struct db *db, int64_t account_id, int64_t after,
                                    struct list *out)
{
    return db_all(db, &next_machines, out, ARGS(ARG(account_id), ARG(after)));
}

enum fault_code erase_is_empty(const struct db *db, int64_t account_id)
{
    struct number under = { 0 };
    int64_t n = 0;
    enum fault_code rc = erase_machines(db, account_id, &n);
    if (!rc && n)
        return fail(db->fault, FAULT_CONFLICT,
                    T("The account has %lld machines. Delete them first."), (long long)n);
    if (!rc)
        rc = db_one(db, &customers, &under, ARGS(ARG(account_id)));
    if (!rc && under.n)
        return fail(db->fault, FAULT_CONFLICT,
                    T("The reseller has %lld customers. Erase them first."), (long long)under.n);
    return rc;
}

enum fault_code erase_access(struct db *db, int64_t account_id)
{
    static const struct query *const ends[] = { &end_tokens, &end_sessions, &drop_invitations,
                                                &drop_brand };
    enum fault_code rc = FAULT_OK;
    for (size_t i = 0; !rc && i < countof(ends); i++)
        rc = db_exec(db, ends[i], NULL, NULL, ARGS(ARG(account_id)));
    return rc;
}

enum fault_code erase_close(struct db *db, int64_t account_id)
{
    struct number n;
    enum fault_code rc = db_one(db, &lock, &n, ARGS(ARG(account_id)));
    if (rc == FAULT_MISSING)
        return fail(db->fault, FAULT_CONFLICT, T("The provider's own account is never erased."));
    if (!rc)
        rc = erase_is_empty(db, account_id);
    if (!rc)
        rc = db_exec(db, &close_it, NULL, NULL, ARGS(ARG(account_id)));
    return rc ? rc : erase_access(db, account_id);
}

enum fault_code erase_things(struct db *db, int64_t account_id, int64_t *gone)
{
    static const struct query *const drops[] = { &drop_keys,     &drop_tokens,   &drop_schedules,
                                                 &drop_mails,    &drop_requests, &drop_invitations,
                                                 &drop_brand,    &drop_plans,    &drop_scripts,
                                                 &drop_withheld, &unname_images };
    enum fault_code rc = FAULT_OK;
    *gone = 0;
    for (size_t i = 0; !rc && i < countof(drops); i++) {
        int64_t n = 0;
        rc = db_exec(db, drops[i], &n, NULL, ARGS(ARG(account_id)));
        *gone += n;
    }
    return rc;
}

/* He signs in nowhere from the first part of the audit on, and has his name until the last. */
static enum fault_code shut_out(struct db *db, const struct person *p)
{
    static const struct query *const drops[] = { &drop_totp,    &drop_passkeys, &drop_recovery,
                                                 &drop_devices, &drop_links,    &drop_his_sessions,
                                                 &shut };
    enum fault_code rc = FAULT_OK;
    for (size_t i = 0; !rc && i < countof(drops); i++)
        rc = db_exec(db, drops[i], NULL, NULL, ARGS(ARG(p->id)));
    return rc;
}

static enum fault_code forget_person(struct db *db, const struct person *p, bool *more)
{
    struct naming n = { .what = MARK_USER, .id = p->id, .name = p->email };
    enum fault_code rc = erase_part(db, &n);
    *more = n.more;
    if (!rc && n.first)
        rc = shut_out(db, p);
    if (rc || n.more)
        return rc;
    rc = db_exec(db, &drop_signins, NULL, NULL, ARGS(ARG(p->id)));
    if (!rc)
        rc = db_exec(db, &drop_his_mails, NULL, NULL, ARGS(ARG(p->id), ARG(p->email)));
    if (!rc)
        rc = db_exec(db, &drop_his_invitations, NULL, NULL,
                     ARGS(ARG(p->email), ARG(p->reseller_id)));
    return rc ? rc : db_exec(db, &forget, NULL, NULL, ARGS(ARG(p->id)));
}

enum fault_code erase_person(struct db *db, int64_t account_id, bool *more)
{
    struct person p = { 0 };
    bool of_him = false;
    *more = false;
    enum fault_code rc = db_one(db, &next_person, &p, ARGS(ARG(account_id)));
    if (rc == FAULT_MISSING) {
        fault_clear(db->fault);
        return FAULT_OK;
    }
    *more = true;
    if (!rc && !p.elsewhere)
        rc = forget_person(db, &p, &of_him);
    return rc || of_him ? rc : db_exec(db, &leave, NULL, NULL, ARGS(ARG(account_id), ARG(p.id)));
}

enum fault_code erase_user(struct db *db, int64_t user_id, bool *more)
{
    struct person p = { 0 };
    enum fault_code rc = db_one(db, &one_person, &p, ARGS(ARG(user_id)));
    *more = false;
    if (!rc && p.elsewhere)
        return fail(db->fault, FAULT_CONFLICT,
                    T("The user is in an account. Take it out of all of them first."));
    return rc ? rc : forget_person(db, &p, more);
}

bool erase_was_done(const char *email)
{
    size_t len = strlen(email);
    return len >= strlen(NOWHERE) && !strcmp(email + len - strlen(NOWHERE), NOWHERE);
}

enum fault_code erase_names(struct db *db, int64_t account_id, bool *more)
{
    struct person its = { 0 };
    struct naming n = { .what = MARK_ACCOUNT, .id = account_id, .account_id = account_id };
    enum fault_code rc = db_one(db, &name_of, &its, ARGS(ARG(account_id)));
    n.name = its.email;
    if (!rc)
        rc = erase_part(db, &n);
    *more = n.more;
    if (rc || n.more)
        return rc;
    rc = db_exec(db, &forget_tasks, NULL, NULL, ARGS(ARG(account_id)));
    if (!rc)
        rc = db_exec(db, &forget_holds, NULL, NULL, ARGS(ARG(account_id)));
    return rc ? rc : db_exec(db, &rename_it, NULL, NULL, ARGS(ARG(account_id)));
}
