/* SPDX-License-Identifier: Apache-2.0 */
/*
 * This process starts a guard, which is the first process of a namespace, and the guard starts the
 * program. When a namespace's first process ends, the kernel kills all the others in it, whatever
 * session or parent they gave themselves; the guard ends when the program does, when it is killed
 * at the limit, and when this process dies.
 */
#include "base/exec.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/checks.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"

enum {
    LINE_MOST = FAULT_ARG_LEN,
    KILLED_MS = 5000,  /* for what was killed to be gone */
    AFTERWARDS = 1024, /* reads of what was written before the end */
    READ_AT_ONCE = 16384,
};

/* --- the program's side --- */

struct ends {
    int in;     /* what it reads */
    int out;    /* where it writes */
    int report; /* where guard and program say how it went */
    int self;   /* a pidfd of the process that asks */
};

/* Said by the guard, and by a program that could not be started. */
struct report {
    bool started;
    int value; /* a wait status; errno */
};

static const struct {
    __rlimit_resource_t resource;
    rlim_t most;
} limits[] = {
    { RLIMIT_CORE, 0 },
    { RLIMIT_FSIZE, (rlim_t)64 << 20 }, /* of one file */
    { RLIMIT_NOFILE, 256 },
    { RLIMIT_NPROC, 256 }, /* of all that this user runs; root is not held by it */
    { RLIMIT_DATA, (rlim_t)1 << 30 },
    { RLIMIT_MEMLOCK, 0 },
    { RLIMIT_MSGQUEUE, 0 },
    { RLIMIT_RTPRIO, 0 },
};

/* When memory is short it goes before what others wait for. */
static void go_first(void)
{
    static const char most[] = "1000";
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd >= 0 && write(fd, most, sizeof(most) - 1) < 0)
        errno = 0; /* then it goes in its turn */
    file_close(&fd);
}

static bool limit(void)
{
    for (size_t i = 0; i < countof(limits); i++) {
        struct rlimit both = { limits[i].most, limits[i].most };
        if (setrlimit(limits[i].resource, &both))
            return false;
    }
    go_first();
    return true;
}

static bool plain_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    for (int s = 1; s < NSIG; s++)
        signal(s, SIG_DFL); /* KILL, STOP and the C library's own are as they are */
    return !sigprocmask(SIG_SETMASK, &none, NULL);
}

/* All but the three closes itself when the program begins. */
static bool three_descriptors(const struct ends *e)
{
    return dup2(e->in, STDIN_FILENO) >= 0 && dup2(e->out, STDOUT_FILENO) >= 0 &&
           dup2(e->out, STDERR_FILENO) >= 0 && !close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
}

static bool become(const struct exec_user *u)
{
    uid_t uid[3];
    gid_t gid[3];
    if (setgroups((size_t)u->groups, u->group) || setresgid(u->gid, u->gid, u->gid) ||
        setresuid(u->uid, u->uid, u->uid))
        return false;
    if (getresuid(&uid[0], &uid[1], &uid[2]) || getresgid(&gid[0], &gid[1], &gid[2]))
        return false;
    for (int i = 0; i < 3; i++)
        if (uid[i] != u->uid || gid[i] != u->gid) {
            errno = EPERM;
            return false;
        }
    return !prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
}

_Noreturn static void turn_into(const struct exec_ask *ask, const struct ends *e)
{
    static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    static char home[] = "HOME=/";
    static char locale[] = "LC_ALL=C.UTF-8";
    char *const words[] = { path, home, locale, NULL };
    umask(022);
    if (setsid() >= 0 && three_descriptors(e) && plain_signals() && !chdir("/") && limit() &&
        become(ask->user))
        execve(ask->argv[0], (char *const *)(const void *)ask->argv, words);
    struct report why = { false, errno };
    _exit(write(e->report, &why, sizeof(why)) == (ssize_t)sizeof(why) ? 127 : 126);
}

