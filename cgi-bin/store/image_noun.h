/* SPDX-License-Identifier: Apache-2.0 */
/* Images of all accounts in a list, for the provider. */
#pragma once
#include "store/list.h"

extern const struct list_noun image_noun;
