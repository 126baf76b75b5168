/* SPDX-License-Identifier: Apache-2.0 */
/* The options of `script add` and `script list`. */
#pragma once
#include "form/field.h"

struct script_add_form {
    const char *name;
    int64_t account; /* 0: the provider's */
    const char *file;
};
extern const struct field script_add_form[];

struct script_list_form {
    int64_t account;
};
extern const struct field script_list_form[];
