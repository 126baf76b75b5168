/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libvirt's lifecycle events. An event only says which machine to look at: what is true is asked
 * then, so late, repeated or reordered ones do no harm. They arrive inside of any call on the
 * connection, and wait here until somebody asks.
 */
#include "virt/events.h"
#include <string.h>
#include "virt/link.h"

enum { TICK_MS = 500 };

struct virt_events {
    char uuid[VIRT_EVENTS][VIR_UUID_STRING_BUFLEN];
    int count;
    bool too_many;
    bool closed;
};

static void on_tick(int timer, void *ctx)
{
    (void)timer;
    (void)ctx;
}

void virt_events_prepare(void)
{
    if (virEventRegisterDefaultImpl() < 0)
        bug("libvirt's event loop cannot be registered");
}

static int on_event(virConnectPtr conn, virDomainPtr dom, int event, int detail, void *ctx)
{
    struct virt *v = ctx;
    struct virt_events *e = v->events;
    char uuid[VIR_UUID_STRING_BUFLEN];
    (void)conn;
    (void)event;
    (void)detail;
    if (!virt_owns(v, virDomainGetName(dom)) || virDomainGetUUIDString(dom, uuid) < 0)
        return 0;
    for (int i = 0; i < e->count; i++)
        if (!strcmp(e->uuid[i], uuid))
            return 0;
    e->too_many |= e->count == VIRT_EVENTS;
    if (e->count < VIRT_EVENTS)
        memcpy(e->uuid[e->count++], uuid, sizeof(uuid));
    return 0;
}

static void on_close(virConnectPtr conn, int reason, void *ctx)
{
    struct virt *v = ctx;
    (void)conn;
    (void)reason;
    v->events->closed = true;
}

enum fault_code virt_events_begin(struct virt *v)
{
    v->events = arena_alloc(v->arena, sizeof(*v->events));
    if (virEventAddTimeout(TICK_MS, on_tick, NULL, NULL) < 0 ||
        virConnectRegisterCloseCallback(v->conn, on_close, v, NULL) < 0 ||
        virConnectDomainEventRegisterAny(v->conn, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                         VIR_DOMAIN_EVENT_CALLBACK(on_event), v, NULL) < 0)
        return fail(v->fault, FAULT_UPSTREAM, T("the node's events cannot be followed: %s"),
                    virt_why(v));
    return FAULT_OK;
}

enum fault_code virt_events_wait(struct virt *v, struct virt_events_told *out)
{
    struct virt_events *e = v->events;
    *out = (struct virt_events_told){ .count = 0 };
    if (!e->count && !e->too_many && virEventRunDefaultImpl() < 0)
        return fail(v->fault, FAULT_UPSTREAM, T("the node's events cannot be followed: %s"),
                    virt_why(v));
    for (int i = 0; i < e->count; i++)
        out->uuid[out->count++] = arena_strdup(v->arena, e->uuid[i]);
    out->too_many = e->too_many;
    e->count = 0;
    e->too_many = false;
    if (e->closed)
        return fail(v->fault, FAULT_UPSTREAM, T("the node hung up"));
    return FAULT_OK;
}
