/* SPDX-License-Identifier: Apache-2.0 */
/* What a forked process begins with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/child.h"

enum { FDS = 256, LIMIT_MS = 20000, STRAY_S = 60 };

struct found {
    int open[FDS];
    bool blocked;
    bool catches;
    bool ignores_pipe;
};

static void on_signal(int signo)
{
    (void)signo;
}

static bool handles(int signo, void (*how)(int))
{
    struct sigaction now;
    return !sigaction(signo, NULL, &now) && now.sa_handler == how;
}

static void look_around(struct found *f)
{
    sigset_t mask;
    memset(f, 0, sizeof(*f));
    for (int fd = 0; fd < FDS; fd++)
        f->open[fd] = fcntl(fd, F_GETFD) >= 0;
    sigprocmask(SIG_SETMASK, NULL, &mask);
    for (int signo = 1; signo < NSIG; signo++)
        f->blocked |= sigismember(&mask, signo) == 1;
    f->catches = !handles(SIGTERM, SIG_DFL) || !handles(SIGCHLD, SIG_DFL);
    f->ignores_pipe = handles(SIGPIPE, SIG_IGN);
}

static int status_of(pid_t pid)
{
    int status = -1;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

/* What a child of that way finds, said over its kept descriptor. */
static struct found found_by(struct child_way way)
{
    struct found f;
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    way.keep = ends[1];
    pid_t pid = child_fork(&way);
    if (!pid) {
        look_around(&f);
        _exit(write(CHILD_KEPT, &f, sizeof(f)) != (ssize_t)sizeof(f));
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], &f, sizeof(f)), sizeof(f));
    close(ends[0]);
    assert_int_equal(status_of(pid), 0);
    return f;
}

static void has_what_was_named(void **state)
{
    (void)state;
    int other = open("/dev/null", O_RDONLY);
    int far = fcntl(other, F_DUPFD, FDS - 1);
    struct found f = found_by((struct child_way){ .in = 0 });
    for (int fd = 0; fd <= CHILD_KEPT; fd++)
        assert_true(f.open[fd]);
    for (int fd = CHILD_KEPT + 1; fd < FDS; fd++)
        assert_false(f.open[fd]);
    close(other);
    close(far);
}

/* One that is told to keep nothing has nothing beside the standard ones. */
static void has_nothing_else(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t pid = child_fork(&(struct child_way){ .in = ends[0] });
    if (!pid) {
        struct found f;
        char c = 0;
        look_around(&f);
        for (int fd = CHILD_KEPT; fd < FDS; fd++)
            if (f.open[fd])
                _exit(1);
        _exit(read(STDIN_FILENO, &c, 1) == 1 && c == 'x' ? 0 : 2);
    }
    assert_int_equal(write(ends[1], "x", 1), 1);
    close(ends[0]);
    close(ends[1]);
    assert_int_equal(status_of(pid), 0);
}

static void takes_signals_as_new(void **state)
{
    (void)state;
    sigset_t set;
    sigset_t before;
    sigfillset(&set);
    sigprocmask(SIG_BLOCK, &set, &before);
    signal(SIGTERM, on_signal);
    signal(SIGCHLD, on_signal);
    struct found f = found_by((struct child_way){ .in = 0 });
    signal(SIGTERM, SIG_DFL);
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    assert_false(f.blocked);
    assert_false(f.catches);
    assert_true(f.ignores_pipe);
}

/* A child of a process that is gone: one that goes on says '.' when it sees that. */
static int child_of_the_dead(bool outlives)
{
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t middle = fork();
    if (!middle) {
        struct child_way way = { .keep = ends[1], .seconds = STRAY_S, .outlives = outlives };
        pid_t parent = getpid();
        pid_t pid = child_fork(&way);
        if (pid)
            _exit(pid < 0);
        while (!outlives || getppid() == parent)
            usleep(1000);
        _exit(write(CHILD_KEPT, ".", 1) != 1);
    }
    close(ends[1]);
    assert_int_equal(status_of(middle), 0);
    return ends[0];
}

static ssize_t said(int fd)
{
    char c = 0;
    struct pollfd p = { .fd = fd, .events = POLLIN };
    assert_int_equal(poll(&p, 1, LIMIT_MS), 1);
    ssize_t len = read(fd, &c, 1);
    close(fd);
    return len;
}

static void dies_with_its_parent(void **state)
{
    (void)state;
    assert_int_equal(said(child_of_the_dead(false)), 0);
    assert_int_equal(said(child_of_the_dead(true)), 1);
}

static void ends_at_its_limit(void **state)
{
    (void)state;
    pid_t pid = child_fork(&(struct child_way){ .seconds = 1 });
    while (!pid)
        pause();
    int status = status_of(pid);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGALRM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_what_was_named),   cmocka_unit_test(has_nothing_else),
        cmocka_unit_test(takes_signals_as_new), cmocka_unit_test(dies_with_its_parent),
        cmocka_unit_test(ends_at_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
