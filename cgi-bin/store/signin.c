/* SPDX-License-Identifier: Apache-2.0 */
#include "store/signin.h"

const struct field signin_row_view[] = {
    I64(struct signin_row, id),      TIME(struct signin_row, at),
    I64(struct signin_row, user_id), TEXT(struct signin_row, email),
    BOOL(struct signin_row, passed), BOOL(struct signin_row, at_admin),
    TEXT(struct signin_row, address), TEXT(struct signin_row, agent),
    FIELDS_END,
};

#define COLUMNS                                                                                    \
    "SELECT signin.id, signin.at, signin.user_id, user.email, passed, face = 1 AS at_admin, "      \
    "signin.address, agent FROM signin JOIN user ON user.id = signin.user_id "
#define READERS (DB_MY_READER | DB_ADMIN_READER | DB_MY | DB_ADMIN)

QUERY(add, DB_SIGNIN,
      "INSERT INTO signin (user_id, face, passed, address, agent) VALUES (?, ?, ?, ?, ?)");
QUERY(of_user, READERS, COLUMNS "WHERE signin.user_id = ? ORDER BY signin.id DESC LIMIT 50",
      ROWS(struct signin_row, signin_row_view));
QUERY(of_account, DB_ADMIN_READER | DB_ADMIN,
      COLUMNS "JOIN member ON member.user_id = signin.user_id WHERE member.account_id = ? "
              "ORDER BY signin.id DESC LIMIT 50",
      ROWS(struct signin_row, signin_row_view));

QUERY(sweep, DB_TASKD,
      "DELETE FROM signin WHERE at < NOW(6) - INTERVAL 180 DAY ORDER BY at LIMIT 1000");

enum fault_code signin_add(struct db *db, const struct signin_new *n)
{
    return db_exec(db, &add, NULL, NULL,
                   ARGS(ARG(n->user_id), arg_i64(n->face), arg_i64(n->passed), ARG(n->address),
                        ARG(session_agent(db->arena, n->agent))));
}

enum fault_code signin_list_any(const struct db *db, int64_t user_id, struct list *out)
{
    return db_all(db, &of_user, out, ARGS(ARG(user_id)));
}

enum fault_code signin_list_of_account_any(const struct db *db, int64_t account_id,
                                           struct list *out)
{
    return db_all(db, &of_account, out, ARGS(ARG(account_id)));
}

enum fault_code signin_sweep(struct db *db, int64_t *gone)
{
    return db_exec(db, &sweep, gone, NULL, NO_ARGS);
}
