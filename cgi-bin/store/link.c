/* SPDX-License-Identifier: Apache-2.0 */
/* A link that fits nothing is told in one sentence, whatever is wrong with it. */
#include "store/link.h"
#include "base/secret.h"
#include "store/account.h"
#include "store/device.h"
#include "store/number.h"
#include "store/outbox.h"
#include "store/session_open.h"
#include "store/user_door.h"

static enum fault_code no_such_link(struct fault *f)
{
    return fail(f, FAULT_MISSING, T("This link was used, or is too old. Ask for a new one."));
}

/* --- inviting --- */

static const struct field user_fields[] = {
    I64(struct link_user, id),
    I64(struct link_user, account_id),
    I64(struct link_user, reseller_id),
    I64(struct link_user, level),
    TEXT(struct link_user, email),
    TEXT(struct link_user, name),
    TEXT(struct link_user, account_name),
    TEXT(struct link_user, language),
    TEXT(struct link_user, time_zone),
    BOOL(struct link_user, invited),
    FIELDS_END,
};

#define USER                                                                                       \
    "SELECT user.id, member.account_id, account.reseller_id, account.level, email, user.name, "    \
    "account.name AS account_name, language, time_zone, invited "                                  \
    "FROM user JOIN member ON member.user_id = user.id "                                           \
    "JOIN account ON account.id = member.account_id AND account.closed_at IS NULL "
#define FIRST " ORDER BY member.account_id LIMIT 1"
QUERY(user_by_id, DB_ADMIN | DB_CLI | DB_MAILER, USER "WHERE user.id = ? AND NOT disabled" FIRST,
      ROWS(struct link_user, user_fields));
QUERY(user_at, DB_MAILER,
      USER "WHERE user.email = ? AND NOT disabled AND (account.level = 0) = ? " AT_DOOR BY_DOOR,
      ROWS(struct link_user, user_fields));
QUERY(add_user, DB_WEB_WRITERS | DB_CLI,
      "INSERT INTO user (reseller_id, email, name) VALUES (?, ?, ?)");
QUERY(add_asked_member, DB_WEB_WRITERS | DB_CLI,
      "INSERT INTO member_ask (user_id, account_id, role_id) VALUES (?, ?, ?)");
QUERY(add_member, DB_ADMIN | DB_CLI,
      "INSERT INTO member (user_id, account_id, role_id) VALUES (?, ?, ?)");
QUERY(still_invited, DB_ADMIN | DB_CLI, USER "WHERE user.id = ? AND invited" FIRST,
      ROWS(struct link_user, user_fields));

/* Taken out again before it was ever in, it belongs to nobody and is invited anew. */
QUERY(forgotten, DB_WEB_WRITERS | DB_CLI,
      "SELECT id AS n FROM user WHERE reseller_id = ? AND email = ? AND invited AND NOT disabled "
      "AND NOT EXISTS (SELECT 1 FROM member WHERE user_id = user.id) FOR UPDATE",
      NUMBER_ROW);
QUERY(still_invited_resold, DB_MY | DB_API,
      "SELECT user.id, member.account_id, user.reseller_id, email FROM user "
      "JOIN member ON member.user_id = user.id WHERE user.id = ? AND member.account_id = ? "
      "AND invited",
      ROWS(struct link_user, user_fields));
QUERY(just_mailed, DB_MY | DB_API,
      "SELECT COUNT(*) AS n FROM outbox WHERE user_id = ? AND queued_at > NOW(6) - INTERVAL 300 "
      "SECOND",
      NUMBER_ROW);

static enum fault_code mail_invitation(struct db *db, const struct link_user *u, int64_t *mail_id)
{
    struct outbox_new m = { MAIL_INVITE, u->account_id, u->reseller_id, u->id, u->email, "{}" };
    return outbox_add(db, &m, mail_id);
}

