/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many machines at once: the bar under their list, the page that asks before
 * anything is done ("these 3" or "all 1,240 that fit"), and the wish itself.
 * What is ticked comes by GET, so that the list needs no seal and no script.
 */
#pragma once
#include "kind/bulk.h"
#include "web/page.h"

struct bulk_bar {
    bool any; /* may do one of these */
    const char *path;
    const char *filter;
    bool power;
    bool remove;
};
extern const struct field bulk_bar_fields[];
struct bulk_bar bulk_bar_of(const struct request *, const char *filter);

struct bulk_wish {
    unsigned act; /* one of bulk_power_words */
    struct ids id;
    const char *filter;
    bool all; /* that fit the filter, not those alone */
    int64_t confirm;
};
extern const struct field bulk_query[];
extern const struct field bulk_form[];
extern const struct field bulk_delete_form[];
extern const struct field bulk_view[];
#define BULK_QUERY FORM(bulk_query, struct bulk_wish), .page = "page/bulk.html", .view = bulk_view

read_fn bulk_show;
write_fn bulk_do;
read_fn bulk_delete_show;
write_fn bulk_delete_do;
