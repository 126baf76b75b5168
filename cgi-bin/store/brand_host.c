/* SPDX-License-Identifier: Apache-2.0 */
/* Of its own: the gate asks for it before it knows anything else. */
#include "store/brand.h"
#include "store/brand_rows.h"

QUERY(by_host, DB_MY | DB_MY_READER | DB_API | DB_API_READER | DB_SIGNIN,
      BRAND_COLUMNS "WHERE host = ?", ROWS(struct brand, brand_view));

enum fault_code brand_by_host(const struct db *db, const char *host, struct brand *out)
{
    return db_one(db, &by_host, out, ARGS(ARG(host)));
}
