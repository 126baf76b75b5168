/* SPDX-License-Identifier: Apache-2.0 */
/* Plans in a list: the provider's, and resellers' (store/resold_plan.c), which have a base. */
#pragma once
#include "store/list.h"

enum plan_state { PLAN_SOLD, PLAN_RETIRED, PLAN_STATES };
extern const struct word plan_state_words[PLAN_STATES];

struct plan_row {
    int64_t id;
    const char *name;
    unsigned state;   /* enum plan_state */
    const char *base; /* the name of the provider's plan that it is made of, or "" */
    int64_t vcpu;
    int64_t memory;
    int64_t disk;
    int64_t traffic;
    int64_t price_month;
    int64_t price_hour;
    const char *currency;
    int64_t machines;
    int64_t retired_at;
};
extern const struct field plan_row_view[];

extern const struct list_noun plan_noun;
