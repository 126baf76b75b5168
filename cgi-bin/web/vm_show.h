/* SPDX-License-Identifier: Apache-2.0 */
/* A machine's page, and the part of it that refreshes itself. */
#pragma once
#include "web/gate.h"

extern const struct field vm_show_view[];

read_fn vm_show;
/* What was measured of it, as CSV. */
read_fn vm_chart;
