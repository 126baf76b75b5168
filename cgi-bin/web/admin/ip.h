/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses: pools and their ranges, who holds each, who held it, and those kept for something
 * else. */
#pragma once
#include "web/gate.h"

struct range_new {
    const char *first;
    const char *last;
};
struct reserve_new {
    const char *note;
};
/* Who held `address` at `at`, in the reader's time zone: "2026-11-24T14:30". */
struct held_query {
    const char *address;
    const char *at;
};
extern const struct field range_form[];
extern const struct field reserve_form[];
extern const struct field held_query_form[];
extern const struct field ip_page_view[];
extern const struct field ip_pool_page_view[];
extern const struct field held_page_view[];

read_fn ip_list_show;
read_fn ip_show;
write_fn ip_reserve_do;
write_fn ip_unreserve_do;
read_fn ip_pool_list_show;
read_fn ip_pool_show;
write_fn ip_range_do;
read_fn ip_hold_list_show;
read_fn ip_held_show;
