/* SPDX-License-Identifier: Apache-2.0 */
/* The hosts that machines run on and the storages they lie on: lists with the load now, and a
 * node's card. */
#pragma once
#include "web/gate.h"

extern const struct field node_page_view[];

read_fn node_list_show;
read_fn node_show;
/* What was measured of it, as CSV. */
read_fn node_chart;
read_fn storage_list_show;
