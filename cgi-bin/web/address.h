/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses that are confirmed by a link: the change of one's own, and whoever
 * registers, where the setting lets them. Whether an address is taken is told to
 * nobody but its owner, by mail.
 */
#pragma once
#include "web/form.h"

struct address_form {
    const char *email;
};
extern const struct field address_form[];
/* One's own; in the sign-in's pool, which counts mails. */
read_fn address_show;
write_fn address_do;

struct address_link {
    const char *link;
};
extern const struct field address_link_form[];
read_fn address_link_show;
write_fn address_link_do;

/* May anybody register here? Kept for some seconds. A page does not fail for it. */
bool register_is_open(const struct db *);
read_fn register_show;
write_fn register_do;
struct welcome {
    const char *link;
    const char *name;
    const char *password;
};
extern const struct field welcome_form[];
read_fn welcome_show;
write_fn welcome_do;

/* Rows of a face's routes; root is "" or "/admin". */
#define ADDRESS_ROUTES(root)                                                                       \
    GET(root "/profile/email", SIGNED_IN, address_show, FORM_PAGE, .proven = true),                \
        POST(root "/profile/email", SIGNED_IN, address_do,                                         \
             FORM(address_form, struct address_form), .again = address_show, .secret = true,       \
             .proven = true),                                                                      \
        GET(root "/address", ANYONE, address_link_show, FORM_PAGE),                                \
        POST(root "/address", ANYONE, address_link_do,                                             \
             FORM(address_link_form, struct address_link), .again = address_link_show)

#define REGISTER_ROUTES                                                                            \
    GET("/register", ANYONE, register_show, FORM_PAGE),                                            \
        POST("/register", ANYONE, register_do, FORM(address_form, struct address_form),            \
             .again = register_show),                                                              \
        GET("/welcome", ANYONE, welcome_show, FORM_PAGE),                                          \
        POST("/welcome", ANYONE, welcome_do, FORM(welcome_form, struct welcome),                   \
             .again = welcome_show)
