/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a link is told in one sentence, whatever it is. */
#include "store/invitation.h"
#include "base/secret.h"
#include "store/link.h"
#include "store/number.h"
#include "store/outbox.h"

const struct field invitation_view[] = {
    I64(struct invitation, id),          I64(struct invitation, account_id),
    I64(struct invitation, reseller_id), I64(struct invitation, level),
    TEXT(struct invitation, account_name), TEXT(struct invitation, email),
    I64(struct invitation, role_id),     TEXT(struct invitation, role),
    TEXT(struct invitation, by_name),    TEXT(struct invitation, language),
    TIME(struct invitation, created_at), FIELDS_END,
};

#define INVITATION                                                                                 \
    "SELECT invitation.id, invitation.account_id, invitation.reseller_id, account.level, "         \
    "account.name AS account_name, invitation.email, invitation.role_id, role.name AS role, "      \
    "by_name, invitation.language, invitation.created_at FROM invitation "                         \
    "JOIN account ON account.id = invitation.account_id AND account.closed_at IS NULL "            \
    "JOIN role ON role.id = invitation.role_id WHERE expires_at > NOW(6) AND "
#define PAGES (DB_MY | DB_MY_READER | DB_ADMIN | DB_ADMIN_READER | DB_API | DB_API_READER)
#define ASKERS (DB_MY | DB_ADMIN)
#define DOORS (DB_MY_READER | DB_ADMIN_READER | DB_SIGNIN)

QUERY(of_account, PAGES,
      INVITATION "invitation.account_id = ? AND" OWNED_BY(
          "invitation") "ORDER BY invitation.id DESC LIMIT 100",
      ROWS(struct invitation, invitation_view));
QUERY(one, PAGES,
      INVITATION "invitation.account_id = ? AND" OWNED_BY("invitation") "AND invitation.id = ?",
      ROWS(struct invitation, invitation_view));
/* What was withdrawn counts for an hour: each was a mail to an address of the asker's choice. */
QUERY(open_ones, ASKERS,
      "SELECT COUNT(*) AS n FROM invitation WHERE account_id = ? "
      "AND (expires_at > NOW(6) OR created_at > NOW(6) - INTERVAL 1 HOUR)",
      NUMBER_ROW);
_Static_assert(INVITATION_PAUSE == 300 && INVITATION_SECONDS == 7 * 24 * 3600, "as below");
QUERY(just_now, ASKERS,
      "SELECT COUNT(*) AS n FROM invitation WHERE account_id = ? AND email = ? "
      "AND created_at > NOW(6) - INTERVAL 300 SECOND",
      NUMBER_ROW);
QUERY(forget, ASKERS, "DELETE FROM invitation WHERE account_id = ? AND email = ?");
QUERY(add, ASKERS,
      "INSERT INTO invitation (account_id, reseller_id, email, role_id, by_user_id, by_name, "
      "language, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, NOW(6) + INTERVAL 7 DAY)");
/* Its hash may stay, past its time it opens nothing: so nobody but the mailer writes hashes. */
QUERY(drop, DB_MY | DB_ADMIN, "UPDATE invitation SET expires_at = NOW(6) WHERE id = ?");
QUERY(drop_resold, DB_MY | DB_API,
      "UPDATE customer_invitation SET expires_at = NOW(6) WHERE id = ?");
QUERY(renew, DB_MY | DB_API,
      "UPDATE customer_invitation SET created_at = NOW(6), expires_at = NOW(6) + INTERVAL 7 DAY "
      "WHERE id = ? AND created_at <= NOW(6) - INTERVAL 300 SECOND");

enum fault_code invitation_list(const struct db *db, const struct scope *who, int64_t account_id,
                                struct list *out)
{
    return db_all(db, &of_account, out, ARGS(ARG(account_id), OWNER(who)));
}

enum fault_code invitation_load(const struct db *db, const struct scope *who, int64_t account_id,
                                int64_t id, struct invitation *out)
{
    enum fault_code rc = db_one(db, &one, out, ARGS(ARG(account_id), OWNER(who), ARG(id)));
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such invitation here.")) : rc;
}

