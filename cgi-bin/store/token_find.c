/* SPDX-License-Identifier: Apache-2.0 */
/* A revoked token is refused at its next use: every request looks it up in the view token_live,
 * which alone says which are good. */
#include "store/role.h"
#include "store/token.h"
#include "store/account_rows.h"

QUERY(find, DB_API | DB_API_READER,
      "SELECT token_live.id, account_id, account.reseller_id, level, "
      "token_live.name AS user_name, account.name AS account_name, "
      SUSPENDED("account") " AS suspended, used_at, "
      "role_id, writes AS token_writes, nouns AS token_nouns, networks AS token_networks, "
      "labels AS token_labels, used_from AS token_used_from, account.api_minute, "
      "group_id, account_group.api_minute AS group_minute "
      "FROM token_live JOIN account ON account.id = account_id "
      "LEFT JOIN account_group ON account_group.id = group_id WHERE hash = ?",
      ROWS(struct session, session_view));
QUERY(note_use, DB_NOTES,
      "UPDATE token SET used_at = NOW(6), used_from = ? WHERE id = ? "
      "AND (used_at IS NULL OR used_at < NOW(6) - INTERVAL 1 MINUTE OR used_from <> ?)");

enum fault_code token_find(const struct db *db, const char *hash, struct session *out)
{
    enum fault_code rc = db_one(db, &find, out, ARGS(ARG(hash)));
    return rc ? rc : role_permissions(db, out->role_id, &out->permissions);
}

enum fault_code token_note_use(struct db *db, int64_t id, const char *address)
{
    return db_exec(db, &note_use, NULL, NULL, ARGS(ARG(address), ARG(id), ARG(address)));
}
