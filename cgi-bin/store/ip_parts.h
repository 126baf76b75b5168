/* SPDX-License-Identifier: Apache-2.0 */
/* What the cards and the lists of addresses and pools read. */
#pragma once
#include "store/number.h"

#define IP_POOL_WORDS "CONCAT(ip_pool.gateway, '/', ip_pool.prefix)"
#define IP_POOL_COUNT(state)                                                                       \
    COUNTED("ip WHERE ip.pool_id = ip_pool.id AND ip.state = " state)
#define IP_POOL_COLUMNS                                                                            \
    "ip_pool.id, " IP_POOL_WORDS " AS words, ip_pool.family, ip_pool.gateway, ip_pool.prefix, "    \
    "network.name AS network, cluster.name AS cluster, "                                           \
    COUNTED("ip WHERE ip.pool_id = ip_pool.id") " AS addresses, "                                  \
    IP_POOL_COUNT("1") " AS held, " IP_POOL_COUNT("2") " AS reserved, "                            \
    IP_POOL_COUNT("0") " AS free "
#define IP_POOL_JOINS                                                                              \
    "JOIN network ON network.id = ip_pool.network_id "                                             \
    "JOIN cluster ON cluster.id = network.cluster_id "

#define IP_COLUMNS                                                                                 \
    "ip.id, ip.words, ip.state, ip.pool_id, " IP_POOL_WORDS " AS pool, ip.note, "                  \
    "nic.vm_id, vm.name AS vm, nic.account_id, account.name AS account "
#define IP_JOINS                                                                                   \
    "JOIN ip_pool ON ip_pool.id = ip.pool_id LEFT JOIN nic ON nic.id = ip.nic_id "                 \
    "LEFT JOIN vm ON vm.id = nic.vm_id LEFT JOIN account ON account.id = nic.account_id "

/* The machine may be gone; the account never is. */
#define IP_HOLD_COLUMNS                                                                            \
    "ip_hold.id, ip_hold.words, ip_hold.account_id, account.name AS account, ip_hold.vm_id, "      \
    "ip_hold.vm_name, vm.id IS NOT NULL AS vm_there, ip_hold.begun_at, ip_hold.ended_at "
#define IP_HOLD_JOINS                                                                              \
    "JOIN account ON account.id = ip_hold.account_id LEFT JOIN vm ON vm.id = ip_hold.vm_id "
