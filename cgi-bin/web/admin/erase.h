/* SPDX-License-Identifier: Apache-2.0 */
/* The question before an account is forgotten, and its task. */
#pragma once
#include "web/gate.h"

struct account_erasing {
    const char *confirm; /* its name */
};
extern const struct field account_erase_form[];

read_fn account_erase_show;
write_fn account_erase_do;
