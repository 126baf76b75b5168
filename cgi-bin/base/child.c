/* SPDX-License-Identifier: Apache-2.0 */
#include "base/child.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
#include "base/attr.h"
#include "base/fault.h"

/* PDEATHSIG is set after any change of rights, which would clear it. */
static void tie_to(pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL))
        bug("prctl: %s", strerror(errno));
    if (getppid() != parent)
        _exit(1); /* it died before */
}

static void reset_signals(void)
{
    static const int ours[] = { SIGHUP, SIGINT, SIGTERM, SIGALRM, SIGCHLD };
    sigset_t none;
    for (size_t i = 0; i < countof(ours); i++)
        signal(ours[i], SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void close_all_but(int in, int keep)
{
    unsigned first = keep ? CHILD_KEPT + 1 : CHILD_KEPT;
    if ((in && dup2(in, STDIN_FILENO) < 0) || (keep && dup2(keep, CHILD_KEPT) < 0) ||
        close_range(first, ~0U, 0))
        bug("cannot close a parent's descriptors: %s", strerror(errno));
}

pid_t child_fork(const struct child_way *way)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid)
        return pid;
    if (!way->outlives)
        tie_to(parent);
    close_all_but(way->in, way->keep);
    alarm(way->seconds);
    reset_signals();
    return 0;
}
