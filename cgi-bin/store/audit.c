/* SPDX-License-Identifier: Apache-2.0 */
#include "store/audit.h"

QUERY(add, DB_WEB_WRITERS | DB_CLI | DB_TASKD | DB_SIGNIN | DB_NOTES,
      "INSERT INTO audit (account_id, reseller_id, who, address, what, object, refused) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)");

enum fault_code audit_add(struct db *db, const struct audit_new *n)
{
    return db_exec(db, &add, NULL, NULL,
                   ARGS(ARG(n->account_id), ARG(n->reseller_id), ARG(n->who), ARG(n->address),
                        ARG(n->what), ARG(n->object), arg_i64(n->refused)));
}
