/* SPDX-License-Identifier: Apache-2.0 */
/* The list of schedules, the next one first. Indexes: sql/0115. */
#include "store/schedule.h"
#include "store/account_rows.h"
#include "store/schedule_rows.h"

#define LISTERS (DB_WEB_READERS | DB_CLI)
QUERY(account_ref, LISTERS, ACCOUNT_REF, NUMBER_ROW);
QUERY(account_ref_below, LISTERS, ACCOUNT_REF_BELOW, NUMBER_ROW);

static const struct word own_words[] = { { "no", T("No"), "" }, { "yes", T("Yes"), "" } };

static const struct list_column columns[] = {
    { "kind", T("What"), COLUMN_TEXT, .sql = "schedule.kind", .ascii = true, .index = "by_kind",
      .own_index = "by_account_kind", .sorts = true },
    { "state", T("State"), COLUMN_WORD, .sql = "schedule.state", .index = "by_state",
      .own_index = "by_account_state", .then = "next", .words = schedule_state_words,
      .word_count = countof(schedule_state_words) },
    { "id", T("Number"), COLUMN_NUMBER, .field = "id" },
    { "machine", T("Machine"), COLUMN_TEXT, .field = "vm" },
    { "vm", T("Machine's number"), COLUMN_NUMBER, .field = "vm_id", .sql = "schedule.vm_id",
      .index = "by_vm", .own_index = "by_vm", .own_exact = true },
    { "account", T("Account"), COLUMN_REF, .sql = "schedule.account_id", .index = "by_account_next",
      .then = "next", .provider_only = true, .ref = &account_ref,
      .ref_below = &account_ref_below },
    { "when", T("When"), COLUMN_TEXT, .field = "moment" },
    { "zone", T("Time zone"), COLUMN_TEXT, .field = "zone" },
    { "next", T("Next"), COLUMN_TIME, .field = "next_at", .sql = "schedule.next_at",
      .index = "next_at", .own_index = "by_account_next", .sorts = true },
    { "ran", T("Last"), COLUMN_TIME, .field = "ran_at" },
    { "task", T("Last task"), COLUMN_NUMBER, .field = "task_id" },
    { "skipped", T("Skipped"), COLUMN_TIME, .field = "skipped_at" },
    { "by", T("By"), COLUMN_TEXT, .field = "made_by" },
    { "own", T("The panel's own"), COLUMN_WORD, .sql = "schedule.own", .index = "by_own",
      .then = "next", .provider_only = true, .words = own_words, .word_count = countof(own_words) },
};

LIST_NOUN(schedule_noun, .name = "schedule", .table = "schedule", .columns = SCHEDULE_COLUMNS,
          .joins = SCHEDULE_JOINS, .row = schedule_view, .size = sizeof(struct schedule),
          .narrow = schedule_narrow, LIST_COLUMNS(columns), .by = "next", .users = LISTERS);
