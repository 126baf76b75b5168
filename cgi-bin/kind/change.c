/* SPDX-License-Identifier: Apache-2.0 */
#include "kind/change.h"
#include "base/text.h"
#include "store/audit.h"

enum fault_code change_make(struct db *db, const struct asker *who, const struct change *c)
{
    const char *before = "";
    const char *after = "";
    if (!c->of.noun && !c->said && !c->none)
        bug("%s says neither what it changes nor why not", c->what);
    enum fault_code rc = audit_look(db, &c->of, &before);
    if (!rc)
        rc = c->fn(db, c->ctx);
    if (!rc)
        rc = audit_look(db, &c->of, &after);
    if (rc)
        return rc;
    const char *differs = audit_diff(db->arena, c->of.noun, before, after);
    struct audit_new note = { .account_id = c->account_id ? c->account_id : who->account_id,
                              .reseller_id = c->account_id ? c->reseller_id : who->reseller_id,
                              .who = asker_by(who),
                              .as_user = who->as_user,
                              .address = who->address,
                              .what = c->what,
                              .object = text_cut(db->arena, c->object ? c->object : "", AUDIT_NAME),
                              .changes = *differs || !c->said ? differs : c->said,
                              .about = audit_about(db->arena, &c->of),
                              .vm_id = c->vm_id,
                              .by_other = who->acting ||
                                          (c->account_id && c->account_id != who->account_id) };
    return audit_add(db, &note);
}

enum fault_code change_note(struct db *db, const struct asker *who, const struct change_asked *c)
{
    const char *after = "";
    enum fault_code rc = audit_look(db, &c->of, &after);
    if (rc)
        return rc;
    const char *differs = audit_diff(db->arena, c->of.noun, c->before, after);
    struct audit_new note = { .account_id = c->account_id,
                              .reseller_id = c->reseller_id,
                              .who = asker_by(who),
                              .as_user = who->as_user,
                              .address = who->address,
                              .what = c->what,
                              .object = text_cut(db->arena, c->object, AUDIT_NAME),
                              .changes = audit_with_task(db->arena, differs, c->task_id),
                              .about = audit_about(db->arena, &c->of),
                              .vm_id = c->vm_id,
                              .by_other = !c->own };
    return audit_add(db, &note);
}
