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
    const char *left; /* of it; "" where there is no limit */
    const char *frees; /* nothing is left: what its own people can do, else "" */
};
extern const struct field limit_row_fields[];
struct list limit_rows(struct arena *, const struct account *, bool own);
/* The first limit that is used up, in a sentence; NULL: none is. */
const char *limit_reached(struct arena *, const struct account *, bool own);
/* Do its own limits leave room for a machine of this size? */
bool limit_leaves(const struct account *, int64_t vcpu, int64_t memory, int64_t disk);
