/* SPDX-License-Identifier: Apache-2.0 */
/* What the administrator has changed of a kind of task. */
#pragma once
#include "db/db.h"

struct kind_setting {
    const char *kind;
    int64_t seconds;   /* of wall clock; 0: as the kind says */
    int64_t keep_days; /* of a finished task; 0: as the kind says */
};

/* All zero for a kind of which nothing was changed. */
enum fault_code kind_setting_load(const struct db *, const char *kind,
                                  struct kind_setting *) MUST_CHECK;
/* Of all kinds of which something was changed. */
enum fault_code kind_setting_all(const struct db *, struct list *) MUST_CHECK;
enum fault_code kind_setting_set(struct db *, const struct kind_setting *) MUST_CHECK;