/* The first process of the namespace; whom others leave behind is its child. */
_Noreturn static void guard(const struct exec_ask *ask, struct ends *e)
{
    struct pollfd asks = { .fd = e->self, .events = POLLIN };
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) || poll(&asks, 1, 0))
        _exit(1); /* it died before */
    pid_t program = fork();
    if (!program)
        turn_into(ask, e);
    file_close(&e->out);
    file_close(&e->in);
    struct report end = { program > 0, errno };
    pid_t ended = 0;
    while (program > 0 && ended != program) {
        ended = wait(&end.value);
        if (ended < 0 && errno != EINTR)
            break;
    }
    _exit(write(e->report, &end, sizeof(end)) == (ssize_t)sizeof(end) ? 0 : 1);
}

/* --- our side --- */

/* Text that is whole, in memory, and nobody's to change: no pipe to be filled while it runs. */
static int input_of(const struct exec_ask *ask)
{
    int fd = memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    size_t done = 0;
    while (fd >= 0 && done < ask->input_len) {
        ssize_t n = write(fd, ask->input + done, ask->input_len - done);
        if (n < 0)
            file_close(&fd);
        else
            done += (size_t)n;
    }
    if (fd >= 0 &&
        (lseek(fd, 0, SEEK_SET) ||
         fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)))
        file_close(&fd);
    return fd;
}

/* A line in the making, and the last one that was whole and held something. */
struct taking {
    char *kept;
    size_t len;
    size_t most;
    bool cut;
    char line[LINE_MOST];
    size_t line_len;
    bool says;
    char last[LINE_MOST];
    size_t last_len;
};

static void end_line(struct taking *t)
{
    if (t->says) {
        memcpy(t->last, t->line, t->line_len);
        t->last_len = t->line_len;
    }
    t->line_len = 0;
    t->says = false;
}

static void take(struct taking *t, const char *s, size_t len)
{
    size_t room = t->most - t->len < len ? t->most - t->len : len;
    memcpy(t->kept + t->len, s, room);
    t->len += room;
    t->cut |= room < len;
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '\n') {
            end_line(t);
            continue;
        }
        t->says |= (unsigned char)s[i] > ' ';
        if (t->line_len < LINE_MOST - 1)
            t->line[t->line_len++] = s[i];
    }
}

/* false: nobody can write any more. */
static bool take_some(struct taking *t, int fd, int times)
{
    char buf[READ_AT_ONCE];
    for (; times > 0; times--) {
        ssize_t n = read(fd, buf, sizeof(buf));
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return true;
        if (n <= 0)
            return false;
        take(t, buf, (size_t)n);
    }
    return true;
}

struct running {
    const struct exec_ask *ask;
    pid_t guard;
    int guard_fd; /* pidfd */
    int out;
    int report;
    struct taking taking;
};

/* false: it has ended by itself; else *how it is to be ended. */
static bool must_be_killed(struct running *r, enum exec_how *how)
{
    struct pollfd fds[2] = { { .fd = r->out, .events = POLLIN },
                             { .fd = r->guard_fd, .events = POLLIN } };
    int64_t until = clock_monotonic() + r->ask->seconds * INT64_C(1000000);
    int64_t look = clock_monotonic() + 1000000;
    for (;;) {
        int64_t now = clock_monotonic();
        if (now >= until) {
            *how = EXEC_LATE;
            return true;
        }
        if (now >= look && r->ask->stop && r->ask->stop(r->ask->ctx)) {
            *how = EXEC_STOPPED;
            return true;
        }
        if (now >= look)
            look = now + 1000000;
        int64_t next = look < until ? look : until;
        if (poll(fds, 2, (int)((next - now) / 1000) + 1) < 0 && errno != EINTR)
            bug("poll: %s", strerror(errno));
        if (fds[1].revents)
            return false;
        if (fds[0].revents && !take_some(&r->taking, r->out, 1))
            fds[0].fd = -1;
    }
}

