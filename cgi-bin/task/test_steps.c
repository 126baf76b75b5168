/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A kind of test builds alone: each step adds two lines to STATE/journal, when it begins and when
 * it ends, and takes its time between them. What they say is held against what locks and leases
 * promise, without the database's word for it.
 */
#ifdef FAILPOINTS
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <time.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/file.h"
#include "task/steps.h"

enum { LEAST_MS = 1, SPREAD_MS = 20 };

/* "MICROSECONDS begin|end TASK STEP FENCE", by the clock that goes on while a process is stopped */
static enum fault_code write_line(struct job *j, const char *what, int step)
{
    struct timespec now;
    char line[128];
    const char *path = arena_printf(j->arena, "%s/journal", j->conf->state);
    OWNED(file_close) int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    clock_gettime(CLOCK_BOOTTIME, &now);
    int len = snprintf(line, sizeof(line), "%lld %s %" PRId64 " %d %" PRId64 "\n",
                       (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000, what, j->task.id, step,
                       j->fence);
    if (fd < 0 || write(fd, line, (size_t)len) != len)
        return fail(j->fault, FAULT_BUG, T("%s cannot be written: %s."), path, strerror(errno));
    return FAULT_OK;
}

/* What it does, nothing but its locks and its lease keeps others from. */
static enum fault_code step(struct job *j, int no)
{
    enum fault_code rc = job_mine(j);
    if (!rc)
        rc = write_line(j, "begin", no);
    if (rc)
        return rc;
    clock_sleep_ms(LEAST_MS + (int)(j->task.id * 7 % SPREAD_MS));
    return write_line(j, "end", no);
}

static enum fault_code one(struct job *j)
{
    return step(j, 1);
}

static enum fault_code two(struct job *j)
{
    return step(j, 2);
}

const struct job_kind job_test_lock = {
    .kind = "test_lock",
    .steps = { { "one", one, NULL }, { "two", two, NULL } },
    .settle = job_settle_nothing,
};
#endif
