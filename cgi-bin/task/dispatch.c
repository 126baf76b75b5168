/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The dispatcher claims tasks and hands each to a keeper that waits for one. It
 * holds nothing that its death would lose: keepers go on without it, and the
 * next dispatcher finds the queue in the database.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/poke.h"
#include "base/signals.h"
#include "kind/kind.h"
#include "store/queue.h"
#include "store/health.h"
#include "store/request.h"
#include "store/schedule.h"
#include "store/session.h"
#include "store/vm.h"
#include "task/keeper.h"

enum {
    KEEPERS_MOST = 96,
    ACCOUNT_SHARE = KEEPERS_MOST / (QUEUE_FULL + 1), /* of them one account may have */
    SPARES = 2,
    BEAT_EVERY_S = 3,
    TIDY_EVERY_S = 60,
    SCHEDULE_EVERY_S = 1,
    JUMP_LEAST_US = 1000000,
};

struct child {
    pid_t pid; /* 0: this place is free */
    int in;    /* to a spare keeper; -1 once it has its task */
    int64_t account_id; /* whose task it has */
};

struct dispatcher {
    const struct staff *staff;
    const struct conf *conf;
    struct db *db;
    struct arena *arena;
    struct fault fault;
    char host[256];
    const char *name; /* host and pid */
    struct child keeper[KEEPERS_MOST];
    int64_t next_beat;
    int64_t next_tidy;
    int64_t next_schedule;
    int64_t next_spare; /* none is started before: one died without a task */
    int64_t ahead;      /* of our steady clock, that by which leases are measured; 0: not known */
    int64_t late_from;  /* before, no lease is taken to be over */
    bool down; /* the database, said once */
};

static int64_t in_seconds(int s)
{
    return clock_monotonic() + s * INT64_C(1000000);
}

static bool due(int64_t *next, int every)
{
    if (clock_monotonic() < *next)
        return false;
    *next = in_seconds(every);
    return true;
}

static void note_database(struct dispatcher *d, enum fault_code rc)
{
    if (rc && !d->down)
        log_warn("the queue cannot be read: %s", fault_words(&d->fault, d->arena));
    else if (!rc && d->down)
        log_info("the queue can be read again");
    d->down = rc != FAULT_OK;
}

static struct child *find_child(struct child *all, size_t count, pid_t pid)
{
    for (size_t i = 0; i < count; i++)
        if (all[i].pid == pid)
            return &all[i];
    return NULL;
}

static void start_spares(struct dispatcher *d)
{
    int spares = 0;
    if (clock_monotonic() < d->next_spare)
        return;
    for (size_t i = 0; i < KEEPERS_MOST; i++)
        spares += d->keeper[i].pid && d->keeper[i].in >= 0;
    for (; spares < SPARES; spares++) {
        struct child *c = find_child(d->keeper, KEEPERS_MOST, 0);
        if (!c)
            return;
        c->pid = role_fork(d->staff, &keeper_role, &c->in);
        if (c->pid < 0) {
            c->pid = 0;
            return;
        }
    }
}

static struct child *spare(struct dispatcher *d)
{
    for (size_t i = 0; i < KEEPERS_MOST; i++)
        if (d->keeper[i].pid && d->keeper[i].in >= 0)
            return &d->keeper[i];
    return NULL;
}

/* false: nobody is free. */
static bool hand_over(struct dispatcher *d, const struct queue_id *task)
{
    int64_t id = task->id;
    int64_t fence = 0;
    struct child *c = spare(d);
    if (!c) {
        start_spares(d);
        c = spare(d);
    }
    if (!c)
        return false;
    enum fault_code rc = queue_claim(d->db, id, d->name, d->conf->lease_seconds, &fence);
    if (rc) {
        fault_clear(&d->fault);
        return true; /* somebody else has it, or it waits */
    }
    if (!role_send(c->in, id, fence) && queue_again(d->db, id, fence, 0))
        log_warn("task %lld: its keeper was gone; another takes it when the lease ends",
                 (long long)id);
    c->account_id = task->account_id;
    file_close(&c->in);
    return true;
}

static bool has_its_share(const struct dispatcher *d, int64_t account_id)
{
    int n = 0;
    for (size_t i = 0; i < KEEPERS_MOST; i++)
        n += d->keeper[i].pid && d->keeper[i].in < 0 && d->keeper[i].account_id == account_id;
    return n >= ACCOUNT_SHARE;
}

/* More than QUEUE_FULL cannot have theirs at once. */
static void find_full(const struct dispatcher *d, int64_t full[QUEUE_FULL])
{
    int n = 0;
    for (size_t i = 0; n < QUEUE_FULL && i < KEEPERS_MOST; i++) {
        int64_t account = d->keeper[i].account_id;
        bool known = account == 0 || account == full[0] || account == full[1];
        if (!known && has_its_share(d, account))
            full[n++] = account;
    }
}

/*
 * CLK: where that clock jumps ahead, every lease looks over; those that are not are renewed within
 * a third of one.
 */
