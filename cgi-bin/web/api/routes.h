/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/program.h"

extern const struct web_program api_program;