static enum fault_code find_forgotten(struct db *db, int64_t reseller_id, const char *email,
                                      int64_t *user_id)
{
    struct number found = { 0 };
    fault_clear(db->fault);
    enum fault_code rc = db_one(db, &forgotten, &found, ARGS(ARG(reseller_id), ARG(email)));
    *user_id = found.n;
    return rc == FAULT_MISSING
               ? fail_field(db->fault, FAULT_UNIQUE, "email", T("%s has a user already."), email)
               : rc;
}

enum fault_code link_invite(struct db *db, int64_t account_id, int64_t role_id, const char *email,
                            const char *name, int64_t *user_id, int64_t *mail_id)
{
    struct account account;
    const char *normal = user_email_normal(db->arena, email);
    enum fault_code rc = account_load_any(db, account_id, &account);
    if (rc)
        return rc;
    rc = db_exec(db, &add_user, NULL, user_id,
                 ARGS(ARG(account.reseller_id), ARG(normal), ARG(name)));
    if (rc == FAULT_UNIQUE)
        rc = find_forgotten(db, account.reseller_id, normal, user_id);
    bool provider = account.level == ACCOUNT_PROVIDER;
    if (!rc)
        rc = db_exec(db, provider ? &add_member : &add_asked_member, NULL, NULL,
                     ARGS(ARG(*user_id), ARG(account_id), ARG(role_id)));
    struct link_user u = { .id = *user_id,
                           .account_id = account_id,
                           .reseller_id = account.reseller_id,
                           .email = normal };
    return rc ? rc : mail_invitation(db, &u, mail_id);
}

static enum fault_code mail_again(struct db *db, enum fault_code rc, const struct link_user *u,
                                  int64_t *mail_id)
{
    if (rc == FAULT_MISSING)
        return fail(db->fault, FAULT_CONFLICT, T("This user has accepted an invitation already."));
    return rc ? rc : mail_invitation(db, u, mail_id);
}

enum fault_code link_invite_again(struct db *db, int64_t user_id, int64_t *mail_id)
{
    struct link_user u;
    enum fault_code rc = db_one(db, &still_invited, &u, ARGS(ARG(user_id)));
    return mail_again(db, rc, &u, mail_id);
}

enum fault_code link_too_soon(struct db *db)
{
    enum fault_code rc = fail_field(db->fault, FAULT_RATE, "email",
                                    T("This address was invited a moment ago. Wait five minutes."));
    db->fault->retry_after = LINK_PAUSE;
    return rc;
}

enum fault_code link_invite_again_resold(struct db *db, int64_t account_id, int64_t user_id)
{
    struct number n = { 0 };
    struct link_user u;
    enum fault_code rc = db_one(db, &just_mailed, &n, ARGS(ARG(user_id)));
    if (!rc && n.n)
        return link_too_soon(db);
    if (!rc)
        rc = db_one(db, &still_invited_resold, &u, ARGS(ARG(user_id), ARG(account_id)));
    return mail_again(db, rc, &u, NULL);
}

/* --- asking for a reset --- */

enum fault_code link_ask_reset(struct db *db, enum session_face face, int64_t door,
                               const char *email)
{
    const char *at = door ? arena_printf(db->arena, "{\"door\":%lld}", (long long)door) : "{}";
    struct outbox_new m = { .kind = MAIL_RESET,
                            .email = user_email_normal(db->arena, email),
                            .args = face == SESSION_ADMIN ? "{\"admin\":true}" : at };
    return outbox_add_unseen(db, &m);
}

enum fault_code link_ask_register(struct db *db, const char *email)
{
    struct outbox_new m = { .kind = MAIL_REGISTER,
                            .email = user_email_normal(db->arena, email),
                            .args = "{}" };
    return outbox_add_unseen(db, &m);
}

enum fault_code link_ask_email(struct db *db, const struct session *s, const char *email)
{
    struct outbox_new m = { MAIL_ADDRESS,
                            s->account_id,
                            s->reseller_id,
                            s->user_id,
                            user_email_normal(db->arena, email),
                            "{}" };
    return outbox_add(db, &m, NULL);
}

