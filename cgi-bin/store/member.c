/* SPDX-License-Identifier: Apache-2.0 */
#include "store/member.h"

const struct field member_view[] = {
    I64(struct member, user_id),    TEXT(struct member, email),
    TEXT(struct member, user_name), BOOL(struct member, disabled),
    I64(struct member, account_id), TEXT(struct member, account_name),
    I64(struct member, level),      I64(struct member, role_id),
    TEXT(struct member, role),      FIELDS_END,
};
static const struct field holder_view[] = {
    I64(struct holder, user_id),
    TEXT(struct holder, permissions),
    BOOL(struct holder, active),
    FIELDS_END,
};

#define COLUMNS                                                                                    \
    "SELECT member.user_id, user.email, user.name AS user_name, user.disabled, "                   \
    "member.account_id, account.name AS account_name, account.level, member.role_id, "             \
    "role.name AS role FROM member JOIN user ON user.id = member.user_id "                         \
    "JOIN account ON account.id = member.account_id JOIN role ON role.id = member.role_id "
#define READERS (DB_MY_READER | DB_ADMIN_READER | DB_MY | DB_ADMIN)
#define CHANGERS (DB_MY | DB_ADMIN | DB_CLI)

#define OWN                                                                                        \
    "WHERE account.id = ? AND ? IN (" SCOPE_ANY_SQL ", account.reseller_id) "                      \
    "AND ? IN (" SCOPE_ANY_SQL ", account.id) "

QUERY(of_account, READERS | DB_CLI, COLUMNS OWN "ORDER BY user.id LIMIT 1000",
      ROWS(struct member, member_view));
QUERY(page, DB_MY_READER | DB_ADMIN_READER,
      COLUMNS OWN "AND member.user_id > ? ORDER BY member.user_id LIMIT ?",
      ROWS(struct member, member_view));
QUERY(one, READERS | DB_CLI, COLUMNS OWN "AND member.user_id = ?",
      ROWS(struct member, member_view));
QUERY(of_user, DB_ADMIN_READER | DB_ADMIN | DB_SIGNIN | DB_CLI,
      COLUMNS "WHERE member.user_id = ? ORDER BY member.account_id LIMIT 1000",
      ROWS(struct member, member_view));
QUERY(administrators, DB_ADMIN | DB_CLI,
      COLUMNS "WHERE member.role_id = 1 AND account.level = 0 AND NOT user.disabled "
              "ORDER BY user.id LIMIT 1000 FOR UPDATE",
      ROWS(struct member, member_view));
_Static_assert(ROLE_ADMINISTRATOR == 1, "the statement says so, too");

#define HOLDS                                                                                      \
    "SELECT member.user_id, NOT user.disabled AND NOT user.invited AS active, "                    \
    "COALESCE((SELECT GROUP_CONCAT(permission) FROM role_permission "                              \
    "WHERE role_permission.role_id = member.role_id), '') AS permissions "                         \
    "FROM member JOIN user ON user.id = member.user_id WHERE member.account_id = ? "
QUERY(holders, CHANGERS | DB_API, HOLDS "ORDER BY member.user_id LIMIT 1000",
      ROWS(struct holder, holder_view));
QUERY(holds, CHANGERS, HOLDS "AND member.user_id = ? AND NOT user.disabled",
      ROWS(struct holder, holder_view));
QUERY(holds_above, CHANGERS | DB_API,
      "SELECT member.user_id, TRUE AS active, "
      "COALESCE(GROUP_CONCAT(permission), '') AS permissions "
      "FROM member JOIN account ON account.id = member.account_id "
      "JOIN role_permission ON role_permission.role_id = member.role_id "
      "WHERE member.user_id = ? AND account.level < ? GROUP BY member.user_id",
      ROWS(struct holder, holder_view));
