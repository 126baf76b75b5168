/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a new panel still wants, on its first page: no wizard, each step is done where it belongs
 * and can be left and taken up again. Hidden when all is done, or by the setting `first_steps`.
 */
#pragma once
#include "web/gate.h"

struct first_row {
    bool done;
    const char *words;
    const char *help;
    const char *href;
};
extern const struct field first_row_fields[];

/* *rows: struct first_row; none where there is nothing to show. */
enum fault_code first_rows(const struct db *, const struct request *, struct list *rows) MUST_CHECK;
write_fn first_hide_do;
