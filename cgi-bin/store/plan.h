/* SPDX-License-Identifier: Apache-2.0 */
/* What is sold. Sizes in bytes; prices in millionths of the currency, net. */
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

enum fault_code plan_add(struct db *, const struct plan *, int64_t *id) MUST_CHECK;
enum fault_code plan_load_any(const struct db *, int64_t id, struct plan *) MUST_CHECK;
/* Those that are sold; with `retired` all. */
enum fault_code plan_list_any(const struct db *, bool retired, struct list *) MUST_CHECK;
