/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Transactions that run again. A lock time-out undoes one statement only, so
 * every failure rolls the whole back before the next try (DB4, DB5).
 */
#include <errmsg.h>
#include "base/clock.h"
#include "base/log.h"
#include "db/link.h"

enum { TRIES = 5 };

static enum fault_code plain(const struct db *db, const char *sql)
{
    struct db_link *l = db->link;
    enum fault_code rc = link_up(db);
    if (rc)
        return rc;
    if (mysql_real_query(l->mysql, sql, strlen(sql)))
        return link_fault(db, mysql_errno(l->mysql), mysql_error(l->mysql));
    return FAULT_OK;
}

static void roll_back(struct db *db)
{
    struct db_link *l = db->link;
    if (l->mysql && mysql_rollback(l->mysql))
        link_down(l);
    l->in_tx = false;
}

/* What is to be done, and what meanwhile; NULL: nothing. */
struct running {
    db_tx_fn *fn;
    db_work_fn *meanwhile;
    void *ctx;
};

/* Sends it, works while the server writes its log to the disk, and reads the answer. */
static enum fault_code commit(const struct db *db, const struct running *r)
{
    static const char sql[] = "COMMIT";
    MYSQL *m = db->link->mysql;
    bool sent = !mysql_send_query(m, sql, sizeof(sql) - 1);
    if (sent && r->meanwhile)
        r->meanwhile(r->ctx);
    return sent && !mysql_read_query_result(m) ? FAULT_OK
                                               : link_fault(db, mysql_errno(m), mysql_error(m));
}

/* *unknown: the link broke after COMMIT was sent. */
static enum fault_code attempt(struct db *db, const struct running *r, bool *unknown)
{
    enum fault_code rc = plain(db, "BEGIN");
    if (rc)
        return rc;
    db->link->in_tx = true;
    rc = r->fn(db, r->ctx);
    if (rc) {
        roll_back(db);
        return rc;
    }
    db->link->in_tx = false;
    if (!db->link->mysql)
        bug("a transaction's function hid the loss of its connection");
    rc = commit(db, r);
    *unknown = rc && !db->link->mysql;
    if (rc && !*unknown)
        roll_back(db);
    return rc;
}

static enum fault_code run(struct db *db, const struct running *r, db_tx_fn *landed)
{
    for (int tries = 1;; tries++) {
        bool unknown = false;
        db->link->last_error = 0;
        enum fault_code rc = attempt(db, r, &unknown);
        if (unknown) {
            if (!landed)
                return rc;
            fault_clear(db->fault);
            rc = landed(db, r->ctx);
            if (rc != FAULT_MISSING)
                return rc;
        }
        unsigned error = db->link->last_error;
        bool again =
            unknown || (rc == FAULT_LOCKED && error) || (rc == FAULT_DATABASE && link_lost(error));
        if (!rc || !again || tries == TRIES)
            return rc;
        log_warn("transaction runs again after database error %u", error);
        fault_clear(db->fault);
        clock_sleep_ms(tries * 5);
    }
}

enum fault_code db_tx(struct db *db, db_tx_fn *fn, db_tx_fn *landed, void *ctx)
{
    const struct running r = { .fn = fn, .ctx = ctx };
    return run(db, &r, landed);
}

enum fault_code db_tx_while(struct db *db, db_tx_fn *fn, db_work_fn *meanwhile, void *ctx)
{
    const struct running r = { .fn = fn, .meanwhile = meanwhile, .ctx = ctx };
    return run(db, &r, NULL);
}

enum fault_code db_migrate_text(struct db *db, const char *sql)
{
    return plain(db, sql);
}
