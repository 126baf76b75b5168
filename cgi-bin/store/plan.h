/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is sold. Sizes in bytes; prices in millionths of the currency, net. A
 * machine's row has its own vCPU, memory and disk, so that a plan that is changed
 * or retired takes nothing from the machines that have it.
 */
#pragma once
#include "store/scope.h"

struct plan {
    int64_t id;
    const char *name;
    int64_t vcpu;
    int64_t memory;
    int64_t disk;
    int64_t traffic; /* bytes a month */
    int64_t price_hour;
    int64_t price_month;
    const char *currency;
    int64_t retired_at;
};
extern const struct field plan_view[];
/* Of a struct plan: what whoever makes or changes one may say. */
extern const struct field plan_form[];

/* What was left out: a terabyte of traffic, the month's price by 730 hours, euros. */
void plan_complete(struct plan *);
/* An hour of this price a month. */
int64_t plan_hour_of(int64_t price_month);

/* FAULT_UNIQUE names the field. */
enum fault_code plan_add(struct db *, const struct plan *, int64_t *id) MUST_CHECK;
/* All that plan_form has, of the plan with this id. */
enum fault_code plan_change(struct db *, const struct plan *) MUST_CHECK;
/* Not sold any more, or again. */
enum fault_code plan_retire(struct db *, int64_t id, bool retired) MUST_CHECK;
/* How many machines have it; one more than COUNT_MOST: more than that. */
enum fault_code plan_machines_any(const struct db *, int64_t id, int64_t *count) MUST_CHECK;
enum fault_code plan_load_any(const struct db *, int64_t id, struct plan *) MUST_CHECK;
/* Those that are sold; with `retired` all. */
enum fault_code plan_list_any(const struct db *, bool retired, struct list *) MUST_CHECK;
