/* SPDX-License-Identifier: Apache-2.0 */
/* Indexes: sql/0003, 0077, 0161, 0220, 0241. */
#include "store/account_noun.h"

const struct word account_kind_words[3] = {
    [ACCOUNT_PROVIDER] = { "provider", T("Provider"), "" },
    [ACCOUNT_RESELLER] = { "reseller", T("Reseller"), "" },
    [ACCOUNT_CUSTOMER] = { "customer", T("Customer"), "" },
};
const struct word account_state_words[3] = {
    { "active", T("Active"), "vm-running" },
    { "suspended", T("Suspended"), "vm-suspended" },
    { "closed", T("Closed"), "vm-off" },
};

#define LISTERS (DB_ADMIN_READER | DB_CLI)
QUERY(group_ref, LISTERS, "SELECT id AS n FROM account_group WHERE name = ?", NUMBER_ROW);
QUERY(groups, LISTERS, "SELECT name FROM account_group ORDER BY name LIMIT 50",
      ROWS(struct list_offer, list_offer_view));

QUERY(reseller_ref, LISTERS, "SELECT id AS n FROM account WHERE name = ? AND level = 1 LIMIT 1",
      NUMBER_ROW);
QUERY(resellers, LISTERS, "SELECT name FROM account WHERE level = 1 ORDER BY id LIMIT 50",
      ROWS(struct list_offer, list_offer_view));

static const struct field row_view[] = {
    I64(struct account_row, id),
    TEXT(struct account_row, name),
    STATE(struct account_row, kind, account_kind_words),
    STATE(struct account_row, state, account_state_words),
    I64(struct account_row, vm_count),
    I64(struct account_row, vm_limit),
    TEXT(struct account_row, reseller),
    TEXT(struct account_row, group),
    I64(struct account_row, users),
    TIME(struct account_row, created_at),
    FIELDS_END,
};

static const struct list_column columns[] = {
    { "name", T("Name"), COLUMN_TEXT, .sql = "account.name", .index = "name", .sorts = true },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "account.id", .index = "PRIMARY", .sorts = true },
    { "kind", T("Kind"), COLUMN_WORD, .sql = "account.level", .index = "by_level", .sorts = true,
      .words = account_kind_words, .word_count = countof(account_kind_words) },
    { "state", T("State"), COLUMN_WORD, .sql = "account.standing", .index = "by_standing",
      .sorts = true, .words = account_state_words, .word_count = countof(account_state_words) },
    { "machines", T("Machines"), COLUMN_NUMBER, .field = "vm_count" },
    { "limit", T("At most"), COLUMN_NUMBER, .field = "vm_limit" },
    { "group", T("Group"), COLUMN_REF, .sql = "account.group_id", .index = "by_group",
      .ref = &group_ref, .offers = &groups },
    { "reseller", T("Reseller"), COLUMN_REF, .sql = "account.reseller_id", .index = "by_reseller",
      .ref = &reseller_ref, .offers = &resellers },
    { "users", T("Users"), COLUMN_NUMBER, .field = "users" },
    { "created", T("Made"), COLUMN_TIME, .field = "created_at", .sql = "account.created_at",
      .index = "by_created", .sorts = true },
};

LIST_NOUN(account_noun, .name = "account", .table = "account",
          .columns = "account.id, account.name, account.level AS kind, "
                     "account.standing AS state, account.vm_count, account.vm_limit, "
                     "COALESCE(account_group.name, '') AS `group`, "
                     "COALESCE((SELECT name FROM account AS above WHERE above.id = "
                     "account.reseller_id AND account.resold), '') AS reseller, "
                     "(SELECT COUNT(*) FROM member WHERE member.account_id = account.id) AS users, "
                     "account.created_at",
          .joins = "LEFT JOIN account_group ON account_group.id = account.group_id",
          .row = row_view, .size = sizeof(struct account_row), LIST_COLUMNS(columns),
          .global = true, .by = "name", .users = LISTERS);
