/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps a child a node, starts one that ended again after a growing pause, and ends one whose
 * libvirtd hangs. A node is called lost between two children only, so a child that has just
 * connected is never contradicted: at once when it hung, else when it stays away for some seconds,
 * since a libvirtd that is only started anew should make nobody's machine "unknown".
 */
#include "task/watcher.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/child.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/signals.h"
#include "store/health.h"
#include "store/watch.h"

enum {
    NODES_MOST = 1000,
    NODES_EVERY_S = 5,
    BEAT_EVERY_S = 3,
    SILENT_S = 8, /* the first call to a libvirtd that has just started takes four */
    LOST_S = 5,
    PAUSE_MOST_S = 15,
    TICK_MS = 1000,
    GAP_S = 3, /* we were stopped ourselves */
};

struct watched {
    struct watch_target node;
    pid_t pid; /* 0: none now */
    int fd;
    int64_t heard;      /* clock_monotonic() of the child's last word */
    int64_t again_at;   /* when the next child is started */
    int pause_s;
    int64_t lost_since; /* 0: a child is well, or has not been missed yet */
    bool silent;        /* it was ended for that */
    bool told;          /* the database knows that it is lost */
    bool listed;
    char why[WATCH_SAYS];
};

struct watcher {
    const struct staff *staff;
    struct db *db;
    struct arena *arena;
    struct fault fault;
    char host[256];
    struct watched at[NODES_MOST];
    int count;
    int signals;
    int64_t next_nodes;
    int64_t next_beat;
    int64_t last_tick;
};

static int64_t seconds(int s)
{
    return s * INT64_C(1000000);
}

static void start(struct watcher *w, struct watched *n)
{
    int ends[2] = { -1, -1 };
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
        return;
    pid_t pid = child_fork(&(struct child_way){ .in = ends[1] });
    if (!pid) {
        role_show(w->staff, "--node");
        exit(watch_node(w->staff, &n->node));
    }
    file_close(&ends[1]);
    if (pid < 0) {
        file_close(&ends[0]);
        return;
    }
    n->pid = pid;
    n->fd = ends[0];
    n->heard = clock_monotonic();
    n->silent = false;
}

static void hear(struct watched *n)
{
    char says[WATCH_SAYS];
    ssize_t len;
    while ((len = recv(n->fd, says, sizeof(says) - 1, MSG_DONTWAIT)) > 0) {
        says[len] = '\0';
        n->heard = clock_monotonic();
        if (!strncmp(says, WATCH_WHY, strlen(WATCH_WHY)))
            memcpy(n->why, says + strlen(WATCH_WHY), (size_t)len + 1 - strlen(WATCH_WHY));
        if (strcmp(says, WATCH_WELL))
            continue;
        n->lost_since = 0;
        n->told = false;
        n->pause_s = 1;
    }
}

static void tell_lost(struct watcher *w, struct watched *n)
{
    const char *why = n->silent ? T("It did not answer within 8 s.") : n->why;
    log_warn("node %s is lost: %s", n->node.name, why);
    n->told = !watch_node_lost(w->db, n->node.id, why);
    if (!n->told)
        log_warn("and the database cannot be told: %s", fault_words(&w->fault, w->arena));
    fault_clear(&w->fault);
}

static void ended(struct watcher *w, struct watched *n)
{
    int64_t now = clock_monotonic();
    hear(n);
    file_close(&n->fd);
    n->pid = 0;
    if (!n->lost_since)
        n->lost_since = now;
    n->again_at = now + seconds(n->pause_s);
    n->pause_s = n->pause_s * 2 < PAUSE_MOST_S ? n->pause_s * 2 : PAUSE_MOST_S;
    if (n->listed && !n->told && (n->silent || now - n->lost_since >= seconds(LOST_S)))
        tell_lost(w, n);
}

static void reap(struct watcher *w)
{
    pid_t pid;
    while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
        for (int i = 0; i < w->count; i++)
            if (w->at[i].pid == pid)
                ended(w, &w->at[i]);
}

