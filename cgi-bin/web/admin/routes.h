/* SPDX-License-Identifier: Apache-2.0 */
/* The administrator's face: all accounts' rows. */
#pragma once
#include "web/program.h"

extern const struct route admin_routes[];
extern const size_t admin_route_count;
extern const struct web_program admin_program;
