/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever changes something by the command line is in the audit by his name on this host. */
#include <pwd.h>
#include <unistd.h>
#include "cli/cli.h"
#include "kind/change.h"
#include "store/account.h"

static const char *unix_name(struct arena *a)
{
    const struct passwd *p = getpwuid(getuid());
    return p ? arena_strdup(a, p->pw_name) : arena_printf(a, "uid %ld", (long)getuid());
}

enum fault_code cli_asker(struct cli *c, struct asker *who)
{
    *who = (struct asker){ .scope = scope_everything(),
                           .who = unix_name(c->arena),
                           .address = "command line",
                           .inst = c->conf.inst };
    enum fault_code rc = account_provider(c->db, "Provider", &who->account_id);
    who->reseller_id = who->account_id;
    return rc;
}

struct run {
    const struct asker *who;
    const struct change *change;
};

static enum fault_code run_tx(struct db *db, void *ctx)
{
    const struct run *r = ctx;
    return change_make(db, r->who, r->change);
}

enum fault_code cli_change(struct cli *c, const struct change *change)
{
    struct asker who;
    struct run run = { &who, change };
    enum fault_code rc = cli_asker(c, &who);
    return rc ? rc : db_tx(c->db, run_tx, NULL, &run);
}
