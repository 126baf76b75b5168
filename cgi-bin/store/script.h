/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scripts: what machines run at their first boot. An account has its own, and is offered its
 * reseller's and the provider's, but those that are retired. A text may hold secrets: it is told
 * to its own account alone, and lies sealed by the key for scripts (conf_use_script_key()).
 */
#pragma once
#include "store/scope.h"

struct script {
    int64_t id;
    int64_t account_id;
    const char *name;
    bool own;         /* of the account that looks */
    bool shell;       /* else cloud-init's configuration */
    bool retired;     /* it cannot be chosen */
    const char *text; /* "" until it is read */
    int64_t created_at;
    int64_t changed_at;
};
extern const struct field script_view[];

enum { SCRIPTS_MOST = 100 }; /* of an account */

/* What `account` has, and may choose of others', its own first; without texts. */
enum fault_code script_offered(const struct db *, int64_t account, struct list *) MUST_CHECK;
/* One of these. */
enum fault_code script_load(const struct db *, int64_t account, int64_t id,
                            struct script *) MUST_CHECK;
/* One of the account's own, without its text. */
enum fault_code script_load_own(const struct db *, int64_t account, int64_t id,
                                struct script *) MUST_CHECK;
/* The text of one that was loaded, into it. FAULT_INVALID: it is sealed by another key. */
enum fault_code script_read(const struct db *, struct script *) MUST_CHECK;
/* The account's own, with texts. */
enum fault_code script_own(const struct db *, int64_t account, struct list *) MUST_CHECK;
/* In a transaction that makes a machine of `account`: one that it may choose. */
enum fault_code script_text(const struct db *, int64_t account, int64_t id,
                            const char **text) MUST_CHECK;
/* account 0: all accounts'; without texts. */
enum fault_code script_list_any(const struct db *, int64_t account, struct list *) MUST_CHECK;
enum fault_code script_load_any(const struct db *, int64_t id, struct script *) MUST_CHECK;

/*
 * In a transaction; name and text are checked. Adding locks the account's row, so that of two at
 * once one has the last place. FAULT_UNIQUE and FAULT_LIMIT name the field.
 */
enum fault_code script_add(struct db *, const struct scope *, const char *name, const char *text,
                           int64_t *id) MUST_CHECK;
enum fault_code script_change(struct db *, int64_t account, int64_t id, const char *name,
                              const char *text) MUST_CHECK;
enum fault_code script_retire(struct db *, int64_t account, int64_t id, bool retired) MUST_CHECK;
enum fault_code script_drop(struct db *, int64_t account, int64_t id) MUST_CHECK;

/* A machine's own copy. */
enum fault_code vm_script_add(struct db *, int64_t vm_id, const char *text) MUST_CHECK;
/* For the boot that comes, which has its time to read it; "": there is none. */
enum fault_code vm_script_use(struct db *, int64_t vm_id, const char **text) MUST_CHECK;
/* Of machines that have run for five minutes at a stretch. */
enum fault_code vm_script_forget(struct db *) MUST_CHECK;

/* What an older version left unsealed; *count: how many those were. */
enum fault_code script_unsealed(const struct db *, int64_t *count) MUST_CHECK;
enum fault_code script_seal_all(struct db *) MUST_CHECK;
