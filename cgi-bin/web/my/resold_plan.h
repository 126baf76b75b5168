/* SPDX-License-Identifier: Apache-2.0 */
/* A reseller's plans: listed, made of the provider's, changed, and whether one is sold. */
#pragma once
#include "web/form.h"
#include "web/list.h"

read_fn resold_plan_list_show;
read_fn resold_plan_create_show;
write_fn resold_plan_create_do;
read_fn resold_plan_change_show;
write_fn resold_plan_change_do;
read_fn resold_plan_retire_show;
write_fn resold_plan_retire_do;
read_fn resold_plan_sell_show;
write_fn resold_plan_sell_do;
