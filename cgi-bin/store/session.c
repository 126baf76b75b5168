/* SPDX-License-Identifier: Apache-2.0 */
/* One query finds the session, its user, account and role together. */
#include "store/session.h"
#include "store/account_rows.h"
#include "store/role.h"
#include "store/setting.h"

const struct field session_view[] = {
    I64(struct session, id),
    I64(struct session, user_id),
    I64(struct session, account_id),
    I64(struct session, reseller_id),
    I64(struct session, level),
    TEXT(struct session, user_name),
    TEXT(struct session, email),
    TEXT(struct session, account_name),
    TEXT(struct session, language),
    TEXT(struct session, time_zone),
    I64(struct session, role_id),
    BOOL(struct session, suspended),
    TEXT(struct session, suspended_why),
    TEXT(struct session, others),
    TEXT(struct session, actor),
    I64(struct session, actor_role),
    TEXT(struct session, networks),
    BOOL(struct session, needs_totp),
    BOOL(struct session, proved),
    I64(struct session, api_minute),
    I64(struct session, group_id),
    I64(struct session, group_minute),
    I64(struct session, running),
    TIME(struct session, used_at),
    BOOL(struct session, token_writes),
    TEXT(struct session, token_nouns),
    TEXT(struct session, token_networks),
    TEXT(struct session, token_labels),
    TEXT(struct session, token_used_from),
    FIELDS_END,
};

QUERY(add, DB_SIGNIN,
      "INSERT INTO session (face, hash, user_id, account_id, reseller_id, address, agent, "
      "proved_at, idle_minutes, expires_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, IF(?, NOW(6), NULL), ?, NOW(6) + INTERVAL ? DAY)");
QUERY(add_ticket, DB_SIGNIN,
      "INSERT INTO session (face, hash, user_id, account_id, reseller_id, address, agent, "
      "actor_id, actor, expires_at) "
      "VALUES (0, ?, ?, ?, ?, ?, ?, ?, ?, NOW(6) + INTERVAL ? SECOND)");
QUERY(take_ticket, DB_SIGNIN,
      "UPDATE session SET hash = ?, expires_at = NOW(6) + INTERVAL ? MINUTE "
      "WHERE hash = ? AND expires_at > NOW(6)");
QUERY(prove, DB_SIGNIN, "UPDATE session SET hash = ?, proved_at = NOW(6) WHERE id = ?");
QUERY(follow, DB_ADMIN | DB_CLI,
      "UPDATE session SET idle_minutes = ?, "
      "expires_at = LEAST(expires_at, created_at + INTERVAL ? DAY) WHERE actor_id IS NULL");
QUERY(end_oldest, DB_SIGNIN,
      "DELETE FROM session WHERE user_id = ? AND face = ? AND id <= (SELECT id FROM "
      "(SELECT id FROM session WHERE user_id = ? AND face = ? ORDER BY id DESC LIMIT 1 OFFSET 20) "
      "AS old)");
QUERY(sweep, DB_TASKD,
      "DELETE FROM session WHERE expires_at < NOW(6) ORDER BY expires_at LIMIT 1000");
/* `running` is what the face shows at the top of each page: an account's machines in hand, or all
 * tasks that run. Left to itself the server reads all machines of the account. */
#define FIND(running)                                                                              \
    "SELECT session.id, session.user_id, session.account_id, account.reseller_id, level, "         \
    "user.name AS user_name, email, account.name AS account_name, "                                \
    SUSPENDED("account") " AS suspended, "                                                         \
    "suspended_why, language, time_zone, networks, actor, session.used_at, member.role_id, "       \
    "COALESCE((SELECT its.role_id FROM member AS its JOIN account AS provider "                    \
    "ON provider.id = its.account_id AND provider.level = 0 "                                      \
    "WHERE its.user_id = session.actor_id LIMIT 1), 0) AS actor_role, "                            \
    "(SELECT COUNT(*) FROM " running ") AS running, "                                              \
    "COALESCE(session.proved_at > NOW(6) - INTERVAL 10 MINUTE, 0) AS proved, "                     \
    "EXISTS (SELECT 1 FROM role WHERE role.id = member.role_id AND role.totp) "                    \
    "AND NOT EXISTS (SELECT 1 FROM totp WHERE totp.user_id = session.user_id) AS needs_totp, "     \
    "(SELECT COALESCE(GROUP_CONCAT(its.id, ' ', its.name ORDER BY its.name "                       \
    "SEPARATOR '\\n' LIMIT 50), '') FROM member AS other "                                         \
    "JOIN account AS its ON its.id = other.account_id AND its.closed_at IS NULL "                  \
    "WHERE other.user_id = session.user_id AND its.id <> session.account_id "                      \
    "AND (its.level = 0) = (session.face = 1)) AS others "                                         \
    "FROM session JOIN user ON user.id = session.user_id AND NOT user.disabled "                   \
    "JOIN account ON account.id = session.account_id AND account.closed_at IS NULL "               \
    "JOIN member ON member.user_id = session.user_id "                                             \
    "AND member.account_id = session.account_id "                                                  \
    "WHERE session.hash = ? AND session.face = ? AND session.expires_at > NOW(6) "                 \
    "AND (actor_id IS NULL OR EXISTS (SELECT 1 FROM user AS staff WHERE staff.id = actor_id "      \
    "AND NOT staff.disabled)) "                                                                    \
    "AND session.used_at > NOW(6) - INTERVAL session.idle_minutes MINUTE"
