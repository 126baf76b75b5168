/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two clicks never wait for each other's address: SKIP LOCKED. The unique key on
 * the number is what makes a second holder impossible.
 */
#include "store/ip.h"
#include <arpa/inet.h>

static const struct field ip_view[] = {
    I64(struct ip, id),       I64(struct ip, family), TEXT(struct ip, words),
    TEXT(struct ip, gateway), I64(struct ip, prefix), FIELDS_END,
};

struct pool_row {
    int64_t id;
};
static const struct field pool_view[] = { I64(struct pool_row, id), FIELDS_END };

struct gateway_row {
    const char *words;
};
static const struct field gateway_view[] = { TEXT(struct gateway_row, words), FIELDS_END };

QUERY(add_pool, DB_CLI,
      "INSERT IGNORE INTO ip_pool (network_id, family, gateway, prefix) VALUES (?, ?, ?, ?)");
QUERY(pool_of, DB_CLI, "SELECT id FROM ip_pool WHERE network_id = ? AND family = ? AND gateway = ?",
      ROWS(struct pool_row, pool_view));
QUERY(other_pool, DB_CLI,
      "SELECT gateway AS words FROM ip_pool WHERE network_id = ? AND family = ? AND gateway <> ?",
      ROWS(struct gateway_row, gateway_view));
QUERY(add_ip, DB_CLI,
      "INSERT IGNORE INTO ip (pool_id, family, addr, words) VALUES (?, ?, INET6_ATON(?), ?)");
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
QUERY(of_vm, DB_WEB | DB_TASKD,
      "SELECT ip.id, ip.family, words, gateway, prefix FROM ip JOIN nic ON nic.id = ip.nic_id "
      "JOIN ip_pool ON ip_pool.id = ip.pool_id WHERE nic.vm_id = ? ORDER BY ip.family, ip.id",
      ROWS(struct ip, ip_view));

/*
 * The n-th address of the network that the gateway lies in. In an IPv6 network it is
 * the first of the n-th /80: cloud clients are told that network and add the 1.
 */
static void nth(const unsigned char *gateway, size_t len, int64_t prefix, int64_t n, char *words)
{
    unsigned char addr[16];
    bool own_net = len == 16 && prefix <= 64;
    memcpy(addr, gateway, len);
    for (size_t bit = (size_t)prefix; bit < len * 8; bit++)
        addr[bit / 8] = (unsigned char)(addr[bit / 8] & ~(0x80 >> bit % 8));
    for (size_t i = own_net ? 10 : len; i-- > 0 && n; n >>= 8)
        addr[i] = (unsigned char)(addr[i] | (n & 0xff));
    if (own_net)
        addr[15] = 1;
    inet_ntop(len == 4 ? AF_INET : AF_INET6, addr, words, INET6_ADDRSTRLEN);
}

enum fault_code ip_pool_ensure(struct db *db, int64_t network_id, const char *gateway,
                               int64_t prefix, int64_t most)
{
    unsigned char gw[16];
    bool four = !strchr(gateway, ':');
    size_t len = four ? 4 : 16;
    if (inet_pton(four ? AF_INET : AF_INET6, gateway, gw) != 1 || prefix < 1 ||
        prefix > (int64_t)len * 8 - 2)
        return fail(db->fault, FAULT_INVALID, T("%s/%lld is not a network's gateway."), gateway,
                    (long long)prefix);
    int64_t family = four ? 4 : 6;
    struct pool_row pool;
    struct gateway_row other;
    enum fault_code rc =
        db_one(db, &other_pool, &other, ARGS(ARG(network_id), ARG(family), ARG(gateway)));
    if (!rc)
        return fail_field(db->fault, FAULT_CONFLICT, four ? "v4" : "v6",
                          T("The network has the gateway %s, and machines may use it."),
                          other.words);
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(db->fault);
    rc = db_exec(db, &add_pool, NULL, NULL,
                 ARGS(ARG(network_id), ARG(family), ARG(gateway), ARG(prefix)));
    if (!rc)
        rc = db_one(db, &pool_of, &pool, ARGS(ARG(network_id), ARG(family), ARG(gateway)));
    int64_t host_bits = (int64_t)len * 8 - prefix;
    int64_t last = host_bits >= 62 ? most : ((int64_t)1 << host_bits) - 2;
    for (int64_t n = 1; !rc && n <= last && n <= most; n++) {
        char words[INET6_ADDRSTRLEN];
        nth(gw, len, prefix, n, words);
        if (strcmp(words, gateway))
            rc = db_exec(db, &add_ip, NULL, NULL,
                         ARGS(ARG(pool.id), ARG(family), arg_text(words), arg_text(words)));
    }
    return rc;
}

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
