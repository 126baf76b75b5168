/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watcher: follows what happens on nodes, and changes nothing there. Its last argument is where ps
 * shows which of its processes one is.
 */
#include "db/service.h"
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
    static const struct service_spec spec = { .name = "watcher", .role = "--watch" };
    OWNED(arena_drop) struct arena *a = arena_new();
    struct service s = { .arena = a };
    int status = service_begin(&s, &spec, argc, argv);
    if (status)
        return status;
    struct staff staff = { &s.conf, &s.db, argv[3], strlen(argv[3]) };
    return watcher_run(&staff);
}
