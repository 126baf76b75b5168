/* SPDX-License-Identifier: Apache-2.0 */
/* Of its own, since users end links and links make users. */
#include "store/link.h"

QUERY(end_all, DB_WEB_WRITERS | DB_SIGNIN | DB_CLI,
      "UPDATE link SET used_at = NOW(6) WHERE user_id = ? AND used_at IS NULL");

enum fault_code link_end_all(struct db *db, int64_t user_id)
{
    return db_exec(db, &end_all, NULL, NULL, ARGS(ARG(user_id)));
}
