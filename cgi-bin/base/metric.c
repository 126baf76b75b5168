/* SPDX-License-Identifier: Apache-2.0 */
#include "base/metric.h"

#define METRIC(id, kind, scale) { #id, METRIC_##kind, scale },
const struct metric vm_metrics[VM_METRIC_COUNT] = { VM_METRICS(METRIC) };
const struct metric node_metrics[NODE_METRIC_COUNT] = { NODE_METRICS(METRIC) };
