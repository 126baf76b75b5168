/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The audit's rows in the order of their numbers, each once it is certain that none comes before
 * it, for a log that is elsewhere. How far that has gone is written when it is there: so a row goes
 * once more rather than never.
 */
#pragma once
#include "db/db.h"

enum { AUDIT_COPIES = 200 };

struct audit_copy {
    int64_t id;
    int64_t at;
    int64_t account_id;
    const char *who;
    const char *as_user; /* "": nobody acted */
    const char *address;
    const char *what;
    const char *object;
    const char *changes;
    const char *about;
    const char *why;
    const char *request;
    int64_t vm_id;
    bool refused;
    bool ripe; /* what is left out before it will not come */
};
struct audit_sealed {
    int64_t id;
    int64_t at;
    int64_t first_id;
    int64_t last_id;
    int64_t count;
    const char *hash;
};

/* What has not gone yet; *before: the number of the last that has. Rows are struct audit_copy. */
enum fault_code audit_copy_rows(const struct db *, int64_t *before, struct list *) MUST_CHECK;
/* Batches that were sealed; rows are struct audit_sealed. */
enum fault_code audit_copy_seals(const struct db *, struct list *) MUST_CHECK;
/* In a transaction: it is there. 0: no further. */
enum fault_code audit_copied(struct db *, int64_t last_id, int64_t last_seal) MUST_CHECK;
