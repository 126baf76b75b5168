/* SPDX-License-Identifier: Apache-2.0 */
/* What was done and refused: everything for administrators, its own for an account. */
#pragma once
#include "web/list.h"

extern const struct field audit_page_view[];

read_fn audit_list_show;
read_fn audit_show;
