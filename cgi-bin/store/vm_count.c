/* SPDX-License-Identifier: Apache-2.0 */
/* Each count reads one range of an index of (account_id, state) or of state. */
#include "store/vm_count.h"

static const struct field counts_view[] = {
    I64(struct vm_counts, total),
    I64(struct vm_counts, running),
    I64(struct vm_counts, off),
    I64(struct vm_counts, failed),
    FIELDS_END,
};

/* states as in enum vm_state */
#define COUNT(where) "(SELECT COUNT(*) FROM (SELECT 1 FROM vm WHERE " where " LIMIT 10001) AS some)"
#define COUNTS(of)                                                                                 \
    "SELECT " COUNT(of " 1 = 1") " AS total, " COUNT(of " state = 1") " AS running, " COUNT(       \
        of " state = 2") " AS off, " COUNT(of " state = 7") " AS failed"
QUERY(own, DB_MY_READER, COUNTS("account_id = ? AND"), ROWS(struct vm_counts, counts_view));
QUERY(any, DB_ADMIN_READER, COUNTS(""), ROWS(struct vm_counts, counts_view));

enum fault_code vm_counts(const struct db *db, const struct scope *who, struct vm_counts *out)
{
    if (who->account == SCOPE_ANY)
        return db_one(db, &any, out, NO_ARGS);
    return db_one(db, &own, out,
                  ARGS(ARG(who->account), ARG(who->account), ARG(who->account), ARG(who->account)));
}
