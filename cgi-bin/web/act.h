/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Staff act as a customer's user, for half an hour: a ticket of a minute leads from
 * the administrator's panel to the customer's pages, where a session begins that has
 * both names. What it may is in web/gate.c: machines, no people, keys, money, secrets.
 */
#pragma once
#include "web/form.h"

read_fn act_ask_show;
write_fn act_ask_do;
extern const struct field act_way_view[];

struct act_form {
    const char *ticket;
};
extern const struct field act_form[];
read_fn act_show;
write_fn act_do;
