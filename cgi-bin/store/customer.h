/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reseller's customers: accounts of level 2 whose reseller_id is that of the scope, which is
 * { the reseller, SCOPE_ANY }. One that is another's is FAULT_MISSING, as one that is not there.
 */
#pragma once
#include "store/account.h"
#include "store/limit.h"
#include "store/list.h"

struct customer_row {
    int64_t id;
    const char *name;
    unsigned state; /* suspended for itself, or closed */
    int64_t vm_count;
    int64_t vm_limit;
    int64_t users;
    int64_t created_at;
};
extern const struct list_noun customer_noun;

/* Somebody of one. */
struct customer_user {
    int64_t id;
    const char *email;
    const char *name;
    int64_t role_id;
    const char *role;
    bool disabled;
    bool invited; /* has no password yet */
    int64_t created_at;
    bool seller; /* one of the reseller's own people */
};
extern const struct field customer_user_view[];
/* Those of the customer; none of another's, whose it may be. customer_user_load() finds none of the
 * reseller's own people. */
enum fault_code customer_users(const struct db *, const struct scope *, int64_t account_id,
                               struct list *) MUST_CHECK;
enum fault_code customer_user_load(const struct db *, const struct scope *, int64_t account_id,
                                   int64_t user_id, struct customer_user *) MUST_CHECK;

/* In the order of ids: those behind `behind`, then `offset` of them left out; name "": all. */
enum fault_code customer_page(const struct db *, const struct scope *, const char *name,
                              int64_t behind, int64_t offset, int64_t limit,
                              struct list *) MUST_CHECK;

/* In a transaction: may one more person be invited now? FAULT_RATE names the field `email`: so many
 * were within an hour. Of two at once the second waits, and counts the first. */
enum fault_code customer_check_invites(struct db *, const struct scope *who) MUST_CHECK;
/* In a transaction; FAULT_UNIQUE names the field `name`. */
enum fault_code customer_add(struct db *, const struct scope *, const char *name,
                             int64_t *id) MUST_CHECK;
enum fault_code customer_load(const struct db *, const struct scope *, int64_t id,
                              struct account *) MUST_CHECK;
enum fault_code customer_by_name(const struct db *, const struct scope *, const char *name,
                                 struct account *) MUST_CHECK;
/* In a transaction: the row is locked until its end. */
enum fault_code customer_lock(struct db *, const struct scope *, int64_t id,
                              struct account *) MUST_CHECK;
/* In a transaction, the row locked before. */
enum fault_code customer_set_limits(struct db *, int64_t id, const struct limits *) MUST_CHECK;
enum fault_code customer_set_suspended(struct db *, int64_t id, bool suspended,
                                       const char *why) MUST_CHECK;
/* As account_set_closed(). */
enum fault_code customer_set_closed(struct db *, int64_t id) MUST_CHECK;
/* As user_set_disabled(), of a reseller's user. */
enum fault_code customer_user_set_disabled(struct db *, int64_t user_id, bool disabled) MUST_CHECK;
