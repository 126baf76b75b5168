/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A forked process has its parent's memory, and in it a connection whose
 * descriptor was closed before anything could use it: nobody speaks on another's.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/checks.h"
#include "base/file.h"
#include "base/log.h"
#include "task/keeper.h"

static const char *const role_words[] = {
    [ROLE_KEEPER] = "--keep", [ROLE_WORKER] = "--work", [ROLE_PROBE] = "--probe"
};

static void show_role(const struct staff *s, enum role role)
{
    size_t len = strlen(role_words[role]);
    if (len > s->room)
        return;
    memset(s->word, 0, s->room);
    memcpy(s->word, role_words[role], len);
}

_Noreturn static void become(const struct staff *s, enum role role, int64_t id, int in)
{
    sigset_t none;
    int status = WORKER_FAILED;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (in >= 0)
        dup2(in, STDIN_FILENO);
    close_range(3, ~0U, 0);
    show_role(s, role);
    switch (role) {
    case ROLE_KEEPER: status = keeper_run(s); break;
    case ROLE_WORKER: status = worker_run(s); break;
    case ROLE_PROBE: status = probe_run(s, id); break;
    }
    exit(status);
}

pid_t role_fork(const struct staff *s, enum role role, int64_t id, int *in)
{
    int ends[2] = { -1, -1 };
    if (in && pipe2(ends, O_CLOEXEC))
        return -1;
    pid_t pid = fork();
    if (!pid)
        become(s, role, id, ends[0]);
    file_close(&ends[0]);
    if (pid < 0) {
        log_error("cannot start %s: %s", role_words[role], strerror(errno));
        file_close(&ends[1]);
    }
    if (in)
        *in = ends[1];
    return pid;
}

bool role_send(int fd, int64_t id, int64_t fence)
{
    char line[64];
    int len = snprintf(line, sizeof(line), "%" PRId64 " %" PRId64 "\n", id, fence);
    return write(fd, line, (size_t)len) == len;
}

/* "ID FENCE\n" */
static bool read_pair(char *line, int64_t *id, int64_t *fence)
{
    long long first = 0;
    long long second = 0;
    char *space = strchr(line, ' ');
    if (!space)
        return false;
    *space = '\0';
    space[1 + strcspn(space + 1, "\n")] = '\0';
    if (!parse_i64(line, 1, INT64_MAX, &first) || !parse_i64(space + 1, 1, INT64_MAX, &second))
        return false;
    *id = first;
    *fence = second;
    return true;
}

bool role_receive(int64_t *id, int64_t *fence)
{
    char line[64];
    size_t len = 0;
    while (len + 1 < sizeof(line)) {
        ssize_t n = read(STDIN_FILENO, line + len, sizeof(line) - 1 - len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        len += (size_t)n;
        if (line[len - 1] == '\n')
            break;
    }
    line[len] = '\0';
    return read_pair(line, id, fence);
}