QUERY(add, DB_CLI, "INSERT INTO member (user_id, account_id, role_id) VALUES (?, ?, ?)");
QUERY(set_role, CHANGERS, "UPDATE member SET role_id = ? WHERE user_id = ? AND account_id = ?");
QUERY(drop, CHANGERS, "DELETE FROM member WHERE user_id = ? AND account_id = ?");
QUERY(drop_resold, DB_MY | DB_API,
      "DELETE FROM customer_member WHERE user_id = ? AND account_id = ?");
QUERY(end_sessions, CHANGERS | DB_API, "DELETE FROM session WHERE user_id = ? AND account_id = ?");

enum fault_code member_list(const struct db *db, const struct scope *who, int64_t account_id,
                            struct list *out)
{
    return db_all(db, &of_account, out, ARGS(ARG(account_id), OWNER(who)));
}

enum fault_code member_page(const struct db *db, const struct scope *who, int64_t behind,
                            int64_t limit, struct list *out)
{
    return db_all(db, &page, out, ARGS(ARG(who->account), OWNER(who), ARG(behind), ARG(limit)));
}

enum fault_code member_load(const struct db *db, const struct scope *who, int64_t account_id,
                            int64_t user_id, struct member *out)
{
    enum fault_code rc = db_one(db, &one, out, ARGS(ARG(account_id), OWNER(who), ARG(user_id)));
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such user here.")) : rc;
}

enum fault_code member_of_user_any(const struct db *db, int64_t user_id, struct list *out)
{
    return db_all(db, &of_user, out, ARGS(ARG(user_id)));
}

enum fault_code member_holders_any(const struct db *db, int64_t account_id, struct list *out)
{
    return db_all(db, &holders, out, ARGS(ARG(account_id)));
}

enum fault_code member_holds_any(const struct db *db, int64_t account_id, int64_t user_id,
                                 const char **permissions)
{
    struct holder h = { .permissions = "" };
    enum fault_code rc = db_one(db, &holds, &h, ARGS(ARG(account_id), ARG(user_id)));
    *permissions = rc ? "" : h.permissions;
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(db->fault);
    return FAULT_OK;
}

enum fault_code member_holds_above_any(const struct db *db, int64_t user_id, int64_t level,
                                       const char **permissions)
{
    struct holder h = { .permissions = "" };
    enum fault_code rc = db_one(db, &holds_above, &h, ARGS(ARG(user_id), ARG(level)));
    *permissions = rc ? "" : h.permissions;
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(db->fault);
    return FAULT_OK;
}

enum fault_code member_add(struct db *db, int64_t account_id, int64_t user_id, int64_t role_id)
{
    enum fault_code rc =
        db_exec(db, &add, NULL, NULL, ARGS(ARG(user_id), ARG(account_id), ARG(role_id)));
    return rc == FAULT_UNIQUE
               ? fail_field(db->fault, rc, "email", T("This user is in the account already."))
               : rc;
}

enum fault_code member_set_role(struct db *db, int64_t account_id, int64_t user_id, int64_t role_id)
{
    return db_exec(db, &set_role, NULL, NULL, ARGS(ARG(role_id), ARG(user_id), ARG(account_id)));
}

static enum fault_code drop_by(struct db *db, const struct query *how, int64_t account_id,
                               int64_t user_id)
{
    enum fault_code rc = db_exec(db, how, NULL, NULL, ARGS(ARG(user_id), ARG(account_id)));
    return rc ? rc : db_exec(db, &end_sessions, NULL, NULL, ARGS(ARG(user_id), ARG(account_id)));
}

enum fault_code member_drop(struct db *db, int64_t account_id, int64_t user_id)
{
    return drop_by(db, &drop, account_id, user_id);
}

enum fault_code member_drop_resold(struct db *db, int64_t account_id, int64_t user_id)
{
    return drop_by(db, &drop_resold, account_id, user_id);
}

enum fault_code member_administrators(struct db *db, struct list *out)
{
    return db_all(db, &administrators, out, NO_ARGS);
}
