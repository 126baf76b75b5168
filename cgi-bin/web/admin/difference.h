/* SPDX-License-Identifier: Apache-2.0 */
/* What nodes have otherwise than the database, and what can be done about each. */
#pragma once
#include "web/page.h"

struct difference_do {
    const char *act;
};
extern const struct field difference_form[];

enum fault_code difference_list_show(const struct db *, struct request *) MUST_CHECK;
/* When all was compared last, and the button that does so now. */
enum fault_code difference_compare_show(const struct db *, struct request *) MUST_CHECK;
enum fault_code difference_compare_do(struct db *, struct request *) MUST_CHECK;
enum fault_code difference_show(const struct db *, struct request *) MUST_CHECK;
enum fault_code difference_act_do(struct db *, struct request *) MUST_CHECK;
