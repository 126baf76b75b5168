/* SPDX-License-Identifier: Apache-2.0 */
/* A task's page, the part of it that refreshes itself, and its buttons. */
#pragma once
#include "web/gate.h"

extern const struct field task_show_view[];

read_fn task_show;
write_fn task_cancel_do;
read_fn task_again_show;
write_fn task_again_do;
