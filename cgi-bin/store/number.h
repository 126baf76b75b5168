/* SPDX-License-Identifier: Apache-2.0 */
/* A row that is one number: "SELECT … AS n". */
#pragma once
#include "db/db.h"

struct number {
    int64_t n;
};
extern const struct field number_view[];
#define NUMBER_ROW ROWS(struct number, number_view)
