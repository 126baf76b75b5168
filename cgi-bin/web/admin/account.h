/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts, for the administrator: listed, made, limited, suspended; users are invited to them. */
#pragma once
#include "web/form.h"
#include "web/limit.h"
#include "web/list.h"

read_fn account_list_show;

struct account_new {
    unsigned kind;
    const char *name;
    int64_t vm_limit;
    const char *email;
    const char *user_name;
};
extern const struct field account_new_form[];
read_fn account_create_show;
write_fn account_create_do;

extern const struct field account_page_view[];
read_fn account_show;

write_fn account_limit_do;
/* A reseller's host name: "" takes it away. */
struct account_host {
    const char *host;
};
extern const struct field account_host_form[];
write_fn account_host_do;

struct account_suspension {
    const char *why;
};
extern const struct field account_suspension_form[];
read_fn account_suspend_show;
write_fn account_suspend_do;
read_fn account_resume_show;
write_fn account_resume_do;
