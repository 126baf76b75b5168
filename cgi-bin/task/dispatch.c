/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The dispatcher claims tasks and hands each to a keeper that waits for one. It
 * holds nothing that its death would lose: keepers go on without it, and the
 * next dispatcher finds the queue in the database.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/poke.h"
#include "base/signals.h"
#include "kind/schedule.h"
#include "store/device.h"
#include "store/health.h"
#include "store/number.h"
#include "store/queue.h"
#include "store/request.h"
#include "store/script.h"
#include "store/session.h"
#include "store/setting.h"
#include "store/vm.h"
#include "task/keeper.h"
#include "task/load.h"

enum {
    KEEPERS_MOST = 512, /* of this dispatcher, whatever the settings say */
    SPARES = 3,
    REFILL_AFTER_MS = 50, /* a task that was just handed over has the processors first */
    LIMITS_EVERY_S = 2,
    BEAT_EVERY_S = 3,
    TIDY_EVERY_S = 60,
    SCHEDULE_EVERY_S = 1,
    JUMP_LEAST_US = 1000000,
};

struct child {
    pid_t pid; /* 0: this place is free */
    int in;    /* to a spare keeper; -1 once it has its task */
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
    struct limits limits;
    int64_t next_limits;
    int64_t next_beat;
    int64_t next_tidy;
    int64_t next_schedule;
    int64_t next_spare; /* none is started before: one died without a task */
    int64_t refill;     /* when there are to be SPARES again; 0: there are */
    int64_t ahead;      /* of our steady clock, that by which leases are measured; 0: not known */
    int64_t late_from;  /* before, no lease is taken to be over */
    bool down;          /* the database, said once */
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
static bool hand_over(struct dispatcher *d, int64_t id, bool *claimed)
{
    struct errand e = { .id = id, .leased_from = clock_monotonic() };
    struct child *c = spare(d);
    *claimed = false;
    if (!c) {
        start_spares(d);
        c = spare(d);
    }
    if (!c)
        return false;
    enum fault_code rc = queue_claim(d->db, id, d->name, d->conf->lease_seconds, &e.fence);
    if (rc) {
        fault_clear(&d->fault);
        return true; /* somebody else has it, or it waits */
    }
    *claimed = true;
    d->refill = clock_monotonic() + REFILL_AFTER_MS * INT64_C(1000);
    if (!role_send(c->in, &e) && queue_again(d->db, id, e.fence, 0))
        log_warn("task %lld: its keeper was gone; another takes it when the lease ends",
                 (long long)id);
    file_close(&c->in);
    return true;
}

/* Dispatchers that look at the same moment may together pass a limit by one another's claims. */
static enum fault_code load_read(struct dispatcher *d, struct load *l)
{
    struct list rows;
    enum fault_code rc = queue_running(d->db, &rows);
    if (rc)
        return rc;
    *l = load_of(d->arena, &rows);
    return FAULT_OK;
}

static enum fault_code limits_read(struct dispatcher *d)
{
    struct settings s;
    if (!due(&d->next_limits, LIMITS_EVERY_S))
        return FAULT_OK;
    enum fault_code rc = settings_load(d->db, &s);
    if (rc) {
        d->next_limits = 0;
        return rc;
    }
    d->limits = (struct limits){ .all = setting_number(&s, SETTING_TASKS_ALL),
                                 .account = setting_number(&s, SETTING_TASKS_ACCOUNT),
                                 .node = setting_number(&s, SETTING_TASKS_NODE),
                                 .storage = setting_number(&s, SETTING_TASKS_STORAGE) };
    return FAULT_OK;
}

/*
 * CLK: where that clock jumps, every lease looks over, or lies far ahead; those that are kept are
 * renewed within a third of one.
 */
static bool leases_can_be_late(struct dispatcher *d)
{
    int64_t now = 0;
    int64_t lease = d->conf->lease_seconds * INT64_C(1000000);
    int64_t least = lease / 8 > JUMP_LEAST_US ? lease / 8 : JUMP_LEAST_US;
    if (queue_clock(d->db, &now))
        return false;
    int64_t ahead = now - clock_monotonic();
    if (d->ahead && llabs(ahead - d->ahead) > least) {
        log_warn("the database's clock jumped: no task is taken over for a lease");
        d->late_from = in_seconds(d->conf->lease_seconds);
    }
    d->ahead = ahead;
    return clock_monotonic() >= d->late_from;
}

static enum fault_code find_work(struct dispatcher *d, struct load *l, struct list *found)
{
    struct queue_full full;
    enum fault_code rc = limits_read(d);
    if (!rc)
        rc = load_read(d, l);
    if (rc)
        return rc;
    load_full(&d->limits, l, &full);
    int64_t lease = leases_can_be_late(d) ? d->conf->lease_seconds : 0;
    return queue_candidates(d->db, &full, lease, found);
}

static void dispatch(struct dispatcher *d)
{
    struct list found;
    struct load load;
    bool claimed = false;
    enum fault_code rc = find_work(d, &load, &found);
    note_database(d, rc);
    const struct queue_row *at = rc ? NULL : found.rows;
    for (int64_t i = 0; !rc && i < found.count; i++) {
        if (!load_has_room(&d->limits, &load, &at[i]))
            continue;
        if (!hand_over(d, at[i].id, &claimed))
            break;
        if (claimed)
            load_add(&load, &at[i], 1);
    }
}

static void refill(struct dispatcher *d)
{
    if (clock_monotonic() < d->refill)
        return;
    start_spares(d);
    d->refill = 0;
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

/* Of the panel's own, a kind that this version does not know is left alone. */
static enum fault_code take_turn(struct dispatcher *d, const struct schedule_due *s)
{
    const struct kind *k = s->own ? kind_find(s->kind) : NULL;
    int64_t task_id = 0;
    if (!s->own)
        return schedule_turn(d->db, s->id, &task_id);
    return k && k->every ? schedule_queue(d->db, k->name, &task_id) : FAULT_OK;
}

/* A few at once, so that what people wait for is not held up when many come due. */
static void queue_scheduled(struct dispatcher *d)
{
    struct list found;
    int64_t turned = 0;
    if (schedule_due(d->db, &found))
        return;
    const struct schedule_due *at = found.rows;
    for (int64_t i = 0; i < found.count; i++) {
        if (take_turn(d, &at[i]))
            log_warn("schedule %lld (%s) is not queued: %s", (long long)at[i].id, at[i].kind,
                     fault_words(&d->fault, d->arena));
        else
            turned++;
        fault_clear(&d->fault);
    }
    if (turned >= SCHEDULE_DUE_MOST)
        d->next_schedule = 0;
}

/* CLK: times that a clock found which was far ahead are not waited for. */
static enum fault_code find_times_anew(struct dispatcher *d)
{
    struct list found;
    int64_t task_id = 0;
    enum fault_code rc = schedule_astray(d->db, &found);
    const struct number *at = rc ? NULL : found.rows;
    for (int64_t i = 0; !rc && i < found.count; i++)
        rc = schedule_turn(d->db, at[i].n, &task_id);
    return rc;
}

/* What nobody waits for. */
static enum fault_code tidy(struct dispatcher *d)
{
    int64_t woken = 0;
    enum fault_code rc = vm_forget_hashes(d->db);
    if (!rc)
        rc = vm_script_forget(d->db);
    if (!rc)
        rc = keep_schedules(d);
    if (!rc)
        rc = find_times_anew(d);
    if (!rc)
        rc = request_sweep(d->db);
    if (!rc)
        rc = session_sweep(d->db);
    if (!rc)
        rc = device_sweep(d->db);
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
    refill(d);
    if (due(&d->next_tidy, TIDY_EVERY_S) && tidy(d))
        d->next_tidy = in_seconds(1);
}

static int pause_ms(const struct dispatcher *d)
{
    return !d->next_schedule ? 0 : d->refill ? REFILL_AFTER_MS : 1000;
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

/* One dispatcher of a STATE is poked; others look each second, and listen when it is gone. */
static enum fault_code listen_for_pokes(struct dispatcher *d, int *fd)
{
    enum fault_code rc = *fd >= 0 ? FAULT_OK : poke_listen(&d->fault, d->conf, fd);
    if (rc)
        log_error("%s", fault_words(&d->fault, d->arena));
    return rc;
}

int dispatcher_run(const struct staff *s)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    OWNED(db_close) struct db *db = db_new(s->db);
    struct dispatcher d = { .staff = s, .conf = s->conf, .db = db, .arena = a };
    struct pollfd fds[2] = { { .events = POLLIN }, { .fd = -1, .events = POLLIN } };
    char drop[16];
    for (size_t i = 0; i < KEEPERS_MOST; i++)
        d.keeper[i].in = -1;
    /* CLK: whether that clock has just jumped it cannot know; a keeper that lives renews by then */
    d.late_from = in_seconds(s->conf->lease_seconds);
    gethostname(d.host, sizeof(d.host) - 1);
    db_use(db, d.arena, &d.fault);
    fds[0].fd = signals_open(true);
    if (listen_for_pokes(&d, &fds[1].fd))
        return 1;
    for (;;) {
        tick(&d);
        if (poll(fds, 2, pause_ms(&d)) < 0 && errno != EINTR)
            bug("poll: %s", strerror(errno));
        while (fds[1].fd >= 0 && recv(fds[1].fd, drop, sizeof(drop), 0) >= 0)
            ;
        if (listen_for_pokes(&d, &fds[1].fd))
            return 1;
        if (take_signals(&d, fds[0].fd))
            break;
    }
    log_info("ends; running tasks go on with their keepers");
    return 0;
}
