/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with a machine on either face: power, and deleting it after typing its name. */
#pragma once
#include "web/gate.h"

struct vm_delete {
    const char *confirm; /* the machine's name, typed */
};
extern const struct field vm_delete_form[];

write_fn vm_start;
write_fn vm_stop;
write_fn vm_shutdown;
write_fn vm_reboot;
read_fn vm_delete_show;
write_fn vm_delete_do;
