/* SPDX-License-Identifier: Apache-2.0 */
/* Plans: list, card, adding, changing, and whether one is sold. */
#pragma once
#include "store/plan.h"
#include "web/gate.h"

extern const struct field plan_page_view[];

read_fn plan_list_show;
read_fn plan_show;
read_fn plan_create_show;
write_fn plan_create_do;
read_fn plan_change_show;
write_fn plan_change_do;
read_fn plan_retire_show;
write_fn plan_retire_do;
write_fn plan_sell_do;
