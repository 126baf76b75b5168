/* SPDX-License-Identifier: Apache-2.0 */
/* mailer: sends what waits in the outbox (mail/). */
#include "db/service.h"
#include "mail/mailer.h"

int main(int argc, char **argv)
{
    static const struct service_spec spec = { .name = "mailer", .seals = true };
    OWNED(arena_drop) struct arena *a = arena_new();
    struct service s = { .arena = a };
    int status = service_begin(&s, &spec, argc, argv);
    return status ? status : mailer_run(&s.conf, &s.db);
}
