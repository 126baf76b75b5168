/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/audit.h"
#include "store/audit_noun.h"

static void dress(const struct request *rq, const char *column, const void *row,
                  struct list_cell *cell)
{
    const struct audit_row *a = row;
    if (!strcmp(column, "account") && *a->account)
        cell->href = arena_printf(rq->arena, "/admin/account/%lld", (long long)a->account_id);
}

static const struct list_table audits = {
    .noun = &audit_noun,
    .title = T("Audit"),
    .path = "/audit",
    .shown = { "at", "who", "from", "what", "on", "result", "account" },
    .tab = { { T("All"), "" },
             { T("Refused"), "result:refused" },
             { T("Sign-ins"), "what:signin" } },
    .empty = T("Nothing was done yet."),
    .dress = dress,
};

enum fault_code audit_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &audits);
}
