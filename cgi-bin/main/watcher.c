/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watcher: follows what happens on nodes, and changes nothing there. Its last argument is where ps
 * shows which of its processes one is.
 */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include "base/log.h"
#include "base/secret.h"
#include "task/watcher.h"

#ifdef FAILPOINTS
#include <sanitizer/lsan_interface.h>

/* runsv's CONT after its TERM would let the leak checker wait for ever (taskd.c). */
int __lsan_is_turned_off(void)
{
    return 1;
}
#endif

int main(int argc, char **argv)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct fault f = { .code = FAULT_OK };
    struct conf c;
    char *password = NULL;
    struct rlimit no_core = { 0, 0 };
    log_name("watcher");
    if (argc != 4 || strcmp(argv[1], "--state") || strcmp(argv[3], "--watch")) {
        log_error("usage: watcher --state DIR --watch");
        return 2;
    }
    secret_init();
    setrlimit(RLIMIT_CORE, &no_core);
    prctl(PR_SET_DUMPABLE, 0);
    if (conf_load(&f, a, argv[2], &c) || conf_db_password(&f, a, &c, "watcher", &password)) {
        log_error("%s", fault_words(&f, a));
        return 1;
    }
    struct db_conf db = { c.db_socket, c.db_name, "watcher", password, false };
    struct staff staff = { &c, &db, argv[3], strlen(argv[3]) };
    return watcher_run(&staff);
}
