/* SPDX-License-Identifier: Apache-2.0 */
#include "store/plan_noun.h"

const struct word plan_state_words[PLAN_STATES] = {
    [PLAN_SOLD] = { "sold", T("Sold"), "plan-sold" },
    [PLAN_RETIRED] = { "retired", T("Retired"), "plan-retired" },
};

const struct field plan_row_view[] = {
    I64(struct plan_row, id),
    TEXT(struct plan_row, name),
    STATE(struct plan_row, state, plan_state_words),
    TEXT(struct plan_row, base),
    I64(struct plan_row, vcpu),
    BYTES(struct plan_row, memory),
    BYTES(struct plan_row, disk),
    BYTES(struct plan_row, traffic),
    MONEY(struct plan_row, price_month),
    MONEY(struct plan_row, price_hour),
    TEXT(struct plan_row, currency),
    I64(struct plan_row, machines, .max = COUNT_MOST),
    TIME(struct plan_row, retired_at),
    FIELDS_END,
};

static const struct list_column columns[] = {
    { "name", T("Name"), COLUMN_TEXT, .sql = "plan.name", .index = "by_name", .sorts = true },
    { "state", T("State"), COLUMN_WORD, .sql = "plan.retired", .index = "by_retired",
      .then = "name", .words = plan_state_words, .word_count = PLAN_STATES },
    { "vcpu", T("vCPU"), COLUMN_NUMBER, .sql = "plan.vcpu" },
    { "memory", T("Memory"), COLUMN_BYTES, .sql = "plan.memory" },
    { "disk", T("Disk"), COLUMN_BYTES, .sql = "plan.disk" },
    { "traffic", T("Traffic"), COLUMN_BYTES, .sql = "plan.traffic" },
    { "price", T("Price a month"), COLUMN_MONEY, .field = "price_month", .sql = "plan.price_month",
      .index = "by_price", .sorts = true },
    { "hour", T("Price an hour"), COLUMN_MONEY, .field = "price_hour", .sql = "plan.price_hour" },
    { "currency", T("Currency"), COLUMN_TEXT, .sql = NULL },
    { "machines", T("Machines"), COLUMN_NUMBER, .sql = NULL },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "plan.id", .index = "PRIMARY", .sorts = true },
};

LIST_NOUN(plan_noun, .name = "plan", .table = "plan",
          .columns = "plan.id, plan.name, plan.retired AS state, '' AS base, plan.vcpu, "
                     "plan.memory, "
                     "plan.disk, plan.traffic, plan.price_month, plan.price_hour, plan.currency, "
                     "plan.retired_at, " COUNTED("vm WHERE vm.plan_id = plan.id") " AS machines",
          .joins = "", .where = "plan.reseller_id = 0", .row = plan_row_view,
          .size = sizeof(struct plan_row), LIST_COLUMNS(columns), .global = true, .by = "price",
          .users = DB_ADMIN_READER | DB_CLI);
