/* SPDX-License-Identifier: Apache-2.0 */
/*
 * taskd: the dispatcher, and, forked from it, keepers and workers. The only
 * program that changes anything on nodes. Its last argument is where ps shows which
 * of them a process is.
 */
#include "db/service.h"
#include "task/job.h"
#include "task/keeper.h"

#ifdef FAILPOINTS
#include <sanitizer/lsan_interface.h>
#include <unistd.h>

/*
 * runsv sends CONT after its TERM, which takes back the SIGSTOP that the leak checker waits for at
 * a process's exit: it would wait for ever. Keepers and workers get neither and are checked.
 */
static pid_t under_runsv;

int __lsan_is_turned_off(void)
{
    return under_runsv == getpid();
}
#endif

int main(int argc, char **argv)
{
    static const struct service_spec spec = { .name = "taskd", .role = "--dispatch" };
    OWNED(arena_drop) struct arena *a = arena_new();
    struct service s = { .arena = a };
#ifdef FAILPOINTS
    under_runsv = getpid();
#endif
    int status = service_begin(&s, &spec, argc, argv);
    if (status)
        return status;
    job_check_kinds();
    struct staff staff = { &s.conf, &s.db, argv[3], strlen(argv[3]) };
    return dispatcher_run(&staff);
}
