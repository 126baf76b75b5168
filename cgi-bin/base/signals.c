/* SPDX-License-Identifier: Apache-2.0 */
#include "base/signals.h"
#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include "base/fault.h"

int signals_open(bool children)
{
    sigset_t set;
    sigemptyset(&set);
    if (children)
        sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (fd < 0)
        bug("signalfd: errno %d", errno);
    return fd;
}
