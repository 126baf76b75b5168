/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A machine's life at libvirt, found by its UUID alone. Whoever comes second
 * finds the work done: a call that libvirt refuses is good where the machine
 * then is as it was wished. Power is ACPI's button, never the guest agent,
 * which a guest can let hang.
 */
#include <string.h>
#include "virt/link.h"
#include "virt/storage.h"

enum { TAP_MAX = 15 };

/* managed save, snapshots' and checkpoints' metadata, NVRAM: nothing stays behind */
static const unsigned undefine_all =
    VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA |
    VIR_DOMAIN_UNDEFINE_NVRAM | VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA;

/* *out is NULL where there is no such domain; one with another's name is refused. */
static enum fault_code look_up(struct virt *v, const char *uuid, virDomainPtr *out)
{
    enum fault_code rc = virt_link(v);
    if (rc)
        return rc;
    *out = virDomainLookupByUUIDString(v->conn, uuid);
    if (!*out && !virt_error_is(VIR_ERR_NO_DOMAIN))
        return fail(v->fault, FAULT_UPSTREAM, T("the machine %s cannot be looked up: %s"), uuid,
                    virt_why(v));
    if (*out && !virt_owns(v, virDomainGetName(*out)))
        return fail(v->fault, FAULT_CONFLICT, T("the domain %s is not this installation's"), uuid);
    return FAULT_OK;
}

static enum fault_code find(struct virt *v, const char *uuid, virDomainPtr *out)
{
    enum fault_code rc = look_up(v, uuid, out);
    if (!rc && !*out)
        return fail(v->fault, FAULT_MISSING, T("the node has no machine %s"), uuid);
    return rc;
}

/* A machine that is shutting down runs until it is off. */
enum virt_state virt_state_of(int state)
{
    switch (state) {
    case VIR_DOMAIN_SHUTOFF:
    case VIR_DOMAIN_CRASHED: return VIRT_OFF;
    case VIR_DOMAIN_PAUSED:
    case VIR_DOMAIN_PMSUSPENDED: return VIRT_PAUSED;
    default: return VIRT_RUNNING;
    }
}

static enum fault_code state_now(struct virt *v, virDomainPtr dom, enum virt_state *out)
{
    int state = 0;
    if (virDomainGetState(dom, &state, NULL, 0) < 0)
        return fail(v->fault, FAULT_UPSTREAM, T("the state of %s cannot be read: %s"),
                    virDomainGetName(dom), virt_why(v));
    *out = virt_state_of(state);
    return FAULT_OK;
}

/* After a refusal: FAULT_OK where the machine is in the wished state all the same. */
static enum fault_code unless(struct virt *v, virDomainPtr dom, enum virt_state wished,
                              const char *what)
{
    enum virt_state now = VIRT_ABSENT;
    const char *why = virt_why(v);
    enum fault_code rc = state_now(v, dom, &now);
    if (rc || now == wished)
        return rc;
    return fail(v->fault, FAULT_UPSTREAM, T("%s: %s does not work: %s"), virDomainGetName(dom),
                what, why);
}

enum fault_code virt_define(struct virt *v, const struct domain_spec *d)
{
    char *xml = NULL;
    const char *path = NULL;
    virt_must_own(v, d->name);
    if (strcmp(d->inst, v->inst) != 0 || strlen(d->nic.tap) > TAP_MAX)
        bug("the specification of %s is another installation's, or its tap too long", d->name);
    virt_must_own(v, d->nic.network);
    enum fault_code rc = virt_link(v);
    if (!rc)
        rc = pool_path(v, d->pool, &path);
    if (!rc)
        rc = domain_xml(v->fault, v->arena, d, path, &xml);
    if (rc)
        return rc;
    OWNED(drop_domain) virDomainPtr dom = virDomainDefineXML(v->conn, xml);
    if (!dom)
        return fail(v->fault, FAULT_UPSTREAM, T("%s cannot be defined: %s"), d->name, virt_why(v));
    return FAULT_OK;
}

enum fault_code virt_start(struct virt *v, const char *uuid)
{
    OWNED(drop_domain) virDomainPtr dom = NULL;
    enum virt_state now = VIRT_ABSENT;
    enum fault_code rc = find(v, uuid, &dom);
    if (!rc)
        rc = state_now(v, dom, &now);
    if (rc || now == VIRT_RUNNING)
        return rc;
    int done = now == VIRT_PAUSED ? virDomainResume(dom) : virDomainCreate(dom);
    return done < 0 ? unless(v, dom, VIRT_RUNNING, "start") : FAULT_OK;
}

enum fault_code virt_stop(struct virt *v, const char *uuid)
{
    OWNED(drop_domain) virDomainPtr dom = NULL;
    enum fault_code rc = find(v, uuid, &dom);
    if (rc)
        return rc;
    return virDomainDestroy(dom) < 0 ? unless(v, dom, VIRT_OFF, "stop") : FAULT_OK;
}

enum fault_code virt_shutdown(struct virt *v, const char *uuid)
{
    OWNED(drop_domain) virDomainPtr dom = NULL;
    enum fault_code rc = find(v, uuid, &dom);
    if (rc)
        return rc;
    int done = virDomainShutdownFlags(dom, VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN);
    return done < 0 ? unless(v, dom, VIRT_OFF, "shutdown") : FAULT_OK;
}

enum fault_code virt_undefine(struct virt *v, const char *uuid)
{
    OWNED(drop_domain) virDomainPtr dom = NULL;
    enum fault_code rc = look_up(v, uuid, &dom);
    if (rc || !dom)
        return rc;
    if (virDomainUndefineFlags(dom, undefine_all) < 0 && !virt_error_is(VIR_ERR_NO_DOMAIN))
        return fail(v->fault, FAULT_UPSTREAM, T("%s cannot be undefined: %s"),
                    virDomainGetName(dom), virt_why(v));
    return FAULT_OK;
}

enum fault_code virt_domain_state(struct virt *v, const char *uuid, enum virt_state *out)
{
    OWNED(drop_domain) virDomainPtr dom = NULL;
    enum fault_code rc = look_up(v, uuid, &dom);
    *out = VIRT_ABSENT;
    if (rc || !dom)
        return rc;
    return state_now(v, dom, out);
}

static void drop_array(virDomainPtr **list)
{
    free(*list);
}

static enum fault_code list_domains(struct virt *v, const char *const **out)
{
    OWNED(drop_array) virDomainPtr *found = NULL;
    int count = virConnectListAllDomains(v->conn, &found, 0);
    if (count < 0)
        return fail(v->fault, FAULT_UPSTREAM, T("the node's machines cannot be listed: %s"),
                    virt_why(v));
    const char **names = arena_array(v->arena, (size_t)count + 1, sizeof(*names));
    size_t n = 0;
    for (int i = 0; i < count; i++) {
        const char *name = virDomainGetName(found[i]);
        if (virt_owns(v, name))
            names[n++] = arena_strdup(v->arena, name);
        virDomainFree(found[i]);
    }
    *out = names;
    return FAULT_OK;
}

enum fault_code virt_inventory(struct virt *v, const char *pool, const char *const **domains,
                               const char *const **volumes)
{
    enum fault_code rc = virt_link(v);
    if (!rc)
        rc = list_domains(v, domains);
    if (!rc)
        rc = pool_list(v, pool, volumes);
    return rc;
}
