/* SPDX-License-Identifier: Apache-2.0 */
/* `migrate`: the only verb that runs as the database's owner. */
#include "cli/cli.h"
#include "store/migrate.h"

static void say(const char *line)
{
    fprintf(stderr, "%s\n", line);
}

enum fault_code cli_migrate(struct cli *c)
{
    return migrate(c->db, arena_printf(c->arena, "%s/sql", c->conf.root), say);
}
