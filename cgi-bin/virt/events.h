/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happens to a node's machines, as it happens. Needs a loop that runs: a process that listens
 * does nothing else for long, and one node is enough for it.
 */
#pragma once
#include "virt/virt.h"

/* Before virt_open() of the connection that shall be listened to. */
void virt_events_prepare(void);
/*
 * From now on virt_events_wait() tells of what happens. The connection is never made anew: once it
 * is lost, every call on it fails.
 */
enum fault_code virt_events_begin(struct virt *) MUST_CHECK;

enum { VIRT_EVENTS = 256 };
struct virt_events_told {
    const char *uuid[VIRT_EVENTS]; /* of machines of ours to which something happened, each once */
    int count;
    bool too_many; /* there were more: look at all */
};
/* Waits for at most half a second; FAULT_UPSTREAM: the connection is lost. */
enum fault_code virt_events_wait(struct virt *, struct virt_events_told *out) MUST_CHECK;
