/* SPDX-License-Identifier: Apache-2.0 */
/* The account's SSH keys: list, add, delete after a question. */
#pragma once
#include "web/gate.h"

struct ssh_key_new {
    const char *name;
    const char *public_key;
};
extern const struct field ssh_key_form[];
extern const struct field ssh_key_page_view[];

read_fn ssh_key_show;
write_fn ssh_key_add_do;
read_fn ssh_key_delete_show;
write_fn ssh_key_delete_do;
