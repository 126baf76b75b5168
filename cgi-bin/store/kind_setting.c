/* SPDX-License-Identifier: Apache-2.0 */
#include "store/kind_setting.h"

static const struct field row_view[] = {
    TEXT(struct kind_setting, kind),
    I64(struct kind_setting, seconds),
    I64(struct kind_setting, keep_days),
    FIELDS_END,
};
#define ROW ROWS(struct kind_setting, row_view)
#define COLUMNS                                                                                    \
    "SELECT kind, COALESCE(seconds, 0) AS seconds, COALESCE(keep_days, 0) AS keep_days "           \
    "FROM kind_setting "

QUERY(one, DB_TASKD | DB_ADMIN_READER | DB_ADMIN, COLUMNS "WHERE kind = ?", ROW);
QUERY(all, DB_TASKD | DB_ADMIN_READER, COLUMNS "ORDER BY kind", ROW);
QUERY(set, DB_ADMIN,
      "INSERT INTO kind_setting (kind, seconds, keep_days) VALUES (?, NULLIF(?, 0), NULLIF(?, 0)) "
      "ON DUPLICATE KEY UPDATE seconds = VALUES(seconds), keep_days = VALUES(keep_days)");

enum fault_code kind_setting_load(const struct db *db, const char *kind, struct kind_setting *out)
{
    enum fault_code rc = db_one(db, &one, out, ARGS(ARG(kind)));
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(db->fault);
    *out = (struct kind_setting){ .kind = kind };
    return FAULT_OK;
}

enum fault_code kind_setting_all(const struct db *db, struct list *out)
{
    return db_all(db, &all, out, NO_ARGS);
}

enum fault_code kind_setting_set(struct db *db, const struct kind_setting *s)
{
    return db_exec(db, &set, NULL, NULL, ARGS(ARG(s->kind), ARG(s->seconds), ARG(s->keep_days)));
}
