/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Passkeys: one's own, signing in with one, and showing one once more before what matters. The
 * challenge lies sealed in a cookie while the browser asks the authenticator, and counts once.
 * Whose passkey it is says the key alone, so that nobody learns by it which addresses have users.
 */
#pragma once
#include "web/passkey_ask.h"

extern const struct field passkey_page_view[];
read_fn passkey_show;

struct passkey_name {
    const char *name;
};
extern const struct field passkey_name_form[];
write_fn passkey_begin_do;

struct passkey_made {
    const char *name;
    const char *credential;
    const char *authdata;
    const char *client;
};
extern const struct field passkey_made_form[];
read_fn passkey_again;
write_fn passkey_add_do;
read_fn passkey_name_show;
write_fn passkey_name_do;
write_fn passkey_remove_do;

struct passkey_next {
    const char *next;
};
extern const struct field passkey_next_form[];
write_fn passkey_ask_do;

struct passkey_used {
    const char *credential;
    const char *authdata;
    const char *client;
    const char *signature;
    const char *next;
};
extern const struct field passkey_used_form[];
read_fn passkey_ask_again;
write_fn passkey_signin_do;
write_fn passkey_again_ask_do;
read_fn passkey_again_ask;
write_fn passkey_again_do;

/* Rows of a face's routes; root is "" or "/admin". */
#define PASSKEY_ROUTES(root)                                                                       \
    GET(root "/profile/passkey", SIGNED_IN, passkey_show, .page = "page/passkey.html",             \
        .view = passkey_page_view, .proven = true),                                                \
        POST(root "/profile/passkey/begin", SIGNED_IN, passkey_begin_do,                           \
             FORM(passkey_name_form, struct passkey_name), .again = passkey_show,                  \
             .page = "page/passkey_ask.html", .view = passkey_ask_view, .secret = true,            \
             .proven = true),                                                                      \
        POST(root "/profile/passkey", SIGNED_IN, passkey_add_do,                                   \
             FORM(passkey_made_form, struct passkey_made), .again = passkey_again, .secret = true, \
             .proven = true),                                                                      \
        GET(root "/profile/passkey/<id>", SIGNED_IN, passkey_name_show, FORM_PAGE,                 \
            .proven = true),                                                                       \
        POST(root "/profile/passkey/<id>", SIGNED_IN, passkey_name_do,                             \
             FORM(passkey_name_form, struct passkey_name), .again = passkey_name_show,             \
             .secret = true, .proven = true),                                                      \
        POST(root "/profile/passkey/<id>/remove", SIGNED_IN, passkey_remove_do, .form = no_fields, \
             .secret = true, .proven = true),                                                      \
        POST(root "/signin/passkey", ANYONE, passkey_ask_do,                                       \
             FORM(passkey_next_form, struct passkey_next), .page = "page/passkey_ask.html",        \
             .view = passkey_ask_view),                                                            \
        POST(root "/signin/passkey/use", ANYONE, passkey_signin_do,                                \
             FORM(passkey_used_form, struct passkey_used), .again = passkey_ask_again),            \
        POST(root "/again/passkey", SIGNED_IN, passkey_again_ask_do,                               \
             FORM(passkey_next_form, struct passkey_next), .page = "page/passkey_ask.html",        \
             .view = passkey_ask_view, .secret = true),                                            \
        POST(root "/again/passkey/use", SIGNED_IN, passkey_again_do,                               \
             FORM(passkey_used_form, struct passkey_used), .again = passkey_again_ask,             \
             .secret = true)
