/* SPDX-License-Identifier: Apache-2.0 */
/* What the menu has, as a page: a narrow window's bar has room for few of its entries. */
#pragma once
#include "web/page.h"

extern const struct field more_view[];
read_fn more_show;