static bool leases_can_be_late(struct dispatcher *d)
{
    int64_t now = 0;
    int64_t lease = d->conf->lease_seconds * INT64_C(1000000);
    int64_t least = lease / 8 > JUMP_LEAST_US ? lease / 8 : JUMP_LEAST_US;
    if (queue_clock(d->db, &now))
        return false;
    int64_t ahead = now - clock_monotonic();
    if (d->ahead && ahead - d->ahead > least) {
        log_warn("the database's clock jumped ahead: no task is taken over for a lease");
        d->late_from = in_seconds(d->conf->lease_seconds);
    }
    d->ahead = ahead;
    return clock_monotonic() >= d->late_from;
}

static void dispatch(struct dispatcher *d)
{
    struct list found;
    int64_t full[QUEUE_FULL] = { 0 };
    find_full(d, full);
    enum fault_code rc = queue_candidates(d->db, full, leases_can_be_late(d), &found);
    note_database(d, rc);
    const struct queue_id *at = rc ? NULL : found.rows;
    for (int64_t i = 0; !rc && i < found.count; i++)
        if (!has_its_share(d, at[i].account_id) && !hand_over(d, &at[i]))
            break;
    start_spares(d);
}

static void reap(struct dispatcher *d)
{
    pid_t pid;
    while ((pid = waitpid(-1, NULL, WNOHANG)) > 0) {
        struct child *c = find_child(d->keeper, KEEPERS_MOST, pid);
        if (!c)
            continue;
        if (c->in >= 0) {
            file_close(&c->in);
            d->next_spare = in_seconds(1);
        }
        *c = (struct child){ .in = -1 };
    }
}

static enum fault_code keep_schedules(struct dispatcher *d)
{
    enum fault_code rc = FAULT_OK;
    for (const struct kind *k = kinds; !rc && k->name; k++)
        if (k->every)
            rc = schedule_keep(d->db, k->name, k->every);
    return rc;
}

/* What the panel asks for by itself; a kind that this version does not know is left alone. */
static void queue_scheduled(struct dispatcher *d)
{
    struct list found;
    int64_t id = 0;
    if (schedule_due(d->db, &found))
        return;
    const struct schedule *at = found.rows;
    for (int64_t i = 0; i < found.count; i++) {
        const struct kind *k = kind_find(at[i].kind);
        if (k && k->every && schedule_queue(d->db, k->name, &id))
            log_warn("%s is not queued: %s", k->name, fault_words(&d->fault, d->arena));
    }
}

/* What nobody waits for. */
static enum fault_code tidy(struct dispatcher *d)
{
    int64_t woken = 0;
    enum fault_code rc = vm_forget_hashes(d->db);
    if (!rc)
        rc = keep_schedules(d);
    if (!rc)
        rc = request_sweep(d->db);
    if (!rc)
        rc = session_sweep(d->db);
    if (!rc)
        rc = queue_wake_forgotten(d->db, &woken);
    if (woken)
        log_warn("%lld tasks were parked for nothing", (long long)woken);
    return rc;
}

static void tick(struct dispatcher *d)
{
    arena_reset(d->arena);
    d->name = arena_printf(d->arena, "%s:%d", d->host, (int)getpid());
    if (due(&d->next_beat, BEAT_EVERY_S) && heartbeat(d->db, "taskd", d->host))
        d->next_beat = in_seconds(1);
    if (due(&d->next_schedule, SCHEDULE_EVERY_S))
        queue_scheduled(d);
    dispatch(d);
    if (due(&d->next_tidy, TIDY_EVERY_S) && tidy(d))
        d->next_tidy = in_seconds(1);
}

/* true: asked to end. */
static bool take_signals(struct dispatcher *d, int fd)
{
    struct signalfd_siginfo s;
    bool end = false;
    while (read(fd, &s, sizeof(s)) == (ssize_t)sizeof(s)) {
        if (s.ssi_signo == SIGCHLD)
            reap(d);
        else
            end = true;
    }
    return end;
}

int dispatcher_run(const struct staff *s)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    OWNED(db_close) struct db *db = db_new(s->db);
    struct dispatcher d = { .staff = s, .conf = s->conf, .db = db, .arena = a };
    struct pollfd fds[2] = { { .events = POLLIN }, { .events = POLLIN } };
    char drop[16];
    for (size_t i = 0; i < KEEPERS_MOST; i++)
        d.keeper[i].in = -1;
    gethostname(d.host, sizeof(d.host) - 1);
    db_use(db, d.arena, &d.fault);
    fds[0].fd = signals_open(true);
    if (poke_listen(&d.fault, d.conf, &fds[1].fd)) {
        log_error("%s", fault_words(&d.fault, d.arena));
        return 1;
    }
    for (;;) {
        tick(&d);
        if (poll(fds, 2, 1000) < 0 && errno != EINTR)
            bug("poll: %s", strerror(errno));
        while (recv(fds[1].fd, drop, sizeof(drop), 0) >= 0)
            ;
        if (take_signals(&d, fds[0].fd))
            break;
    }
    log_info("ends; running tasks go on with their keepers");
    return 0;
}