/* --- from a billing system --- */

QUERY(add_signin, DB_API | DB_MY,
      "INSERT INTO link_ask (hash, what, face, user_id, expires_at) "
      "VALUES (?, 4, 0, ?, NOW(6) + INTERVAL ? SECOND)");
_Static_assert(LINK_SIGNIN == 4, "the statement and sql/0169 say so, too");

enum fault_code link_add_signin(struct db *db, int64_t user_id, char **secret)
{
    *secret = secret_token(db->arena, LINK_SECRET_LEN);
    return db_exec(db, &add_signin, NULL, NULL,
                   ARGS(ARG(secret_hash(db->arena, *secret)), ARG(user_id),
                        ARG(link_seconds[LINK_SIGNIN])));
}

/* --- the mailer --- */

const int64_t link_seconds[LINK_WHATS] = { [LINK_SIGNIN] = 60,
                                           [LINK_RESET] = 3600,
                                           [LINK_INVITE] = 7 * 24 * 3600,
                                           [LINK_EMAIL] = 3600,
                                           [LINK_REGISTER] = 3600 };

QUERY(add_link, DB_MAILER,
      "INSERT INTO link (hash, what, face, user_id, email, expires_at) "
      "VALUES (?, ?, ?, ?, ?, NOW(6) + INTERVAL ? SECOND)");
QUERY(users_with, DB_MAILER, "SELECT COUNT(*) AS n FROM user WHERE reseller_id = ? AND email = ?",
      NUMBER_ROW);
QUERY(sweep, DB_MAILER,
      "DELETE FROM link WHERE expires_at < NOW(6) - INTERVAL 30 DAY "
      "ORDER BY expires_at LIMIT 1000");

enum fault_code link_user_of(const struct db *db, enum session_face face, int64_t door,
                             const char *email, struct link_user *out)
{
    return db_one(db, &user_at, out,
                  ARGS(ARG(email), arg_i64(face == SESSION_ADMIN), ARG(door), ARG(door)));
}

enum fault_code link_user_by_id(const struct db *db, int64_t user_id, struct link_user *out)
{
    return db_one(db, &user_by_id, out, ARGS(ARG(user_id)));
}

enum fault_code link_email_is_free(const struct db *db, int64_t reseller_id, const char *email)
{
    struct number users = { 0 };
    enum fault_code rc = db_one(db, &users_with, &users, ARGS(ARG(reseller_id), ARG(email)));
    return !rc && users.n ? FAULT_CONFLICT : rc;
}

enum fault_code link_add(struct db *db, enum link_what what, enum session_face face,
                         int64_t user_id, const char *email, char **secret)
{
    *secret = secret_token(db->arena, LINK_SECRET_LEN);
    return db_exec(db, &add_link, NULL, NULL,
                   ARGS(ARG(secret_hash(db->arena, *secret)), arg_i64(what), arg_i64(face),
                        arg_ref(user_id), ARG(email), ARG(link_seconds[what])));
}

enum fault_code link_sweep(struct db *db)
{
    return db_exec(db, &sweep, NULL, NULL, NO_ARGS);
}

/* --- the link's page --- */

const struct field link_view[] = {
    I64(struct link, id),
    I64(struct link, user_id),
    I64(struct link, account_id),
    I64(struct link, reseller_id),
    TEXT(struct link, email),
    TEXT(struct link, name),
    TEXT(struct link, account_name),
    TEXT(struct link, new_email),
    FIELDS_END,
};
static const struct field new_view[] = {
    I64(struct link_new, id),
    TEXT(struct link_new, email),
    FIELDS_END,
};

