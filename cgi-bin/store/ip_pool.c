/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The n-th address of a pool is computed, and so is the n of an address: what is
 * no n-th address of the pool cannot be put into it.
 */
#include "store/ip_pool.h"
#include <arpa/inet.h>
#include "store/ip_parts.h"
#include "store/number.h"

#define IP_STATE(id, code, people, icon) [IP_##id] = { code, people, icon },
const struct word ip_state_words[IP_STATE_COUNT] = { IP_STATES(IP_STATE) };
#undef IP_STATE

const struct field ip_pool_view[] = {
    I64(struct ip_pool, id),
    TEXT(struct ip_pool, words),
    I64(struct ip_pool, family),
    TEXT(struct ip_pool, gateway),
    I64(struct ip_pool, prefix),
    TEXT(struct ip_pool, network),
    TEXT(struct ip_pool, cluster),
    I64(struct ip_pool, addresses, .max = COUNT_MOST),
    I64(struct ip_pool, held, .max = COUNT_MOST),
    I64(struct ip_pool, reserved, .max = COUNT_MOST),
    I64(struct ip_pool, free, .max = COUNT_MOST),
    FIELDS_END,
};

const struct field ip_row_view[] = {
    I64(struct ip_row, id),
    TEXT(struct ip_row, words),
    STATE(struct ip_row, state, ip_state_words),
    I64(struct ip_row, pool_id),
    TEXT(struct ip_row, pool),
    TEXT(struct ip_row, note),
    I64(struct ip_row, vm_id),
    TEXT(struct ip_row, vm),
    I64(struct ip_row, account_id),
    TEXT(struct ip_row, account),
    FIELDS_END,
};

struct words_row {
    const char *words;
};
static const struct field words_view[] = { TEXT(struct words_row, words), FIELDS_END };

QUERY(add_pool, DB_CLI,
      "INSERT IGNORE INTO ip_pool (network_id, family, gateway, prefix) VALUES (?, ?, ?, ?)");
QUERY(pool_id_of, DB_CLI,
      "SELECT id AS n FROM ip_pool WHERE network_id = ? AND family = ? AND gateway = ?",
      NUMBER_ROW);
QUERY(other_pool, DB_CLI,
      "SELECT gateway AS words FROM ip_pool WHERE network_id = ? AND family = ? AND gateway <> ?",
      ROWS(struct words_row, words_view));
QUERY(add_ip, DB_CLI,
      "INSERT IGNORE INTO ip (pool_id, family, addr, words) VALUES (?, ?, INET6_ATON(?), ?)");
QUERY(pool_by_id, DB_ADMIN | DB_ADMIN_READER,
      "SELECT " IP_POOL_COLUMNS "FROM ip_pool " IP_POOL_JOINS "WHERE ip_pool.id = ?",
      ROWS(struct ip_pool, ip_pool_view));
QUERY(within, DB_ADMIN,
      "SELECT words FROM ip WHERE addr BETWEEN INET6_ATON(?) AND INET6_ATON(?) AND family = ? "
      "ORDER BY addr LIMIT 1",
      ROWS(struct words_row, words_view));
QUERY(add_new_ip, DB_ADMIN,
      "INSERT INTO ip (pool_id, family, addr, words) VALUES (?, ?, INET6_ATON(?), ?)");
QUERY(by_id, DB_ADMIN | DB_ADMIN_READER,
      "SELECT " IP_COLUMNS "FROM ip " IP_JOINS "WHERE ip.id = ?", ROWS(struct ip_row, ip_row_view));
QUERY(reserve, DB_ADMIN,
      "UPDATE ip SET rests_until = '9999-12-31', note = ? WHERE id = ? AND nic_id IS NULL");
QUERY(unreserve, DB_ADMIN,
      "UPDATE ip SET rests_until = NOW(6), note = '' "
      "WHERE id = ? AND nic_id IS NULL AND rests_until >= '9999-01-01'");

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

/* How many there are of them. */
static int64_t last_of(size_t len, int64_t prefix)
{
    int64_t host_bits = (len == 16 && prefix <= 64 ? 80 : (int64_t)len * 8) - prefix;
    return host_bits >= 62 ? INT64_MAX : ((int64_t)1 << host_bits) - 2;
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
    struct number pool;
    struct words_row other;
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
        rc = db_one(db, &pool_id_of, &pool, ARGS(ARG(network_id), ARG(family), ARG(gateway)));
    int64_t last = last_of(len, prefix);
    for (int64_t n = 1; !rc && n <= last && n <= most; n++) {
        char words[INET6_ADDRSTRLEN];
        nth(gw, len, prefix, n, words);
        if (strcmp(words, gateway))
            rc = db_exec(db, &add_ip, NULL, NULL,
                         ARGS(ARG(pool.n), ARG(family), arg_text(words), arg_text(words)));
    }
    return rc;
}

/* The bits of a byte that are the host's. */
static unsigned char host_mask(size_t byte, int64_t prefix)
{
    int64_t bits = prefix - (int64_t)byte * 8;
    int mask = bits >= 8 ? 0 : bits <= 0 ? 0xff : 0xff >> bits;
    return (unsigned char)mask;
}

