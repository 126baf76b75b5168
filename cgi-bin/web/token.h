/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens of the JSON interface: an account's people make, look at and revoke theirs; the
 * provider's see and revoke all. A token is shown in the answer of the form that made it, once.
 */
#pragma once
#include "web/gate.h"

struct token_form {
    const char *name;
    unsigned access;
    bool vm;
    bool task;
    bool ssh_key;
    bool script;
    bool image;
    bool plan;
    bool account;
    bool customer;
    const char *labels;
    const char *networks;
    unsigned ends;
};
extern const struct field token_form[];
extern const struct field token_page_view[];
extern const struct field token_made_view[];

read_fn token_list_show;
read_fn token_show;
read_fn token_create_show;
write_fn token_create_do;
read_fn token_revoke_show;
write_fn token_revoke_do;
