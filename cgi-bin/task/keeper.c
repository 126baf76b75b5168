/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A keeper holds the lease of one task. A timer of the kernel's, moved on at each
 * renewal, kills it a little before the lease ends, even if it was stopped; the
 * worker dies with it. So whoever takes over is alone.
 */
#include "task/keeper.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/poke.h"
#include "kind/kind.h"
#include "store/hook.h"
#include "store/kind_setting.h"
#include "store/queue.h"

enum {
    END_LIMIT_MS = 5000, /* for a worker that has nothing left to do */
    UNKNOWN_PAUSE_S = 60,
    CANCEL_LOOK_MS = 1000,
    BYTES_A_SECOND = 4 << 20, /* the least that a copy must move */
};

struct keeper {
    const struct conf *conf;
    struct db *db;
    struct arena *arena;
    struct fault fault;
    const struct kind *kind;
    struct errand errand;
    int64_t tries;
    int64_t seconds; /* its wall clock */
    timer_t killer;
    pid_t worker;
    int worker_fd; /* pidfd */
};

static timer_t killer_make(void)
{
    timer_t t;
    struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL };
    if (timer_create(CLOCK_BOOTTIME, &e, &t))
        bug("timer_create: %s", strerror(errno));
    return t;
}

/* `from` is a moment before the database began to count the lease. */
static void killer_move(const struct keeper *k, int64_t from)
{
    int64_t lease = k->conf->lease_seconds * INT64_C(1000000);
    int64_t end = from + lease - lease / 8;
    struct itimerspec when = { .it_value = { .tv_sec = (time_t)(end / 1000000),
                                             .tv_nsec = (long)(end % 1000000 * 1000) } };
    if (timer_settime(k->killer, TIMER_ABSTIME, &when, NULL))
        bug("timer_settime: %s", strerror(errno));
}

static enum fault_code renew(struct keeper *k)
{
    int64_t before = clock_monotonic();
    arena_reset(k->arena);
    enum fault_code rc = queue_renew(k->db, k->errand.id, k->errand.fence, k->conf->lease_seconds);
    if (!rc)
        killer_move(k, before);
    return rc;
}

static void kill_worker(struct keeper *k)
{
    kill(k->worker, SIGKILL);
    waitpid(k->worker, NULL, 0);
}

/* One sentence into the log; its loss is not the task's. */
PRINTF_LIKE(2, 3) static void say(struct keeper *k, const char *fmt, ...)
{
    struct fault line;
    va_list args;
    va_start(args, fmt);
    fault_note(&line, fmt, &args);
    va_end(args);
    if (queue_log(k->db, k->errand.id, TASK_WARN, &line))
        log_warn("task %lld: a log line was lost", (long long)k->errand.id);
}

static int give_up(struct keeper *k, enum fault_code rc)
{
    log_warn("task %lld: %s", (long long)k->errand.id, fault_words(&k->fault, k->arena));
    return rc == FAULT_LEASE ? WORKER_LEASE_LOST : WORKER_FAILED;
}

/* Back into the queue: the next claim goes on at the step that had begun. */
static int put_back(struct keeper *k, int64_t pause)
{
    enum fault_code rc = queue_again(k->db, k->errand.id, k->errand.fence, pause);
    if (rc)
        return give_up(k, rc);
    poke_taskd(k->conf);
    return WORKER_DONE;
}

static int worker_ended(struct keeper *k)
{
    int status = 0;
    waitpid(k->worker, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == WORKER_DONE)
        return WORKER_DONE;
    if (WIFEXITED(status) && WEXITSTATUS(status) == WORKER_LEASE_LOST)
        return WORKER_LEASE_LOST;
    if (WIFSIGNALED(status))
        say(k, T("the worker died of signal %d"), WTERMSIG(status));
    return put_back(k, queue_pause(k->tries));
}

/* With our fence still in the row it was our own worker who ended the task or put it back. */
static int lease_gone(struct keeper *k)
{
    struct task task;
    struct scope all = scope_everything();
    struct pollfd fd = { .fd = k->worker_fd, .events = POLLIN };
    struct fault lost = k->fault;
    bool ours = !task_load(k->db, &all, k->errand.id, &task) && task.fence == k->errand.fence;
    if (ours && poll(&fd, 1, END_LIMIT_MS) > 0)
        return worker_ended(k);
    kill_worker(k);
    k->fault = lost;
    return give_up(k, FAULT_LEASE);
}

