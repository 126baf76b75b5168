/* SPDX-License-Identifier: Apache-2.0 */
/* GET /healthz: "ok", or 503 and a line for each thing that is missing. */
#pragma once
#include "web/gate.h"

read_fn health_show;
