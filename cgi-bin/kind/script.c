/* SPDX-License-Identifier: Apache-2.0 */
#include "kind/script.h"

static const char *const names[SCRIPT_ACTS] = {
    /* the audit's */
    [SCRIPT_ADD] = "script_add",       [SCRIPT_CHANGE] = "script_change",
    [SCRIPT_RETIRE] = "script_retire", [SCRIPT_OFFER] = "script_offer",
    [SCRIPT_DELETE] = "script_delete",
};

static enum fault_code save_tx(struct db *db, void *ctx)
{
    struct script_saving *s = ctx;
    switch (s->act) {
    case SCRIPT_ADD: return script_add(db, &s->who, s->name, s->text, &s->id);
    case SCRIPT_CHANGE: return script_change(db, s->who.account, s->id, s->name, s->text);
    case SCRIPT_RETIRE:
    case SCRIPT_OFFER: return script_retire(db, s->who.account, s->id, s->act == SCRIPT_RETIRE);
    case SCRIPT_DELETE: return script_drop(db, s->who.account, s->id);
    case SCRIPT_ACTS: break;
    }
    bug("an act of a script: %d", (int)s->act);
}

struct change script_saving_change(struct script_saving *s)
{
    return (struct change){ .what = names[s->act],
                            .object = s->name,
                            .of = { .noun = AUDIT_OF_SCRIPT, .id = &s->id },
                            .fn = save_tx,
                            .ctx = s };
}