/* Which one it is; false if it is none of them. */
static bool n_of(const struct ip_pool *pool, const char *words, int64_t *n)
{
    unsigned char gw[16];
    unsigned char addr[16];
    char again[INET6_ADDRSTRLEN];
    int family = pool->family == 4 ? AF_INET : AF_INET6;
    size_t len = pool->family == 4 ? 4 : 16;
    if (inet_pton(family, words, addr) != 1 || inet_pton(family, pool->gateway, gw) != 1)
        return false;
    size_t end = len == 16 && pool->prefix <= 64 ? 10 : len;
    uint64_t value = 0;
    for (size_t i = end > 8 ? end - 8 : 0; i < end; i++) {
        unsigned char host = (unsigned char)(addr[i] & host_mask(i, pool->prefix));
        value = value << 8 | host;
    }
    if (value < 1 || value > (uint64_t)last_of(len, pool->prefix))
        return false;
    *n = (int64_t)value;
    nth(gw, len, pool->prefix, *n, again);
    return inet_pton(family, again, gw) == 1 && !memcmp(gw, addr, len);
}

static enum fault_code read_n(struct db *db, const struct ip_pool *pool, const char *field,
                              const char *words, int64_t *n)
{
    if (n_of(pool, words, n))
        return FAULT_OK;
    char example[INET6_ADDRSTRLEN];
    unsigned char gw[16];
    bool four = pool->family == 4;
    if (inet_pton(four ? AF_INET : AF_INET6, pool->gateway, gw) != 1)
        bug("pool %lld has no gateway", (long long)pool->id);
    nth(gw, four ? 4 : 16, pool->prefix, 2, example);
    return fail_field(db->fault, FAULT_INVALID, field,
                      four ? T("An address of this pool is like %s, inside of %s.")
                           : T("An address of this pool is like %s, the first of a /80 in %s."),
                      example, pool->words);
}

static enum fault_code check_range(struct db *db, const struct ip_pool *pool, const char *first,
                                   const char *last, int64_t *from, int64_t *to)
{
    enum fault_code rc = read_n(db, pool, "first", first, from);
    if (!rc)
        rc = read_n(db, pool, "last", last, to);
    if (rc)
        return rc;
    if (*to < *from)
        return fail_field(db->fault, FAULT_INVALID, "last",
                          T("The last address does not come before the first."));
    if (*to - *from >= IP_RANGE_MOST)
        return fail_field(db->fault, FAULT_INVALID, "last",
                          T("At most %d addresses are added at once."), IP_RANGE_MOST);
    return FAULT_OK;
}

static enum fault_code overlaps(struct db *db, const char *words)
{
    return fail_field(db->fault, FAULT_UNIQUE, "first",
                      T("%s is in a pool already. Ranges do not overlap."), words);
}

enum fault_code ip_range_add(struct db *db, const struct ip_pool *pool, const char *first,
                             const char *last, int64_t *added)
{
    int64_t from = 0;
    int64_t to = 0;
    struct words_row taken;
    unsigned char gw[16];
    size_t len = pool->family == 4 ? 4 : 16;
    enum fault_code rc = check_range(db, pool, first, last, &from, &to);
    if (rc)
        return rc;
    rc = db_one(db, &within, &taken, ARGS(ARG(first), ARG(last), ARG(pool->family)));
    if (rc != FAULT_MISSING)
        return rc ? rc : overlaps(db, taken.words);
    fault_clear(db->fault);
    if (inet_pton(len == 4 ? AF_INET : AF_INET6, pool->gateway, gw) != 1)
        bug("pool %lld has no gateway", (long long)pool->id);
    *added = 0;
    rc = FAULT_OK;
    for (int64_t n = from; !rc && n <= to; n++) {
        char words[INET6_ADDRSTRLEN];
        nth(gw, len, pool->prefix, n, words);
        if (!strcmp(words, pool->gateway))
            continue;
        rc = db_exec(db, &add_new_ip, NULL, NULL,
                     ARGS(ARG(pool->id), ARG(pool->family), arg_text(words), arg_text(words)));
        if (rc == FAULT_UNIQUE) /* somebody adds the same now */
            return overlaps(db, arena_strdup(db->arena, words));
        *added += 1;
    }
    return rc;
}

enum fault_code ip_pool_load_any(const struct db *db, int64_t id, struct ip_pool *out)
{
    enum fault_code rc = db_one(db, &pool_by_id, out, ARGS(ARG(id)));
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such pool.")) : rc;
}

enum fault_code ip_load_any(const struct db *db, int64_t id, struct ip_row *out)
{
    enum fault_code rc = db_one(db, &by_id, out, ARGS(ARG(id)));
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such address in a pool.")) : rc;
}

enum fault_code ip_reserve(struct db *db, int64_t id, const char *note)
{
    enum fault_code rc = db_exec_one(db, &reserve, FAULT_CONFLICT, ARGS(ARG(note), ARG(id)));
    if (rc == FAULT_CONFLICT)
        return fail(db->fault, rc, T("A machine holds this address now."));
    return rc;
}

enum fault_code ip_unreserve(struct db *db, int64_t id)
{
    enum fault_code rc = db_exec_one(db, &unreserve, FAULT_CONFLICT, ARGS(ARG(id)));
    if (rc == FAULT_CONFLICT)
        return fail(db->fault, rc, T("This address is not reserved."));
    return rc;
}
