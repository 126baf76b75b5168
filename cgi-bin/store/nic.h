/* SPDX-License-Identifier: Apache-2.0 */
/* A machine's network card, as its administrator sees it. */
#pragma once
#include "store/scope.h"

/* "" for a machine that has none (its creation was undone). */
enum fault_code nic_mac_any(const struct db *, int64_t vm_id, const char **mac) MUST_CHECK;
