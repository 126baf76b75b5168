/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The audit is sealed in batches: each has a keyed tag of every row, and a keyed hash over them and
 * the batch before. Who has the database alone, and not the key file, can neither take a row away,
 * nor change or add one, so that it does not show. Personal columns enter as their digest, so that
 * erasing them keeps the chain whole.
 */
#pragma once
#include "db/db.h"

/* A row that is younger may still have older ones that come: transactions under way. */
enum { AUDIT_RIPE_SECONDS = 600, AUDIT_BATCH = 500 };

/*
 * In a transaction: seals the next rows that are older than `ripe` seconds. *sealed: how many, 0
 * when there is none left. *hash: the batch's, for a log that the database cannot reach.
 */
enum fault_code audit_seal(struct db *, int64_t ripe, int64_t *sealed, int64_t *id,
                           const char **hash) MUST_CHECK;

struct audit_verdict {
    int64_t batches;
    int64_t rows;
    int64_t erased;    /* of them, without names */
    int64_t unsealed;  /* rows behind the last batch */
    const char *hash;  /* of the last batch; "" none */
    int64_t bad_batch; /* the first that does not hold; 0: all do */
    int64_t bad_row;   /* its first row that does not; 0: the batch itself */
    const char *why;   /* T(…) */
};
/* Looks at all batches, in the order in which they were made, and stops at the first bad one. */
enum fault_code audit_verify(const struct db *, struct audit_verdict *) MUST_CHECK;
