/* SPDX-License-Identifier: Apache-2.0 */
#include "kind/change.h"
#include "base/text.h"
#include "store/audit.h"

enum fault_code change_make(struct db *db, const struct asker *who, const struct change *c)
{
    enum fault_code rc = c->fn(db, c->ctx);
    if (rc)
        return rc;
    struct audit_new note = { .account_id = c->account_id ? c->account_id : who->account_id,
                              .reseller_id = c->account_id ? c->reseller_id : who->reseller_id,
                              .who = who->who,
                              .address = who->address,
                              .what = c->what,
                              .object =
                                  text_cut(db->arena, c->object ? c->object : "", AUDIT_NAME) };
    return audit_add(db, &note);
}
