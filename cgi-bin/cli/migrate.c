/* SPDX-License-Identifier: Apache-2.0 */
/* `migrate`: the only verb that runs as the database's owner. */
#include "cli/cli.h"
#include "store/migrate.h"
#include "store/script.h"

static void say(const char *line)
{
    fprintf(stderr, "%s\n", line);
}

/* Statements have no key: what a table held in clear is sealed here. */
static enum fault_code seal_scripts(struct cli *c)
{
    int64_t n = 0;
    enum fault_code rc = script_unsealed(c->db, &n);
    if (rc || !n)
        return rc;
    rc = conf_use_script_key(c->fault, c->arena, &c->conf);
    if (!rc)
        rc = script_seal_all(c->db);
    if (!rc)
        fprintf(stderr, "%lld scripts and copies of them are sealed now\n", (long long)n);
    return rc;
}

enum fault_code cli_migrate(struct cli *c)
{
    enum fault_code rc = migrate(c->db, arena_printf(c->arena, "%s/sql", c->conf.root), say);
    return rc ? rc : seal_scripts(c);
}