static void see_it_gone(struct running *r, bool killed)
{
    struct pollfd fd = { .fd = r->guard_fd, .events = POLLIN };
    if (killed)
        kill(r->guard, SIGKILL);
    if (poll(&fd, 1, KILLED_MS) <= 0) {
        log_error("%s was killed and is still there", r->ask->argv[0]);
        return; /* it hangs in the kernel; its guard is reaped by whoever outlives us */
    }
    while (waitpid(r->guard, NULL, 0) < 0 && errno == EINTR)
        ;
    take_some(&r->taking, r->out, AFTERWARDS);
    end_line(&r->taking);
}

static void read_end(const struct running *r, struct exec_end *out)
{
    struct report said;
    *out = (struct exec_end){ .how = EXEC_SIGNALLED, .status = SIGKILL };
    while (read(r->report, &said, sizeof(said)) == (ssize_t)sizeof(said)) {
        if (!said.started) {
            *out = (struct exec_end){ .how = EXEC_NOT_STARTED, .status = said.value };
            return;
        }
        bool exited = WIFEXITED(said.value);
        out->how = exited ? EXEC_EXITED : EXEC_SIGNALLED;
        out->status = exited ? WEXITSTATUS(said.value) : WTERMSIG(said.value);
    }
}

static enum fault_code no_process(struct fault *f)
{
    return fail(f, FAULT_UPSTREAM, T("This host gives no process of its own to a program: %s."),
                strerror(errno));
}

/* A fork that says which process it is by a descriptor, in a namespace of its own. */
static pid_t fork_guard(int *fd)
{
    return (pid_t)syscall(SYS_clone, (unsigned long)(CLONE_NEWPID | CLONE_PIDFD | SIGCHLD), NULL,
                          fd, NULL, NULL);
}

enum fault_code exec_run(struct fault *f, struct arena *a, const struct exec_ask *ask,
                         struct exec_end *out)
{
    OWNED(file_close) int in = input_of(ask);
    OWNED(file_close) int self = (int)syscall(SYS_pidfd_open, getpid(), 0);
    int pipes[4] = { -1, -1, -1, -1 };
    struct running r = { .ask = ask };
    enum exec_how how = EXEC_EXITED;
    if (in < 0 || self < 0 || pipe2(pipes, O_CLOEXEC | O_NONBLOCK))
        return no_process(f);
    OWNED(file_close) int out_read = pipes[0];
    OWNED(file_close) int out_write = pipes[1];
    if (pipe2(pipes + 2, O_CLOEXEC | O_NONBLOCK))
        return no_process(f);
    OWNED(file_close) int report_read = pipes[2];
    OWNED(file_close) int report_write = pipes[3];
    OWNED(file_close) int guard_fd = -1;
    struct ends ends = { in, out_write, report_write, self };
    fcntl(out_write, F_SETFL, 0); /* the program's writes wait for us */
    r.guard = fork_guard(&guard_fd);
    if (!r.guard)
        guard(ask, &ends);
    if (r.guard < 0)
        return no_process(f);
    file_close(&out_write);
    file_close(&report_write);
    r.guard_fd = guard_fd;
    r.out = out_read;
    r.report = report_read;
    r.taking = (struct taking){ .kept = arena_alloc(a, ask->most + 1), .most = ask->most };
    bool killed = must_be_killed(&r, &how);
    see_it_gone(&r, killed);
    read_end(&r, out);
    if (killed)
        *out = (struct exec_end){ .how = how };
    out->output = exec_clean(a, r.taking.kept, r.taking.len);
    out->cut = r.taking.cut;
    out->last = exec_clean(a, r.taking.last, r.taking.last_len);
    return FAULT_OK;
}

char *exec_clean(struct arena *a, const char *s, size_t len)
{
    char *out = arena_alloc(a, len + 1);
    size_t n = 0;
    for (size_t i = 0; i < len;) {
        unsigned code = 0;
        size_t more = utf8_char(s + i, len - i, &code);
        if (!more || (utf8_misleads(code) && code != '\n')) {
            out[n++] = s[i] == '\t' ? ' ' : '?';
            i += more ? more : 1;
            continue;
        }
        memcpy(out + n, s + i, more);
        n += more;
        i += more;
    }
    return out;
}
