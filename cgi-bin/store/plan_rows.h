/* SPDX-License-Identifier: Apache-2.0 */
/* How a row becomes a struct plan, for plan.c and resold_plan.c. */
#pragma once

#define PLAN_COLUMNS                                                                               \
    "SELECT plan.id, plan.name, plan.vcpu, plan.memory, plan.disk, plan.traffic, "                 \
    "plan.price_hour, plan.price_month, plan.currency, "                                           \
    "COALESCE(plan.retired_at, plan.base_retired_at) AS retired_at, plan.reseller_id, "            \
    "plan.base_id FROM plan "
