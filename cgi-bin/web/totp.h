/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One's own second step: seeing, setting up, recovery codes, switching off. And
 * the page that asks for the password once more before what matters.
 * What is sent here goes to the sign-in's pool, which alone opens seeds.
 */
#pragma once
#include "web/enter.h"

extern const struct field totp_page_view[];
read_fn totp_show;

struct totp_setup {
    const char *seed; /* sealed to the session */
    const char *code;
};
extern const struct field totp_setup_form[];
extern const struct field totp_setup_view[];
write_fn totp_begin_do;
read_fn totp_begin_again;
write_fn totp_set_do;
write_fn totp_codes_do;
extern const struct field totp_codes_view[];
read_fn totp_off_show;
write_fn totp_off_do;

struct again_query {
    const char *next;
};
extern const struct field again_query_form[];
struct again {
    const char *password;
    const char *next;
};
extern const struct field again_form[];
extern const struct field again_view[];
read_fn again_show;
write_fn again_do;

/* Rows of a face's routes; root is "" or "/admin". */
#define TOTP_ROUTES(root)                                                                          \
    GET(root "/profile/totp", SIGNED_IN, totp_show, .page = "page/totp.html",                      \
        .view = totp_page_view),                                                                   \
        POST(root "/profile/totp/begin", SIGNED_IN, totp_begin_do, .form = no_fields,              \
             .page = "page/totp_setup.html", .view = totp_setup_view, .secret = true,              \
             .proven = true),                                                                      \
        POST(root "/profile/totp", SIGNED_IN, totp_set_do,                                         \
             FORM(totp_setup_form, struct totp_setup), .again = totp_begin_again,                  \
             .page = "page/totp_codes.html", .view = totp_codes_view, .secret = true,              \
             .proven = true),                                                                      \
        POST(root "/profile/totp/codes", SIGNED_IN, totp_codes_do, .form = no_fields,              \
             .page = "page/totp_codes.html", .view = totp_codes_view, .secret = true,              \
             .proven = true),                                                                      \
        GET(root "/profile/totp/off", SIGNED_IN, totp_off_show, FORM_CONFIRM, .proven = true),     \
        POST(root "/profile/totp/off", SIGNED_IN, totp_off_do, .form = no_fields, .secret = true,  \
             .proven = true),                                                                      \
        GET(root "/again", SIGNED_IN, again_show, FORM(again_query_form, struct again_query),      \
            .page = "page/again.html", .view = again_view),                                        \
        POST(root "/again", SIGNED_IN, again_do, FORM(again_form, struct again),                   \
             .again = again_show, .secret = true),                                                 \
        GET(root "/signin/code", ANYONE, code_show, FORM_PAGE),                                    \
        POST(root "/signin/code", ANYONE, code_do, FORM(code_form, struct code_form),              \
             .again = code_show)
