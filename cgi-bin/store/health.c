/* SPDX-License-Identifier: Apache-2.0 */
/* Ages are measured by the database's clock, so a skewed host is not "dead". */
#include "store/health.h"

static const struct field health_view[] = {
    I64(struct health, beat_age),
    I64(struct health, watch_age),
    I64(struct health, nodes),
    I64(struct health, ready),
    TEXT(struct health, silent),
    FIELDS_END,
};

QUERY(beat, DB_TASKD | DB_WATCHER,
      "INSERT INTO heartbeat (program, host, beat_at) VALUES (?, ?, NOW(6)) "
      "ON DUPLICATE KEY UPDATE beat_at = NOW(6)");
QUERY(look, DB_MY_READER,
      "SELECT COALESCE((SELECT TIMESTAMPDIFF(SECOND, MAX(beat_at), NOW(6)) FROM heartbeat "
      "WHERE program = 'taskd'), -1) AS beat_age, "
      "COALESCE((SELECT TIMESTAMPDIFF(SECOND, MAX(beat_at), NOW(6)) FROM heartbeat "
      "WHERE program = 'watcher'), -1) AS watch_age, "
      "(SELECT COUNT(*) FROM node) AS nodes, "
      "(SELECT COUNT(*) FROM node WHERE state = 1 AND seen_at > NOW(6) - INTERVAL 60 SECOND) "
      "AS ready, "
      "(SELECT MIN(name) FROM node WHERE state <> 1 OR seen_at IS NULL "
      "OR seen_at <= NOW(6) - INTERVAL 60 SECOND) AS silent",
      ROWS(struct health, health_view));

enum fault_code heartbeat(struct db *db, const char *program, const char *host)
{
    return db_exec(db, &beat, NULL, NULL, ARGS(ARG(program), ARG(host)));
}

enum fault_code health_look(const struct db *db, struct health *out)
{
    return db_one(db, &look, out, NO_ARGS);
}
