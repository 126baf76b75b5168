/* SPDX-License-Identifier: Apache-2.0 */
/* Indexes: sql/0035, 0076. */
#include "store/audit_noun.h"

#define LISTERS (DB_ADMIN_READER | DB_CLI)

const struct word audit_result_words[2] = {
    { "done", T("Done"), "task-done" },
    { "refused", T("Refused"), "task-failed" },
};

static const struct field row_view[] = {
    I64(struct audit_row, id),
    TIME(struct audit_row, at),
    TEXT(struct audit_row, who),
    TEXT(struct audit_row, address),
    TEXT(struct audit_row, what),
    TEXT(struct audit_row, object),
    STATE(struct audit_row, result, audit_result_words),
    TEXT(struct audit_row, account),
    I64(struct audit_row, account_id),
    FIELDS_END,
};

QUERY(account_ref, LISTERS,
      "SELECT MIN(id) AS n FROM account WHERE name = ? HAVING n IS NOT NULL",
      NUMBER_ROW);

static const struct list_column columns[] = {
    { "who", T("Who"), COLUMN_TEXT, .sql = "audit.who", .index = "by_who" },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "audit.id", .index = "PRIMARY", .sorts = true },
    { "at", T("When"), COLUMN_TIME, .sql = "audit.at", .index = "by_time", .sorts = true },
    { "from", T("From"), COLUMN_TEXT, .field = "address", .sql = "audit.address", .ascii = true,
      .index = "by_address" },
    { "what", T("What"), COLUMN_TEXT, .sql = "audit.what", .ascii = true, .index = "by_what" },
    { "on", T("On"), COLUMN_TEXT, .field = "object", .sql = "audit.object",
      .index = "by_object" },
    { "result", T("Result"), COLUMN_WORD, .sql = "audit.refused", .index = "by_refused",
      .words = audit_result_words, .word_count = countof(audit_result_words) },
    { "account", T("Account"), COLUMN_REF, .sql = "audit.account_id", .index = "account_id",
      .ref = &account_ref },
};

LIST_NOUN(audit_noun, .name = "audit", .table = "audit",
          .columns = "audit.id, audit.at, audit.who, audit.address, audit.what, audit.object, "
                     "audit.refused AS result, COALESCE(account.name, '') AS account, "
                     "audit.account_id",
          .joins = "LEFT JOIN account ON account.id = audit.account_id", .row = row_view,
          .size = sizeof(struct audit_row), LIST_COLUMNS(columns), .global = true, .by = "id",
          .down = true, .users = LISTERS);
