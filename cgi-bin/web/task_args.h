/* SPDX-License-Identifier: Apache-2.0 */
/* A task's arguments as an administrator reads them: a line a member, secrets masked. */
#pragma once
#include "base/arena.h"

/* Arguments never hold a secret; should a kind break that, its name gives it away here. */
const char *task_args_shown(struct arena *a, const char *args_json);