static enum fault_code mail(struct db *db, int64_t id, int64_t account_id, int64_t reseller_id,
                            const char *email)
{
    struct outbox_new m = { .kind = MAIL_JOIN,
                            .account_id = account_id,
                            .reseller_id = reseller_id,
                            .email = email,
                            .args = arena_printf(db->arena, "{\"id\":%lld}", (long long)id) };
    return outbox_add(db, &m, NULL);
}

static enum fault_code check_room(struct db *db, const struct invitation_new *i)
{
    struct number n = { 0 };
    enum fault_code rc = db_one(db, &just_now, &n, ARGS(ARG(i->account_id), ARG(i->email)));
    if (!rc && n.n)
        rc = link_too_soon(db);
    if (!rc)
        rc = db_one(db, &open_ones, &n, ARGS(ARG(i->account_id)));
    if (!rc && n.n >= INVITATIONS_MOST)
        rc = fail(db->fault, FAULT_LIMIT,
                  T("A hundred invitations are open, or were sent within an hour. Wait, or "
                    "withdraw an old one."));
    return rc;
}

enum fault_code invitation_add(struct db *db, const struct invitation_new *i)
{
    int64_t id = 0;
    enum fault_code rc = check_room(db, i);
    if (!rc)
        rc = db_exec(db, &forget, NULL, NULL, ARGS(ARG(i->account_id), ARG(i->email)));
    if (!rc)
        rc = db_exec(db, &add, NULL, &id,
                     ARGS(ARG(i->account_id), ARG(i->reseller_id), ARG(i->email), ARG(i->role_id),
                          ARG(i->by_user_id), ARG(i->by_name), ARG(i->language)));
    return rc ? rc : mail(db, id, i->account_id, i->reseller_id, i->email);
}

enum fault_code invitation_drop(struct db *db, int64_t id)
{
    return db_exec(db, &drop, NULL, NULL, ARGS(ARG(id)));
}

enum fault_code invitation_drop_resold(struct db *db, int64_t id)
{
    return db_exec(db, &drop_resold, NULL, NULL, ARGS(ARG(id)));
}

/* Its link stays until the mailer has made another. */
enum fault_code invitation_again_resold(struct db *db, const struct invitation *i)
{
    enum fault_code rc = db_exec_one(db, &renew, FAULT_RATE, ARGS(ARG(i->id)));
    if (rc == FAULT_RATE)
        return link_too_soon(db);
    return rc ? rc : mail(db, i->id, i->account_id, i->reseller_id, i->email);
}

/* --- the mailer --- */

QUERY(by_id, DB_MAILER, INVITATION "invitation.id = ?", ROWS(struct invitation, invitation_view));
QUERY(arm, DB_MAILER,
      "UPDATE invitation SET hash = ?, expires_at = NOW(6) + INTERVAL 7 DAY "
      "WHERE id = ? AND expires_at > NOW(6)");
QUERY(sweep, DB_MAILER,
      "DELETE FROM invitation WHERE expires_at < NOW(6) - INTERVAL 30 DAY "
      "ORDER BY expires_at LIMIT 1000");

enum fault_code invitation_load_any(const struct db *db, int64_t id, struct invitation *out)
{
    return db_one(db, &by_id, out, ARGS(ARG(id)));
}

enum fault_code invitation_arm(struct db *db, int64_t id, char **secret)
{
    *secret = secret_token(db->arena, LINK_SECRET_LEN);
    return db_exec_one(db, &arm, FAULT_MISSING,
                       ARGS(ARG(secret_hash(db->arena, *secret)), ARG(id)));
}

enum fault_code invitation_sweep(struct db *db)
{
    return db_exec(db, &sweep, NULL, NULL, NO_ARGS);
}

/* --- the link's page --- */

