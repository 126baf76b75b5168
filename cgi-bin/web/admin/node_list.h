/* SPDX-License-Identifier: Apache-2.0 */
/* The hosts that machines run on. */
#pragma once
#include "web/gate.h"

extern const struct field node_list_view[];

read_fn node_list_show;
