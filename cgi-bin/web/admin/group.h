/* SPDX-License-Identifier: Apache-2.0 */
/* Groups of accounts with limits in sum: listed, made, changed, filled with accounts, deleted. */
#pragma once
#include "store/group.h"
#include "web/form.h"
#include "web/list.h"

read_fn group_list_show;
read_fn group_create_show;
write_fn group_create_do;

extern const struct field group_page_view[];
read_fn group_show;
write_fn group_change_do;

/* An account, by its name or number. */
struct group_member {
    const char *account;
};
extern const struct field group_member_form[];
write_fn group_member_do;

read_fn group_delete_show;
write_fn group_delete_do;

/* On an account's page: the group it is in, 0 for none. */
struct group_choice {
    int64_t group;
};
extern const struct field group_choice_form[];
enum fault_code group_choice_fill(const struct db *, struct request *, const struct account *,
                                  struct form_view *out) MUST_CHECK;
write_fn account_group_do;
