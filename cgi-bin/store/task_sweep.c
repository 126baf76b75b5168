/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A task that has ended never begins again, and nobody begins to need one of days ago but who has
 * it already: what is looked at and deleted in one transaction needs no locks.
 */
#include "store/task_sweep.h"
#include "base/clock.h"

struct old_task {
    int64_t id;
    int64_t ended_at;
    bool needed;
};
static const struct field old_view[] = {
    I64(struct old_task, id),
    TIME(struct old_task, ended_at),
    BOOL(struct old_task, needed),
    FIELDS_END,
};

/*
 * Each a look at a key, of tasks at the primary one: open ones are few, but not always. A machine's
 * tasks have its id; an image's and the panel's own have none.
 */
#define BY_ID " FORCE INDEX (PRIMARY) "
#define NEEDED                                                                                     \
    "EXISTS (SELECT 1 FROM task AS child WHERE child.parent_id = task.id) "                        \
    "OR EXISTS (SELECT 1 FROM task AS parent" BY_ID "WHERE parent.id = task.parent_id "            \
    "AND parent.state < 3) "                                                                       \
    "OR EXISTS (SELECT 1 FROM task_wait JOIN task AS waiting" BY_ID                                \
    "ON waiting.id = task_wait.task_id AND waiting.state < 3 "                                     \
    "WHERE task_wait.on_task_id = task.id) "                                                       \
    "OR EXISTS (SELECT 1 FROM vm WHERE vm.id = task.vm_id "                                        \
    "AND task.id IN (vm.task_id, vm.failed_task_id)) "                                             \
    "OR EXISTS (SELECT 1 FROM schedule WHERE schedule.vm_id = task.vm_id "                         \
    "AND schedule.task_id = task.id) "                                                             \
    "OR (task.vm_id IS NULL AND (EXISTS (SELECT 1 FROM image_copy "                                \
    "WHERE image_copy.task_id = task.id) OR EXISTS (SELECT 1 FROM schedule "                       \
    "WHERE schedule.own_kind = task.kind AND schedule.task_id = task.id)))"

QUERY(old, DB_TASKD,
      "SELECT id, ended_at, " NEEDED " AS needed FROM task WHERE kind = ? "
      "AND ended_at < LEAST(NOW(6) - INTERVAL ? DAY, (SELECT "
      "TIMESTAMP'1970-01-01 00:00:00' + INTERVAL summed_until SECOND "
      "FROM kind_stat WHERE kind_stat.kind = ?)) AND ended_at >= ? "
      "AND (ended_at > ? OR id > ?) AND state >= 3 ORDER BY ended_at, id LIMIT ?",
      ROWS(struct old_task, old_view));
QUERY(drop_steps, DB_TASKD, "DELETE FROM task_step WHERE task_id = ?");
QUERY(drop_lines, DB_TASKD, "DELETE FROM task_log WHERE task_id = ?");
QUERY(drop_waits, DB_TASKD, "DELETE FROM task_wait WHERE task_id = ?");
QUERY(drop_waited_for, DB_TASKD, "DELETE FROM task_wait WHERE on_task_id = ?");
QUERY(drop, DB_TASKD, "DELETE FROM task WHERE id = ?");

struct sweeping {
    const struct task_sweep *from;
    struct list found;
    int64_t gone;
};

static enum fault_code drop_all(struct db *db, const struct cell *ids, size_t count)
{
    const struct query *const order[] = { &drop_steps, &drop_lines, &drop_waits, &drop_waited_for,
                                          &drop };
    enum fault_code rc = FAULT_OK;
    for (size_t i = 0; !rc && i < countof(order); i++)
        rc = db_exec_rows(db, order[i], ids, 1, count);
    return rc;
}

static enum fault_code sweep_tx(struct db *db, void *ctx)
{
    struct sweeping *s = ctx;
    const struct task_sweep *f = s->from;
    const char *from = clock_sql(db->arena, f->ended_at);
    s->gone = 0;
    enum fault_code rc = db_all(db, &old, &s->found,
                                ARGS(ARG(f->kind), ARG(f->keep_days), ARG(f->kind), ARG(from),
                                     ARG(from), ARG(f->id), arg_i64(TASK_SWEEP_BATCH)));
    if (rc)
        return rc;
    const struct old_task *t = s->found.rows;
    struct cell *ids = arena_array(db->arena, (size_t)s->found.count + 1, sizeof(*ids));
    for (int64_t i = 0; i < s->found.count; i++)
        if (!t[i].needed)
            ids[s->gone++].i = t[i].id;
    return drop_all(db, ids, (size_t)s->gone);
}

enum fault_code task_sweep(struct db *db, struct task_sweep *sweep)
{
    struct sweeping s = { .from = sweep };
    enum fault_code rc = db_tx(db, sweep_tx, NULL, &s);
    if (rc)
        return rc;
    const struct old_task *t = s.found.rows;
    sweep->more = s.found.count == TASK_SWEEP_BATCH;
    sweep->gone += s.gone;
    sweep->kept += s.found.count - s.gone;
    if (s.found.count) {
        sweep->ended_at = t[s.found.count - 1].ended_at;
        sweep->id = t[s.found.count - 1].id;
    }
    return FAULT_OK;
}
