/* SPDX-License-Identifier: Apache-2.0 */
/*
 * taskd: the dispatcher, and, forked from it, keepers and workers. The only
 * program that changes anything on nodes. Its last argument is where ps shows which
 * of them a process is.
 */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include "base/log.h"
#include "base/secret.h"
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
    OWNED(arena_drop) struct arena *a = arena_new();
    struct fault f = { .code = FAULT_OK };
    struct conf c;
    char *password = NULL;
    struct rlimit no_core = { 0, 0 };
    log_name("taskd");
    if (argc != 4 || strcmp(argv[1], "--state") || strcmp(argv[3], "--dispatch")) {
        log_error("usage: taskd --state DIR --dispatch");
        return 2;
    }
#ifdef FAILPOINTS
    under_runsv = getpid();
#endif
    secret_init();
    setrlimit(RLIMIT_CORE, &no_core);
    prctl(PR_SET_DUMPABLE, 0);
    signal(SIGPIPE, SIG_IGN);
    job_check_kinds();
    if (conf_load(&f, a, argv[2], &c) || conf_db_password(&f, a, &c, "taskd", &password)) {
        log_error("%s", fault_words(&f, a));
        return 1;
    }
    struct db_conf db = { c.db_socket, c.db_name, "taskd", password, false };
    struct staff staff = { &c, &db, argv[3], strlen(argv[3]) };
    return dispatcher_run(&staff);
}
