/* SPDX-License-Identifier: Apache-2.0 */
/* That a challenge and a count are good once is one statement each: of two at once one wins. */
#include "store/passkey.h"
#include "store/number.h"

const struct field passkey_view[] = {
    I64(struct passkey, id),
    I64(struct passkey, user_id),
    TEXT(struct passkey, host),
    TEXT(struct passkey, name),
    TEXT(struct passkey, credential),
    I64(struct passkey, algorithm),
    TEXT(struct passkey, public_key),
    I64(struct passkey, count),
    TIME(struct passkey, created_at),
    TIME(struct passkey, used_at),
    FIELDS_END,
};

#define SHOWERS (DB_MY_READER | DB_ADMIN_READER | DB_SIGNIN)
#define DROPPERS (DB_SIGNIN | DB_ADMIN | DB_CLI)
#define PASSKEY                                                                                    \
    "SELECT id, user_id, host, name, credential, algorithm, public_key, count, created_at, "       \
    "used_at FROM passkey "

QUERY(all, SHOWERS, PASSKEY "WHERE user_id = ? ORDER BY id", ROWS(struct passkey, passkey_view));
QUERY(one, SHOWERS, PASSKEY "WHERE user_id = ? AND id = ?", ROWS(struct passkey, passkey_view));
QUERY(found, DB_SIGNIN, PASSKEY "WHERE host = ? AND credential = ?",
      ROWS(struct passkey, passkey_view));
QUERY(lock, DB_SIGNIN, "SELECT id AS n FROM user WHERE id = ? FOR UPDATE", NUMBER_ROW);
QUERY(many, DB_SIGNIN, "SELECT COUNT(*) AS n FROM passkey WHERE user_id = ?", NUMBER_ROW);
QUERY(add, DB_SIGNIN,
      "INSERT INTO passkey (user_id, host, name, credential, algorithm, public_key, count) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)");
QUERY(drop, DB_SIGNIN, "DELETE FROM passkey WHERE user_id = ? AND id = ?");
QUERY(drop_all, DROPPERS, "DELETE FROM passkey WHERE user_id = ?");
QUERY(set_name, DB_SIGNIN, "UPDATE passkey SET name = ? WHERE user_id = ? AND id = ?");
QUERY(use, DB_SIGNIN,
      "UPDATE passkey SET count = ?, used_at = NOW(6) WHERE id = ? "
      "AND (count < ? OR (count = 0 AND ? = 0))");
QUERY(sweep, DB_SIGNIN,
      "DELETE FROM passkey_challenge WHERE used_at < NOW(6) - INTERVAL 1 HOUR LIMIT 100");
QUERY(answer, DB_SIGNIN, "INSERT INTO passkey_challenge (hash) VALUES (?)");

enum fault_code passkey_list_any(const struct db *db, int64_t user_id, struct list *out)
{
    return db_all(db, &all, out, ARGS(ARG(user_id)));
}

enum fault_code passkey_load(const struct db *db, int64_t user_id, int64_t id, struct passkey *out)
{
    enum fault_code rc = db_one(db, &one, out, ARGS(ARG(user_id), ARG(id)));
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such passkey here.")) : rc;
}

enum fault_code passkey_find(const struct db *db, const char *host, const char *credential,
                             struct passkey *out)
{
    return db_one(db, &found, out, ARGS(ARG(host), ARG(credential)));
}

enum fault_code passkey_add(struct db *db, const struct passkey *p, int64_t *id)
{
    struct number n = { 0 };
    enum fault_code rc = db_one(db, &lock, &n, ARGS(ARG(p->user_id)));
    if (!rc)
        rc = db_one(db, &many, &n, ARGS(ARG(p->user_id)));
    if (!rc && n.n >= PASSKEY_MOST)
        return fail(db->fault, FAULT_CONFLICT, T("You have %d passkeys. Remove one first."),
                    PASSKEY_MOST);
    if (!rc)
        rc = db_exec(db, &add, NULL, id,
                     ARGS(ARG(p->user_id), ARG(p->host), ARG(p->name), ARG(p->credential),
                          ARG(p->algorithm), ARG(p->public_key), ARG(p->count)));
    return rc == FAULT_UNIQUE ? fail(db->fault, FAULT_CONFLICT, T("This passkey is there already."))
                              : rc;
}

enum fault_code passkey_rename(struct db *db, int64_t user_id, int64_t id, const char *name)
{
    return db_exec_one(db, &set_name, FAULT_MISSING, ARGS(ARG(name), ARG(user_id), ARG(id)));
}

enum fault_code passkey_drop(struct db *db, int64_t user_id, int64_t id)
{
    return db_exec_one(db, &drop, FAULT_MISSING, ARGS(ARG(user_id), ARG(id)));
}

enum fault_code passkey_drop_all(struct db *db, int64_t user_id, bool *had)
{
    int64_t gone = 0;
    enum fault_code rc = db_exec(db, &drop_all, &gone, NULL, ARGS(ARG(user_id)));
    if (had)
        *had = gone > 0;
    return rc;
}

enum fault_code passkey_use(struct db *db, int64_t id, int64_t count)
{
    return db_exec_one(db, &use, FAULT_CONFLICT, ARGS(ARG(count), ARG(id), ARG(count), ARG(count)));
}

enum fault_code passkey_answer(struct db *db, const char *challenge_hash)
{
    enum fault_code rc = db_exec(db, &sweep, NULL, NULL, NO_ARGS);
    if (!rc)
        rc = db_exec(db, &answer, NULL, NULL, ARGS(ARG(challenge_hash)));
    return rc == FAULT_UNIQUE
               ? fail(db->fault, FAULT_CONFLICT, T("This was sent before. Begin anew."))
               : rc;
}
