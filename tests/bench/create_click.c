/* SPDX-License-Identifier: Apache-2.0 */
/*
 * create_click make PREFIX COUNT: sends the create form COUNT times at once as a
 * signed-in browser would, and looks into the database every 2 ms until all
 * machines are shown as running. Prints the milliseconds from the first byte
 * sent to then, those to the last answer, and the moment it began in seconds
 * since 1970. create_click remove PREFIX COUNT deletes them by their forms and waits
 * until no row is left. create_click posts PREFIX COUNT sends that many one after
 * another without waiting for machines, create_click inserts PREFIX COUNT writes
 * as many rows as one creation does, a transaction each time: both print the
 * milliseconds of each, pausing in between. The environment says where:
 * DB_SOCKET, PORT, COOKIE, CSRF and, for make, FORM (the form's other fields).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <mysql.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/fault.h"
#include "base/secret.h"

/* ROWS: what a creation writes, counted by the server's Handler_write and Handler_update. */
enum { ROWS = 18, PAUSE_MS = 20 };
enum { CLICKS = 64, LOOK_EVERY_US = 2000, LIMIT_US = 180 * 1000000, LIKE_LEN = 64 };

struct click {
    int fd; /* -1 once the answer is there */
    char answer[256];
    size_t len;
};

/* What the database says of the machines of one prefix. */
struct counts {
    long long there;
    long long running;
    long long failed;
};

struct look {
    MYSQL *mysql;
    MYSQL_STMT *stmt;
    char like[LIKE_LEN];
    struct counts counts;
};

static const char *value(const char *name)
{
    const char *s = getenv(name);
    if (!s || !*s)
        bug("%s is not set", name);
    return s;
}

static void check(bool good, struct look *l)
{
    if (!good)
        bug("MariaDB says: %s", mysql_error(l->mysql));
}

/* States as in enum vm_state: 1 running, 7 failed. */
static void look_open(struct look *l, const char *prefix)
{
    static const char sql[] =
        "SELECT COUNT(*), CAST(COALESCE(SUM(state = 1), 0) AS SIGNED), "
        "CAST(COALESCE(SUM(state = 7), 0) AS SIGNED) FROM vm WHERE name LIKE ?";
    snprintf(l->like, sizeof(l->like), "%s-%%", prefix);
    l->mysql = mysql_init(NULL);
    check(mysql_real_connect(l->mysql, NULL, "root", NULL, "hatchery", 0, value("DB_SOCKET"), 0) !=
              NULL,
          l);
    l->stmt = mysql_stmt_init(l->mysql);
    check(l->stmt && !mysql_stmt_prepare(l->stmt, sql, sizeof(sql) - 1), l);
    MYSQL_BIND arg = { .buffer_type = MYSQL_TYPE_STRING,
                       .buffer = l->like,
                       .buffer_length = strlen(l->like) };
    MYSQL_BIND out[] = {
        { .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &l->counts.there },
        { .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &l->counts.running },
        { .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &l->counts.failed },
    };
    check(!mysql_stmt_bind_param(l->stmt, &arg) && !mysql_stmt_bind_result(l->stmt, out), l);
}

static void look(struct look *l)
{
    check(!mysql_stmt_execute(l->stmt) && !mysql_stmt_store_result(l->stmt) &&
              !mysql_stmt_fetch(l->stmt),
          l);
    mysql_stmt_free_result(l->stmt);
}

static int connect_panel(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)strtol(value("PORT"), NULL, 10)),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof(at)))
        bug("the panel cannot be reached: %s", strerror(errno));
    return fd;
}

static void post(struct click *c, struct arena *a, const char *path, const char *fields)
{
    const char *body =
        arena_printf(a, "csrf=%s&request_key=%s&%s", value("CSRF"), secret_token(a, 32), fields);
    const char *port = value("PORT");
    const char *all =
        arena_printf(a,
                     "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nOrigin: http://127.0.0.1:%s\r\n"
                     "Cookie: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                     "Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
                     path, port, port, value("COOKIE"), strlen(body), body);
    *c = (struct click){ .fd = connect_panel() };
    if (write(c->fd, all, strlen(all)) != (ssize_t)strlen(all))
        bug("the panel does not take the form: %s", strerror(errno));
}

/* The first line is what counts: 303 to what was made, or 200 with its password. */
static void read_answer(struct click *c)
{
    char rest[4096];
    size_t room = sizeof(c->answer) - 1 - c->len;
    ssize_t n = room ? read(c->fd, c->answer + c->len, room) : read(c->fd, rest, sizeof(rest));
    if (n > 0) {
        c->len += room ? (size_t)n : 0;
        return;
    }
    if (strncmp(c->answer, "HTTP/1.1 303", 12) && strncmp(c->answer, "HTTP/1.1 200", 12))
        bug("the panel answers: %.60s", c->answer);
    close(c->fd);
    c->fd = -1;
}

/* Waits for answers, 2 ms at most; how many are still to come. */
static size_t read_answers(struct click *clicks, size_t count)
{
    struct pollfd fds[CLICKS];
    size_t open = 0;
    for (size_t i = 0; i < count; i++)
        fds[i] = (struct pollfd){ .fd = clicks[i].fd, .events = POLLIN };
    if (poll(fds, count, LOOK_EVERY_US / 1000) < 0)
        bug("poll: %s", strerror(errno));
    for (size_t i = 0; i < count; i++) {
        if (fds[i].revents)
            read_answer(&clicks[i]);
        open += clicks[i].fd >= 0;
    }
    return open;
}

