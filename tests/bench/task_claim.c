/* SPDX-License-Identifier: Apache-2.0 */
/*
 * task_claim STATE ours|floor CLAIMERS: so many processes claim until no task is queued; prints how
 * many they claimed a second. No dispatcher may run meanwhile.
 *   ours   candidates and claims as the dispatcher makes them
 *   floor  64 ids at a time, and each claimed by libmariadb alone: its row locked, its lock
 *          granted, its lease written, one transaction a task, as ours; no lock is looked at
 */
#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/conf.h"
#include "store/queue.h"

enum { LEASE_S = 30, CLAIMERS_MOST = 64, BATCH = 64 };

struct place {
    struct conf conf;
    char *password;
};

static void find_place(struct place *p, struct arena *forever, const char *state)
{
    struct fault f = { .code = FAULT_OK };
    if (conf_load(&f, forever, state, &p->conf) ||
        conf_db_password(&f, forever, &p->conf, "taskd", &p->password))
        bug("%s", fault_words(&f, forever));
}

/* --- ours --- */

static int64_t claim_ours(const struct place *p)
{
    struct db_conf conf = { p->conf.db_socket, p->conf.db_name, "taskd", p->password, false };
    const struct queue_full nothing = { .heavy = false };
    struct arena *a = arena_new();
    struct fault f = { .code = FAULT_OK };
    struct db *db = db_new(&conf);
    int64_t claimed = 0;
    db_use(db, a, &f);
    for (;;) {
        struct list found;
        int64_t fence = 0;
        arena_reset(a);
        if (queue_candidates(db, &nothing, 0, &found))
            bug("%s", fault_words(&f, a));
        if (!found.count)
            break;
        const struct queue_row *at = found.rows;
        for (int64_t i = 0; i < found.count; i++) {
            claimed += !queue_claim(db, at[i].id, "bench:1", LEASE_S, &fence);
            fault_clear(&f);
        }
    }
    db_close(&db);
    arena_drop(&a);
    return claimed;
}

/* --- the floor --- */

enum { CANDIDATES, LOCK, GRANT, LEASE, STATEMENTS };
static const char *const sql[STATEMENTS] = {
    [CANDIDATES] = "SELECT id FROM task WHERE state = 0 ORDER BY prio, run_at, id LIMIT 64",
    [LOCK] = "SELECT fence FROM task WHERE id = ? AND state = 0 FOR UPDATE SKIP LOCKED",
    [GRANT] = "UPDATE task_lock SET granted = TRUE, intent = FALSE WHERE task_id = ?",
    [LEASE] = "UPDATE task SET state = 2, fence = fence + 1, keeper = 'bench:1', "
              "tries = tries + 1, started_at = NOW(6), lease_until = NOW(6) + INTERVAL 30 SECOND "
              "WHERE id = ?",
};

struct bare {
    MYSQL *mysql;
    MYSQL_STMT *stmt[STATEMENTS];
    long long id;
    long long out;
};

static void check(bool good, const struct bare *b)
{
    if (!good)
        bug("MariaDB says: %s", mysql_error(b->mysql));
}

static void bare_open(struct bare *b, const struct place *p)
{
    b->mysql = mysql_init(NULL);
    check(mysql_real_connect(b->mysql, NULL, "taskd", p->password, p->conf.db_name, 0,
                             p->conf.db_socket, 0) != NULL,
          b);
    for (int i = 0; i < STATEMENTS; i++) {
        MYSQL_BIND in = { .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &b->id };
        MYSQL_BIND out = { .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &b->out };
        b->stmt[i] = mysql_stmt_init(b->mysql);
        check(!mysql_stmt_prepare(b->stmt[i], sql[i], strlen(sql[i])), b);
        check(i == CANDIDATES || !mysql_stmt_bind_param(b->stmt[i], &in), b);
        check(i > LOCK || !mysql_stmt_bind_result(b->stmt[i], &out), b);
    }
}

/* Of one row, whether there is one. */
static bool bare_lock(struct bare *b)
{
    check(!mysql_stmt_execute(b->stmt[LOCK]) && !mysql_stmt_store_result(b->stmt[LOCK]), b);
    bool found = mysql_stmt_fetch(b->stmt[LOCK]) == 0;
    mysql_stmt_free_result(b->stmt[LOCK]);
    return found;
}

static int64_t bare_batch(struct bare *b, const long long *id, size_t count)
{
    int64_t claimed = 0;
    for (size_t i = 0; i < count; i++) {
        b->id = id[i];
        check(!mysql_query(b->mysql, "START TRANSACTION"), b);
        bool found = bare_lock(b);
        if (found) {
            check(!mysql_stmt_execute(b->stmt[GRANT]), b);
            check(!mysql_stmt_execute(b->stmt[LEASE]), b);
        }
        check(!mysql_query(b->mysql, "COMMIT"), b);
        claimed += found;
    }
    return claimed;
}

static int64_t claim_bare(const struct place *p)
{
    struct bare b = { .mysql = NULL };
    int64_t claimed = 0;
    bare_open(&b, p);
    for (;;) {
        long long id[BATCH];
        size_t n = 0;
        MYSQL_STMT *st = b.stmt[CANDIDATES];
        check(!mysql_stmt_execute(st) && !mysql_stmt_store_result(st), &b);
        while (n < BATCH && mysql_stmt_fetch(st) == 0)
            id[n++] = b.out;
        mysql_stmt_free_result(st);
        if (!n)
            break;
        claimed += bare_batch(&b, id, n);
    }
    mysql_close(b.mysql);
    return claimed;
}

/* Each says on the pipe how many it claimed. */
static int64_t run_all(const struct place *p, bool ours, int claimers)
{
    int ends[2];
    int64_t sum = 0;
    int64_t one = 0;
    if (pipe(ends))
        bug("no pipe");
    for (int i = 0; i < claimers; i++) {
        if (fork())
            continue;
        one = ours ? claim_ours(p) : claim_bare(p);
        _exit(write(ends[1], &one, sizeof(one)) != sizeof(one));
    }
    close(ends[1]);
    while (read(ends[0], &one, sizeof(one)) == sizeof(one))
        sum += one;
    while (wait(NULL) > 0)
        ;
    close(ends[0]);
    return sum;
}

int main(int argc, char **argv)
{
    struct place p = { .password = NULL };
    int claimers = argc == 4 ? (int)strtol(argv[3], NULL, 10) : 0;
    if (claimers < 1 || claimers > CLAIMERS_MOST)
        return 2;
    struct arena *forever = arena_new();
    find_place(&p, forever, argv[1]);
    int64_t began = clock_monotonic();
    int64_t claimed = run_all(&p, !strcmp(argv[2], "ours"), claimers);
    printf("%.1f\n", (double)claimed * 1e6 / (double)(clock_monotonic() - began));
    arena_drop(&forever);
    return 0;
}
