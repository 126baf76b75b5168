/* SPDX-License-Identifier: Apache-2.0 */
/* What /proc says of the host that this program runs on, and libvirt of no host. */
#pragma once
#include "virt/stats.h"

/* Fills load and uplink; VIRT_UNKNOWN where the node is another host. */
void host_read(struct arena *, bool is_this_host, struct host_stats *);