static bool all_run(const struct counts *c, size_t count)
{
    if (c->failed)
        bug("a machine failed");
    return c->running == (long long)count;
}

static bool all_gone(const struct counts *c, size_t count)
{
    (void)count;
    return !c->there;
}

static bool none_on_the_way(const struct counts *c, size_t count)
{
    return all_run(c, count ? count : (size_t)c->there);
}

/* Until `done`; *answered: when the last answer was there. */
static void wait_until(struct look *l, struct click *clicks, size_t count, int64_t began,
                       bool (*done)(const struct counts *, size_t), int64_t *answered)
{
    int64_t next = 0;
    for (size_t open = count;;) {
        size_t still = read_answers(clicks, count);
        int64_t now = clock_monotonic();
        if (open && !still)
            *answered = now;
        open = still;
        if (now < next)
            continue;
        next = now + LOOK_EVERY_US;
        look(l);
        if (!open && done(&l->counts, count))
            return;
        if (now > began + LIMIT_US)
            bug("not done within %d s", LIMIT_US / 1000000);
    }
}

static void make(struct look *l, struct arena *a, const char *prefix, size_t count)
{
    static struct click clicks[CLICKS];
    int64_t answered = 0;
    double moment = (double)clock_now() / 1000000;
    int64_t began = clock_monotonic();
    for (size_t i = 0; i < count; i++)
        post(&clicks[i], a, "/vm", arena_printf(a, "name=%s-%zu&%s", prefix, i, value("FORM")));
    wait_until(l, clicks, count, began, all_run, &answered);
    printf("%.1f %.1f %.6f\n", (double)(clock_monotonic() - began) / 1000,
           (double)(answered - began) / 1000, moment);
}

static void remove_all(struct look *l, struct arena *a, size_t count)
{
    static struct click clicks[CLICKS];
    int64_t answered = 0;
    size_t n = 0;
    const char *sql = arena_printf(a, "SELECT id, name FROM vm WHERE name LIKE '%s'", l->like);
    check(!mysql_query(l->mysql, sql), l);
    MYSQL_RES *rows = mysql_store_result(l->mysql);
    for (MYSQL_ROW row; n < count && (row = mysql_fetch_row(rows)); n++)
        post(&clicks[n], a, arena_printf(a, "/vm/%s/delete", row[0]),
             arena_printf(a, "confirm=%s", row[1]));
    mysql_free_result(rows);
    wait_until(l, clicks, n, clock_monotonic(), all_gone, &answered);
}

static void post_each(struct look *l, struct arena *a, const char *prefix, size_t count)
{
    int64_t answered = 0;
    for (size_t i = 0; i < count; i++) {
        struct click c;
        const char *fields = arena_printf(a, "name=%s-%zu&%s", prefix, i, value("FORM"));
        int64_t began = clock_monotonic();
        post(&c, a, "/vm", fields);
        while (c.fd >= 0)
            read_answer(&c);
        printf("%.3f\n", (double)(clock_monotonic() - began) / 1000);
        clock_sleep_ms(PAUSE_MS);
    }
    wait_until(l, NULL, 0, clock_monotonic(), none_on_the_way, &answered);
}

/* The floor: the same rows, in one table, each by a prepared INSERT of its own. */
static void insert_each(struct look *l, const char *prefix, size_t count)
{
    static const char table[] = "CREATE TABLE IF NOT EXISTS bench_row (id BIGINT NOT NULL "
                                "AUTO_INCREMENT PRIMARY KEY, of BIGINT NOT NULL, name VARCHAR(200) "
                                "NOT NULL, at DATETIME(6) NOT NULL DEFAULT NOW(6), KEY (of, id))";
    static const char sql[] = "INSERT INTO bench_row (of, name) VALUES (?, ?)";
    MYSQL_STMT *st = mysql_stmt_init(l->mysql);
    long long of = 0;
    check(!mysql_query(l->mysql, table) && st && !mysql_stmt_prepare(st, sql, sizeof(sql) - 1), l);
    char *name = (char *)(uintptr_t)prefix;
    MYSQL_BIND args[] = {
        { .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &of },
        { .buffer_type = MYSQL_TYPE_STRING, .buffer = name, .buffer_length = strlen(prefix) },
    };
    check(!mysql_stmt_bind_param(st, args), l);
    for (size_t i = 0; i < count; i++) {
        int64_t began = clock_monotonic();
        check(!mysql_query(l->mysql, "START TRANSACTION"), l);
        for (of = 0; of < ROWS; of++)
            check(!mysql_stmt_execute(st), l);
        check(!mysql_query(l->mysql, "COMMIT"), l);
        printf("%.3f\n", (double)(clock_monotonic() - began) / 1000);
        clock_sleep_ms(PAUSE_MS);
    }
    mysql_stmt_close(st);
}

int main(int argc, char **argv)
{
    struct look l = { .mysql = NULL };
    struct arena *a = arena_new();
    size_t count = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;
    if (!count || count > CLICKS)
        return 2;
    secret_init();
    look_open(&l, argv[2]);
    if (!strcmp(argv[1], "make"))
        make(&l, a, argv[2], count);
    else if (!strcmp(argv[1], "posts"))
        post_each(&l, a, argv[2], count);
    else if (!strcmp(argv[1], "inserts"))
        insert_each(&l, argv[2], count);
    else
        remove_all(&l, a, count);
    return 0;
}