/* A cancelled step that may be left in the middle is: the next claim undoes what it did. */
static bool ends_step(struct keeper *k)
{
    bool cancelled = false;
    int64_t no = 0;
    arena_reset(k->arena);
    if (queue_cancelled(k->db, k->errand.id, k->errand.fence, &cancelled, &no))
        return false; /* the renewal finds out what that means */
    return cancelled && no > 0 && no <= kind_step_count(k->kind) &&
           k->kind->steps[no - 1].interruptible;
}

/* false: the lease is gone. */
static bool keep_lease(struct keeper *k, int64_t *next)
{
    if (clock_monotonic() < *next)
        return true;
    *next = clock_monotonic() + k->conf->lease_seconds * INT64_C(1000000) / 3;
    enum fault_code rc = renew(k);
    if (rc &&
        rc != FAULT_LEASE) /* the database is away: the timer decides how long that may last */
        log_warn("task %lld: the lease was not renewed", (long long)k->errand.id);
    return rc != FAULT_LEASE;
}

static int watch(struct keeper *k)
{
    struct pollfd fd = { .fd = k->worker_fd, .events = POLLIN };
    int lease_ms = (int)k->conf->lease_seconds * 1000 / 3;
    bool looks = k->kind->cancel != CANCEL_NOBODY;
    int pause = looks && lease_ms > CANCEL_LOOK_MS ? CANCEL_LOOK_MS : lease_ms;
    int64_t until = clock_monotonic() + k->seconds * INT64_C(1000000);
    int64_t next = k->errand.leased_from + lease_ms * INT64_C(1000);
    for (;;) {
        int got = poll(&fd, 1, pause);
        if (got < 0 && errno != EINTR)
            bug("poll: %s", strerror(errno));
        if (got > 0)
            return worker_ended(k);
        if (!keep_lease(k, &next))
            return lease_gone(k);
        if (looks && ends_step(k)) {
            kill_worker(k);
            return put_back(k, 0);
        }
        if (clock_monotonic() > until) {
            kill_worker(k);
            say(k, T("it took longer than %lld s and was stopped"), (long long)k->seconds);
            return put_back(k, queue_pause(k->tries));
        }
    }
}

/* How long one try may take: with what runs before it. */
static enum fault_code read_clock(struct keeper *k, const struct task *task)
{
    struct kind_setting own;
    int64_t hooks = 0;
    enum fault_code rc = kind_setting_load(k->db, task->kind, &own);
    if (!rc)
        rc = hook_seconds_any(k->db, task->kind, &hooks);
    k->seconds = (!rc && own.seconds ? own.seconds : k->kind->seconds) +
                 task->bytes / BYTES_A_SECOND + hooks;
    return rc;
}

static enum fault_code begin(struct keeper *k)
{
    struct task task;
    struct scope all = scope_everything();
    enum fault_code rc = task_load(k->db, &all, k->errand.id, &task);
    if (rc)
        return rc;
    log_request(task.request);
    k->tries = task.tries;
    k->kind = kind_find(task.kind);
    if (k->kind)
        return read_clock(k, &task);
    say(k, T("this version of the panel does not know how to do \"%s\""), task.kind);
    if (queue_leave(k->db, k->errand.id, k->errand.fence, UNKNOWN_PAUSE_S))
        log_warn("task %lld waits for its lease to end", (long long)k->errand.id);
    return fail(&k->fault, FAULT_BUG, T("No such kind of task: %s."), task.kind);
}

static int keep(const struct staff *staff)
{
    int to_worker = -1;
    OWNED(arena_drop) struct arena *a = arena_new();
    struct keeper k = { .conf = staff->conf, .arena = a, .killer = killer_make() };
    k.worker = role_fork(staff, &worker_role, &to_worker); /* before anything is open */
    if (k.worker < 0)
        return WORKER_FAILED;
    OWNED(db_close) struct db *db = db_new(staff->db);
    k.db = db;
    db_use(db, k.arena, &k.fault);
    if (db_connect(db))
        log_warn("the database is away: %s", fault_words(&k.fault, k.arena));
    k.worker_fd = (int)syscall(SYS_pidfd_open, k.worker, 0);
    if (k.worker_fd < 0 || !role_receive(&k.errand))
        return WORKER_DONE;
    killer_move(&k, k.errand.leased_from);
    enum fault_code rc = begin(&k);
    if (rc) {
        kill_worker(&k);
        return give_up(&k, rc);
    }
    if (!role_send(to_worker, &k.errand))
        log_warn("task %lld: the worker did not wait", (long long)k.errand.id);
    file_close(&to_worker);
    return watch(&k);
}

const struct role keeper_role = { "--keep", false, keep };
