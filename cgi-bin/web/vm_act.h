/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with a machine on either face: power, and deleting it after typing its name. */
#pragma once
#include "web/gate.h"

struct vm_delete {
    const char *confirm; /* the machine's name, typed */
};
extern const struct field vm_delete_form[];

/* Could it be asked for now, or when nothing is in hand any more? */
bool vm_act_fits(const struct request *, const struct vm *, const char *kind);

/* What each of its buttons would do. */
extern const struct field vm_plan_view[];
read_fn vm_plan_show;

write_fn vm_start;
write_fn vm_stop;
write_fn vm_shutdown;
write_fn vm_reboot;
read_fn vm_delete_show;
write_fn vm_delete_do;
