/* SPDX-License-Identifier: Apache-2.0 */
/* Scripts of the account that looks: the customer's, the reseller's or the provider's. */
#pragma once
#include "base/script.h"
#include "web/form.h"

struct script_form {
    const char *name;
    const char *text;
};
extern const struct field script_form[];
extern const struct field script_page_view[];

read_fn script_list_show;
read_fn script_create_show;
write_fn script_create_do;
read_fn script_change_show;
write_fn script_change_do;
read_fn script_retire_show;
write_fn script_retire_do;
read_fn script_offer_show;
write_fn script_offer_do;
read_fn script_delete_show;
write_fn script_delete_do;

/* Rows of a face's routes; root is "" or "/admin", then what the menu's row has besides. */
#define SCRIPT_ROUTES(root, ...)                                                                   \
    GET(root "/script", SCRIPT_READ, script_list_show, .page = "page/script.html",                 \
        .view = script_page_view, .menu = T("Scripts"), .icon = "scroll-text", __VA_ARGS__),       \
        GET(root "/script/create", SCRIPT_WRITE, script_create_show, FORM_PAGE),                   \
        POST(root "/script", SCRIPT_WRITE, script_create_do,                                       \
             FORM(script_form, struct script_form), .again = script_create_show),                  \
        GET(root "/script/<id>", SCRIPT_WRITE, script_change_show, FORM_PAGE),                     \
        POST(root "/script/<id>", SCRIPT_WRITE, script_change_do,                                  \
             FORM(script_form, struct script_form), .again = script_change_show),                  \
        GET(root "/script/<id>/retire", SCRIPT_WRITE, script_retire_show, FORM_CONFIRM),           \
        POST(root "/script/<id>/retire", SCRIPT_WRITE, script_retire_do, .form = no_fields),       \
        GET(root "/script/<id>/offer", SCRIPT_WRITE, script_offer_show, FORM_CONFIRM),             \
        POST(root "/script/<id>/offer", SCRIPT_WRITE, script_offer_do, .form = no_fields),         \
        GET(root "/script/<id>/delete", SCRIPT_WRITE, script_delete_show, FORM_CONFIRM),           \
        POST(root "/script/<id>/delete", SCRIPT_WRITE, script_delete_do, .form = no_fields)
