/* SPDX-License-Identifier: Apache-2.0 */
/* Plans in a list. */
#pragma once
#include "store/list.h"

extern const struct list_noun plan_noun;
