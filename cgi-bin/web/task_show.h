/* SPDX-License-Identifier: Apache-2.0 */
/* A task's page, and the part of it that refreshes itself. */
#pragma once
#include "web/gate.h"

extern const struct field task_show_view[];

read_fn task_show;
