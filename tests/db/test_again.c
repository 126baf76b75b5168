/* SPDX-License-Identifier: Apache-2.0 */
/* What runs again: a transaction that lost a deadlock, and one that waited too long for a lock, of
 * which the server undoes one statement only. Another process holds what it wants. */
#include "db_fixture.h"
#include <sys/wait.h>
#include <unistd.h>
#include "base/clock.h"
#include "store/number.h"

QUERY(lock_row, 0, "SELECT COUNT(*) AS n FROM resource WHERE name = ? FOR UPDATE", NUMBER_ROW);
QUERY(add_row, 0, "INSERT INTO resource (name) VALUES (?)");
QUERY(count_rows, 0, "SELECT COUNT(*) AS n FROM resource WHERE name = ?", NUMBER_ROW);
QUERY(wait_a_second, 0, "SET SESSION innodb_lock_wait_timeout = 1");

enum { WEIGHT = 50 }; /* rows, so that the other is the one that InnoDB ends */

static enum fault_code lock(struct db *db, const char *name)
{
    struct number n;
    return db_one(db, &lock_row, &n, ARGS(ARG(name)));
}

static enum fault_code add(struct db *db, const char *name)
{
    return db_exec(db, &add_row, NULL, NULL, ARGS(ARG(name)));
}

/* What the two processes have between them: a byte is one word. */
struct wire {
    int to_other[2];
    int to_us[2];
    bool deadlock; /* else one waits for the other, who waits for nobody */
    int runs;
};

static void say(int fd)
{
    if (write(fd, "x", 1) != 1)
        _exit(3);
}

static void hear(int fd)
{
    char c = 0;
    if (read(fd, &c, 1) != 1)
        _exit(4);
}

static enum fault_code other_tx(struct db *db, void *ctx)
{
    const struct wire *w = ctx;
    enum fault_code rc = FAULT_OK;
    hear(w->to_other[0]);
    for (int i = 0; !rc && i < WEIGHT; i++)
        rc = add(db, arena_printf(db->arena, "again:weight:%d", i + (w->deadlock ? WEIGHT : 0)));
    if (!rc)
        rc = lock(db, "again:b");
    say(w->to_us[1]);
    if (!rc && w->deadlock)
        return lock(db, "again:a"); /* we have it, and want b */
    hear(w->to_other[0]);
    return rc;
}

static enum fault_code our_tx(struct db *db, void *ctx)
{
    struct wire *w = ctx;
    enum fault_code rc = lock(db, "again:a");
    if (!rc)
        rc = add(db, w->deadlock ? "again:won" : "again:waited");
    if (++w->runs == 1) {
        say(w->to_other[1]);
        hear(w->to_us[0]);
    } else if (!w->deadlock && w->runs == 2)
        say(w->to_other[1]);
    return rc ? rc : lock(db, "again:b");
}

static pid_t begin_other(struct world *w, struct wire *wire)
{
    assert_int_equal(pipe(wire->to_other), 0);
    assert_int_equal(pipe(wire->to_us), 0);
    pid_t pid = fork();
    if (pid)
        return pid;
    struct db *db = world_connect(w, "taskd", false);
    enum fault_code rc = db_tx(db, other_tx, NULL, wire);
    db_close(&db);
    _exit(rc ? 1 : 0);
}

static void runs_again(struct world *w, bool deadlock)
{
    struct wire wire = { .deadlock = deadlock };
    struct number n;
    int status = -1;
    pid_t pid = begin_other(w, &wire);
    struct db *db = world_connect(w, "taskd", false);
    must(w, db_exec(db, &wait_a_second, NULL, NULL, NO_ARGS));
    must(w, db_tx(db, our_tx, NULL, &wire));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_int_equal(wire.runs, 2);
    must(w, db_one(db, &count_rows, &n, ARGS(arg_text(deadlock ? "again:won" : "again:waited"))));
    assert_int_equal(n.n, 1);
    db_close(&db);
}

/* DB4: the loser of a deadlock runs again, whole; its row is there once. */
static void a_deadlock_is_run_again(void **state)
{
    runs_again(*state, true);
}

/* DB4: so does what waited too long, of which all is undone before, not one statement. */
static void a_long_wait_is_run_again(void **state)
{
    runs_again(*state, false);
}

struct work {
    struct db *other;
    bool refused; /* the transaction */
    int runs;
    bool seen; /* by another, before the work is done */
};

static enum fault_code work_tx(struct db *db, void *ctx)
{
    const struct work *work = ctx;
    enum fault_code rc = add(db, "again:work");
    return rc || !work->refused ? rc : fail(db->fault, FAULT_DENIED, "not this one");
}

static void meanwhile(void *ctx)
{
    struct work *work = ctx;
    struct number n = { 0 };
    work->runs++;
    for (int tries = 0; !n.n && tries < 500; tries++) {
        if (db_one(work->other, &count_rows, &n, ARGS(arg_text("again:work"))))
            return;
        clock_sleep_ms(10);
    }
    work->seen = n.n == 1;
}

/* COMMIT does not wait for the work, nor is any done for what is rolled back. */
static void work_is_done_while_the_log_is_written(void **state)
{
    struct world *w = *state;
    struct db *db = world_connect(w, "taskd", false);
    struct work work = { .other = w->taskd, .refused = true };
    assert_int_equal(db_tx_while(db, work_tx, meanwhile, &work), FAULT_DENIED);
    fault_clear(&w->fault);
    assert_int_equal(work.runs, 0);
    work.refused = false;
    must(w, db_tx_while(db, work_tx, meanwhile, &work));
    assert_int_equal(work.runs, 1);
    assert_true(work.seen);
    db_close(&db);
}

static int begin(void **state)
{
    int rc = world_begin(state);
    struct world *w = *state;
    must(w, add(w->taskd, "again:a"));
    must(w, add(w->taskd, "again:b"));
    return rc;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_deadlock_is_run_again),
        cmocka_unit_test(a_long_wait_is_run_again),
        cmocka_unit_test(work_is_done_while_the_log_is_written),
    };
    return cmocka_run_group_tests(tests, begin, world_end);
}
