/* SPDX-License-Identifier: Apache-2.0 */
/* `audit verify`: whether what was sealed is still as it was. */
#include "store/audit_chain.h"
#include "base/words.h"
#include "cli/cli.h"
#include "form/json.h"

static const struct field verdict_view[] = {
    I64(struct audit_verdict, batches),   I64(struct audit_verdict, rows),
    I64(struct audit_verdict, erased),    I64(struct audit_verdict, unsealed),
    I64(struct audit_verdict, uncopied),  TEXT(struct audit_verdict, hash),
    I64(struct audit_verdict, bad_batch), I64(struct audit_verdict, bad_row),
    TEXT(struct audit_verdict, why),      FIELDS_END,
};

static void show(const struct audit_verdict *v)
{
    printf("%lld batches with %lld rows are as they were sealed.\n", (long long)v->batches,
           (long long)v->rows);
    printf("%lld rows are without the names in them, which were erased.\n", (long long)v->erased);
    printf("%lld rows are not sealed yet.\n", (long long)v->unsealed);
    if (v->uncopied >= 0)
        printf("%lld rows have not gone to the system log yet.\n", (long long)v->uncopied);
    if (*v->hash)
        printf("The last batch's hash, as taskd's log has it: %s\n", v->hash);
}

enum fault_code cli_audit_verify(struct cli *c)
{
    struct audit_verdict v;
    enum fault_code rc = conf_use_key(c->fault, c->arena, &c->conf);
    if (!rc)
        rc = audit_verify(c->db, &v);
    if (rc)
        return rc;
    if (c->json)
        cli_json(json_of(c->arena, verdict_view, &v));
    else if (!v.bad_batch)
        show(&v);
    if (v.bad_row)
        return fail(c->fault, FAULT_CONFLICT, T("Batch %lld, row %lld: %s."),
                    (long long)v.bad_batch, (long long)v.bad_row, tr(v.why));
    if (v.bad_batch)
        return fail(c->fault, FAULT_CONFLICT, T("Batch %lld: %s."), (long long)v.bad_batch,
                    tr(v.why));
    return FAULT_OK;
}
