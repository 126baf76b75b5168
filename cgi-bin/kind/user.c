/* SPDX-License-Identifier: Apache-2.0 */
#include "kind/user.h"
#include "store/member.h"

enum fault_code user_disable(struct db *db, int64_t user_id)
{
    struct list left;
    enum fault_code rc = user_set_disabled(db, user_id, true);
    if (!rc)
        rc = member_administrators(db, &left);
    if (!rc && !left.count)
        rc = fail(db->fault, FAULT_CONFLICT,
                  T("This is the last administrator. Invite another one first."));
    return rc;
}
