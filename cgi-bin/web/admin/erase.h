/* SPDX-License-Identifier: Apache-2.0 */
/* The question before an account is forgotten, or a user who is in none, and its task. */
#pragma once
#include "web/gate.h"

struct account_erasing {
    const char *confirm; /* its name */
};
extern const struct field account_erase_form[];

read_fn account_erase_show;
write_fn account_erase_do;

struct user_erasing {
    const char *confirm; /* the address */
};
extern const struct field user_erase_form[];

read_fn user_erase_show;
write_fn user_erase_do;
