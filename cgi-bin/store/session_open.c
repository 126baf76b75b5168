/* SPDX-License-Identifier: Apache-2.0 */
#include "store/session_open.h"

const struct field session_row_view[] = {
    I64(struct session_row, id),          BOOL(struct session_row, at_admin),
    BOOL(struct session_row, mine),       TEXT(struct session_row, address),
    TEXT(struct session_row, agent),      TIME(struct session_row, created_at),
    TIME(struct session_row, used_at),    FIELDS_END,
};
QUERY(open_ones, DB_MY | DB_MY_READER | DB_ADMIN | DB_ADMIN_READER,
      "SELECT id, face = 1 AS at_admin, id = ? AS mine, "
      "IF(actor_id IS NULL, address, '') AS address, "
      "IF(actor_id IS NULL, agent, 'Support') AS agent, created_at, used_at "
      "FROM session WHERE user_id = ? AND expires_at > NOW(6) AND used_at > NOW(6) - "
      "INTERVAL idle_minutes MINUTE ORDER BY used_at DESC LIMIT 100",
      ROWS(struct session_row, session_row_view));
QUERY(end_one, DB_MY | DB_ADMIN, "DELETE FROM session WHERE user_id = ? AND id = ?");
QUERY(end_others, DB_WEB_WRITERS | DB_SIGNIN | DB_CLI,
      "DELETE FROM session WHERE user_id = ? AND id <> ?");
QUERY(end_acting, DB_WEB_WRITERS | DB_SIGNIN | DB_CLI, "DELETE FROM session WHERE actor_id = ?");

QUERY(switch_to, DB_MY,
      "UPDATE session JOIN member ON member.user_id = session.user_id "
      "JOIN account ON account.id = member.account_id AND account.level > 0 "
      "AND account.closed_at IS NULL "
      "SET session.account_id = account.id, session.reseller_id = account.reseller_id "
      "WHERE session.user_id = ? AND session.id = ? AND session.face = 0 AND account.id = ?");

enum fault_code session_list_any(const struct db *db, int64_t user_id, int64_t own_id,
                                 struct list *out)
{
    return db_all(db, &open_ones, out, ARGS(ARG(own_id), ARG(user_id)));
}

enum fault_code session_end(struct db *db, int64_t user_id, int64_t id)
{
    return db_exec_one(db, &end_one, FAULT_MISSING, ARGS(ARG(user_id), ARG(id)));
}

enum fault_code session_switch(struct db *db, int64_t user_id, int64_t id, int64_t account_id)
{
    return db_exec_one(db, &switch_to, FAULT_MISSING, ARGS(ARG(user_id), ARG(id), ARG(account_id)));
}

enum fault_code session_end_others(struct db *db, int64_t user_id, int64_t keep_id)
{
    enum fault_code rc = db_exec(db, &end_others, NULL, NULL, ARGS(ARG(user_id), ARG(keep_id)));
    return rc ? rc : db_exec(db, &end_acting, NULL, NULL, ARGS(ARG(user_id)));
}
