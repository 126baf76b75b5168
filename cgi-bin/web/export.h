/* SPDX-License-Identifier: Apache-2.0 */
/* All that an account has, as one JSON file: for its own people, and for administrators as these
 * would see it. No secret is in it, since none has a field. */
#pragma once
#include "web/gate.h"

read_fn account_export;
