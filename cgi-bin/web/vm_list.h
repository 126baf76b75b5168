/* SPDX-License-Identifier: Apache-2.0 */
/* The list of machines: a customer's own, or all for an administrator. */
#pragma once
#include "web/gate.h"

struct vm_query {
    const char *state;  /* a tab's word */
    const char *q;      /* the beginning of a name */
    const char *after;  /* NAME.ID: the page behind it */
    const char *before; /* NAME.ID: the page in front of it */
    int64_t at;         /* how many machines stand before the page, as its links counted them */
};
extern const struct field vm_query_form[];
extern const struct field vm_list_view[];

read_fn vm_list_show;
