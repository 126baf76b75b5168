/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reseller's plans: each is made of one of the provider's, whose resources it has whatever
 * becomes of them; name and price are the reseller's. It is retired with its base. The scope is
 * { the reseller, SCOPE_ANY }; another's plan is FAULT_MISSING, as one that is not there.
 */
#pragma once
#include "store/list.h"
#include "store/plan.h"

/* What a reseller says of one. */
struct resold_plan {
    int64_t base_id;
    const char *name;
    int64_t price_month;
    int64_t price_hour; /* 0: the month's by 730 hours */
    const char *currency;
};
extern const struct field resold_plan_form[];
/* The same without the base, which stays. */
extern const struct field resold_plan_change_form[];
extern const struct list_noun resold_plan_noun;

/* In a transaction. FAULT_INVALID names `base_id`: it is none that is sold. */
enum fault_code resold_plan_add(struct db *, const struct scope *, const struct resold_plan *,
                                int64_t *id) MUST_CHECK;
enum fault_code resold_plan_load(const struct db *, const struct scope *, int64_t id,
                                 struct plan *) MUST_CHECK;
enum fault_code resold_plan_by_name(const struct db *, const struct scope *, const char *name,
                                    struct plan *) MUST_CHECK;
enum fault_code resold_plan_change(struct db *, const struct scope *, int64_t id,
                                   const struct resold_plan *) MUST_CHECK;
/* FAULT_CONFLICT: to be sold again, but its base is retired. */
enum fault_code resold_plan_retire(struct db *, const struct scope *, int64_t id,
                                   bool retired) MUST_CHECK;
/* All of the reseller's, retired ones too. */
enum fault_code resold_plan_list(const struct db *, const struct scope *, struct list *) MUST_CHECK;
/* The provider's that are sold: what one is made of. */
enum fault_code resold_plan_bases(const struct db *, struct list *) MUST_CHECK;
