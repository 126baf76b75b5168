/* SPDX-License-Identifier: Apache-2.0 */
#include "store/device.h"
#include "store/number.h"

QUERY(use, DB_SIGNIN, "UPDATE device SET used_at = NOW(6) WHERE user_id = ? AND hash = ?");
QUERY(add, DB_SIGNIN, "INSERT INTO device (user_id, hash) VALUES (?, ?)");
QUERY(drop_oldest, DB_SIGNIN,
      "DELETE FROM device WHERE user_id = ? AND id <= (SELECT id FROM "
      "(SELECT id FROM device WHERE user_id = ? ORDER BY id DESC LIMIT 1 OFFSET 50) AS old)");
QUERY(been_here, DB_SIGNIN,
      "SELECT COUNT(*) AS n FROM (SELECT 1 FROM signin WHERE user_id = ? AND passed LIMIT 1) "
      "AS earlier",
      NUMBER_ROW);
QUERY(forget, DB_SIGNIN | DB_CLI, "DELETE FROM device WHERE user_id = ?");
QUERY(sweep, DB_TASKD,
      "DELETE FROM device WHERE used_at < NOW(6) - INTERVAL 1 YEAR ORDER BY used_at LIMIT 1000");

enum fault_code device_meet(struct db *db, int64_t user_id, const char *hash, bool *strange)
{
    struct number earlier = { 0 };
    int64_t used = 0;
    enum fault_code rc = db_exec(db, &use, &used, NULL, ARGS(ARG(user_id), ARG(hash)));
    *strange = false;
    if (rc || used)
        return rc;
    rc = db_one(db, &been_here, &earlier, ARGS(ARG(user_id)));
    *strange = earlier.n > 0;
    if (!rc)
        rc = db_exec(db, &add, NULL, NULL, ARGS(ARG(user_id), ARG(hash)));
    return rc ? rc : db_exec(db, &drop_oldest, NULL, NULL, ARGS(ARG(user_id), ARG(user_id)));
}

enum fault_code device_forget(struct db *db, int64_t user_id)
{
    return db_exec(db, &forget, NULL, NULL, ARGS(ARG(user_id)));
}

enum fault_code device_sweep(struct db *db)
{
    return db_exec(db, &sweep, NULL, NULL, NO_ARGS);
}
