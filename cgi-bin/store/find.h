/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one search box: a machine by the beginning of its name, its address, MAC or
 * UUID, one that is no more by its name, a task by its number; for who sees
 * everything also accounts, users and nodes, and addresses that nobody holds any
 * more. What is typed tells what it can be, and each is one range of one index.
 */
#pragma once
#include "base/arena.h"
#include "store/scope.h"

enum { FIND_MAX = 254, FIND_EACH = 10, FIND_MOST = 60, FIND_CUSTOMERS = 50 };

enum find_kind {
    FIND_VM,
    FIND_TASK,
    FIND_ACCOUNT,
    FIND_USER,
    FIND_NODE,
    FIND_IP,
    FIND_HOLD,
    FIND_GONE, /* a machine that was deleted: its tasks are left */
    FIND_KINDS
};

struct find_hit {
    int64_t id;
    const char *name;
    const char *more; /* whose it is, or what it does */
    bool exact;       /* it is what was typed, not only how it begins */
    enum find_kind kind;
};

/* Rows of struct find_hit, at most FIND_MOST, kind by kind. "" finds nothing. */
enum fault_code find(const struct db *, const struct scope *, const char *typed,
                     struct list *hits) MUST_CHECK;

/* An address in any notation as it is stored, or NULL. "[fd77:0::A]" and "::ffff:10.77.0.5" are
 * read, too. */
const char *find_address(struct arena *, const char *typed);

/* Customers whose names begin so, by name, at most FIND_CUSTOMERS. */
struct find_customer {
    int64_t id;
    const char *name;
    bool suspended;
    int64_t vm_count;
    int64_t vm_limit;
};
extern const struct field find_customer_view[];
enum fault_code find_customers_any(const struct db *, const char *prefix, struct list *) MUST_CHECK;
