/* SPDX-License-Identifier: Apache-2.0 */
/* Whose machine is to be made: customers by the beginning of their names. */
#pragma once
#include "web/gate.h"

struct pick_query {
    const char *q;
};
extern const struct field pick_query_form[];
extern const struct field customer_pick_view[];

read_fn customer_pick_show;
