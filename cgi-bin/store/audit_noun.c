/* SPDX-License-Identifier: Apache-2.0 */
/* Indexes: sql/0035, 0076, 0204, 0250, 0260. */
#include "store/audit_noun.h"
#include "base/words.h"
#include "store/account_rows.h"

#define LISTERS (DB_MY_READER | DB_ADMIN_READER | DB_CLI)

const struct word audit_result_words[2] = {
    { "done", T("Done"), "task-done" },
    { "refused", T("Refused"), "task-failed" },
};

static const struct field row_view[] = {
    I64(struct audit_row, id),
    TIME(struct audit_row, at),
    TEXT(struct audit_row, who),
    TEXT(struct audit_row, as_user),
    TEXT(struct audit_row, address),
    TEXT(struct audit_row, what),
    TEXT(struct audit_row, object),
    TEXT(struct audit_row, changes),
    TEXT(struct audit_row, about),
    TEXT(struct audit_row, why),
    TEXT(struct audit_row, request),
    I64(struct audit_row, vm_id),
    BOOL(struct audit_row, own),
    STATE(struct audit_row, result, audit_result_words),
    TEXT(struct audit_row, account),
    I64(struct audit_row, account_id),
    FIELDS_END,
};

QUERY(account_ref, LISTERS, ACCOUNT_REF, NUMBER_ROW);
QUERY(account_ref_below, LISTERS, ACCOUNT_REF_BELOW, NUMBER_ROW);

static const struct list_column columns[] = {
    { "who", T("Who"), COLUMN_TEXT, .sql = "audit.who",
      .narrow_sql = "IF(audit.own, audit.who, '')", .index = "by_who" },
    { "as", T("As"), COLUMN_TEXT, .field = "as_user", .sql = "audit.as_user",
      .index = "by_as_user" },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "audit.id", .index = "PRIMARY",
      .own_index = "account_id", .sorts = true },
    { "at", T("When"), COLUMN_TIME, .sql = "audit.at", .index = "by_time",
      .own_index = "by_account_time", .sorts = true },
    { "from", T("From"), COLUMN_TEXT, .field = "address", .sql = "audit.address",
      .narrow_sql = "IF(audit.own, audit.address, '')", .ascii = true, .index = "by_address" },
    { "what", T("What"), COLUMN_TEXT, .sql = "audit.what", .ascii = true, .index = "by_what",
      .own_index = "by_account_what" },
    { "on", T("On"), COLUMN_TEXT, .field = "object", .sql = "audit.object",
      .index = "by_object" },
    { "changed", T("Changed"), COLUMN_TEXT, .field = "changes" },
    { "result", T("Result"), COLUMN_WORD, .sql = "audit.refused", .index = "by_refused",
      .own_index = "by_account_refused", .words = audit_result_words,
      .word_count = countof(audit_result_words) },
    { "about", T("About"), COLUMN_TEXT, .sql = "audit.about", .ascii = true, .index = "by_about",
      .own_index = "by_about", .own_exact = true },
    { "why", T("Why"), COLUMN_TEXT, .sql = "audit.why", .ascii = true },
    { "request", T("Request"), COLUMN_TEXT, .sql = "audit.request", .ascii = true,
      .index = "by_request", .own_index = "by_request", .own_exact = true },
    { "account", T("Account"), COLUMN_REF, .sql = "audit.account_id", .index = "account_id",
      .provider_only = true, .is_account = true, .ref = &account_ref,
      .ref_below = &account_ref_below },
    { "vm", T("Machine's number"), COLUMN_NUMBER, .field = "vm_id", .sql = "audit.vm_id",
      .index = "by_vm", .own_index = "by_vm", .own_exact = true },
};

/* Whose staff it was is the provider's. */
static void narrow(void *row)
{
    struct audit_row *a = row;
    if (a->own)
        return;
    a->who = tr("Support");
    a->address = "";
}

#define COLUMNS                                                                                    \
    "audit.id, audit.at, audit.who, audit.as_user, audit.address, audit.what, audit.object, "      \
    "audit.changes, audit.about, audit.why, audit.request, "                         \
    "COALESCE(audit.vm_id, 0) AS vm_id, audit.own, audit.refused AS result, "       \
    "COALESCE(account.name, '') AS account, audit.account_id"
#define JOINS "LEFT JOIN account ON account.id = audit.account_id"

LIST_NOUN(audit_noun, .name = "audit", .table = "audit", .columns = COLUMNS, .joins = JOINS,
          .row = row_view, .size = sizeof(struct audit_row), .narrow = narrow,
          LIST_COLUMNS(columns), .by = "id", .down = true, .users = LISTERS);

QUERY(one, DB_MY_READER | DB_ADMIN_READER,
      "SELECT " COLUMNS " FROM audit " JOINS " WHERE audit.id = ? AND" OWNED_BY("audit"),
      ROWS(struct audit_row, row_view));

enum fault_code audit_load(const struct db *db, const struct scope *who, int64_t id,
                           struct audit_row *out)
{
    enum fault_code rc = db_one(db, &one, out, ARGS(ARG(id), OWNER(who)));
    if (rc == FAULT_MISSING)
        return fail(db->fault, rc, T("There is no such line of the audit here."));
    if (!rc && !scope_is_everything(who))
        narrow(out);
    return rc;
}
