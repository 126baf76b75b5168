/* SPDX-License-Identifier: Apache-2.0 */
/* The administrator's first page: how many of everything, what does not answer, what is busiest,
 * and what failed last. */
#pragma once
#include "web/gate.h"

extern const struct field start_view[];

read_fn start_show;