static struct watched *find(struct watcher *w, int64_t id)
{
    for (int i = 0; i < w->count; i++)
        if (w->at[i].node.id == id)
            return &w->at[i];
    return NULL;
}

static void list_one(struct watcher *w, const struct watch_node *node)
{
    struct watched *n = find(w, node->id);
    if (!n && w->count == NODES_MOST)
        return;
    if (!n) {
        n = &w->at[w->count++];
        *n = (struct watched){ .node.id = node->id, .fd = -1, .pause_s = 1 };
    }
    n->listed = true;
    if (n->pid && strcmp(n->node.uri, node->uri))
        kill(n->pid, SIGKILL); /* the next one follows where it is now */
    snprintf(n->node.name, sizeof(n->node.name), "%s", node->name);
    snprintf(n->node.uri, sizeof(n->node.uri), "%s", node->uri);
}

/* One that is not listed any more keeps its place until its child has ended. */
static void read_nodes(struct watcher *w)
{
    struct list rows;
    if (watch_nodes(w->db, &rows)) {
        fault_clear(&w->fault);
        return;
    }
    for (int i = 0; i < w->count; i++)
        w->at[i].listed = false;
    const struct watch_node *node = rows.rows;
    for (int64_t i = 0; i < rows.count; i++)
        list_one(w, &node[i]);
    for (int i = w->count - 1; i >= 0; i--) {
        struct watched *n = &w->at[i];
        if (n->listed)
            continue;
        if (n->pid)
            kill(n->pid, SIGKILL);
        else
            *n = w->at[--w->count];
    }
}

static bool due(int64_t *next, int every_s)
{
    if (clock_monotonic() < *next)
        return false;
    *next = clock_monotonic() + seconds(every_s);
    return true;
}

static void tick(struct watcher *w)
{
    int64_t now = clock_monotonic();
    bool gap = now - w->last_tick > seconds(GAP_S);
    w->last_tick = now;
    arena_reset(w->arena);
    if (due(&w->next_nodes, NODES_EVERY_S))
        read_nodes(w);
    if (due(&w->next_beat, BEAT_EVERY_S) && heartbeat(w->db, "watcher", w->host))
        fault_clear(&w->fault);
    for (int i = 0; i < w->count; i++) {
        struct watched *n = &w->at[i];
        if (gap)
            n->heard = now;
        if (!n->pid && n->listed && now >= n->again_at)
            start(w, n);
        else if (n->pid && !n->silent && now - n->heard > seconds(SILENT_S)) {
            n->silent = true;
            kill(n->pid, SIGKILL);
        }
    }
}

/* true: asked to end. */
static bool take_signals(struct watcher *w)
{
    struct signalfd_siginfo s;
    bool end = false;
    while (read(w->signals, &s, sizeof(s)) == (ssize_t)sizeof(s)) {
        if (s.ssi_signo == SIGCHLD)
            reap(w);
        else
            end = true;
    }
    return end;
}

static void wait_for_words(struct watcher *w)
{
    struct pollfd fds[NODES_MOST + 1];
    for (int i = 0; i < w->count; i++)
        fds[i] = (struct pollfd){ .fd = w->at[i].fd, .events = POLLIN };
    fds[w->count] = (struct pollfd){ .fd = w->signals, .events = POLLIN };
    if (poll(fds, (nfds_t)w->count + 1, TICK_MS) < 0 && errno != EINTR)
        bug("poll: %s", strerror(errno));
    for (int i = 0; i < w->count; i++)
        if (fds[i].revents & POLLIN)
            hear(&w->at[i]);
}

int watcher_run(const struct staff *s)
{
    static struct watcher w; /* too large for a stack */
    OWNED(arena_drop) struct arena *a = arena_new();
    OWNED(db_close) struct db *db = db_new(s->db);
    w = (struct watcher){ .staff = s, .db = db, .arena = a, .signals = signals_open(true) };
    w.last_tick = clock_monotonic();
    gethostname(w.host, sizeof(w.host) - 1);
    db_use(db, a, &w.fault);
    for (;;) {
        tick(&w);
        wait_for_words(&w);
        if (take_signals(&w))
            break;
    }
    log_info("ends; its children end with it");
    return 0;
}
