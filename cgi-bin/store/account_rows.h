/* SPDX-License-Identifier: Apache-2.0 */
/* How a row becomes a struct account, for account.c and customer.c; and who counts as suspended. */
#pragma once

/* Is the account, or the reseller whose it is? The argument is the table's name or alias. */
#define SUSPENDED(account)                                                                         \
    "(" account ".suspended OR EXISTS (SELECT 1 FROM account AS above "                            \
    "WHERE above.id = " account ".reseller_id AND above.suspended))"

/* For lists (store/list.h): an account by its name, which several resellers' customers may have;
 * and by its reseller's and its own, '' being the provider's. */
#define ACCOUNT_REF "SELECT id AS n FROM account WHERE name = ? ORDER BY id LIMIT 9"
#define ACCOUNT_REF_BELOW                                                                          \
    "SELECT account.id AS n FROM account LEFT JOIN account AS reseller ON account.resold "         \
    "AND reseller.id = account.reseller_id WHERE account.name = ? "                                \
    "AND COALESCE(reseller.name, '') = ? ORDER BY account.id LIMIT 9"

#define ACCOUNT_COLUMNS                                                                            \
    "SELECT account.id, account.reseller_id, account.level, account.name, " SUSPENDED(             \
        "account") " AS suspended, account.suspended_why, account.closed_at, "                     \
                   "account.erased_at IS NOT NULL AS erased, account.vm_limit, "                   \
                   "account.vm_count, account.running_limit, account.vcpu_limit, "                 \
                   "account.vcpu_count, "                                                          \
                   "account.memory_limit, account.memory_count, account.disk_limit, "              \
                   "account.disk_count, "                                                          \
                   "account.ip_limit, account.ip_count, account.traffic_limit, "                   \
                   "account.traffic_count, "                                                       \
                   "account.api_minute, account.group_id, account.resold, account.created_at "     \
                   "FROM account "
