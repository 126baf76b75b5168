/* SPDX-License-Identifier: Apache-2.0 */
/* The form of an account's limits, of struct limits, as the provider and a reseller have it. */
#pragma once
#include "store/limit.h"
#include "web/form.h"

extern const struct form_spec limit_spec;
extern const struct form_spec limit_resold_spec; /* of a reseller's customer */

/* What an account has of what it may have: rows for part/limits.html. */
struct limit_row {
    const char *words;
    const char *has;
    const char *most; /* "": as much as there is */
    int64_t percent;  /* of the limit */
};
extern const struct field limit_row_fields[];
struct list limit_rows(struct arena *, const struct account *);
