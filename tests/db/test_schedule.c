/* SPDX-License-Identifier: Apache-2.0 */
/* What the panel does by itself: queued once when it is due, whoever dispatches. */
#include "db_fixture.h"
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "store/number.h"
#include "store/schedule.h"

enum { DISPATCHERS = 4, ROUNDS = 20 };
static const char kind[] = "node_prepare";

QUERY(set_back, 0, "UPDATE schedule SET next_at = NOW(6) - INTERVAL 1 SECOND WHERE kind = ?");
QUERY(far_ahead, 0, "UPDATE schedule SET next_at = NOW(6) + INTERVAL 1 YEAR WHERE kind = ?");
QUERY(end_all, 0, "UPDATE task SET state = 3 WHERE kind = ?");
QUERY(tasks, 0, "SELECT COUNT(*) AS n FROM task WHERE kind = ?", NUMBER_ROW);

static int64_t count(struct world *w)
{
    struct number found = { 0 };
    must(w, db_one(w->cli, &tasks, &found, ARGS(arg_text(kind))));
    return found.n;
}

static bool is_due(struct world *w)
{
    struct list rows;
    bool found = false;
    must(w, schedule_due(w->taskd, &rows));
    const struct schedule_due *at = rows.rows;
    for (int64_t i = 0; i < rows.count; i++)
        found |= at[i].own && !strcmp(at[i].kind, kind);
    return found;
}

static void one_task_when_it_is_due(void **state)
{
    struct world *w = *state;
    struct task t;
    struct scope all = scope_everything();
    int64_t id = 0;
    int64_t none = -1;
    bool may = false;
    must(w, schedule_keep(w->taskd, kind, 600));
    must(w, schedule_keep(w->taskd, kind, 600));
    assert_true(is_due(w));
    must(w, schedule_queue(w->taskd, kind, &id));
    assert_true(id > 0);
    must(w, task_load(w->taskd, &all, id, &t));
    assert_int_equal(t.account_id, w->reseller);
    assert_int_equal(t.vm_id, 0);
    assert_string_equal(t.asked_by, "schedule");
    must(w, task_may_any(w->taskd, id, "task_hold", &may));
    assert_true(may);
    assert_false(is_due(w));
    must(w, schedule_queue(w->taskd, kind, &none));
    assert_int_equal(none, 0);
}

/* Its time passes by and moves on: a slow one does not run without a pause. */
static void not_while_the_last_is_open(void **state)
{
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    int64_t before = count(w);
    int64_t id = -1;
    must(w, db_exec(owner, &set_back, NULL, NULL, ARGS(arg_text(kind))));
    struct schedule s;
    must(w, schedule_queue(w->taskd, kind, &id));
    assert_int_equal(id, 0);
    assert_int_equal(count(w), before);
    assert_false(is_due(w));
    must(w, schedule_own_any(w->taskd, kind, &s));
    assert_true(s.skipped_at > s.ran_at);
    assert_non_null(strstr(s.why, "not over"));
    must(w, db_exec(owner, &end_all, NULL, NULL, ARGS(arg_text(kind))));
    must(w, db_exec(owner, &set_back, NULL, NULL, ARGS(arg_text(kind))));
    must(w, schedule_queue(w->taskd, kind, &id));
    assert_true(id > 0);
    db_close(&owner);
}

/* CLK: a time that was set by a clock which ran ahead is not waited for. */
static void a_clock_set_back_skips_nothing(void **state)
{
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    must(w, db_exec(owner, &far_ahead, NULL, NULL, ARGS(arg_text(kind))));
    assert_true(is_due(w));
    db_close(&owner);
}

static void a_button_makes_it_due(void **state)
{
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    struct db *admin = world_connect(w, "admin", false);
    int64_t id = 0;
    must(w, schedule_queue(w->taskd, kind, &id));
    assert_false(is_due(w));
    must(w, schedule_now(admin, kind));
    assert_true(is_due(w));
    assert_int_equal(schedule_now(admin, "no_such"), FAULT_MISSING);
    fault_clear(&w->fault);
    db_close(&admin);
    db_close(&owner);
}

/* A dispatcher of its own, with a connection of its own. */
static void race(struct world *w)
{
    struct db *db = world_connect(w, "taskd", false);
    for (int i = 0; i < ROUNDS; i++) {
        int64_t id = 0;
        if (schedule_queue(db, kind, &id))
            _exit(1);
    }
    _exit(0);
}

static void several_dispatchers_queue_one(void **state)
{
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    for (int round = 0; round < 3; round++) {
        pid_t pid[DISPATCHERS];
        must(w, db_exec(owner, &end_all, NULL, NULL, ARGS(arg_text(kind))));
        must(w, db_exec(owner, &set_back, NULL, NULL, ARGS(arg_text(kind))));
        int64_t before = count(w);
        for (int i = 0; i < DISPATCHERS; i++) {
            pid[i] = fork();
            if (!pid[i])
                race(w);
        }
        for (int i = 0; i < DISPATCHERS; i++) {
            int status = -1;
            assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
            assert_int_equal(status, 0);
        }
        assert_int_equal(count(w), before + 1);
    }
    db_close(&owner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_task_when_it_is_due),
        cmocka_unit_test(not_while_the_last_is_open),
        cmocka_unit_test(a_clock_set_back_skips_nothing),
        cmocka_unit_test(a_button_makes_it_due),
        cmocka_unit_test(several_dispatchers_queue_one),
    };
    return cmocka_run_group_tests(tests, world_begin, world_end);
}
