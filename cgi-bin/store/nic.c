/* SPDX-License-Identifier: Apache-2.0 */
/* Until a machine has several, its first card is the one that is shown. */
#include "store/nic.h"

struct mac_row {
    const char *mac;
};
static const struct field mac_view[] = { TEXT(struct mac_row, mac), FIELDS_END };

QUERY(mac_of, DB_ADMIN_READER, "SELECT mac FROM nic WHERE vm_id = ? AND no = 0",
      ROWS(struct mac_row, mac_view));

enum fault_code nic_mac_any(const struct db *db, int64_t vm_id, const char **mac)
{
    struct mac_row row;
    enum fault_code rc = db_one(db, &mac_of, &row, ARGS(ARG(vm_id)));
    *mac = rc ? "" : row.mac;
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(db->fault);
    return FAULT_OK;
}
