/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whoever holds the lock of run_dir/collector/lock is the only one: the kernel lets go of it when
 * its holder ends, however that was, and its children end with it.
 */
#include "metric/collector.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "base/child.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "metric/round.h"

enum {
    EVERY_S = 10,
    MINUTE_S = 60,
    SAVE_BEFORE_S = 5, /* the last reading is this long before the minute ends, or longer */
    LIMIT_S = 58,       /* of the minute: then the next is near */
    END_S = 10,         /* after the limit the kernel ends us: stopped, we would bar every other */
    LIMIT_LEAST_S = 15, /* for one that was started late in its minute */
};

struct child {
    const struct metric_node *node;
    pid_t pid;
    int pidfd; /* -1: it has ended */
};

struct run {
    const struct conf *conf;
    const struct db_conf *db;
    int64_t minute; /* seconds since 1970 */
    struct child *child;
    int count;
};

static int64_t now_s(void)
{
    return clock_now() / 1000000;
}

/* --- a child --- */

struct watch {
    const struct run *run;
    struct db *db;
    struct arena *arena; /* of one reading */
    struct fault fault;
    struct round *round;
    struct virt *virt;
    struct metric_place place;
    const char *path;
};

/* A node that does not answer is asked again by the next reading. */
static bool read_node(struct watch *w, const struct metric_node *node)
{
    bool well = true;
    OWNED(virt_close) struct virt *virt = NULL;
    struct virt_conf conf = { node->uri, w->run->conf->inst, w->arena, &w->fault };
    enum fault_code rc = virt_open(&conf, &virt);
    for (int i = 0; !rc && i < METRIC_READERS; i++) {
        rc = metric_readers[i].read(virt, &w->place, round_sink(w->round, clock_monotonic()));
        if (rc) {
            log_warn("node %s, %s: %s", node->name, metric_readers[i].name,
                     fault_words(&w->fault, w->arena));
            fault_clear(&w->fault);
            well = false;
            rc = FAULT_OK; /* the others may answer */
        }
    }
    if (rc)
        log_warn("node %s: %s", node->name, fault_words(&w->fault, w->arena));
    fault_clear(&w->fault);
    return well && !rc;
}

static enum fault_code list_storages(struct watch *w, struct arena *a, int64_t node_id)
{
    struct list found;
    enum fault_code rc = metric_storage_list_any(w->db, node_id, &found);
    if (rc)
        return rc;
    const struct metric_storage *s = found.rows;
    int64_t *id = arena_array(a, (size_t)found.count + 1, sizeof(*id));
    for (int64_t i = 0; i < found.count; i++)
        id[i] = s[i].id;
    w->place.storage = id;
    w->place.storages = (size_t)found.count;
    return FAULT_OK;
}

/* At once, and then at each tenth second of the minute while there is time to store it. */
static bool read_minute(struct watch *w, const struct metric_node *node)
{
    bool any = read_node(w, node);
    for (int64_t at = EVERY_S; at <= MINUTE_S - SAVE_BEFORE_S; at += EVERY_S) {
        int64_t wait_us = (w->run->minute + at) * 1000000 - clock_now();
        if (wait_us <= 0)
            continue;
        clock_sleep_ms((int)(wait_us / 1000));
        arena_reset(w->arena);
        any |= read_node(w, node);
    }
    return any;
}

static enum fault_code save(struct watch *w)
{
    enum fault_code rc = round_save(w->round, w->db, w->run->minute);
    if (rc)
        log_error("a minute is lost: %s", fault_words(&w->fault, w->arena));
    fault_clear(&w->fault);
    enum fault_code kept = round_keep(w->round, &w->fault, w->arena, w->path);
    if (kept)
        log_warn("the next minute begins with a gap: %s", fault_words(&w->fault, w->arena));
    return rc;
}

static int watch_node(const struct run *run, const struct metric_node *node)
{
    OWNED(arena_drop) struct arena *whole = arena_new();
    OWNED(arena_drop) struct arena *each = arena_new();
    OWNED(db_close) struct db *db = db_new(run->db);
    struct watch w = { .run = run, .db = db, .arena = each, .fault = { .code = FAULT_OK } };
    w.place.inst = run->conf->inst;
    w.round = round_new(whole, node);
    w.path = arena_printf(whole, "%s/collector/%lld", run->conf->run_dir, (long long)node->id);
    db_use(db, each, &w.fault);
    round_recall(w.round, whole, w.path);
    if (list_storages(&w, whole, node->id)) {
        log_warn("node %s: %s", node->name, fault_words(&w.fault, each));
        fault_clear(&w.fault);
    }
    if (!read_minute(&w, node))
        return COLLECTOR_FAILED;
    return save(&w) ? COLLECTOR_FAILED : COLLECTOR_DONE;
}

