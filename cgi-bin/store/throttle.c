/* SPDX-License-Identifier: Apache-2.0 */
/* `since`: of a window its first try, where delays grow the last one. */
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
#define COUNT_ONE(over, since_now)                                                                 \
    "UPDATE throttle SET count = IF(" over ", 1, count + 1), since = " since_now " "               \
    "WHERE what = ? AND bucket = ? AND "
#define OVER "since < NOW(6) - INTERVAL 10 MINUTE"
QUERY(take, DB_SIGNIN,
      COUNT_ONE(OVER, "IF(" OVER ", NOW(6), since)") "(count < ? OR " OVER ")");
QUERY(take_growing, DB_SIGNIN,
      COUNT_ONE("since < NOW(6) - INTERVAL 1 HOUR", "NOW(6)")
      "(count < ? OR since < NOW(6) - INTERVAL LEAST(30 * POW(2, LEAST(count - ?, 10)), 900) "
      "SECOND)");
QUERY(add, DB_SIGNIN,
      "INSERT IGNORE INTO throttle (what, bucket, count, since) VALUES (?, ?, 0, NOW(6))");
QUERY(back, DB_SIGNIN,
      "UPDATE throttle SET count = count - 1 WHERE what = ? AND bucket = ? AND count > 0");
QUERY(right_one, DB_SIGNIN, "UPDATE throttle SET count = 0 WHERE what = ? AND bucket = ?");

static const int64_t most[] = {
    [THROTTLE_ADDRESS] = 10,          [THROTTLE_ACCOUNT] = 10, [THROTTLE_ALL] = 60,
    [THROTTLE_UNKNOWN] = INT64_MAX, [THROTTLE_MAIL] = 3,
};

static struct arg bucket_of(const char *whose)
{
    return arg_i64(secret_bucket(whose, THROTTLE_BUCKETS));
}

static bool grows(enum throttle_what what)
{
    return what == THROTTLE_ADDRESS || what == THROTTLE_ACCOUNT;
}

/* As the statements above have it. */
static int64_t delay_of(enum throttle_what what, const struct window *w)
{
    int64_t delay = THROTTLE_FIRST;
    if (!grows(what))
        return THROTTLE_SECONDS;
    for (int64_t n = most[what]; n < w->count && delay < THROTTLE_LONGEST; n++)
        delay *= 2;
    return delay < THROTTLE_LONGEST ? delay : THROTTLE_LONGEST;
}

static enum fault_code refuse(const struct db *db, enum throttle_what what, const struct window *w)
{
    int64_t left = delay_of(what, w) - w->age;
    int wait = left > 0 ? (int)left : 1;
    enum fault_code rc =
        wait < 60 ? fail(db->fault, FAULT_RATE, T("Too many tries. Try again in %d seconds."), wait)
                  : fail(db->fault, FAULT_RATE, T("Too many tries. Try again in %d minutes."),
                         wait / 60 + 1);
    db->fault->retry_after = wait;
    return rc;
}

/* Whether it may and that it was is one UPDATE: tries at once wait for the row, one by one. */
enum fault_code throttle_take(struct db *db, enum throttle_what what, const char *whose)
{
    struct window w;
    struct arg bucket = bucket_of(whose);
    for (bool added = false;; added = true) {
        int64_t taken = 0;
        enum fault_code rc =
            grows(what)
                ? db_exec(db, &take_growing, &taken, NULL,
                          ARGS(arg_i64(what), bucket, arg_i64(most[what]), arg_i64(most[what])))
                : db_exec(db, &take, &taken, NULL,
                          ARGS(arg_i64(what), bucket, arg_i64(most[what])));
        if (rc || taken)
            return rc;
        rc = db_one(db, &look, &w, ARGS(arg_i64(what), bucket));
        if (rc != FAULT_MISSING || added)
            return rc ? rc : refuse(db, what, &w);
        fault_clear(db->fault);
        rc = db_exec(db, &add, NULL, NULL, ARGS(arg_i64(what), bucket));
        if (rc)
            return rc;
    }
}

enum fault_code throttle_back(struct db *db, enum throttle_what what, const char *whose)
{
    return db_exec(db, &back, NULL, NULL, ARGS(arg_i64(what), bucket_of(whose)));
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
    if (IN6_IS_ADDR_V4MAPPED(&six)) /* all of these are in one /64 */
        return arena_strdup(a, inet_ntop(AF_INET, six.s6_addr + 12, words, sizeof(words)));
    memset(six.s6_addr + 8, 0, 8);
    return arena_strdup(a, inet_ntop(AF_INET6, &six, words, sizeof(words)));
}
