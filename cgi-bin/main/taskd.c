/* SPDX-License-Identifier: Apache-2.0 */
/*
 * taskd: the dispatcher, and, started by itself, a keeper, a worker or a probe.
 * The only program that speaks with nodes.
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

/*
 * runsv sends CONT after its TERM, which takes back the SIGSTOP that the leak checker waits for at
 * a process's exit: it would wait for ever. Keepers and workers get neither and are checked.
 */
static bool under_runsv;

int __lsan_is_turned_off(void)
{
    return under_runsv;
}
#endif

static int run_role(const struct conf *c, struct db *db, const char *role, const char *arg)
{
    long long node = 0;
#ifdef FAILPOINTS
    under_runsv = !role;
#endif
    if (!role)
        return dispatcher_run(c, db);
    if (!strcmp(role, "--keep"))
        return keeper_run(c, db);
    if (!strcmp(role, "--work"))
        return worker_run(c, db);
    if (!strcmp(role, "--probe") && arg && parse_i64(arg, 1, INT64_MAX, &node))
        return probe_run(c, db, node);
    log_error("usage: taskd --state DIR");
    return 2;
}

int main(int argc, char **argv)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct fault f = { .code = FAULT_OK };
    struct conf c;
    char *password = NULL;
    struct rlimit no_core = { 0, 0 };
    const char *state = argc > 2 && !strcmp(argv[1], "--state") ? argv[2] : NULL;
    log_name("taskd");
    secret_init();
    setrlimit(RLIMIT_CORE, &no_core);
    prctl(PR_SET_DUMPABLE, 0);
    signal(SIGPIPE, SIG_IGN);
    job_check_kinds();
    if (conf_load(&f, a, state, &c) || conf_db_password(&f, a, &c, "taskd", &password)) {
        log_error("%s", fault_words(&f, a));
        return 1;
    }
    struct db_conf dbc = { c.db_socket, c.db_name, "taskd", password, false };
    struct db *db = db_new(&dbc);
    int status = run_role(&c, db, argc > 3 ? argv[3] : NULL, argc > 4 ? argv[4] : NULL);
    db_close(&db);
    return status;
}
