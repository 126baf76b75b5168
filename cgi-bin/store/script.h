/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scripts: what machines run at their first boot. An account has its own, and is offered its
 * reseller's and the provider's. A text may hold secrets: it is told to its own account alone.
 */
#pragma once
#include "store/scope.h"

struct script {
    int64_t id;
    const char *name;
    bool own;         /* of the account that looks */
    bool shell;       /* else cloud-init's configuration */
    const char *text; /* "" unless own and asked for */
    int64_t changed_at;
};
extern const struct field script_view[];

enum { SCRIPTS_MOST = 100 }; /* of an account */

/* What `account` may choose, its own first, without texts. */
enum fault_code script_offered(const struct db *, int64_t account, struct list *) MUST_CHECK;
/* The account's own, with texts. */
enum fault_code script_own(const struct db *, int64_t account, struct list *) MUST_CHECK;
enum fault_code script_load_own(const struct db *, int64_t account, int64_t id,
                                struct script *) MUST_CHECK;
/* In a transaction that makes a machine of `account`: one that it is offered. */
enum fault_code script_text(const struct db *, int64_t account, int64_t id,
                            const char **text) MUST_CHECK;

/* Checked by check_script(). FAULT_UNIQUE and FAULT_LIMIT name the field. */
enum fault_code script_add(struct db *, const struct scope *, const char *name, const char *text,
                           int64_t *id) MUST_CHECK;
enum fault_code script_change(struct db *, int64_t account, int64_t id, const char *name,
                              const char *text) MUST_CHECK;
enum fault_code script_drop(struct db *, int64_t account, int64_t id) MUST_CHECK;

/* A machine's own copy. */
enum fault_code vm_script_add(struct db *, int64_t vm_id, const char *text) MUST_CHECK;
enum fault_code vm_script_any(const struct db *, int64_t vm_id, const char **text) MUST_CHECK;
/* Of machines that have had five minutes to read theirs. */
enum fault_code vm_script_forget(struct db *) MUST_CHECK;
