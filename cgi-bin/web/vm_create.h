/* SPDX-License-Identifier: Apache-2.0 */
/* Making a machine, one's own or a customer's: the form, and the answer that shows a password
 * once. */
#pragma once
#include "kind/vm.h"
#include "web/gate.h"

extern const struct field vm_create_view[];
extern const struct field vm_created_view[];

read_fn vm_create_show;
read_fn vm_create_again;
write_fn vm_create_do;
