/* SPDX-License-Identifier: Apache-2.0 */
/* A user's first membership decides which account a sign-in opens. */
#include "store/user.h"
#include "base/secret.h"
#include "store/account.h"

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
    TEXT(struct user_secret, password_hash),
    FIELDS_END,
};

QUERY(add, DB_CLI,
      "INSERT INTO user (reseller_id, email, name, password_hash) VALUES (?, ?, ?, ?)");
QUERY(join, DB_CLI, "INSERT INTO member (user_id, account_id, role_id) VALUES (?, ?, ?)");
QUERY(set_password, DB_CLI, "UPDATE user SET password_hash = ? WHERE email = ?");
QUERY(end_sessions, DB_CLI,
      "DELETE FROM session WHERE user_id IN (SELECT id FROM user WHERE email = ?)");
QUERY(all, DB_CLI | DB_ADMIN_READER,
      "SELECT user.id, user.reseller_id, member.account_id, email, user.name, role.name AS role, "
      "disabled, user.created_at "
      "FROM user JOIN member ON member.user_id = user.id JOIN role ON role.id = member.role_id "
      "ORDER BY user.id LIMIT 10000",
      ROWS(struct user, user_view));
QUERY(for_signin, DB_SIGNIN,
      "SELECT user.id, member.account_id, account.reseller_id, password_hash "
      "FROM user JOIN member ON member.user_id = user.id "
      "JOIN account ON account.id = member.account_id "
      "WHERE user.email = ? AND NOT disabled AND (account.level = 0) = ? "
      "ORDER BY member.account_id LIMIT 1",
      ROWS(struct user_secret, secret_view));

char *user_email_normal(struct arena *a, const char *email)
{
    char *copy = arena_strdup(a, email);
    for (char *p = copy; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + 'a' - 'A');
    return copy;
}

enum fault_code user_add(struct db *db, int64_t account_id, enum user_role role, const char *email,
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
    return db_exec(db, &join, NULL, NULL, ARGS(ARG(*id), ARG(account_id), arg_i64(role)));
}

struct new_password {
    const char *email;
    const char *hash;
};

static enum fault_code set_password_tx(struct db *db, void *ctx)
{
    const struct new_password *n = ctx;
    int64_t changed = 0;
    enum fault_code rc =
        db_exec(db, &set_password, &changed, NULL, ARGS(ARG(n->hash), ARG(n->email)));
    if (!rc && !changed)
        rc = fail_field(db->fault, FAULT_MISSING, "email", T("There is no user %s."), n->email);
    return rc ? rc : db_exec(db, &end_sessions, NULL, NULL, ARGS(ARG(n->email)));
}

enum fault_code user_set_password(struct db *db, const char *email, const char *password)
{
    struct new_password n = { user_email_normal(db->arena, email),
                              secret_password_hash(db->arena, password) };
    return db_tx(db, set_password_tx, NULL, &n);
}

enum fault_code user_list_any(const struct db *db, struct list *out)
{
    return db_all(db, &all, out, NO_ARGS);
}

enum fault_code user_for_signin(const struct db *db, const char *email, bool administrator,
                                struct user_secret *out)
{
    return db_one(db, &for_signin, out,
                  ARGS(ARG(user_email_normal(db->arena, email)), arg_i64(administrator)));
}
