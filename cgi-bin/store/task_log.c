/* SPDX-License-Identifier: Apache-2.0 */
#include "store/task_log.h"

const struct word task_level_words[TASK_LEVELS] = {
    [TASK_INFO] = { "info", T("info"), "" },
    [TASK_WARN] = { "warn", T("warn"), "" },
    [TASK_ERROR] = { "error", T("error"), "" },
};

const struct field task_line_view[] = {
    I64(struct task_line, id),
    TIME(struct task_line, at),
    STATE(struct task_line, level, task_level_words),
    TEXT(struct task_line, message),
    TEXT(struct task_line, args),
    FIELDS_END,
};

struct count_row {
    int64_t level;
    int64_t count;
};
static const struct field count_view[] = { I64(struct count_row, level),
                                           I64(struct count_row, count), FIELDS_END };

#define PAGES (DB_MY_READER | DB_ADMIN_READER)
#define READERS (PAGES | DB_CLI)
#define COLUMNS "SELECT id, at, level, message, args FROM "
#define FITS                                                                                       \
    "task_log WHERE task_id = ? AND id > ? AND (NOT `inner` OR ?) AND (? < 0 OR level = ?) "
QUERY(last_lines, READERS,
      COLUMNS "(" COLUMNS FITS "ORDER BY id DESC LIMIT ?) AS last ORDER BY id",
      ROWS(struct task_line, task_line_view));
QUERY(next_lines, READERS, COLUMNS FITS "ORDER BY id LIMIT ?",
      ROWS(struct task_line, task_line_view));
QUERY(counts, PAGES,
      "SELECT level, COUNT(*) AS count FROM task_log WHERE task_id = ? AND (NOT `inner` OR ?) "
      "GROUP BY level",
      ROWS(struct count_row, count_view));

static enum fault_code read(const struct db *db, const struct query *q, int64_t task_id,
                            const struct task_log_ask *ask, struct list *out)
{
    return db_all(db, q, out,
                  ARGS(ARG(task_id), ARG(ask->behind), arg_i64(ask->provider), arg_i64(ask->level),
                       arg_i64(ask->level), ARG(ask->most)));
}

enum fault_code task_log_last_any(const struct db *db, int64_t task_id,
                                  const struct task_log_ask *ask, struct list *out)
{
    return read(db, &last_lines, task_id, ask, out);
}

enum fault_code task_log_next_any(const struct db *db, int64_t task_id,
                                  const struct task_log_ask *ask, struct list *out)
{
    return read(db, &next_lines, task_id, ask, out);
}

enum fault_code task_log_counts_any(const struct db *db, int64_t task_id, bool provider,
                                    struct task_log_counts *out)
{
    struct list rows;
    *out = (struct task_log_counts){ 0 };
    enum fault_code rc = db_all(db, &counts, &rows, ARGS(ARG(task_id), arg_i64(provider)));
    const struct count_row *at = rc ? NULL : rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++) {
        if (at[i].level >= 0 && at[i].level < TASK_LEVELS)
            out->level[at[i].level] = at[i].count;
        out->all += at[i].count;
    }
    return rc;
}
