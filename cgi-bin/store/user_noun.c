/* SPDX-License-Identifier: Apache-2.0 */
/* Indexes: sql/0004, 0075, 0078, 0137. */
#include "store/user_noun.h"

const struct word user_state_words[USER_STATES] = {
    { "active", T("Active"), "vm-running" },
    { "disabled", T("Disabled"), "vm-suspended" },
    { "invited", T("Invited"), "vm-off" },
};

static const struct field row_view[] = {
    I64(struct user_row, id),
    TEXT(struct user_row, email),
    TEXT(struct user_row, name),
    TEXT(struct user_row, accounts),
    STATE(struct user_row, state, user_state_words),
    TIME(struct user_row, signed_in_at),
    TIME(struct user_row, created_at),
    FIELDS_END,
};

static const struct list_column columns[] = {
    { "email", T("E-mail"), COLUMN_TEXT, .sql = "user.email", .ascii = true,
      .index = "email", .sorts = true },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "user.id", .index = "PRIMARY", .sorts = true },
    { "name", T("Name"), COLUMN_TEXT, .sql = "user.name", .index = "by_name", .sorts = true },
    { "accounts", T("Accounts"), COLUMN_TEXT, .field = "accounts" },
    { "state", T("State"), COLUMN_WORD, .sql = "user.state", .index = "by_state",
      .sorts = true, .words = user_state_words, .word_count = countof(user_state_words) },
    { "signed-in", T("Signed in"), COLUMN_TIME, .field = "signed_in_at" },
    { "created", T("Made"), COLUMN_TIME, .field = "created_at", .sql = "user.created_at",
      .index = "by_created", .sorts = true },
};

LIST_NOUN(user_noun, .name = "user", .table = "user",
          .columns = "user.id, user.email, user.name, "
                     "COALESCE((SELECT GROUP_CONCAT(account.name ORDER BY account.id "
                     "SEPARATOR ', ') FROM member JOIN account ON account.id = member.account_id "
                     "WHERE member.user_id = user.id), '') AS accounts, user.state, "
                     "(SELECT signin.at FROM signin WHERE signin.user_id = user.id "
                     "AND signin.passed ORDER BY signin.id DESC LIMIT 1) AS signed_in_at, "
                     "user.created_at",
          .joins = "", .row = row_view, .size = sizeof(struct user_row), LIST_COLUMNS(columns),
          .global = true, .by = "email", .users = DB_ADMIN_READER | DB_CLI);
