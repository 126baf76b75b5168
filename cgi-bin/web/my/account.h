/* SPDX-License-Identifier: Apache-2.0 */
/* The customer's account: what it may have and has, who is in it, and in which role. */
#pragma once
#include "web/gate.h"

extern const struct field my_account_view[];
read_fn my_account_show;

struct account_switch {
    int64_t account;
};
extern const struct field account_switch_form[];
write_fn account_switch_do;