/* the membership that a sign-in at this face would open */
QUERY(find, DB_MY_READER | DB_ADMIN_READER | DB_SIGNIN,
      "SELECT link.id, link.user_id, member.account_id, account.reseller_id, user.email, "
      "user.name, account.name AS account_name, link.email AS new_email "
      "FROM link JOIN user ON user.id = link.user_id AND NOT disabled "
      "JOIN member ON member.user_id = user.id JOIN account ON account.id = member.account_id "
      "AND (account.level = 0) = (link.face = 1) AND account.closed_at IS NULL "
      "WHERE hash = ? AND what = ? AND face = ? AND ? IN (0, account.reseller_id) "
      "AND used_at IS NULL AND expires_at > NOW(6) "
      "ORDER BY member.account_id LIMIT 1",
      ROWS(struct link, link_view));
#define IS_NEW "used_at IS NULL AND expires_at > NOW(6)"
QUERY(find_register, DB_MY_READER | DB_SIGNIN,
      "SELECT id, email FROM link WHERE hash = ? AND what = ? AND " IS_NEW,
      ROWS(struct link_new, new_view));
QUERY(set_email, DB_SIGNIN, "UPDATE user SET email = ? WHERE id = ?");
QUERY(use, DB_SIGNIN,
      "UPDATE link SET used_at = NOW(6) WHERE id = ? AND used_at IS NULL AND expires_at > NOW(6)");
QUERY(set_password, DB_SIGNIN,
      "UPDATE user SET password_hash = ?, name = COALESCE(?, name) WHERE id = ?");
QUERY(lock_user, DB_SIGNIN, "SELECT id AS n FROM user WHERE id = ? AND NOT disabled FOR UPDATE",
      NUMBER_ROW);

enum fault_code link_find(const struct db *db, enum link_what what, enum session_face face,
                          int64_t door, const char *secret, struct link *out)
{
    enum fault_code rc =
        db_one(db, &find, out,
               ARGS(ARG(secret_hash(db->arena, secret)), arg_i64(what), arg_i64(face), ARG(door)));
    return rc == FAULT_MISSING ? no_such_link(db->fault) : rc;
}

/* The user's row first, as whoever disables it or changes its password does. */
enum fault_code link_spend(struct db *db, const struct link *l)
{
    struct number user;
    enum fault_code rc = db_one(db, &lock_user, &user, ARGS(ARG(l->user_id)));
    if (!rc)
        rc = db_exec_one(db, &use, FAULT_MISSING, ARGS(ARG(l->id)));
    return rc == FAULT_MISSING ? no_such_link(db->fault) : rc;
}

enum fault_code link_use_email(struct db *db, const struct link *l)
{
    enum fault_code rc = link_spend(db, l);
    if (!rc)
        rc = db_exec(db, &set_email, NULL, NULL, ARGS(ARG(l->new_email), ARG(l->user_id)));
    if (rc == FAULT_UNIQUE)
        return no_such_link(db->fault);
    if (!rc)
        rc = link_end_all(db, l->user_id);
    return rc ? rc : session_end_others(db, l->user_id, 0);
}

enum fault_code link_find_register(const struct db *db, const char *secret, struct link_new *out)
{
    enum fault_code rc = db_one(db, &find_register, out,
                                ARGS(ARG(secret_hash(db->arena, secret)), arg_i64(LINK_REGISTER)));
    return rc == FAULT_MISSING ? no_such_link(db->fault) : rc;
}

enum fault_code link_use_register(struct db *db, const struct link_new *l)
{
    enum fault_code rc = db_exec_one(db, &use, FAULT_MISSING, ARGS(ARG(l->id)));
    return rc == FAULT_MISSING ? no_such_link(db->fault) : rc;
}

enum fault_code link_use(struct db *db, const struct link *l, const char *name,
                         const char *password_hash)
{
    enum fault_code rc = link_spend(db, l);
    if (!rc)
        rc = db_exec(db, &set_password, NULL, NULL,
                     ARGS(ARG(password_hash), ARG(name), ARG(l->user_id)));
    if (!rc)
        rc = device_forget(db, l->user_id);
    if (!rc)
        rc = link_end_all(db, l->user_id);
    return rc ? rc : session_end_others(db, l->user_id, 0);
}
