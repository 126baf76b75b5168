/* SPDX-License-Identifier: Apache-2.0 */
/* collector: one minute's readings of all nodes, then it ends. cron starts it each minute. */
#include "db/service.h"
#include "metric/collector.h"

int main(int argc, char **argv)
{
    static const struct service_spec spec = { .name = "collector" };
    OWNED(arena_drop) struct arena *a = arena_new();
    struct service s = { .arena = a };
    int status = service_begin(&s, &spec, argc, argv);
    return status ? status : (int)collector_run(&s.conf, &s.db);
}
