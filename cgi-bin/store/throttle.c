/* SPDX-License-Identifier: Apache-2.0 */
/* A window begins with its first try and is forgotten after ten minutes. */
#include "store/throttle.h"
#include <arpa/inet.h>
#include "base/secret.h"

struct window {
    int64_t count;
    int64_t age; /* seconds */
};
static const struct field window_view[] = {
    I64(struct window, count),
    I64(struct window, age),
    FIELDS_END,
};

QUERY(look, DB_SIGNIN,
      "SELECT count, TIMESTAMPDIFF(SECOND, since, NOW(6)) AS age FROM throttle "
      "WHERE what = ? AND bucket = ?",
      ROWS(struct window, window_view));
QUERY(count, DB_SIGNIN,
      "INSERT INTO throttle (what, bucket, count, since) VALUES (?, ?, 1, NOW(6)) "
      "ON DUPLICATE KEY UPDATE "
      "count = IF(since < NOW(6) - INTERVAL 10 MINUTE, 1, count + 1), "
      "since = IF(since < NOW(6) - INTERVAL 10 MINUTE, NOW(6), since)");
QUERY(right_one, DB_SIGNIN, "UPDATE throttle SET count = 0 WHERE what = ? AND bucket = ?");

static const int64_t most[] = {
    [THROTTLE_ADDRESS] = 10,
    [THROTTLE_ACCOUNT] = 10,
    [THROTTLE_ALL] = 60,
    [THROTTLE_MAIL] = 3,
};

static struct arg bucket_of(const char *whose)
{
    return arg_i64(secret_bucket(whose, THROTTLE_BUCKETS));
}

enum fault_code throttle_check(const struct db *db, enum throttle_what what, const char *whose)
{
    struct window w;
    enum fault_code rc = db_one(db, &look, &w, ARGS(arg_i64(what), bucket_of(whose)));
    if (rc == FAULT_MISSING) {
        fault_clear(db->fault);
        return FAULT_OK;
    }
    if (rc || w.count < most[what] || w.age >= THROTTLE_SECONDS)
        return rc;
    int wait = (int)(THROTTLE_SECONDS - w.age);
    rc = fail(db->fault, FAULT_RATE, T("Too many tries. Try again in %d minutes."), wait / 60 + 1);
    db->fault->retry_after = wait;
    return rc;
}

enum fault_code throttle_count(struct db *db, enum throttle_what what, const char *whose)
{
    return db_exec(db, &count, NULL, NULL, ARGS(arg_i64(what), bucket_of(whose)));
}

enum fault_code throttle_right(struct db *db, enum throttle_what what, const char *whose)
{
    return db_exec(db, &right_one, NULL, NULL, ARGS(arg_i64(what), bucket_of(whose)));
}

const char *throttle_address(struct arena *a, const char *address)
{
    struct in6_addr six;
    char words[INET6_ADDRSTRLEN];
    if (inet_pton(AF_INET6, address, &six) != 1)
        return address;
    memset(six.s6_addr + 8, 0, 8);
    return arena_strdup(a, inet_ntop(AF_INET6, &six, words, sizeof(words)));
}
