/* SPDX-License-Identifier: Apache-2.0 */
/* What a node's domains are at the moment, for those who compare. Nothing here changes one. */
#include <string.h>
#include "base/checks.h"
#include "virt/link.h"
#include "virt/xml.h"

static void drop_records(virDomainStatsRecordPtr **records)
{
    if (*records)
        virDomainStatsRecordListFree(*records);
}

static void fill_state(struct virt_domain *d, int state, int reason)
{
    d->state = virt_state_of(state);
    d->by_itself = state == VIR_DOMAIN_SHUTOFF && reason == VIR_DOMAIN_SHUTOFF_SHUTDOWN;
}

static bool fill_names(const struct virt *v, virDomainPtr dom, struct virt_domain *d)
{
    char uuid[VIR_UUID_STRING_BUFLEN];
    if (virDomainGetUUIDString(dom, uuid) < 0)
        return false;
    d->uuid = arena_strdup(v->arena, uuid);
    d->name = arena_strdup(v->arena, virDomainGetName(dom));
    return true;
}

static int64_t number(struct arena *a, const char *xml, const char *path)
{
    long long n = 0;
    const char *text = xml_find(a, xml, path);
    return text && parse_i64(text, 0, INT64_MAX >> 10, &n) ? n : 0;
}

/* What it starts with next: a running one may differ until then. */
static bool fill_definition(const struct virt *v, virDomainPtr dom, struct virt_domain *d)
{
    OWNED(drop_text) char *xml = virDomainGetXMLDesc(dom, VIR_DOMAIN_XML_INACTIVE);
    if (!xml)
        return false;
    d->vm_id = number(v->arena, xml, "/domain/metadata/*[local-name()='vm']/@id");
    d->vcpu = number(v->arena, xml, "/domain/vcpu");
    d->memory = number(v->arena, xml, "/domain/memory[@unit='KiB']") << 10;
    d->disk = xml_find(v->arena, xml, "/domain/devices/disk[1]/source/@file");
    d->mac = xml_find(v->arena, xml, "/domain/devices/interface[1]/mac/@address");
    return true;
}

enum fault_code virt_domain_look(struct virt *v, const char *uuid, struct virt_domain *out)
{
    OWNED(drop_domain) virDomainPtr dom = NULL;
    int state = 0;
    int reason = 0;
    enum fault_code rc = virt_link(v);
    *out = (struct virt_domain){ .uuid = uuid, .name = "", .state = VIRT_ABSENT };
    if (rc)
        return rc;
    dom = virDomainLookupByUUIDString(v->conn, uuid);
    bool there = dom && virDomainGetState(dom, &state, &reason, 0) == 0;
    if (!there && virt_error_is(VIR_ERR_NO_DOMAIN))
        return FAULT_OK;
    if (!there || !fill_names(v, dom, out))
        return fail(v->fault, FAULT_UPSTREAM, T("the machine %s cannot be looked up: %s"), uuid,
                    virt_why(v));
    if (virt_owns(v, out->name))
        fill_state(out, state, reason);
    return FAULT_OK;
}

static int stat_of(const virDomainStatsRecord *r, const char *name)
{
    int value = 0;
    return virTypedParamsGetInt(r->params, r->nparams, name, &value) == 1 ? value : 0;
}

enum fault_code virt_domains(struct virt *v, bool defined, struct virt_domain **out)
{
    OWNED(drop_records) virDomainStatsRecordPtr *found = NULL;
    enum fault_code rc = virt_link(v);
    if (rc)
        return rc;
    int count = virConnectGetAllDomainStats(v->conn, VIR_DOMAIN_STATS_STATE, &found, 0);
    if (count < 0)
        return fail(v->fault, FAULT_UPSTREAM, T("the node's machines cannot be listed: %s"),
                    virt_why(v));
    struct virt_domain *all = arena_array(v->arena, (size_t)count + 1, sizeof(*all));
    size_t n = 0;
    for (int i = 0; i < count; i++) {
        struct virt_domain d = { 0 };
        if (!virt_owns(v, virDomainGetName(found[i]->dom)) || !fill_names(v, found[i]->dom, &d))
            continue;
        if (defined && !fill_definition(v, found[i]->dom, &d))
            continue; /* it went meanwhile */
        fill_state(&d, stat_of(found[i], "state.state"), stat_of(found[i], "state.reason"));
        all[n++] = d;
    }
    *out = all;
    return FAULT_OK;
}
