/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Without signing in: asking for a new password, and the pages that links in mails
 * and from a billing system open. Showing one changes nothing, so that a mail's
 * scanner burns no link.
 */
#pragma once
#include "web/form.h"

struct forgot {
    const char *email;
};
extern const struct field forgot_form[];
struct reset {
    const char *link;
    const char *password;
};
extern const struct field reset_form[];
struct invited {
    const char *link;
    const char *name;
    const char *password;
};
extern const struct field invited_form[];
struct by_link {
    const char *link;
};
extern const struct field by_link_form[];

read_fn forgot_show;
write_fn forgot_do;
read_fn reset_show;
write_fn reset_do;
read_fn invite_show;
write_fn invite_do;
/* A billing system's link (SES-11): the page has a button, which signs in once. */
read_fn by_link_show;
write_fn by_link_do;

/* Rows of a face's routes; root is "" or "/admin". */
#define LINK_ROUTES(root)                                                                          \
    GET(root "/forgot", ANYONE, forgot_show, FORM_PAGE),                                           \
        POST(root "/forgot", ANYONE, forgot_do, FORM(forgot_form, struct forgot),                  \
             .again = forgot_show),                                                                \
        GET(root "/reset", ANYONE, reset_show, FORM_PAGE),                                         \
        POST(root "/reset", ANYONE, reset_do, FORM(reset_form, struct reset),                      \
             .again = reset_show),                                                                 \
        GET(root "/invite", ANYONE, invite_show, FORM_PAGE),                                       \
        POST(root "/invite", ANYONE, invite_do, FORM(invited_form, struct invited),                \
             .again = invite_show)
