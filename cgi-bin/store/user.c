/* SPDX-License-Identifier: Apache-2.0 */
/* A user's first membership decides which account a sign-in opens. */
#include "store/user.h"
#include "base/secret.h"
#include "store/account.h"
#include "store/device.h"
#include "store/link.h"
#include "store/session_open.h"
#include "store/user_door.h"

const struct field user_view[] = {
    I64(struct user, id),        I64(struct user, reseller_id), I64(struct user, account_id),
    TEXT(struct user, email),    TEXT(struct user, name),       TEXT(struct user, role),
    BOOL(struct user, disabled), TIME(struct user, created_at), FIELDS_END,
};

/* Not for the outside: read by the sign-in alone. */
static const struct field secret_view[] = {
    I64(struct user_secret, id),
    I64(struct user_secret, account_id),
    I64(struct user_secret, reseller_id),
    TEXT(struct user_secret, email),
    TEXT(struct user_secret, password_hash),
    TEXT(struct user_secret, networks),
    BOOL(struct user_secret, totp),
    BOOL(struct user_secret, met),
    FIELDS_END,
};

QUERY(add, DB_CLI | DB_SIGNIN,
      "INSERT INTO user (reseller_id, email, name, password_hash) VALUES (?, ?, ?, ?)");
QUERY(join, DB_CLI | DB_SIGNIN,
      "INSERT INTO member (user_id, account_id, role_id) VALUES (?, ?, ?)");
QUERY(all, DB_CLI,
      "SELECT user.id, user.reseller_id, member.account_id, email, user.name, role.name AS role, "
      "disabled, user.created_at "
      "FROM user JOIN member ON member.user_id = user.id JOIN role ON role.id = member.role_id "
      "ORDER BY user.id LIMIT 10000",
      ROWS(struct user, user_view));
#define FOR_SIGNIN(which)                                                                          \
    "SELECT user.id, member.account_id, account.reseller_id, email, password_hash, networks, "     \
    "EXISTS (SELECT 1 FROM totp WHERE totp.user_id = user.id) AS totp, "                           \
    "EXISTS (SELECT 1 FROM device WHERE device.user_id = user.id AND device.hash = ?) AS met "     \
    "FROM user JOIN member ON member.user_id = user.id "                                           \
    "JOIN account ON account.id = member.account_id AND account.closed_at IS NULL "                \
    "WHERE " which " AND NOT disabled AND (account.level = 0) = ? "
QUERY(for_signin, DB_SIGNIN, FOR_SIGNIN("user.email = ?") AT_DOOR BY_DOOR,
      ROWS(struct user_secret, secret_view));
QUERY(for_signin_by_id, DB_SIGNIN, FOR_SIGNIN("user.id = ?") "ORDER BY member.account_id LIMIT 1",
      ROWS(struct user_secret, secret_view));

const struct field profile_view[] = {
    I64(struct profile, id),
    I64(struct profile, reseller_id),
    TEXT(struct profile, email),
    TEXT(struct profile, name),
    TEXT(struct profile, language),
    TEXT(struct profile, time_zone),
    TEXT(struct profile, networks),
    BOOL(struct profile, disabled),
    BOOL(struct profile, invited),
    TIME(struct profile, created_at),
    FIELDS_END,
};

#define PROFILE                                                                                    \
    "SELECT id, reseller_id, email, name, language, time_zone, networks, disabled, invited, "      \
    "created_at "                                                                                  \
    "FROM user "
QUERY(by_id, DB_MY | DB_MY_READER | DB_ADMIN | DB_ADMIN_READER | DB_SIGNIN | DB_CLI,
      PROFILE "WHERE id = ?", ROWS(struct profile, profile_view));
QUERY(by_email, DB_CLI, PROFILE "WHERE email = ? LIMIT 1", ROWS(struct profile, profile_view));
QUERY(of_reseller, DB_CLI, PROFILE "WHERE reseller_id = ? AND email = ?",
      ROWS(struct profile, profile_view));
QUERY(set_profile, DB_MY | DB_ADMIN,
      "UPDATE user SET name = ?, language = ?, time_zone = ? WHERE id = ?");
QUERY(set_language, DB_SIGNIN, "UPDATE user SET language = ? WHERE id = ?");
QUERY(set_networks, DB_MY | DB_ADMIN | DB_CLI, "UPDATE user SET networks = ? WHERE id = ?");
QUERY(set_disabled, DB_ADMIN | DB_CLI, "UPDATE user SET disabled = ? WHERE id = ?");
QUERY(hash_of, DB_SIGNIN,
      "SELECT id, 0 AS account_id, reseller_id, email, password_hash, networks, FALSE AS totp, "
      "FALSE AS met "
      "FROM user WHERE id = ?",
      ROWS(struct user_secret, secret_view));