static const struct field invited_user_view[] = {
    I64(struct invited_user, id),
    BOOL(struct invited_user, disabled),
    BOOL(struct invited_user, has_password),
    FIELDS_END,
};

QUERY(find, DOORS, INVITATION "hash = ? AND (account.level = 0) = ?",
      ROWS(struct invitation, invitation_view));
QUERY(its_user, DOORS,
      "SELECT id, disabled, NOT invited AS has_password FROM user "
      "WHERE reseller_id = ? AND email = ?",
      ROWS(struct invited_user, invited_user_view));
QUERY(lock_user, DB_SIGNIN,
      "SELECT id, disabled, NOT invited AS has_password FROM user "
      "WHERE reseller_id = ? AND email = ? FOR UPDATE",
      ROWS(struct invited_user, invited_user_view));
/* TEN-05: whoever invited may have been removed since, or his role cut. */
QUERY(use, DB_SIGNIN,
      "DELETE FROM invitation WHERE id = ? AND expires_at > NOW(6) AND (by_user_id = 0 OR EXISTS ("
      "SELECT 1 FROM member JOIN user ON user.id = member.user_id AND NOT disabled "
      "JOIN account ON account.id = member.account_id "
      "JOIN role_permission ON role_permission.role_id = member.role_id "
      "WHERE member.user_id = by_user_id AND permission = 'user_write' "
      "AND (member.account_id = invitation.account_id OR level = 0)))");
QUERY(add_user, DB_SIGNIN,
      "INSERT INTO user (reseller_id, email, name, password_hash) VALUES (?, ?, ?, ?)");
QUERY(set_password, DB_SIGNIN, "UPDATE user SET password_hash = ?, name = ? WHERE id = ?");
QUERY(join, DB_SIGNIN,
      "INSERT IGNORE INTO member (user_id, account_id, role_id) VALUES (?, ?, ?)");

static enum fault_code no_such_link(struct fault *f)
{
    return fail(f, FAULT_MISSING,
                T("This invitation was used or withdrawn, or is too old. Ask for a new one."));
}

static enum fault_code user_of(const struct db *db, const struct query *q,
                               const struct invitation *i, struct invited_user *user)
{
    *user = (struct invited_user){ 0 };
    enum fault_code rc = db_one(db, q, user, ARGS(ARG(i->reseller_id), ARG(i->email)));
    if (rc == FAULT_MISSING) {
        fault_clear(db->fault);
        rc = FAULT_OK;
    }
    return rc || !user->disabled ? rc : no_such_link(db->fault);
}

enum fault_code invitation_find(const struct db *db, enum session_face face, const char *secret,
                                struct invitation *out, struct invited_user *user)
{
    enum fault_code rc =
        db_one(db, &find, out,
               ARGS(ARG(secret_hash(db->arena, secret)), arg_i64(face == SESSION_ADMIN)));
    if (rc == FAULT_MISSING)
        return no_such_link(db->fault);
    return rc ? rc : user_of(db, &its_user, out, user);
}

enum fault_code invitation_accept(struct db *db, const struct invitation *i, const char *name,
                                  const char *password_hash, int64_t *user_id)
{
    struct invited_user user;
    enum fault_code rc = user_of(db, &lock_user, i, &user);
    if (!rc)
        rc = db_exec_one(db, &use, FAULT_MISSING, ARGS(ARG(i->id)));
    if (rc == FAULT_MISSING)
        return no_such_link(db->fault);
    *user_id = user.id;
    if (!rc && !user.id)
        rc = db_exec(db, &add_user, NULL, user_id,
                     ARGS(ARG(i->reseller_id), ARG(i->email), ARG(name), ARG(password_hash)));
    else if (!rc && !user.has_password)
        rc = db_exec(db, &set_password, NULL, NULL,
                     ARGS(ARG(password_hash), ARG(name), ARG(user.id)));
    return rc ? rc
              : db_exec(db, &join, NULL, NULL,
                        ARGS(ARG(*user_id), ARG(i->account_id), ARG(i->role_id)));
}
