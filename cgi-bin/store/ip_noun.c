/* SPDX-License-Identifier: Apache-2.0 */
/* Indexes: sql/0084, 0085. */
#include "store/ip_noun.h"
#include "store/account_rows.h"
#include "store/ip_parts.h"

#define LISTERS DB_ADMIN_READER
#define OFFER ROWS(struct list_offer, list_offer_view)
QUERY(pool_ref, LISTERS,
      "SELECT MIN(id) AS n FROM ip_pool WHERE " IP_POOL_WORDS " = ? HAVING n IS NOT NULL",
      NUMBER_ROW);
QUERY(pools, LISTERS, "SELECT " IP_POOL_WORDS " AS name FROM ip_pool ORDER BY id LIMIT 50", OFFER);
QUERY(account_ref, LISTERS, ACCOUNT_REF, NUMBER_ROW);
QUERY(account_ref_below, LISTERS, ACCOUNT_REF_BELOW, NUMBER_ROW);
QUERY(cluster_ref, LISTERS,
      "SELECT MIN(network.id) AS n FROM network JOIN cluster ON cluster.id = network.cluster_id "
      "WHERE cluster.name = ? HAVING n IS NOT NULL",
      NUMBER_ROW);

static const struct list_column ip_columns[] = {
    { "ip", T("Address"), COLUMN_TEXT, .field = "words", .sql = "ip.words", .ascii = true,
      .index = "by_words", .sorts = true },
    { "state", T("State"), COLUMN_WORD, .sql = "ip.state", .index = "by_state",
      .words = ip_state_words, .word_count = IP_STATE_COUNT },
    { "pool", T("Pool"), COLUMN_REF, .sql = "ip.pool_id", .ascii = true,
      .index = "by_pool", .ref = &pool_ref,
      .offers = &pools },
    { "machine", T("Held by"), COLUMN_TEXT, .field = "vm" },
    { "account", T("Account"), COLUMN_TEXT, .sql = NULL },
    { "note", T("Reserved for"), COLUMN_TEXT, .sql = "ip.note" },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "ip.id", .index = "PRIMARY", .sorts = true },
};

LIST_NOUN(ip_noun, .name = "ip", .table = "ip", .columns = IP_COLUMNS, .joins = IP_JOINS,
          .row = ip_row_view, .size = sizeof(struct ip_row), LIST_COLUMNS(ip_columns),
          .global = true, .by = "id", .users = LISTERS);

static const struct list_column pool_columns[] = {
    { "pool", T("Pool"), COLUMN_TEXT, .field = "words" },
    { "family", T("IPv"), COLUMN_NUMBER, .sql = "ip_pool.family" },
    { "network", T("Network"), COLUMN_TEXT, .sql = NULL },
    { "cluster", T("Cluster"), COLUMN_REF, .sql = "ip_pool.network_id", .ref = &cluster_ref },
    { "addresses", T("Addresses"), COLUMN_NUMBER, .sql = NULL },
    { "held", T("Held"), COLUMN_NUMBER, .sql = NULL },
    { "reserved", T("Reserved"), COLUMN_NUMBER, .sql = NULL },
    { "free", T("Free"), COLUMN_NUMBER, .sql = NULL },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "ip_pool.id", .index = "PRIMARY", .sorts = true },
};

LIST_NOUN(ip_pool_noun, .name = "ip_pool", .table = "ip_pool", .columns = IP_POOL_COLUMNS,
          .joins = IP_POOL_JOINS, .row = ip_pool_view, .size = sizeof(struct ip_pool),
          LIST_COLUMNS(pool_columns), .global = true, .by = "id", .users = LISTERS);

static const struct list_column hold_columns[] = {
    { "ip", T("Address"), COLUMN_TEXT, .field = "words", .sql = "ip_hold.words", .ascii = true,
      .index = "by_words", .sorts = true },
    { "machine", T("Machine"), COLUMN_TEXT, .field = "vm_name",
      .sql = "ip_hold.vm_name", .ascii = true,
      .index = "by_vm_name", .sorts = true },
    { "vm", T("Its number"), COLUMN_NUMBER, .field = "vm_id", .sql = "ip_hold.vm_id",
      .index = "by_vm" },
    { "account", T("Account"), COLUMN_REF, .sql = "ip_hold.account_id", .index = "account_id",
      .ref = &account_ref,
      .ref_below = &account_ref_below },
    { "from", T("From"), COLUMN_TIME, .field = "begun_at", .sql = "ip_hold.begun_at",
      .index = "by_begun", .sorts = true },
    { "until", T("Until"), COLUMN_TIME, .field = "ended_at", .sql = "ip_hold.ended_at" },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "ip_hold.id", .index = "PRIMARY", .sorts = true },
};

LIST_NOUN(ip_hold_noun, .name = "ip_hold", .table = "ip_hold", .columns = IP_HOLD_COLUMNS,
          .joins = IP_HOLD_JOINS, .row = ip_hold_view, .size = sizeof(struct ip_hold),
          LIST_COLUMNS(hold_columns), .global = true, .by = "id", .down = true,
          .users = LISTERS);
