/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two clicks never wait for each other's address: SKIP LOCKED. The unique key on
 * the number is what makes a second holder impossible.
 */
#include "store/ip.h"

static const struct field ip_view[] = {
    I64(struct ip, id),       I64(struct ip, family), TEXT(struct ip, words),
    TEXT(struct ip, gateway), I64(struct ip, prefix), FIELDS_END,
};

QUERY(free_one, DB_WEB_WRITERS | DB_CLI,
      "SELECT ip.id, ip.family, words, gateway, prefix FROM ip "
      "JOIN ip_pool ON ip_pool.id = ip.pool_id "
      "WHERE ip.pool_id = (SELECT MIN(id) FROM ip_pool WHERE network_id = ? AND family = ?) "
      "AND nic_id IS NULL AND rests_until < NOW(6) "
      "ORDER BY rests_until, ip.id LIMIT 1 FOR UPDATE SKIP LOCKED",
      ROWS(struct ip, ip_view));
QUERY(give, DB_WEB_WRITERS | DB_CLI, "UPDATE ip SET nic_id = ? WHERE id = ? AND nic_id IS NULL");
QUERY(hold, DB_WEB_WRITERS | DB_CLI,
      "INSERT INTO ip_hold (words, account_id, reseller_id, vm_id, vm_name) "
      "VALUES (?, ?, ?, ?, ?)");
QUERY(free_all, DB_TASKD,
      "UPDATE ip JOIN nic ON nic.id = ip.nic_id "
      "SET ip.nic_id = NULL, rests_until = NOW(6) + INTERVAL 1 MINUTE WHERE nic.vm_id = ?");
QUERY(hold_ends, DB_TASKD,
      "UPDATE ip_hold SET ended_at = NOW(6) WHERE vm_id = ? AND ended_at IS NULL");
QUERY(of_vm, DB_TASKD,
      "SELECT ip.id, ip.family, words, gateway, prefix FROM ip JOIN nic ON nic.id = ip.nic_id "
      "JOIN ip_pool ON ip_pool.id = ip.pool_id WHERE nic.vm_id = ? ORDER BY ip.family, ip.id",
      ROWS(struct ip, ip_view));

static enum fault_code take_one(struct db *db, const struct ip_wish *w, int64_t family,
                                struct ip *out)
{
    enum fault_code rc = db_one(db, &free_one, out, ARGS(ARG(w->network_id), ARG(family)));
    if (rc == FAULT_MISSING)
        return fail(db->fault, FAULT_FULL, T("No IPv%d address is free here."), (int)family);
    if (!rc)
        rc = db_exec_one(db, &give, FAULT_LOCKED, ARGS(ARG(w->nic_id), ARG(out->id)));
    if (!rc)
        rc = db_exec(db, &hold, NULL, NULL,
                     ARGS(ARG(out->words), ARG(w->account_id), ARG(w->reseller_id), ARG(w->vm_id),
                          ARG(w->vm_name)));
    return rc;
}

enum fault_code ip_take(struct db *db, const struct ip_wish *w, struct ip *four, struct ip *six)
{
    enum fault_code rc = take_one(db, w, 4, four);
    return rc ? rc : take_one(db, w, 6, six);
}

enum fault_code ip_release_vm(struct db *db, int64_t vm_id)
{
    enum fault_code rc = db_exec(db, &free_all, NULL, NULL, ARGS(ARG(vm_id)));
    return rc ? rc : db_exec(db, &hold_ends, NULL, NULL, ARGS(ARG(vm_id)));
}

enum fault_code ip_list_vm(const struct db *db, int64_t vm_id, struct list *out)
{
    return db_all(db, &of_vm, out, ARGS(ARG(vm_id)));
}