QUERY(find_my, DB_MY | DB_MY_READER | DB_SIGNIN,
      FIND("vm FORCE INDEX (by_account_state) WHERE vm.account_id = session.account_id "
           "AND vm.state IN (0, 3, 4, 5, 6)"),
      ROWS(struct session, session_view));
QUERY(find_admin, DB_ADMIN | DB_ADMIN_READER | DB_SIGNIN, FIND("task WHERE task.state = 2"),
      ROWS(struct session, session_view));
QUERY(drop, DB_MY | DB_ADMIN, "DELETE FROM session WHERE hash = ?");
QUERY(note_use, DB_NOTES,
      "UPDATE session SET used_at = NOW(6) WHERE id = ? AND used_at < NOW(6) - INTERVAL 1 MINUTE");

char *session_agent(struct arena *a, const char *agent)
{
    size_t len = strlen(agent) < SESSION_AGENT ? strlen(agent) : SESSION_AGENT;
    char *copy = arena_strndup(a, agent, len);
    for (char *p = copy; *p; p++)
        if (*p < 0x20 || *p > 0x7e)
            *p = '?';
    return copy;
}

enum fault_code session_add(struct db *db, const struct session_new *n)
{
    struct settings now;
    enum fault_code rc = settings_load(db, &now);
    if (rc)
        return rc;
    rc = db_exec(db, &add, NULL, NULL,
                 ARGS(arg_i64(n->face), ARG(n->hash), ARG(n->user_id), ARG(n->account_id),
                      ARG(n->reseller_id), ARG(n->address), ARG(session_agent(db->arena, n->agent)),
                      arg_i64(n->proved), arg_i64(setting_number(&now, SETTING_SESSION_IDLE)),
                      arg_i64(setting_number(&now, SETTING_SESSION_DAYS))));
    return rc ? rc
              : db_exec(db, &end_oldest, NULL, NULL,
                        ARGS(ARG(n->user_id), arg_i64(n->face), ARG(n->user_id), arg_i64(n->face)));
}

enum fault_code session_add_ticket(struct db *db, const struct session_new *n)
{
    return db_exec(db, &add_ticket, NULL, NULL,
                   ARGS(ARG(n->hash), ARG(n->user_id), ARG(n->account_id), ARG(n->reseller_id),
                        ARG(n->address), ARG(session_agent(db->arena, n->agent)), ARG(n->actor_id),
                        ARG(n->actor), arg_i64(SESSION_TICKET_SECONDS)));
}

enum fault_code session_take_ticket(struct db *db, const char *ticket_hash, const char *hash)
{
    return db_exec_one(db, &take_ticket, FAULT_MISSING,
                       ARGS(ARG(hash), arg_i64(SESSION_ACT_MINUTES), ARG(ticket_hash)));
}

enum fault_code session_prove(struct db *db, int64_t id, const char *hash)
{
    return db_exec_one(db, &prove, FAULT_MISSING, ARGS(ARG(hash), ARG(id)));
}

enum fault_code session_follow_settings(struct db *db)
{
    struct settings now;
    enum fault_code rc = settings_load(db, &now);
    return rc ? rc
              : db_exec(db, &follow, NULL, NULL,
                        ARGS(arg_i64(setting_number(&now, SETTING_SESSION_IDLE)),
                             arg_i64(setting_number(&now, SETTING_SESSION_DAYS))));
}

enum fault_code session_sweep(struct db *db)
{
    return db_exec(db, &sweep, NULL, NULL, NO_ARGS);
}

enum fault_code session_find(const struct db *db, enum session_face face, const char *hash,
                             struct session *out)
{
    enum fault_code rc = db_one(db, face == SESSION_ADMIN ? &find_admin : &find_my, out,
                                ARGS(ARG(hash), arg_i64(face)));
    out->actor_permissions = "";
    if (!rc && out->actor_role)
        rc = role_permissions(db, out->actor_role, &out->actor_permissions);
    return rc ? rc : role_permissions(db, out->role_id, &out->permissions);
}

enum fault_code session_drop(struct db *db, const char *hash)
{
    return db_exec(db, &drop, NULL, NULL, ARGS(ARG(hash)));
}

enum fault_code session_note_use(struct db *db, int64_t id)
{
    return db_exec(db, &note_use, NULL, NULL, ARGS(ARG(id)));
}
