/* SPDX-License-Identifier: Apache-2.0 */
/* Host names: of its own, since the gate asks for one before it knows anything else. */
#include "store/brand.h"
#include "store/brand_rows.h"

QUERY(by_host, DB_MY | DB_MY_READER | DB_API | DB_API_READER | DB_SIGNIN,
      BRAND_COLUMNS "WHERE host = ?", ROWS(struct brand, brand_view));

enum fault_code brand_by_host(const struct db *db, const char *host, struct brand *out)
{
    return db_one(db, &by_host, out, ARGS(ARG(host)));
}

const struct field brand_host_view[] = {
    I64(struct brand_host, reseller_id),
    TEXT(struct brand_host, reseller),
    TEXT(struct brand_host, host),
    TEXT(struct brand_host, host_asked),
    FIELDS_END,
};

QUERY(hosts, DB_CLI,
      "SELECT brand.reseller_id, account.name AS reseller, COALESCE(host, '') AS host, host_asked "
      "FROM brand JOIN account ON account.id = brand.reseller_id WHERE host_asked <> '' "
      "OR host IS NOT NULL ORDER BY brand.reseller_id LIMIT 1000",
      ROWS(struct brand_host, brand_host_view));

enum fault_code brand_hosts_any(const struct db *db, struct list *out)
{
    return db_all(db, &hosts, out, NO_ARGS);
}
