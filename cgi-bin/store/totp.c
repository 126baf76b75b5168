/* SPDX-License-Identifier: Apache-2.0 */
/* That a code counts once is one UPDATE each: of two at once one wins. */
#include "store/totp.h"

static const struct field seed_view[] = {
    TEXT(struct totp, seed),
    I64(struct totp, step),
    FIELDS_END,
};
static const struct field state_view[] = {
    TIME(struct totp_state, created_at),
    I64(struct totp_state, codes),
    FIELDS_END,
};

#define WHO_SHOWS (DB_MY_READER | DB_ADMIN_READER | DB_SIGNIN)
#define WHO_DROPS (DB_SIGNIN | DB_ADMIN | DB_CLI)

QUERY(load, DB_SIGNIN, "SELECT seed, step FROM totp WHERE user_id = ?",
      ROWS(struct totp, seed_view));
QUERY(state, WHO_SHOWS,
      "SELECT created_at, (SELECT COUNT(*) FROM recovery WHERE recovery.user_id = totp.user_id "
      "AND used_at IS NULL) AS codes FROM totp WHERE user_id = ?",
      ROWS(struct totp_state, state_view));
QUERY(set, DB_SIGNIN, "REPLACE INTO totp (user_id, seed, step) VALUES (?, ?, ?)");
QUERY(drop, WHO_DROPS, "DELETE FROM totp WHERE user_id = ?");
QUERY(count, DB_SIGNIN, "UPDATE totp SET step = ? WHERE user_id = ? AND step < ?");
QUERY(drop_codes, WHO_DROPS, "DELETE FROM recovery WHERE user_id = ?");
QUERY(add_code, DB_SIGNIN, "INSERT INTO recovery (user_id, hash) VALUES (?, ?)");
QUERY(use_code, DB_SIGNIN,
      "UPDATE recovery SET used_at = NOW(6) WHERE user_id = ? AND hash = ? AND used_at IS NULL");

enum fault_code totp_load(const struct db *db, int64_t user_id, struct totp *out)
{
    return db_one(db, &load, out, ARGS(ARG(user_id)));
}

enum fault_code totp_state(const struct db *db, int64_t user_id, struct totp_state *out)
{
    return db_one(db, &state, out, ARGS(ARG(user_id)));
}

enum fault_code totp_set(struct db *db, int64_t user_id, const struct totp *t)
{
    return db_exec(db, &set, NULL, NULL, ARGS(ARG(user_id), ARG(t->seed), ARG(t->step)));
}

enum fault_code totp_drop(struct db *db, int64_t user_id, bool *had)
{
    int64_t changed = 0;
    enum fault_code rc = db_exec(db, &drop, &changed, NULL, ARGS(ARG(user_id)));
    if (had)
        *had = changed > 0;
    return rc ? rc : db_exec(db, &drop_codes, NULL, NULL, ARGS(ARG(user_id)));
}

enum fault_code totp_count(struct db *db, int64_t user_id, int64_t step)
{
    return db_exec_one(db, &count, FAULT_CONFLICT, ARGS(ARG(step), ARG(user_id), ARG(step)));
}

enum fault_code recovery_set(struct db *db, int64_t user_id, const char *const hash[RECOVERY_CODES])
{
    enum fault_code rc = db_exec(db, &drop_codes, NULL, NULL, ARGS(ARG(user_id)));
    for (int i = 0; !rc && i < RECOVERY_CODES; i++)
        rc = db_exec(db, &add_code, NULL, NULL, ARGS(ARG(user_id), ARG(hash[i])));
    return rc;
}

enum fault_code recovery_use(struct db *db, int64_t user_id, const char *hash)
{
    return db_exec_one(db, &use_code, FAULT_MISSING, ARGS(ARG(user_id), ARG(hash)));
}