QUERY(renew_hash, DB_SIGNIN,
      "UPDATE user SET password_hash = ? WHERE id = ? AND password_hash = ?");
QUERY(set_hash, DB_SIGNIN | DB_CLI, "UPDATE user SET password_hash = ? WHERE id = ?");

char *user_email_normal(struct arena *a, const char *email)
{
    char *copy = arena_strdup(a, email);
    for (char *p = copy; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + 'a' - 'A');
    return copy;
}

enum fault_code user_add(struct db *db, int64_t account_id, int64_t role_id, const char *email,
                         const char *name, const char *password, int64_t *id)
{
    struct account account;
    enum fault_code rc = account_load_any(db, account_id, &account);
    if (rc)
        return rc;
    const char *normal = user_email_normal(db->arena, email);
    const char *hash = secret_password_hash(db->arena, password);
    rc = db_exec(db, &add, NULL, id,
                 ARGS(ARG(account.reseller_id), ARG(normal), ARG(name), ARG(hash)));
    if (rc == FAULT_UNIQUE)
        return fail_field(db->fault, rc, "email", T("%s has a user already."), normal);
    if (rc)
        return rc;
    return db_exec(db, &join, NULL, NULL, ARGS(ARG(*id), ARG(account_id), ARG(role_id)));
}

enum fault_code user_list_any(const struct db *db, struct list *out)
{
    return db_all(db, &all, out, NO_ARGS);
}

enum fault_code user_for_signin(const struct db *db, const struct user_at_door *at,
                                struct user_secret *out)
{
    return db_one(db, &for_signin, out,
                  ARGS(ARG(at->device), ARG(user_email_normal(db->arena, at->email)),
                       arg_i64(at->administrator), ARG(at->door), ARG(at->door)));
}

enum fault_code user_for_signin_by_id(const struct db *db, int64_t id, bool administrator,
                                      struct user_secret *out)
{
    return db_one(db, &for_signin_by_id, out, ARGS(arg_text(""), ARG(id), arg_i64(administrator)));
}

enum fault_code user_load_any(const struct db *db, int64_t id, struct profile *out)
{
    return db_one(db, &by_id, out, ARGS(ARG(id)));
}

enum fault_code user_by_email_any(const struct db *db, const char *email, struct profile *out)
{
    return db_one(db, &by_email, out, ARGS(ARG(user_email_normal(db->arena, email))));
}

enum fault_code user_of_reseller_any(const struct db *db, int64_t reseller_id, const char *email,
                                     struct profile *out)
{
    return db_one(db, &of_reseller, out,
                  ARGS(ARG(reseller_id), ARG(user_email_normal(db->arena, email))));
}

enum fault_code user_set_profile(struct db *db, int64_t id, const char *name, const char *language,
                                 const char *time_zone)
{
    return db_exec(db, &set_profile, NULL, NULL,
                   ARGS(ARG(name), ARG(language), ARG(time_zone), ARG(id)));
}

enum fault_code user_set_language(struct db *db, int64_t id, const char *language)
{
    return db_exec(db, &set_language, NULL, NULL, ARGS(ARG(language), ARG(id)));
}

enum fault_code user_set_networks(struct db *db, int64_t id, const char *networks)
{
    return db_exec(db, &set_networks, NULL, NULL, ARGS(ARG(networks), ARG(id)));
}

enum fault_code user_set_disabled(struct db *db, int64_t id, bool disabled)
{
    enum fault_code rc = db_exec(db, &set_disabled, NULL, NULL, ARGS(arg_i64(disabled), ARG(id)));
    if (rc || !disabled)
        return rc;
    rc = session_end_others(db, id, 0);
    return rc ? rc : link_end_all(db, id);
}

enum fault_code user_password_hash(const struct db *db, int64_t id, const char **hash)
{
    struct user_secret secret = { .password_hash = NULL };
    enum fault_code rc = db_one(db, &hash_of, &secret, ARGS(ARG(id)));
    *hash = secret.password_hash;
    return rc;
}

enum fault_code user_renew_password_hash(struct db *db, int64_t id, const char *old,
                                         const char *renewed)
{
    return db_exec(db, &renew_hash, NULL, NULL, ARGS(ARG(renewed), ARG(id), ARG(old)));
}

enum fault_code user_set_password_hash(struct db *db, int64_t id, const char *hash,
                                       int64_t session_id)
{
    enum fault_code rc = db_exec(db, &set_hash, NULL, NULL, ARGS(ARG(hash), ARG(id)));
    if (!rc)
        rc = session_end_others(db, id, session_id);
    if (!rc)
        rc = device_forget(db, id);
    return rc ? rc : link_end_all(db, id);
}