/* --- their parent --- */

/* It has not the lock, which is its parent's alone. */
static void start(const struct run *run, struct child *c)
{
    c->pidfd = -1;
    c->pid = child_fork(&(struct child_way){ .in = 0 });
    if (!c->pid)
        exit(watch_node(run, c->node));
    if (c->pid > 0)
        c->pidfd = pidfd_open(c->pid, 0);
    if (c->pidfd < 0)
        log_error("node %s is not watched: %s", c->node->name, strerror(errno));
}

static bool end(struct child *c)
{
    int status = -1;
    file_close(&c->pidfd);
    if (waitpid(c->pid, &status, 0) != c->pid)
        return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == COLLECTOR_DONE;
}

/* How many live; those that have ended are reaped as they do so. */
static int reap(struct run *run, struct pollfd *set, int wait_ms, bool *well)
{
    int alive = 0;
    for (int i = 0; i < run->count; i++)
        set[i] = (struct pollfd){ .fd = run->child[i].pidfd, .events = POLLIN };
    if (poll(set, (nfds_t)run->count, wait_ms) < 0 && errno != EINTR)
        bug("poll: %s", strerror(errno));
    for (int i = 0; i < run->count; i++) {
        struct child *c = &run->child[i];
        if (c->pidfd >= 0 && set[i].revents)
            *well &= end(c);
        alive += c->pidfd >= 0;
    }
    return alive;
}

static void kill_late(struct run *run)
{
    for (int i = 0; i < run->count; i++) {
        struct child *c = &run->child[i];
        if (c->pidfd < 0)
            continue;
        log_error("node %s did not answer within its minute: its reader is killed", c->node->name);
        pidfd_send_signal(c->pidfd, SIGKILL, NULL, 0);
    }
}

/* Our children end with us. */
static void end_after(int64_t seconds)
{
    timer_t t;
    struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL };
    struct itimerspec when = { .it_value.tv_sec = (time_t)seconds };
    if (timer_create(CLOCK_BOOTTIME, &e, &t) || timer_settime(t, 0, &when, NULL))
        bug("timer: %s", strerror(errno));
}

static enum collector_end run_children(struct run *run, struct arena *a)
{
    struct pollfd *set = arena_array(a, (size_t)run->count + 1, sizeof(*set));
    int64_t limit = run->minute + LIMIT_S;
    int64_t least = now_s() + LIMIT_LEAST_S;
    bool well = true;
    for (int i = 0; i < run->count; i++) {
        start(run, &run->child[i]);
        well &= run->child[i].pidfd >= 0;
    }
    if (limit < least)
        limit = least;
    end_after(limit - now_s() + END_S);
    int64_t deadline = clock_monotonic() + (limit - now_s()) * 1000000;
    int alive = run->count;
    for (int64_t left = 1; alive && left > 0; left = deadline - clock_monotonic())
        alive = reap(run, set, (int)(left / 1000) + 1, &well);
    kill_late(run);
    while (alive)
        alive = reap(run, set, -1, &well);
    return well ? COLLECTOR_DONE : COLLECTOR_FAILED;
}

static enum fault_code list_nodes(struct run *run, struct arena *a, struct fault *f)
{
    struct list found;
    OWNED(db_close) struct db *db = db_new(run->db);
    db_use(db, a, f);
    enum fault_code rc = metric_node_list_any(db, &found);
    if (rc)
        return rc;
    const struct metric_node *node = found.rows;
    run->count = (int)found.count;
    run->child = arena_array(a, (size_t)found.count + 1, sizeof(*run->child));
    for (int i = 0; i < run->count; i++)
        run->child[i] = (struct child){ .node = &node[i], .pidfd = -1 };
    return FAULT_OK;
}

/* -1: another one holds it. Stays open until the process ends. */
static int lock(const struct conf *conf, struct arena *a)
{
    int fd = open(arena_printf(a, "%s/collector/lock", conf->run_dir),
                  O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        bug("cannot open collector/lock in run_dir: %s", strerror(errno));
    if (!flock(fd, LOCK_EX | LOCK_NB))
        return fd;
    close(fd);
    return -1;
}

enum collector_end collector_run(const struct conf *conf, const struct db_conf *db)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct fault f = { .code = FAULT_OK };
    struct run run = { .conf = conf, .db = db, .minute = now_s() / MINUTE_S * MINUTE_S };
    OWNED(file_close) int held = lock(conf, a);
    if (held < 0) {
        log_warn("another collector runs: this one has nothing to do");
        return COLLECTOR_RUNS_ALREADY;
    }
    if (list_nodes(&run, a, &f)) {
        log_error("the nodes are not known: %s", fault_words(&f, a));
        return COLLECTOR_FAILED;
    }
    return run_children(&run, a);
}
