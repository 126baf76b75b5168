/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libvirt's NAT network with both families. No DHCP and no DNS, so no dnsmasq:
 * with one, guests would give themselves a second IPv6 address that the filter
 * then drops. Addresses come by the seed.
 */
#include <arpa/inet.h>
#include <string.h>
#include "virt/link.h"
#include "virt/xml.h"

enum { BRIDGE_MAX = 15 };

static void drop_network(virNetworkPtr *n)
{
    if (*n)
        virNetworkFree(*n);
}

static void put_ip(struct xml *x, const char *family, const char *address, int prefix)
{
    xml_open(x, "ip");
    xml_attr(x, "family", family);
    xml_attr(x, "address", address);
    xml_attr_i64(x, "prefix", prefix);
    xml_close(x);
}

enum fault_code network_xml(struct fault *f, struct arena *a, const struct network_spec *n,
                            char **out)
{
    OWNED(xml_drop) struct xml x;
    xml_begin(&x);
    xml_open(&x, "network");
    xml_leaf(&x, "name", n->name);
    xml_open(&x, "forward");
    xml_attr(&x, "mode", "nat");
    xml_open(&x, "nat");
    xml_attr(&x, "ipv6", "yes");
    xml_empty(&x, "port", "start", "1024", "end", "65535");
    xml_close(&x);
    xml_close(&x);
    xml_empty(&x, "bridge", "name", n->bridge, "stp", "off", "delay", "0");
    xml_empty(&x, "dns", "enable", "no");
    if (n->v4)
        put_ip(&x, "ipv4", n->v4, n->v4_prefix);
    if (n->v6)
        put_ip(&x, "ipv6", n->v6, n->v6_prefix);
    xml_close(&x);
    return xml_end(&x, f, a, out);
}

static bool same_address(const char *wanted, const char *there)
{
    unsigned char a[sizeof(struct in6_addr)] = { 0 };
    unsigned char b[sizeof(struct in6_addr)] = { 0 };
    if (!wanted || !there)
        return !wanted && !there;
    int family = strchr(wanted, ':') ? AF_INET6 : AF_INET;
    return inet_pton(family, wanted, a) == 1 && inet_pton(family, there, b) == 1 &&
           !memcmp(a, b, sizeof(a));
}

/* One that is there may have machines on it, so it is never changed, only compared. */
static enum fault_code compare(struct virt *v, virNetworkPtr net, const struct network_spec *n)
{
    OWNED(drop_text) char *xml = virNetworkGetXMLDesc(net, 0);
    if (!xml)
        return fail(v->fault, FAULT_UPSTREAM, T("the network %s cannot be read: %s"), n->name,
                    virt_why(v));
    const char *bridge = xml_find(v->arena, xml, "/network/bridge/@name");
    const char *v4 = xml_find(v->arena, xml, "/network/ip[not(@family='ipv6')]/@address");
    const char *v6 = xml_find(v->arena, xml, "/network/ip[@family='ipv6']/@address");
    if (bridge && !strcmp(bridge, n->bridge) && same_address(n->v4, v4) && same_address(n->v6, v6))
        return FAULT_OK;
    return fail(v->fault, FAULT_CONFLICT,
                T("the network %s is there already, with another bridge or other addresses"),
                n->name);
}

static enum fault_code define(struct virt *v, const struct network_spec *n, virNetworkPtr *out)
{
    char *xml = NULL;
    enum fault_code rc = network_xml(v->fault, v->arena, n, &xml);
    if (rc)
        return rc;
    *out = virNetworkDefineXML(v->conn, xml);
    if (!*out)
        return fail(v->fault, FAULT_UPSTREAM, T("the network %s cannot be defined: %s"), n->name,
                    virt_why(v));
    return FAULT_OK;
}

static enum fault_code start(struct virt *v, virNetworkPtr net, const char *name)
{
    if (virNetworkIsActive(net) != 1 && virNetworkCreate(net) < 0) {
        const char *why = virt_why(v);
        if (virNetworkIsActive(net) != 1) /* else another was faster */
            return fail(v->fault, FAULT_UPSTREAM, T("the network %s cannot be started: %s"), name,
                        why);
    }
    if (virNetworkSetAutostart(net, 1) < 0)
        return fail(v->fault, FAULT_UPSTREAM, T("the network %s cannot be autostarted: %s"), name,
                    virt_why(v));
    return FAULT_OK;
}

enum fault_code virt_network_ensure(struct virt *v, const struct network_spec *n)
{
    virt_must_own(v, n->name);
    if (strlen(n->bridge) > BRIDGE_MAX)
        bug("the bridge's name %s is too long", n->bridge);
    enum fault_code rc = virt_link(v);
    if (rc)
        return rc;
    OWNED(drop_network) virNetworkPtr net = virNetworkLookupByName(v->conn, n->name);
    if (net)
        rc = compare(v, net, n);
    else if (virt_error_is(VIR_ERR_NO_NETWORK))
        rc = define(v, n, &net);
    else
        rc = fail(v->fault, FAULT_UPSTREAM, T("the node's networks cannot be read: %s"),
                  virt_why(v));
    if (rc)
        return rc;
    return start(v, net, n->name);
}

enum fault_code virt_network_remove(struct virt *v, const char *name)
{
    virt_must_own(v, name);
    enum fault_code rc = virt_link(v);
    if (rc)
        return rc;
    OWNED(drop_network) virNetworkPtr net = virNetworkLookupByName(v->conn, name);
    if (!net && virt_error_is(VIR_ERR_NO_NETWORK))
        return FAULT_OK;
    if (!net || (virNetworkIsActive(net) == 1 && virNetworkDestroy(net) < 0) ||
        virNetworkUndefine(net) < 0)
        return fail(v->fault, FAULT_UPSTREAM, T("the network %s cannot be removed: %s"), name,
                    virt_why(v));
    return FAULT_OK;
}
