/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Once only: reload, double click, a lost COMMIT and the API's Idempotency-Key
 * are one mechanism. The row is written in the transaction of what was asked, so
 * it is there exactly if that took place. It holds no secret.
 */
#pragma once
#include "store/scope.h"

struct request_row {
    const char *route;
    const char *body_hash;
    const char *asked_by;
    int64_t vm_id;
    int64_t task_id;
};

/* FAULT_MISSING: never asked. FAULT_CONFLICT: asked by somebody else, or with other contents. */
enum fault_code request_find(const struct db *, int64_t account_id, const char *key,
                             const struct request_row *asked, struct request_row *) MUST_CHECK;
/* In a transaction, first of all: FAULT_UNIQUE when another has just asked. */
enum fault_code request_add(struct db *, int64_t account_id, const char *key,
                            const struct request_row *) MUST_CHECK;
enum fault_code request_answer(struct db *, int64_t account_id, const char *key, int64_t vm_id,
                               int64_t task_id) MUST_CHECK;
/* Removes keys that are older than two days, at most a thousand. */
enum fault_code request_sweep(struct db *) MUST_CHECK;
