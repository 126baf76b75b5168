/* SPDX-License-Identifier: Apache-2.0 */
/* A worker does one task and ends; it dies with its keeper. */
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>
#include "base/confine.h"
#include "base/file.h"
#include "base/log.h"
#include "task/keeper.h"
#include "task/steps.h"

enum { DATA_MOST = 1 << 30, FILES_MOST = 256 };

/*
 * What one task swells to is its own end: of several processes the kernel ends a worker first when
 * memory runs out, and never for it the dispatcher or a machine.
 */
static void limit_self(void)
{
    const struct rlimit files = { FILES_MOST, FILES_MOST };
    OWNED(file_close) int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    confine_memory(DATA_MOST);
    if (setrlimit(RLIMIT_NOFILE, &files))
        bug("setrlimit: %s", strerror(errno));
    if (fd < 0 || write(fd, "800", 3) != 3)
        log_warn("the kernel does not know that a worker may be ended first");
}

static int work(const struct staff *s)
{
    struct errand e;
    struct fault fault = { .code = FAULT_OK };
    OWNED(arena_drop) struct arena *a = arena_new();
    OWNED(db_close) struct db *db = db_new(s->db);
    limit_self();
    confine_behind();
    db_use(db, a, &fault);
    if (db_connect(db))
        log_warn("the database is away: %s", fault_words(&fault, a));
    else
        job_warm(db);
    if (!role_receive(&e))
        return WORKER_DONE;
    enum fault_code rc = job_run(s->conf, db, e.id, e.fence);
    if (rc == FAULT_LEASE)
        return WORKER_LEASE_LOST;
    return rc ? WORKER_FAILED : WORKER_DONE;
}

const struct role worker_role = { "--work", true, work };
