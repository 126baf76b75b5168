/* SPDX-License-Identifier: Apache-2.0 */
/* What was done and refused, for the administrator. */
#pragma once
#include "web/list.h"

read_fn audit_list_show;
