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
    int64_t retired_at;  /* or its base was, then */
    int64_t reseller_id; /* 0: the provider's */
    int64_t base_id;     /* of a reseller's: the provider's plan that it is made of */
};
extern const struct field plan_view[];
/* Of a struct plan: what whoever makes or changes one may say. */
extern const struct field plan_form[];

/* A currency's code, as ISO 4217 has it. */
const char *check_currency(const char *);
enum { PLAN_NAME = 64 };
#define PLAN_PRICE_MOST (INT64_C(1000000000) * 1000000)

/* What was left out: a terabyte of traffic, the month's price by 730 hours, euros. */
void plan_complete(struct plan *);
/* An hour of this price a month. */
int64_t plan_hour_of(int64_t price_month);

/* The provider's. FAULT_UNIQUE names the field. */
enum fault_code plan_add(struct db *, const struct plan *, int64_t *id) MUST_CHECK;
/* All that plan_form has, of the provider's plan with this id; those made of it follow. */
enum fault_code plan_change(struct db *, const struct plan *) MUST_CHECK;
/* Not sold any more, or again, with those made of it. */
enum fault_code plan_retire(struct db *, int64_t id, bool retired) MUST_CHECK;
/* How many machines have it; one more than COUNT_MOST: more than that. */
enum fault_code plan_machines_any(const struct db *, int64_t id, int64_t *count) MUST_CHECK;
enum fault_code plan_load_any(const struct db *, int64_t id, struct plan *) MUST_CHECK;
/* The provider's that are sold; with `retired` all. */
enum fault_code plan_list_any(const struct db *, bool retired, struct list *) MUST_CHECK;

/* --- what an account may choose from: its reseller's plans, else the provider's --- */

enum fault_code plan_load(const struct db *, int64_t account_id, int64_t id,
                          struct plan *) MUST_CHECK;
/* Those that are sold; with `retired` all. */
/* All resellers', for what is told of machines that are there. */
enum fault_code plan_list_everyones(const struct db *, struct list *) MUST_CHECK;
enum fault_code plan_list(const struct db *, int64_t account_id, bool retired,
                          struct list *) MUST_CHECK;
