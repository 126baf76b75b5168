/* SPDX-License-Identifier: Apache-2.0 */
/* Hooks: the provider's own programs around tasks. */
#pragma once
#include "store/hook.h"
#include "web/gate.h"

struct hook_new {
    const char *kind;
    unsigned moment;
    const char *command; /* the program's path, then an argument a line */
    int64_t seconds;
    const char *run_as;
};
extern const struct field hook_new_form[];

struct hook_again {
    unsigned state;
    int64_t seconds;
    const char *run_as;
};
extern const struct field hook_again_form[];

read_fn hook_list_show;
read_fn hook_create_show;
write_fn hook_create_do;
read_fn hook_show;
write_fn hook_change_do;
read_fn hook_delete_show;
write_fn hook_delete_do;
