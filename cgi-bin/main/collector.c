/* SPDX-License-Identifier: Apache-2.0 */
/* collector: one minute's readings of all nodes, then it ends. cron starts it each minute. */
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include "base/log.h"
#include "metric/collector.h"

int main(int argc, char **argv)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct fault f = { .code = FAULT_OK };
    struct conf c;
    char *password = NULL;
    struct rlimit no_core = { 0, 0 };
    log_name("collector");
    if (argc != 3 || strcmp(argv[1], "--state")) {
        log_error("usage: collector --state DIR");
        return 2;
    }
    setrlimit(RLIMIT_CORE, &no_core);
    prctl(PR_SET_DUMPABLE, 0);
    signal(SIGPIPE, SIG_IGN);
    if (conf_load(&f, a, argv[2], &c) || conf_db_password(&f, a, &c, "collector", &password)) {
        log_error("%s", fault_words(&f, a));
        return 1;
    }
    struct db_conf db = { c.db_socket, c.db_name, "collector", password, false };
    return (int)collector_run(&c, &db);
}
