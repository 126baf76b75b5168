/* SPDX-License-Identifier: Apache-2.0 */
/* The customer's account: what it may have and has, and who is in it. */
#pragma once
#include "web/gate.h"

extern const struct field my_account_view[];
read_fn my_account_show;
