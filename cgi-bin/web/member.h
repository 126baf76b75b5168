/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is in an account: the panel of both faces' account pages, and what is done there. At the
 * customer's face it is the account that the session is on.
 */
#pragma once
#include "store/account.h"
#include "web/form.h"

struct member_panel {
    struct list members;
    struct list invitations;
    struct form_view invite;
    bool reads; /* whoever looks may see who is in it */
    bool may_invite;
};
extern const struct field member_panel_view[];
/* GROUP(struct page, people, struct member_panel, member_panel_view); {{#people}}{{>MEMBERS}}. */
enum fault_code member_panel_fill(const struct db *, struct request *, const struct account *,
                                  struct member_panel *) MUST_CHECK;

struct member_wish {
    const char *role;
};
extern const struct field member_wish_form[];
write_fn member_role_do;
read_fn member_remove_show;
write_fn member_remove_do;

struct member_new {
    const char *email;
    const char *role;
};
extern const struct field member_new_form[];
write_fn member_invite_do;
write_fn invitation_end_do;

/* Rows of a face's routes below an account's address; `again` shows the account. */
#define MEMBER_ROUTES(root, show)                                                                  \
    POST(root "/user", USER_WRITE, member_invite_do, FORM(member_new_form, struct member_new),     \
         .again = (show), .proven = true),                                                         \
        POST(root "/user/<id>", USER_WRITE, member_role_do,                                        \
             FORM(member_wish_form, struct member_wish), .proven = true),                          \
        GET(root "/user/<id>/remove", USER_WRITE, member_remove_show, FORM_CONFIRM),               \
        POST(root "/user/<id>/remove", USER_WRITE, member_remove_do, .form = no_fields),           \
        POST(root "/invitation/<id>/end", USER_WRITE, invitation_end_do, .form = no_fields)
