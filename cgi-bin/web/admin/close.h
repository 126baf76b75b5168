/* SPDX-License-Identifier: Apache-2.0 */
/* The question before an account is closed, and its task. */
#pragma once
#include "web/gate.h"

struct account_closing {
    const char *confirm; /* its name */
};
extern const struct field account_close_form[];

read_fn account_close_show;
write_fn account_close_do;
