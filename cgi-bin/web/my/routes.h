/* SPDX-License-Identifier: Apache-2.0 */
/* The customer's face: its pages, each with its permission. */
#pragma once
#include "web/program.h"

extern const struct route my_routes[];
extern const size_t my_route_count;
extern const struct web_program my_program;
