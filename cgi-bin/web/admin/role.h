/* SPDX-License-Identifier: Apache-2.0 */
/* Roles as a matrix of what each may, and those that the provider makes himself. */
#pragma once
#include "web/form.h"

struct role_query {
    unsigned level;
};
extern const struct field role_query_form[];
struct role_wish {
    const char *name;
    unsigned level;
    bool totp;
    bool may[PERM_COUNT]; /* a field each, by the permission's word */
};
extern const struct field role_form[];

extern const struct field role_list_view[];
read_fn role_list_show;
read_fn role_create_show;
write_fn role_create_do;
read_fn role_show;
write_fn role_change_do;
read_fn role_delete_show;
write_fn role_delete_do;
