/* SPDX-License-Identifier: Apache-2.0 */
#include "store/ip_hold.h"
#include "base/clock.h"
#include "store/ip_parts.h"

const struct field ip_hold_view[] = {
    I64(struct ip_hold, id),         TEXT(struct ip_hold, words),
    I64(struct ip_hold, account_id), TEXT(struct ip_hold, account),
    I64(struct ip_hold, vm_id),      TEXT(struct ip_hold, vm_name),
    BOOL(struct ip_hold, vm_there),  TIME(struct ip_hold, begun_at),
    TIME(struct ip_hold, ended_at),  FIELDS_END,
};

/* An address has one holder at a time, so whoever began last before then is the only one that can
 * have held it. */
QUERY(held_at, DB_ADMIN_READER,
      "SELECT " IP_HOLD_COLUMNS "FROM (SELECT id FROM ip_hold WHERE words = ? AND begun_at <= ? "
      "ORDER BY begun_at DESC LIMIT 1) AS last JOIN ip_hold ON ip_hold.id = last.id " IP_HOLD_JOINS
      "WHERE ip_hold.ended_at IS NULL OR ip_hold.ended_at > ?",
      ROWS(struct ip_hold, ip_hold_view));
QUERY(holds, DB_ADMIN | DB_ADMIN_READER,
      "SELECT " IP_HOLD_COLUMNS "FROM (SELECT id FROM ip_hold WHERE words = ? "
      "ORDER BY begun_at DESC LIMIT ?) AS last JOIN ip_hold ON ip_hold.id = last.id " IP_HOLD_JOINS
      "ORDER BY ip_hold.begun_at DESC",
      ROWS(struct ip_hold, ip_hold_view));

enum fault_code ip_held_at_any(const struct db *db, const char *words, int64_t moment,
                               struct ip_hold *out)
{
    const char *then = clock_sql(db->arena, moment);
    return db_one(db, &held_at, out, ARGS(ARG(words), ARG(then), ARG(then)));
}

enum fault_code ip_holds_any(const struct db *db, const char *words, struct list *out)
{
    return db_all(db, &holds, out, ARGS(ARG(words), arg_i64(IP_HOLDS)));
}

const struct field ip_hold_own_view[] = {
    I64(struct ip_hold, id),
    TEXT(struct ip_hold, words),
    TEXT(struct ip_hold, vm_name),
    TIME(struct ip_hold, begun_at),
    TIME(struct ip_hold, ended_at),
    FIELDS_END,
};
QUERY(of_account, DB_MY_READER | DB_ADMIN_READER,
      "SELECT id, words, vm_name, begun_at, ended_at FROM ip_hold WHERE account_id = ? "
      "AND ip_hold.id > ? ORDER BY ip_hold.id LIMIT ?",
      ROWS(struct ip_hold, ip_hold_own_view));

enum fault_code ip_holds_of_account(const struct db *db, const struct scope *who, int64_t behind,
                                    int64_t limit, struct list *out)
{
    return db_all(db, &of_account, out, ARGS(ARG(who->account), ARG(behind), ARG(limit)));
}
