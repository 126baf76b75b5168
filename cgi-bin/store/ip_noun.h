/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses, their pools and their holders in lists. */
#pragma once
#include "store/ip_hold.h"
#include "store/ip_pool.h"
#include "store/list.h"

extern const struct list_noun ip_noun;
extern const struct list_noun ip_pool_noun;
extern const struct list_noun ip_hold_noun;
