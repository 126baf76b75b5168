/* SPDX-License-Identifier: Apache-2.0 */
/* A reseller's customers: listed, made, limited, suspended; users are invited to them. */
#pragma once
#include "web/form.h"
#include "web/limit.h"
#include "web/list.h"

read_fn customer_list_show;
read_fn usage_list_show;
read_fn usage_own_show;

struct customer_new {
    const char *name;
    int64_t vm_limit;
    const char *email;
    const char *user_name;
};
extern const struct field customer_new_form[];
read_fn customer_create_show;
write_fn customer_create_do;

extern const struct field customer_page_view[];
read_fn customer_show;
read_fn customer_vm_list;

write_fn customer_limit_do;

struct customer_invite {
    const char *email;
    const char *name;
    unsigned role;
};
extern const struct field customer_invite_form[];
write_fn customer_invite_do;
write_fn customer_disable_do;
read_fn customer_remove_show;
write_fn customer_remove_do;
write_fn customer_again_do;
write_fn customer_invitation_end_do;
write_fn customer_invitation_again_do;
write_fn customer_enable_do;
extern const struct field customer_link_view[];
write_fn customer_link_do;

struct customer_suspension {
    const char *why;
};
extern const struct field customer_suspension_form[];
read_fn customer_suspend_show;
write_fn customer_suspend_do;
struct customer_closing {
    const char *confirm;
};
extern const struct field customer_close_form[];
read_fn customer_close_show;
write_fn customer_close_do;
read_fn customer_resume_show;
write_fn customer_resume_do;
