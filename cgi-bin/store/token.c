/* SPDX-License-Identifier: Apache-2.0 */
/* A revoked token is refused at its next use: every request looks it up. */
#include "store/token.h"
#include "base/secret.h"
#include "store/account.h"
#include "store/role.h"

const struct field token_view[] = {
    I64(struct token, id),          I64(struct token, account_id),
    TEXT(struct token, name),       TEXT(struct token, role),
    TIME(struct token, created_at), TIME(struct token, used_at),
    TIME(struct token, revoked_at), FIELDS_END,
};

QUERY(add, DB_CLI,
      "INSERT INTO token (hash, account_id, reseller_id, role_id, name) VALUES (?, ?, ?, ?, ?)");
QUERY(all, DB_CLI,
      "SELECT token.id, account_id, token.name, role.name AS role, created_at, used_at, revoked_at "
      "FROM token JOIN role ON role.id = token.role_id WHERE" OWNED_BY(
          "token") "ORDER BY token.id LIMIT 10000",
      ROWS(struct token, token_view));
QUERY(revoke, DB_CLI,
      "UPDATE token SET revoked_at = COALESCE(revoked_at, NOW(6)) WHERE id = ? AND" OWNED_BY(
          "token"));
QUERY(find, DB_API | DB_API_READER,
      "SELECT token.id, token.account_id, account.reseller_id, level, "
      "token.name AS user_name, account.name AS account_name, suspended, token.used_at, "
      "token.role_id "
      "FROM token JOIN account ON account.id = token.account_id "
      "WHERE token.hash = ? AND revoked_at IS NULL "
      "AND (expires_at IS NULL OR expires_at > NOW(6))",
      ROWS(struct session, session_view));
QUERY(note_use, DB_NOTES,
      "UPDATE token SET used_at = NOW(6) "
      "WHERE id = ? AND (used_at IS NULL OR used_at < NOW(6) - INTERVAL 1 MINUTE)");

enum fault_code token_add(struct db *db, int64_t account_id, int64_t role_id, const char *name,
                          char **token)
{
    struct account account;
    enum fault_code rc = account_load_any(db, account_id, &account);
    if (rc == FAULT_MISSING)
        return fail_field(db->fault, rc, "account", T("There is no account %lld."),
                          (long long)account_id);
    if (rc)
        return rc;
    *token = secret_token(db->arena, SECRET_TOKEN_LEN);
    return db_exec(db, &add, NULL, NULL,
                   ARGS(ARG(secret_hash(db->arena, *token)), ARG(account_id),
                        ARG(account.reseller_id), ARG(role_id), ARG(name)));
}

enum fault_code token_list(const struct db *db, const struct scope *who, struct list *out)
{
    return db_all(db, &all, out, ARGS(OWNER(who)));
}

enum fault_code token_revoke(struct db *db, const struct scope *who, int64_t id)
{
    return db_exec_one(db, &revoke, FAULT_MISSING, ARGS(ARG(id), OWNER(who)));
}

enum fault_code token_find(const struct db *db, const char *hash, struct session *out)
{
    enum fault_code rc = db_one(db, &find, out, ARGS(ARG(hash)));
    return rc ? rc : role_permissions(db, out->role_id, &out->permissions);
}

enum fault_code token_note_use(struct db *db, int64_t id)
{
    return db_exec(db, &note_use, NULL, NULL, ARGS(ARG(id)));
}
