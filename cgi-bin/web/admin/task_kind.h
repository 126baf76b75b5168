/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds of tasks: how long they take, how many fail, their limits; and what is held. */
#pragma once
#include "web/chart.h"

extern const struct field kind_list_view[];
extern const struct field kind_page_view[];

struct kind_change {
    int64_t seconds;
    int64_t keep_days;
};
extern const struct field kind_change_form[];

read_fn kind_list_show;
read_fn kind_show;
read_fn kind_chart;
read_fn kind_change_show;
write_fn kind_change_do;
