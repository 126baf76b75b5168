/* SPDX-License-Identifier: Apache-2.0 */
/* Which charts a machine's page has, and which a node's. */
#pragma once
#include "web/chart.h"

extern const struct chart_spec vm_charts[];
extern const size_t vm_chart_count;
extern const struct chart_spec node_charts[];
extern const size_t node_chart_count;
extern const struct chart_spec storage_chart;
