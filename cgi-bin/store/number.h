/* SPDX-License-Identifier: Apache-2.0 */
/* A row that is one number: "SELECT … AS n". */
#pragma once
#include "db/db.h"

struct number {
    int64_t n;
};
extern const struct field number_view[];
#define NUMBER_ROW ROWS(struct number, number_view)

/*
 * SQL: how many rows there are of "vm WHERE vm.plan_id = plan.id", an equality of an index, for
 * each row of a list; COUNT_MOST + 1: more than that, which the field's .max has people told.
 * Twice as many index entries are looked at, at most. A count kept in a plan, an image or a pool
 * would be a lock that all creations queue at: with plans and images a deadlock as well, since
 * each new machine's foreign key holds that row.
 */
enum { COUNT_MOST = 10000 };
_Static_assert(COUNT_MOST == 10000, "the statement says so, too");
#define COUNTED(rows)                                                                              \
    "COALESCE((SELECT 10001 FROM " rows " LIMIT 1 OFFSET 10000), (SELECT COUNT(*) FROM " rows "))"
