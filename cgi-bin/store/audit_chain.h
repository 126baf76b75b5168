/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The audit is sealed in batches: each has a keyed tag of every row, and a keyed hash over them and
 * the batch before. Who has the database alone, and not the key file, can neither take a row away,
 * nor change or add one, so that it does not show. Personal columns enter as their digest, so that
 * erasing them keeps the chain whole.
 */
#pragma once
#include "db/db.h"

/*
 * Rows are read so that one that is written and not committed is waited for. A number that is left
 * out may still be about to be written, unless the row behind it is as old as this.
 */
enum { AUDIT_RIPE_SECONDS = 10, AUDIT_BATCH = 500 };

/*
 * In a transaction: seals the next rows, up to a number that may still come: the row behind it is
 * younger than `ripe` seconds. *sealed: how many, 0 when there is none left. *hash: the batch's,
 * for a log that the database cannot reach.
 */
enum fault_code audit_seal(struct db *, int64_t ripe, int64_t *sealed, int64_t *id,
                           const char **hash) MUST_CHECK;

struct audit_verdict {
    int64_t batches;
    int64_t rows;
    int64_t erased;    /* of them, without names */
    int64_t unsealed;  /* rows behind the last batch */
    int64_t uncopied;  /* rows that have not gone to the system log; -1: there is none */
    const char *hash;  /* of the last batch; "" none */
    int64_t bad_batch; /* the first that does not hold; 0: all do */
    int64_t bad_row;   /* its first row that does not; 0: the batch itself */
    const char *why;   /* T(…) */
};
/* Looks at all batches, in the order in which they were made, and stops at the first bad one. */
enum fault_code audit_verify(const struct db *, struct audit_verdict *) MUST_CHECK;
