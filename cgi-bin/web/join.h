/* SPDX-License-Identifier: Apache-2.0 */
/* The page that an invitation's link opens. Showing it changes nothing. */
#pragma once
#include "web/form.h"

struct join {
    const char *link;
    const char *name;
    const char *password;
};
extern const struct field join_form[];
read_fn join_show;
write_fn join_do;

/* Rows of a face's routes; root is "" or "/admin". */
#define JOIN_ROUTES(root)                                                                          \
    GET(root "/join", ANYONE, join_show, FORM_PAGE),                                               \
        POST(root "/join", ANYONE, join_do, FORM(join_form, struct join), .again = join_show)
